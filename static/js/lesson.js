"use strict";

// Conveniences of a lesson: the place is remembered, ticks save themselves, the answer about the phone needs no reload.
// Each of them has a form that does without.
const root = document.documentElement;
const blocks = [...document.querySelectorAll(".lesson-body > .block")];

const place = document.getElementById("position");
let sent = "";

function blockInView() {
  return blocks.filter((block) => block.getBoundingClientRect().top < innerHeight / 2).pop();
}

// The first block is read by everybody who only looks in: that is not yet a place to come back to.
function sendPlace() {
  const block = blockInView();
  if (!place || !block || block === blocks[0] || block.id === sent) return;
  sent = block.id;
  const body = new FormData(place);
  body.set("position", sent);
  fetch(place.action, { method: "POST", body, keepalive: true }).catch(() => {});
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sendPlace();
});
addEventListener("pagehide", sendPlace);
// «Готово» moves on by itself; a place sent after it would bring the reader back here.
document.addEventListener("submit", (event) => {
  if (event.target.closest(".lesson-end")) sent = blockInView()?.id || "";
});

for (const form of document.querySelectorAll("form.checklist[action$='checklist/']")) {
  const told = form.querySelector(".checklist-saved");
  const tell = (isSaved) => {
    form.classList.toggle("checklist-unsaved", !isSaved);
    told.classList.toggle("checklist-failed", !isSaved);
    told.textContent = isSaved ? form.dataset.saves : form.dataset.fails;
  };
  let waiting = Promise.resolve();
  form.addEventListener("change", () => {
    waiting = waiting
      .then(() => fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true }))
      .then((response) => tell(response.type === "opaqueredirect" || response.ok))
      .catch(() => tell(false));
  });
}

const switches = document.querySelectorAll(".variant-switch");

function showPhone() {
  for (const button of switches) {
    const isOpen = button.getAttribute("aria-pressed") === "true";
    button.hidden = !root.dataset.phone;
    button.textContent = isOpen ? button.dataset.less : button.dataset[root.dataset.phone];
  }
}

for (const button of switches) {
  button.addEventListener("click", () => {
    const isOpen = button.parentElement.classList.toggle("variants-both");
    button.setAttribute("aria-pressed", isOpen);
    showPhone();
  });
}

document.querySelector(".phone-choice")?.addEventListener("submit", (event) => {
  const form = event.target;
  const body = new FormData(form, event.submitter);
  event.preventDefault();
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  root.dataset.phone = body.get("phone");
  form.classList.add("phone-chosen");
  form.querySelector(`.phone-told-${body.get("phone")}`).focus();
  showPhone();
});
showPhone();

// On a phone the list of lessons stands under the lesson and waits to be opened.
const side = document.querySelector(".side");
if (side && side.offsetTop > innerHeight) side.open = false;
