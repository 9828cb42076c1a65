// Keys of the desk: every element with data-key is pressed by its key; hints show only where this module runs.
const NAMES = { Enter: "mod+enter", Escape: "escape" };

for (const hint of document.querySelectorAll("[data-key-hint]")) hint.hidden = false;

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;
}

function wanted(event) {
  if (event.key === "Enter") return event.metaKey || event.ctrlKey ? NAMES.Enter : "";
  if (event.key === "Escape") return NAMES.Escape;
  if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return "";
  return event.key;
}

/** In a list of links the focus goes to the next or the one before; whether there is such a list. */
function step(by) {
  const rows = [...document.querySelectorAll("[data-step]")];
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  return rows.length > 0;
}

addEventListener("keydown", (event) => {
  const help = document.querySelector("#keys-help");
  if (event.defaultPrevented || event.repeat || help?.open) return;
  const key = wanted(event);
  if (!key) return;
  if (key === NAMES.Escape && isTyping(event.target) && event.target.value !== event.target.defaultValue) {
    // What was typed is not left by one press: it leaves the field, the next one the page.
    event.preventDefault();
    event.target.blur();
    return;
  }
  if (key === "?" && help) {
    event.preventDefault();
    help.showModal();
    return;
  }
  if ((key === "j" || key === "k") && step(key === "j" ? 1 : -1)) {
    event.preventDefault();
    return;
  }
  const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!found || found.disabled) return;
  event.preventDefault();
  // What is typed into or chosen from wants the focus, not a press.
  if (found.matches("input, select, textarea")) found.focus();
  if (!found.matches("select, textarea")) found.click();
});
