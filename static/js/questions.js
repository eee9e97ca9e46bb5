"use strict";

// Conveniences of asking and answering. Each has a button that does the same by sending the form.

function later(milliseconds, act) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}

const asking = document.querySelector("form[data-similar]");
if (asking) {
  const story = asking.elements.happened;
  const shown = asking.querySelector("[data-known]");
  let asked = "";
  const look = later(700, async () => {
    const words = story.value.trim().slice(0, 300);
    if (words.length < 15 || words === asked) return;
    asked = words;
    const answer = await fetch(`${asking.dataset.similar}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (answer?.ok && words === asked) shown.innerHTML = await answer.text();
  });
  story.addEventListener("input", look);
  // Something may have been typed before this script came.
  look();
}

const answering = document.querySelector("form[data-preview]");
if (answering) {
  const text = answering.elements.source;
  const preview = answering.querySelector("[data-live-preview]");
  const told = document.createElement("p");
  const tools = document.createElement("div");
  told.className = "small-print answer-kept";
  told.setAttribute("role", "status");
  tools.className = "answer-tools";

  const send = (address) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", answering.elements.csrfmiddlewaretoken.value);
    body.set("source", text.value);
    return fetch(address, { method: "POST", body }).catch(() => null);
  };
  const typed = later(1200, async () => {
    if (answering.dataset.draft) {
      const kept = await send(answering.dataset.draft);
      told.textContent = kept?.ok ? answering.dataset.saved : answering.dataset.unsaved;
    }
    const made = await send(answering.dataset.preview);
    if (!made?.ok) return;
    preview.hidden = !text.value.trim();
    preview.querySelector("div").innerHTML = await made.text();
  });
  const put = (before, after) => {
    const { selectionStart: start, selectionEnd: end, value } = text;
    text.setRangeText(before + value.slice(start, end) + after, start, end, "end");
    text.focus();
    text.dispatchEvent(new Event("input"));
  };
  const tool = (words, before, after) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = words;
    button.addEventListener("click", () => put(before, after));
    tools.append(button);
  };
  tool(answering.dataset.bold, "**", "**");
  tool(answering.dataset.list, "\n1. ", "\n2. ");
  tool(answering.dataset.link, "[", "](https://)");
  text.before(tools);
  text.after(told);
  text.addEventListener("input", typed);

  for (const button of document.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => put(button.parentElement.querySelector("textarea").value, ""));
  }
}

// An open copy is kept as somebody types, as the button «Отложить» would.
const copying = document.querySelector("form[data-keep]");
if (copying) {
  const told = copying.querySelector("[data-kept]");
  const keep = later(1200, async () => {
    const body = new FormData(copying);
    body.set("do", "keep");
    const kept = await fetch(location.href, { method: "POST", body }).catch(() => null);
    told.textContent = kept?.status === 204 ? copying.dataset.saved : copying.dataset.unsaved;
  });
  copying.addEventListener("input", keep);
}
