"use strict";

// Times stand in the clock of the city. Where the reader's clock differs, theirs is added beside it.
for (const time of document.querySelectorAll("time[data-reader]")) {
  const stated = time.dateTime;
  const mine = new Date(stated);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${mine.getFullYear()}-${two(mine.getMonth() + 1)}-${two(mine.getDate())}`;
  const clock = `${two(mine.getHours())}:${two(mine.getMinutes())}`;
  if (stated.startsWith(`${day}T${clock}`)) continue;
  const said = stated.startsWith(day) ? clock : `${two(mine.getDate())}.${two(mine.getMonth() + 1)} ${clock}`;
  const note = document.createElement("span");
  note.className = "reader-time";
  note.textContent = ` (${time.dataset.reader} ${said})`;
  time.closest("[data-clock]").append(note);
}
