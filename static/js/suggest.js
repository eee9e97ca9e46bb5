"use strict";

// Pages suggested while somebody types, as the ARIA guide's editable combobox with a list. Nothing chosen: Enter searches.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const field = form.elements.q;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let asking = null;
  let timer = 0;
  let chosen = -1;

  const choose = (place) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[place];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const open = (isOpen) => {
    choose(-1);
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
  };
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    open(false);
  };
  const part = (name, text) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  };
  const optionOf = ({ title, url, kind }, place) => {
    const option = document.createElement("li");
    option.id = `${field.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    option.append(part("suggestion-title", title), " ", part("suggestion-kind", kind));
    return option;
  };
  const look = async () => {
    asking = new AbortController();
    const address = new URL(form.dataset.suggest, location.href);
    address.searchParams.set("q", field.value.trim());
    const answer = await fetch(address, { signal: asking.signal }).then((got) => got.json()).catch(() => null);
    if (!answer || document.activeElement !== field) return;
    list.replaceChildren(...answer.found.map(optionOf));
    told.textContent = answer.said;
    open(answer.found.length > 0);
  };
  const go = (option) => {
    close();
    location.assign(option.dataset.url);
  };

  list.id = `${field.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestions);
  told.className = "for-ears";
  told.setAttribute("role", "status");
  field.after(list, told);
  field.autocomplete = "off";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  open(false);

  field.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    if (field.value.trim().length < 2) return close();
    timer = setTimeout(look, 250);
  });
  field.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.isComposing || !many) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      event.preventDefault();
      if (list.hidden) open(true);
      choose(chosen < 0 && step < 0 ? many - 1 : (chosen + step + many) % many);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(list.children[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // A press on the list takes the focus from nobody.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
}
