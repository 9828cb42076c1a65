// The sample and what was measured follow the choices; the server makes both, so that they are what will be kept.
const form = document.querySelector("[data-look-form]");
const sheet = document.querySelector("[data-look-sample]");
const place = document.querySelector("[data-look-measured]");
let timer;
let asked;

function chosen() {
  const fields = new FormData(form);
  fields.delete("csrf_token");
  return new URLSearchParams(fields);
}

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  const query = chosen();
  sheet.href = `${sheet.dataset.lookSample}?${query}`;
  try {
    const response = await fetch(`${place.dataset.lookMeasured}?${query}`, { signal: asked.signal });
    if (response.headers.get("X-Fragment")) place.innerHTML = await response.text();
  } catch {
    // The line is down, or something newer is asked: what is shown stays.
  }
}

/** A colour stands in two fields: the one that was touched tells the other. */
function agree(touched) {
  const name = touched.dataset.lookPicked ?? touched.name;
  const picked = form.elements[`${name}_picked`];
  if (!picked) return;
  const typed = form.elements[name];
  if (touched === picked) typed.value = picked.value;
  else if (/^#?[0-9a-f]{6}$/i.test(typed.value.trim())) picked.value = `#${typed.value.trim().replace("#", "")}`;
  else picked.value = form.elements[`${name}_before`].value;
}

form?.addEventListener("input", (event) => {
  agree(event.target);
  clearTimeout(timer);
  timer = setTimeout(refresh, event.target.type === "radio" ? 0 : 200);
});
