// Ideas like the one being typed, under its name. The page that comes back from the server shows them too, so that
// nothing depends on this module.
const place = document.querySelector("[data-similar]");
const name = place?.closest("form").elements.name;
const PAUSE = 600;
const SHORTEST = 3;
let timer;
let asking;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const typed = name.value.trim();
  if (typed.length < SHORTEST) return show("");
  const address = place.dataset.similar + encodeURIComponent(typed);
  const answer = await fetch(address, { signal: asking.signal });
  // A form that was open for too long is told so when it is sent.
  if (answer.ok) show((await answer.text()).trim());
}

// Said once: the same ideas again are not read out again.
let said = place?.innerHTML.trim();
function show(found) {
  if (found === said) return;
  said = found;
  place.innerHTML = found;
}

name?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => ask().catch(() => {}), PAUSE);
});
