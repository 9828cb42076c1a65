// "Copy" where there is a clipboard: buttons appear, links copy instead of leading to the page with the address. A button
// beside words in a field copies those; where the clipboard is refused they are selected, and the keyboard copies.
async function copies(control, field) {
  try {
    await navigator.clipboard.writeText(field ? field.value : control.dataset.copy);
    return true;
  } catch {
    field?.focus();
    field?.select();
    return false;
  }
}

export function reveal(root) {
  if (!navigator.clipboard) return;
  for (const control of root.querySelectorAll("[data-copy], [data-copy-words]")) {
    const block = control.closest("[data-caption]");
    const field = block?.querySelector("textarea");
    const said = block?.querySelector("[data-said]");
    const words = control.textContent;
    control.hidden = false;
    control.addEventListener("click", async (event) => {
      event.preventDefault();
      if (!(await copies(control, field))) return;
      control.textContent = control.dataset.done;
      if (said) said.textContent = control.dataset.done;
      setTimeout(() => {
        control.textContent = words;
        if (said) said.textContent = "";
      }, 4000);
    });
  }
}

reveal(document);
