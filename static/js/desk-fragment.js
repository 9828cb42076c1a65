// A part of a page that takes a while comes after the page; without this module it is a link.
for (const place of document.querySelectorAll("[data-fragment]")) {
  try {
    const response = await fetch(place.dataset.fragment);
    if (response.headers.get("X-Fragment")) place.innerHTML = await response.text();
  } catch {
    // The line is down: the link stays.
  }
}
