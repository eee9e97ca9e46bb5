"use strict";

// Small conveniences for every page. Nothing depends on them.
document.documentElement.classList.add("js");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A picture opens above the page instead of in place of it; Escape or a press anywhere puts it away.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-zoom]");
  if (!link || !window.HTMLDialogElement || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  const picture = document.createElement("img");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", link.dataset.zoom);
  close.className = "button";
  close.type = "button";
  close.textContent = link.dataset.close;
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  dialog.append(close, picture);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
});

// After a refused form the summary is where to go on.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
