// A form sent while the line is down would leave for the browser's own page, and take what was typed with it: it stays,
// and says so. Without this module the browser says it, and "back" brings the form again.
const words = document.querySelector("[data-lost]");
// A form may begin with a button out of sight, for who presses "Enter": nothing is said beside that one.
const SEEN = "button:not([type=button], .unseen)";
// A form pressed twice in a breath is sent once: the second would be refused for what the first has done.
const BREATH = 4000;
const sent = new WeakMap();

export function lost(where, pressed) {
  const main = where.querySelector(`.button:is(${SEEN})`) ?? where.querySelector(SEEN);
  const button = pressed?.matches(SEEN) ? pressed : main;
  if (button) button.before(words);
  else where.append(words);
  words.hidden = false;
}

document.addEventListener(
  "submit",
  (event) => {
    words.hidden = navigator.onLine;
    const twice = event.timeStamp - (sent.get(event.target) ?? -BREATH) < BREATH;
    if (navigator.onLine && !twice) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!navigator.onLine) lost(event.target, event.submitter);
  },
  { capture: true },
);
// Only what leaves for the next page: a module that sends by itself minds its own form.
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) sent.set(event.target, event.timeStamp);
});
// Nor does a link within a frame, whose error page leads nowhere.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[target=_self]");
  if (!link || navigator.onLine) return;
  event.preventDefault();
  (link.closest("p, ul") ?? link).before(words);
  words.hidden = false;
  words.scrollIntoView({ block: "nearest" });
});
addEventListener("online", () => (words.hidden = true));
