// Lists of the desk live: counts and lines follow what colleagues do, and an idea that one leaves is free for the next.
const held = document.querySelector("[data-release]");

function told(list, answer) {
  for (const [show, count] of Object.entries(answer.counts)) {
    const place = document.querySelector(`[data-count="${show}"]`);
    if (place && place.textContent !== count) place.textContent = count;
  }
  const rows = [...list.querySelectorAll("[data-line]")];
  for (const row of rows) {
    const line = answer.lines[row.dataset.line];
    row.classList.toggle("row--gone", !line);
    row.classList.toggle("row--taken", Boolean(line?.note));
    // What is gone is not decided with the others.
    for (const field of row.querySelectorAll("input")) field.disabled = !line;
    const note = row.querySelector("[data-note]");
    if (note && (line?.note || note.dataset.said)) note.textContent = note.dataset.said = line?.note ?? "";
  }
  const here = new Set(rows.map((row) => row.dataset.line));
  // Where only what is free is shown, what somebody has is no news.
  const wanted = Object.entries(answer.lines).filter(([, line]) => !("free" in list.dataset && line.note));
  const news = wanted.filter(([id]) => !here.has(id)).length + rows.filter((row) => !answer.lines[row.dataset.line]).length;
  const bar = document.getElementById(list.dataset.news);
  if (!bar) return;
  bar.hidden = news === 0;
  const number = bar.querySelector("[data-live-number]");
  if (number.textContent !== String(news)) number.textContent = String(news);
}

function follow(list) {
  let tag = "";
  let seconds = 15;
  async function ask() {
    try {
      if (!document.hidden) {
        const response = await fetch(list.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
        if (response.redirected || response.status === 403) return;
        if (response.ok) {
          const answer = await response.json();
          tag = response.headers.get("ETag") ?? "";
          told(list, answer);
          seconds = answer.interval;
        }
      }
    } catch {
      // The line is down: what is shown stays, and it is asked again.
    }
    setTimeout(ask, seconds * 1000);
  }
  setTimeout(ask, 3000);
}

for (const list of document.querySelectorAll("[data-live]")) follow(list);

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
