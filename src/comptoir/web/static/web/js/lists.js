// Lists: search as one types, ticked rows, all of a page at once.
let waiting;
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-search]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => event.target.form.requestSubmit(), 300);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-bulk]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[name=selected]")];
  const all = form.querySelector("[data-pick-all]");
  if (event.target === all) boxes.forEach((box) => { box.checked = all.checked; });
  const picked = boxes.filter((box) => box.checked).length;
  const every = form.querySelector("[name=all]");
  if (all) {
    all.checked = picked === boxes.length;
    all.indeterminate = picked > 0 && picked < boxes.length;
  }
  form.classList.toggle("picked", picked > 0 || Boolean(every?.checked));
  const count = form.querySelector(".bulk-count");
  count.textContent = count.dataset.count.replace("#", picked.toLocaleString(document.documentElement.lang));
});

// An empty field asks nothing: addresses stay short.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  for (const [name, value] of [...event.detail.formData]) if (value === "") event.detail.formData.delete(name);
});

// A table that its box would cut scrolls in it, by keyboard too: longer words than ours, narrower screens.
const fit = () => document.querySelectorAll(".table-box:not(.wide) > .table").forEach((table) => {
  const box = table.parentElement;
  if (table.offsetWidth <= box.clientWidth) return;
  box.classList.add("wide");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", table.caption?.textContent ?? "");
});
fit();
addEventListener("resize", fit);
document.addEventListener("htmx:afterSettle", fit);
