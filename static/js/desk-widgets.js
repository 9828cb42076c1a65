// The widget follows the choices: what the server makes of them takes the place of what stood there. Without this module
// "Show it" does the same by loading the page.
import { reveal } from "./copy.js";

const form = document.querySelector("[data-widget]");
let asked;

async function refresh(changed) {
  asked?.abort();
  asked = new AbortController();
  const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.querySelector("[data-widget-made]");
    document.querySelector("[data-widget-made]").replaceWith(made);
    reveal(made);
    history.replaceState(null, "", address);
    // One idea is asked for by its number: that field comes and goes.
    if (changed !== "kind") return;
    form.replaceChildren(...page.querySelector("[data-widget]").children);
    form.elements.kind.focus();
  } catch {
    // The line is down, or something newer is asked: what is shown stays.
  }
}

form?.addEventListener("change", (event) => refresh(event.target.name));
