// What ical.js makes of calendars: their texts come in as a JSON list, what stands in them goes out as one.
"use strict";

const [library] = process.argv.slice(2);
const ICAL = require(library);
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
      title: event.summary,
      place: event.location,
      description: event.description,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
    };
  });
}

process.stdout.write(JSON.stringify(texts.map(read)));
