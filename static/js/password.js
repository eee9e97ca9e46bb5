// A button beside each password field that shows what is typed. Without this script the field works as it is.
const { show, hide } = document.currentScript.dataset;

for (const field of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-link show-password";
  button.textContent = show;
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const isHidden = field.type === "password";
    field.type = isHidden ? "text" : "password";
    button.textContent = isHidden ? hide : show;
    field.focus();
  });
  field.after(button);
  // A browser keeps what was typed into a field of text.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
