// A page of an act within a frame. Who has confirmed a vote stays in the page alone: its address forgets it. The focus
// goes to what is wrong or done, but only where it is in the frame already: the page around is never robbed of it.
const said = new URLSearchParams(location.search);
for (const name of ["voter", "did", "in"]) said.delete(name);
const left = said.toString();
history.replaceState(null, "", location.pathname + (left && `?${left}`) + location.hash);

if (document.hasFocus()) {
  const wanted = ["[aria-invalid=true]", "[data-wrong]", "[data-focus]"];
  wanted.map((one) => document.querySelector(one)).find(Boolean)?.focus();
}
