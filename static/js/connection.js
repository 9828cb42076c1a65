// A form sent while the line is down would leave for the browser's own page, and take what was typed with it: it stays,
// and says so. Without this module the browser says it, and "back" brings the form again.
const words = document.querySelector("[data-lost]");
// A form may begin with a button out of sight, for who presses "Enter": nothing is said beside that one.
const SEEN = "button:not([type=button], .unseen)";

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
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    lost(event.target, event.submitter);
  },
  { capture: true },
);
addEventListener("online", () => (words.hidden = true));
