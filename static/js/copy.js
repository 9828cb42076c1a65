// "Copy" where there is a clipboard: buttons appear, links copy instead of leading to the page with the address.
export function reveal(root) {
  if (!navigator.clipboard) return;
  for (const control of root.querySelectorAll("[data-copy]")) {
    control.hidden = false;
    const words = control.textContent;
    control.addEventListener("click", async (event) => {
      event.preventDefault();
      await navigator.clipboard.writeText(control.dataset.copy);
      control.textContent = control.dataset.done;
      setTimeout(() => {
        control.textContent = words;
      }, 4000);
    });
  }
}

reveal(document);
