// Counts down how long a decision can still be taken back; the ring and the number say the same.
for (const form of document.querySelectorAll("[data-countdown]")) {
  const ends = Date.now() + Number(form.dataset.countdown) * 1000;
  const ring = form.querySelector(".undo__left");
  const seconds = form.querySelector("[data-seconds]");
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    if (seconds) seconds.textContent = left;
    ring?.setAttribute("stroke-dasharray", `${left} 60`);
    if (left) return;
    clearInterval(timer);
    form.remove();
  }, 1000);
}
