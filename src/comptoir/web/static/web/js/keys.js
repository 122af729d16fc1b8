// "/" goes to the search; in a list, arrows or j and k move over the rows and Enter opens one.
const typing = (node) => node.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const search = document.getElementById("search") || document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    return;
  }
  const step = { j: 1, k: -1 }[event.key] || (event.target.closest("[data-rows] tbody") && { ArrowDown: 1, ArrowUp: -1 }[event.key]);
  if (step) move(step, event);
});

function move(step, event) {
  const links = [...document.querySelectorAll("[data-rows] tbody th a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement.closest("tr")?.querySelector("th a"));
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  event.preventDefault();
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
}

// A click anywhere on a row opens what its first cell links to.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] tbody tr");
  if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
  const link = row.querySelector("th a");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});
