"use strict";

// A shut door opens at its hour: the page looks again, and has the button then.
const LONGEST = 6 * 60 * 60;
const door = document.querySelector("[data-wait]");
const seconds = door ? Number(door.dataset.wait) + 1 : Infinity;
if (seconds <= LONGEST) setTimeout(() => location.reload(), seconds * 1000);
