// The receipt binds a nonce made in this browser: only its digest is sent, the nonce stays here.
export async function commit(form) {
  const field = form.querySelector("[data-commitment]");
  if (!field || field.value || !crypto.subtle) return;
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(nonce));
  field.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(`nonce:${field.value}`, nonce);
}

for (const form of document.querySelectorAll("form:has([data-commitment])")) commit(form);
