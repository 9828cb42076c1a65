// The queue lives: counts and rows follow what colleagues do, and an idea that one leaves is free for the next person.
const list = document.querySelector("[data-live]");
const held = document.querySelector("[data-release]");
let tag = "";
let shown = "";
let every = 15;

function told(answer) {
  for (const [show, count] of Object.entries(answer.counts)) {
    const place = document.querySelector(`[data-count="${show}"]`);
    if (place && place.textContent !== count) place.textContent = count;
  }
  const rows = [...list.querySelectorAll("button.row")];
  for (const row of rows) {
    const line = answer.lines[row.value];
    row.classList.toggle("row--gone", !line);
    row.classList.toggle("row--taken", Boolean(line?.reader));
    const note = row.querySelector("[data-note]");
    if (note && line?.reader && !note.textContent.includes(line.reader)) note.textContent = line.reader;
  }
  const here = new Set(rows.map((row) => row.value));
  const news = Object.keys(answer.lines).filter((id) => !here.has(id)).length + rows.filter((row) => !answer.lines[row.value]).length;
  const bar = document.querySelector("[data-live-news]");
  if (!bar) return;
  bar.hidden = news === 0;
  if (String(news) !== shown) bar.querySelector("[data-live-number]").textContent = shown = String(news);
}

async function ask() {
  let seconds = 15;
  try {
    if (!document.hidden) {
      const response = await fetch(list.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (response.redirected || response.status === 403) return;
      if (response.ok) {
        const answer = await response.json();
        tag = response.headers.get("ETag") ?? "";
        told(answer);
        every = answer.interval;
      }
      seconds = every;
    }
  } catch {
    // The line is down: what is shown stays, and it is asked again.
  }
  setTimeout(ask, seconds * 1000);
}

if (list) setTimeout(ask, 3000);

if (held) {
  // Deciding, or writing a letter about the same idea, is not leaving it.
  let leaving = true;
  addEventListener("submit", (event) => {
    leaving = event.target.matches("[data-leaves]");
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link) leaving = !new URL(link.href).pathname.startsWith(held.dataset.stays);
  });
  addEventListener("pagehide", () => {
    if (!leaving) return;
    const token = document.querySelector("input[name=csrf_token]");
    const said = new FormData();
    said.append("csrf_token", token?.value ?? "");
    said.append("left", "1");
    navigator.sendBeacon(held.dataset.release, said);
  });
  // Brought back from the browser's memory, the page says what is no longer so.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
