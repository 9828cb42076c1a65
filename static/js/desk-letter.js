// The letter beside the form follows what is typed; the server writes it, so it is what will be sent.
const form = document.querySelector("[data-letter-form]");
const place = document.querySelector("[data-letter]");
let timer;
let asked;

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  try {
    const response = await fetch(form.dataset.letterForm, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Fragment": "1" },
      signal: asked.signal,
    });
    if (response.headers.get("X-Fragment")) place.innerHTML = await response.text();
  } catch {
    // The line is down, or something newer is asked: what is shown stays.
  }
}

if (form && place) {
  form.querySelector(".refusing__preview").hidden = true;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(refresh, event.target.type === "radio" ? 0 : 350);
  });
  // Typed before this module was there, or brought back by the browser.
  if ([...form.elements].some((one) => one.value !== one.defaultValue && one.tagName === "TEXTAREA")) refresh();
}
