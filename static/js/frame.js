// What a framed page of ours tells the page around it: that it is there, how high it would like to be, what happened.
// Only to the listed origin that frames it; which one that is a browser may not say, then it is told to each by name.
// A place with data-happened="vote" (submit, confirm) says so once it is there; a link with data-tells when pressed.
const { origins = "", campaign, kind } = document.documentElement.dataset;
const listed = origins.split(" ").filter(Boolean);
const around = location.ancestorOrigins?.[0] ?? (document.referrer ? new URL(document.referrer).origin : "");
const addressees = around ? listed.filter((one) => one === around) : listed;

function tell(type, more) {
  if (parent === window) return;
  for (const origin of addressees) parent.postMessage({ contest: 1, type, ...more }, origin);
}

export function happened(name, entry) {
  const detail = { campaign, kind, ...(entry ? { entry: Number(entry) } : {}) };
  tell("event", { name, detail });
}

export function told(root) {
  for (const place of root.querySelectorAll("[data-happened]")) happened(place.dataset.happened, place.dataset.entry);
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-tells]");
  if (link) happened(link.dataset.tells, link.dataset.entry);
});

tell("ready", {});
// Its own parts, not the window that it has been given: that may be higher.
const parts = [...document.body.children];
const looks = new ResizeObserver(() => tell("height", { height: parts.reduce((sum, one) => sum + one.offsetHeight, 4) }));
for (const part of parts) looks.observe(part);
// A page that is come back to has said it already.
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") told(document);

// Who has confirmed a vote in a frame stays in the page alone: its address forgets it. The focus goes to what is wrong
// or done, but only where it is in the frame already: the page around is never robbed of it.
const said = new URLSearchParams(location.search);
const fleeting = ["voter", "did", "in"].filter((name) => said.has(name));
for (const name of fleeting) said.delete(name);
if (said.get("s")) import("./arrival.js");
if (fleeting.length) history.replaceState(null, "", `${location.pathname}?${said}`);
if (document.hasFocus()) {
  const wanted = ["[aria-invalid=true]", "[data-wrong]", "[data-focus]"];
  wanted.map((one) => document.querySelector(one)).find(Boolean)?.focus();
}
