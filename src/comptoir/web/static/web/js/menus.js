// Menus are <details>: one open at a time, closed by Escape or by a click elsewhere.
const menus = () => document.querySelectorAll("details.menu[open], details.fold[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("details.menu[open]")) return;
  for (const menu of menus()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
}, true);
