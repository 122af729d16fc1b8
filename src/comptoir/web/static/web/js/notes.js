// Toasts go after a while unless they can be undone or say something bad; errors take the focus.
const later = (toast) => {
  if (!toast.matches(".bad, :has(form)")) setTimeout(() => toast.remove(), 6000);
};
document.querySelectorAll("[data-toast]").forEach(later);
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]").remove());
document.querySelector("[data-focus]")?.focus();

// What cannot be undone waits until its word is typed; the server checks the word again.
const word = (input) => {
  const button = input.form?.querySelector(".button.danger");
  if (button) button.disabled = input.value.trim() !== input.dataset.typed;
};
document.querySelectorAll("[data-typed]").forEach(word);
document.addEventListener("input", (event) => event.target.matches("[data-typed]") && word(event.target));

// Light or dark at once; the form keeps the choice for the next page.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  form.querySelectorAll("[name=theme]").forEach((button) => button.setAttribute("aria-pressed", String(button === event.submitter)));
  const data = new FormData(form);
  data.set("theme", theme);
  fetch(form.action, { method: "POST", body: data, redirect: "manual" });
});
