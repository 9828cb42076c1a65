// Filling in a ballot paper in place. Without this module the server moves ideas and counts choices.
const form = document.querySelector("[data-paper]");

function count() {
  const most = Number(form.dataset.most);
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=mark]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const said = form.querySelector("[data-count]");
  said.textContent = chosen ? `${chosen}/${most} ${said.dataset.words}` : "";
  for (const box of boxes) box.disabled = !box.checked && chosen >= most;
}

const ranked = form?.querySelector("[data-ranked]");
const rest = form?.querySelector("[data-rest]");

function settle() {
  form.querySelector("[data-empty]").hidden = ranked.children.length > 0;
  for (const row of rest.children) row.querySelector("[name=mark]")?.remove();
  for (const row of ranked.children) {
    if (row.querySelector("[name=mark]")) continue;
    row.prepend(Object.assign(document.createElement("input"), { type: "hidden", name: "mark", value: row.dataset.card }));
  }
}

function tell(row) {
  const said = form.querySelector("[data-said]");
  const name = row.querySelector("a").textContent;
  const place = [...ranked.children].indexOf(row) + 1;
  said.textContent = (place ? said.dataset.words : said.dataset.out).replace("{name}", name).replace("{place}", place);
}

function move(row, how) {
  const moves = {
    up: () => row.previousElementSibling?.before(row),
    down: () => row.nextElementSibling?.after(row),
    out: () => rest.prepend(row),
    in: () => ranked.append(row),
  };
  moves[how]();
  settle();
  tell(row);
  // The press one used may have gone with the move: the focus stays with the idea.
  const again = row.querySelector(`[data-move=${how}]`);
  (again.checkVisibility() ? again : row.querySelector(row.parentElement === ranked ? "[data-move=up]" : "[data-move=in]")).focus();
}

function drag(start) {
  const row = start.target.closest("[data-card]");
  // A finger that moves scrolls, but on the packet.
  const handle = start.pointerType !== "touch" || start.target.closest(".paper__small");
  if (!row || !handle || start.button || start.target.closest("button, a")) return;
  start.preventDefault();
  row.setPointerCapture(start.pointerId);
  row.classList.add("paper__row--held");
  const follow = (event) => {
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    const over = under.map((one) => one.closest("[data-card]")).find((one) => one && one !== row);
    const list = under.find((one) => one === ranked || one === rest);
    if (over) {
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](row);
    } else if (list && !list.contains(row)) list.append(row);
  };
  const drop = () => {
    row.classList.remove("paper__row--held");
    for (const name of ["pointermove", "pointerup", "pointercancel"]) row.removeEventListener(name, name === "pointermove" ? follow : drop);
    settle();
    tell(row);
  };
  row.addEventListener("pointermove", follow);
  row.addEventListener("pointerup", drop);
  row.addEventListener("pointercancel", drop);
}

if (form?.dataset.paper === "several") {
  form.addEventListener("change", count);
  count();
} else if (ranked) {
  form.addEventListener("click", (event) => {
    const press = event.target.closest("[data-move]");
    if (!press) return;
    event.preventDefault();
    move(press.closest("[data-card]"), press.dataset.move);
  });
  form.addEventListener("pointerdown", drag);
}
