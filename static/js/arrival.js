// Somebody came by a share link: its code stays in the address of every page of this campaign they go on to, so that
// a vote or an idea is told apart by it. Nothing is stored; without this module only the visit is counted.
const NAME = "s";
const code = new URLSearchParams(location.search).get(NAME) ?? "";
const campaign = campaignOf(location.pathname);

// Pages in a frame stand one folder deeper.
function campaignOf(path) {
  const parts = path.split("/");
  return parts[parts[1] === "embed" ? 3 : 2];
}

// What leads out of a frame is the widget's own share link, which counts for the one given here then.
const framed = location.pathname.startsWith("/embed/");

function marked(address) {
  const url = new URL(address, location.href);
  const ours = campaignOf(url.pathname) === campaign || (framed && url.pathname.startsWith("/s/"));
  if (url.origin !== location.origin || !ours) return address;
  url.searchParams.set(NAME, code);
  return url.pathname + url.search + url.hash;
}

export function keep(root) {
  if (!campaign || !/^[0-9a-z]{5,32}$/i.test(code)) return;
  for (const link of root.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    if (!href.startsWith("#")) link.setAttribute("href", marked(href));
  }
  for (const name of ["vote", "fragment"]) {
    for (const link of root.querySelectorAll(`[data-${name}]`)) link.dataset[name] = marked(link.dataset[name]);
  }
  for (const form of root.querySelectorAll("form:not([method=post])")) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: NAME, value: code });
    form.append(field);
  }
}

keep(document);
