// A form sent while the line is down would leave for the browser's own page, and take what was typed with it: it stays,
// and says so. Without this module the browser says it, and "back" brings the form again.
const words = document.querySelector("[data-lost]");

export function lost(where) {
  const button = where.querySelector("button:not([type=button])");
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
    lost(event.target);
  },
  { capture: true },
);
addEventListener("online", () => (words.hidden = true));
