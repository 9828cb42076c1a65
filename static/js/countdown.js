// The time left, minute by minute, in the page's language; when it is over, the page as it is then. Without this module
// the words of the moment at which the page was made stand there.
const place = document.querySelector("[data-until]");
const until = Date.parse(place?.dataset.until);
const lang = document.documentElement.lang;
const words = (unit, value) => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(value);

function tick() {
  const minutes = Math.ceil((until - Date.now()) / 60000);
  if (minutes <= 0) {
    // Not all of them in the same second.
    setTimeout(() => location.reload(), 2000 + Math.random() * 20000);
    return;
  }
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  place.textContent = [
    ...(days ? [words("day", days)] : []),
    ...(days || hours ? [words("hour", hours)] : []),
    words("minute", minutes % 60),
  ].join(" ");
  setTimeout(tick, 60000 - (Date.now() % 60000));
}

if (place) tick();
