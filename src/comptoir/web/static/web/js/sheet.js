// Links marked data-sheet open beside the page; their address stays a page of its own.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sheet]");
  const sheet = document.getElementById("sheet");
  if (!link || !sheet || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const body = document.getElementById("sheet-body");
  if (!sheet.open) body.replaceChildren();
  htmx.ajax("GET", link.href, { target: body, swap: "innerHTML", source: body }).then(() => {
    if (!sheet.open) sheet.showModal();
    sheet.scrollTop = 0;
  }, () => { location.href = link.href; });
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.target?.id === "sheet-body") location.href = event.detail.pathInfo.requestPath;
});
// A click on the backdrop closes.
document.addEventListener("click", (event) => {
  if (event.target.matches("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
// Buttons that open a dialog of the page, print, or copy an address or a text.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (event.target.closest("[data-print]")) window.print();
  const text = event.target.closest("[data-copy-text]");
  if (text && navigator.clipboard) {
    const shown = document.getElementById(text.dataset.copyText);
    navigator.clipboard.writeText(shown.textContent).then(() => text.classList.add("set"));
  }
  const copied = event.target.closest("[data-copy]");
  if (copied && navigator.clipboard) {
    event.preventDefault();
    navigator.clipboard.writeText(new URL(copied.getAttribute("href"), location).href).then(() => copied.classList.add("set"));
  }
});
