"use strict";

// Stands in for Jitsi's external_api.js in the demo: the same class, a page of ours in the frame.
class JitsiMeetExternalAPI {
  constructor(address, { parentNode, userInfo }) {
    this.listeners = {};
    this.frame = document.createElement("iframe");
    this.frame.title = userInfo.displayName;
    this.frame.addEventListener("load", () => this.tell("videoConferenceJoined"));
    this.frame.src = address;
    parentNode.append(this.frame);
  }

  addListener(event, listener) {
    this.listeners[event] = listener;
  }

  tell(event) {
    this.listeners[event]?.({});
  }

  dispose() {
    this.frame.remove();
  }
}
window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
