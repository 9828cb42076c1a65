// The device's own share menu, where it has one: with the upright picture when the page names one in data-story.
import { reveal as copies } from "./copy.js";

async function picture(address) {
  const answer = await fetch(address);
  const blob = await answer.blob();
  return new File([blob], address.split("/").pop(), { type: blob.type });
}

async function share({ title, text, url, story }) {
  const given = { title, text, url };
  if (story) {
    const files = [await picture(story)];
    if (navigator.canShare?.({ files })) given.files = files;
  }
  await navigator.share(given);
}

export function reveal(root) {
  if (root !== document) copies(root);
  if (!navigator.share) return;
  for (const button of root.querySelectorAll("[data-share]")) {
    button.closest("[hidden]").hidden = false;
    // Closing the menu is no error.
    button.addEventListener("click", () => share(button.dataset).catch(() => {}));
  }
}

reveal(document);
