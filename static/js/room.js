"use strict";

// The video room in this page instead of on the server's own. The token comes in the answer to the press of the button
// and is kept nowhere; every entering asks for another.
(() => {
  // For the answer and the script, in milliseconds. What comes then may take as long as a person needs to press «Allow».
  const PATIENCE = 15000;
  const room = document.querySelector("[data-room]");
  const form = room.querySelector("form");
  const frame = room.querySelector("[data-frame]");
  const status = room.querySelector("[data-status]");
  const trouble = room.querySelector("[data-trouble]");
  const button = form.querySelector("button");
  let api = null;
  let mark = "";
  let beating = 0;
  let patience = 0;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter(status.dataset.opening);
  });

  async function enter(words) {
    close();
    button.disabled = true;
    trouble.hidden = true;
    status.textContent = words;
    patience = setTimeout(fail, PATIENCE);
    try {
      const answer = await post(form.action, { Accept: "application/json" });
      // Refused: the page itself says why.
      if (!answer.ok) return location.reload();
      const entrance = await answer.json();
      await load(entrance.script);
      show(entrance);
    } catch {
      fail();
    }
  }

  function post(address, headers = {}) {
    return fetch(address, { method: "POST", headers, body: new FormData(form), credentials: "same-origin" });
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      if (document.querySelector(`script[src="${CSS.escape(address)}"]`)) return resolve();
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => {
        script.remove();
        reject(new Error("no script"));
      };
      document.head.append(script);
    });
  }

  function show(entrance) {
    clearTimeout(patience);
    mark = entrance.mark;
    status.textContent = "";
    form.hidden = true;
    frame.hidden = false;
    frame.scrollIntoView({ block: "nearest" });
    api = new window.JitsiMeetExternalAPI(entrance.domain, {
      ...entrance.options,
      parentNode: frame,
      width: "100%",
      height: "100%",
    });
    api.addListener("videoConferenceJoined", joined);
    api.addListener("videoConferenceLeft", leave);
    api.addListener("readyToClose", leave);
    api.addListener("errorOccurred", ({ error } = {}) => {
      if (error?.isFatal) fail();
    });
  }

  function joined() {
    if (!room.dataset.here || beating) return;
    beat();
    beating = setInterval(beat, Number(room.dataset.beat) * 1000);
  }

  // «I am here», and nothing else: the portal counts by its own clock. The answer tells whether everybody has moved.
  async function beat() {
    try {
      const answer = await post(room.dataset.here);
      if (answer.status === 409) return clearInterval(beating);
      const told = answer.ok ? await answer.json() : {};
      if (api && told.mark && told.mark !== mark) enter(status.dataset.moved);
    } catch {
      // The next one may get through.
    }
  }

  function close() {
    clearInterval(beating);
    clearTimeout(patience);
    beating = 0;
    api?.dispose();
    api = null;
  }

  function leave() {
    close();
    location.assign(room.dataset.leave);
  }

  function fail() {
    close();
    status.textContent = "";
    frame.hidden = true;
    form.hidden = false;
    button.disabled = false;
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  }

  // The last minute counts too; a «left» of the frame is lost when the page goes.
  addEventListener("pagehide", () => {
    if (api && room.dataset.here) navigator.sendBeacon(room.dataset.here, new FormData(form));
  });
})();
