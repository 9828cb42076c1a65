// Whoever voted in this tab holds the number behind the commitment: the browser checks by itself that they fit.
const place = document.querySelector("[data-nonce]");
const commitment = place?.dataset.nonce;
const nonce = commitment && sessionStorage.getItem(`nonce:${commitment}`);

if (nonce && crypto.subtle) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(nonce));
  const found = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  place.hidden = found !== commitment;
}
