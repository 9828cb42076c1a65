// Voting in place: the vote link's fragment is fetched into the page, and so is each answer to its forms.
// Without this module the same link and the same forms lead through pages of their own.
import { commit } from "./commitment.js";
import { keep } from "./arrival.js";
import { lost } from "./connection.js";
import { reveal } from "./share.js";

const place = document.querySelector("[data-vote-place]");
const slot = place?.querySelector("[data-vote-slot]");

async function show(response) {
  if (!response.headers.get("X-Fragment")) {
    location.assign(response.url);
    return;
  }
  slot.innerHTML = await response.text();
  for (const form of slot.querySelectorAll("form")) commit(form);
  keep(slot);
  reveal(slot);
  const wanted = ["[aria-invalid=true]", "[autofocus]", "[data-focus]"];
  const first = wanted.map((one) => slot.querySelector(one)).find(Boolean);
  (first ?? slot).focus({ preventScroll: true });
  slot.scrollIntoView({ block: "nearest", behavior: "smooth" });
  place.querySelector("[data-seal]").hidden = !slot.querySelector("[data-counted]");
  // What the thumb's button does is under way: it would only cover the way on.
  for (const bar of document.querySelectorAll("[data-thumb]")) bar.hidden = true;
}

async function ask(address, options) {
  slot.setAttribute("aria-busy", "true");
  try {
    await show(await fetch(address, { ...options, headers: { "X-Fragment": "1" } }));
  } catch {
    // Sent once more it is the same act: the form's token says so.
    lost(slot);
  } finally {
    slot.removeAttribute("aria-busy");
    for (const button of slot.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
}

if (slot) {
  slot.tabIndex = -1;
  for (const link of document.querySelectorAll("[data-vote]")) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      ask(link.dataset.vote);
    });
  }
  slot.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.page !== undefined) return;
    event.preventDefault();
    const button = form.querySelector("button:not([type=button])");
    button?.setAttribute("aria-busy", "true");
    ask(form.action, { method: "POST", body: new FormData(form, event.submitter) });
  });
  slot.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-fragment]");
    if (!link) return;
    event.preventDefault();
    ask(link.dataset.fragment);
  });
}
