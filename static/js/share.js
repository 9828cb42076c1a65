// The device's own share menu, where it has one: with the upright picture that the page names in data-story, else with
// words and link, and where that fails too the plain links are opened.
import { reveal as copies } from "./copy.js";

// Asked for once, before it is needed: a menu opens only shortly after a press.
const pictures = new Map();

async function fetched(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return [];
    const blob = await answer.blob();
    const files = [new File([blob], address.split("/").pop(), { type: blob.type })];
    return navigator.canShare?.({ files }) ? files : [];
  } catch {
    return [];
  }
}

function picture(address) {
  if (!address || !navigator.canShare) return [];
  if (!pictures.has(address)) pictures.set(address, fetched(address));
  return pictures.get(address);
}

// Closing the menu is no failure.
async function opened(given) {
  try {
    await navigator.share(given);
    return true;
  } catch (error) {
    return error.name === "AbortError";
  }
}

async function share(button) {
  const { title, text, url, story } = button.dataset;
  const files = await picture(story);
  // Beside a picture many applications take the words alone: so the link stands among them.
  if (files.length && (await opened({ files, title, text: `${text} ${url}` }))) return;
  if (await opened({ title, text, url })) return;
  const more = button.closest(".share").querySelector("details");
  more.open = true;
  more.querySelector("summary").focus();
}

export function reveal(root) {
  if (root !== document) copies(root);
  if (!navigator.share) return;
  for (const button of root.querySelectorAll("[data-share]")) {
    button.closest("[hidden]").hidden = false;
    for (const soon of ["pointerenter", "pointerdown", "focus"]) {
      button.addEventListener(soon, () => picture(button.dataset.story), { passive: true });
    }
    button.addEventListener("click", () => share(button));
  }
}

reveal(document);
