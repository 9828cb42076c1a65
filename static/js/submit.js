// The form as one types: the packet redraws itself, what is typed is kept on the server, the focus goes to what is
// wrong. Without this module the form, the draft and the sending work the same, a page at a time. A frame keeps
// the draft's address nowhere but in its own.
const form = document.querySelector("[data-draft]");
const packet = document.querySelector("[data-packet]");
const drawing = packet?.querySelector("[data-drawing]");
const state = form?.querySelector("[data-state]");
const keeps = form?.dataset.draft === "kept";
const KEY = `draft:${location.pathname.split("/").slice(1, 3).join("/")}`;

function later(work, wait) {
  let timer;
  const soon = () => {
    soon.never();
    timer = setTimeout(work, wait);
  };
  soon.never = () => clearTimeout(timer);
  return soon;
}

async function draw() {
  const photo = packet.querySelector(".packet__photo") ? "&photo=1" : "";
  try {
    const answer = await fetch(packet.dataset.packet + encodeURIComponent(form.elements.name.value) + photo);
    if (answer.ok) drawing.innerHTML = await answer.text();
  } catch {
    // The line is down: the drawing stays as it is.
  }
}

// The draft is found again from here on.
function found(address) {
  form.action = address + new URL(form.action).search;
  history.replaceState(null, "", address + location.search);
  if (keeps) localStorage.setItem(KEY, address);
}

async function keep() {
  const typed = new FormData(form);
  typed.delete("picture");
  typed.set("then", "keep");
  const answer = await fetch(form.action, { method: "POST", body: typed, headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { address } = await answer.json();
  found(address);
  state.textContent = form.dataset.saved;
}

function preview(file) {
  let photo = packet.querySelector(".packet__photo");
  if (!photo) {
    photo = new Image();
    photo.className = "packet__photo";
    photo.alt = "";
    // Not every browser shows every kind that we take (HEIC): the drawn packet stays, and the file is sent.
    photo.addEventListener("error", () => {
      photo.remove();
      draw();
    });
    packet.prepend(photo);
  }
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    photo.src = reader.result;
    draw();
  });
  reader.readAsDataURL(file);
}

if (form) {
  const left = keeps && localStorage.getItem(KEY);
  const here = new URL(form.action).pathname;
  // A draft, also when sending it showed what is missing.
  if (!/\/submit$/.test(here)) found(here);
  else if (left) {
    fetch(left, { method: "HEAD" }).then((answer) => {
      if (answer.ok && !answer.redirected) location.replace(left + location.search);
      else localStorage.removeItem(KEY);
    });
  }
  if (!drawing.firstElementChild) draw();
  const redraw = later(draw, 250);
  const save = later(() => keep().catch(() => {}), 1200);
  form.addEventListener("input", (event) => {
    if (event.target.name === "name") redraw();
    if (event.target.type !== "file") save();
  });
  form.elements.picture?.addEventListener("change", (event) => {
    // With pictures received before, the first of them stays the one on the packet.
    if (event.target.files[0] && !form.querySelector("[data-received]")) preview(event.target.files[0]);
  });
  form.addEventListener("submit", (event) => {
    // It brings all that was typed.
    save.never();
    if (event.submitter?.value === "send") event.submitter.setAttribute("aria-busy", "true");
  });
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("[data-wrong]"))?.focus();
}
