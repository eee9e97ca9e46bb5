"""A browser that notices every script which is not the portal's own, and everything in a page that could run one.

It draws answers of the portal made in this process, with the portal's scripts. Anything else that is asked for is a
find. So is whatever stands in the parsed page and could run later: attributes of events, addresses of other kinds than
links have, frames, foreign scripts.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page

from tests.hostile.drawings import Drawing
from tests.hostile.serving import Counter, serving

RAN, REFUSED = "RAN", "Content Security Policy"

INSTRUMENT = """(() => {
  const tell = (name) => (...told) => { console.log(`RAN ${name} ${String(told[0]).slice(0, 80)}`); return null; };
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = tell(name);
  document.write = document.writeln = tell("document.write");
})()"""

# `kind`: page, admin (its own scripts stand in the page), letter (its styles stand in it), feed (Chromium's viewer of
# XML has a style).
LOOK = """({kind, home}) => {
  const FRAMES = ["IFRAME", "FRAME", "FRAMESET", "OBJECT", "EMBED", "APPLET", "PORTAL", "BASE", "FOREIGNOBJECT",
    "ANIMATE", "SET", "ANIMATETRANSFORM", "HANDLER", "LAYER", "ISINDEX", "MATH", "XSS", "BGSOUND"];
  const ADDRESSES = ["href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "cite",
    "ping", "code", "codebase", "lowsrc", "dynsrc", "longdesc", "manifest", "classid", "profile", "srcdoc"];
  const KINDS = ["http:", "https:", "mailto:", "tel:"];
  const leads = (value) => { try { return new URL(value, home).protocol; } catch { return "http:"; } };
  const isOurs = (one) => one.src && one.src.startsWith(`${home}/static/`);
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      const name = one.nodeName.toUpperCase().replace(/^.*:/, "");
      const tell = (why) => found.push(`${why}: ${one.outerHTML.slice(0, 160)}`);
      if (FRAMES.includes(name) && !(kind === "admin" && name === "IFRAME" && !one.srcdoc)) tell("frame");
      if (name === "STYLE" && kind === "page") tell("style");
      if (name === "META" && one.httpEquiv && !/^(content-type|x-ua-compatible)$/i.test(one.httpEquiv)) tell("meta");
      if (name === "LINK" && one.rel === "stylesheet" && !one.href.startsWith(`${home}/static/`)) tell("sheet");
      if (name === "SCRIPT" && one.type === "application/ld+json") {
        try { JSON.parse(one.textContent); } catch { tell("broken description"); }
      } else if (name === "SCRIPT" && !isOurs(one) && kind !== "admin") tell("script");
      for (const {name: key, value} of one.attributes) {
        if (/^on/i.test(key)) tell("event");
        if (ADDRESSES.includes(key.toLowerCase()) && !KINDS.includes(leads(value))) {
          if (!(kind === "admin" && /^data:(image|application)/.test(value))) tell("address");
        }
        if (key === "srcdoc") tell("document in a frame");
        if (key === "style" && /expression|script|behaviou?r|binding|@import|url\\(/i.test(value)) tell("style");
      }
      if (one.content instanceof DocumentFragment) look(one.content);
      if (one.shadowRoot) look(one.shadowRoot);
    }
  };
  look(document);
  // Events that nobody makes while a page only stands there. The portal's own buttons do what they are for.
  const EVENTS = ["mouseover", "mouseenter", "mousemove", "mousedown", "mouseup", "click", "dblclick", "wheel",
    "pointerover", "pointerenter", "keydown", "keyup", "focus", "blur", "focusin", "error", "load", "toggle",
    "animationstart", "animationend", "transitionend", "begin", "end", "scroll", "start", "finish"];
  if (kind === "admin") return found;
  const stay = (event) => event.preventDefault();
  for (const name of ["click", "submit"]) window.addEventListener(name, stay, {capture: true});
  for (const one of (document.querySelector("main") || document).querySelectorAll(":not(button)"))
    for (const name of EVENTS) one.dispatchEvent(new Event(name, {bubbles: false, cancelable: true}));
  return found;
}"""


class Watch:
    """One window. With `obeys` pages are drawn under their policy, and what it refuses is a find; without, as in a
    browser that knows of no policies.
    """

    def __init__(self, chrome: Browser, counter: Counter, *, obeys: bool) -> None:
        self.context = chrome.new_context(
            bypass_csp=not obeys, service_workers="block", locale="ru-RU", proxy={"server": counter.home}
        )
        self.context.add_init_script(INSTRUMENT)
        self.counter = counter
        self.page: Page = self.context.new_page()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.finds.append(f"script error: {error}"))
        self.page.on("dialog", self.dismiss)
        self.page.on("popup", lambda page: self.finds.append(f"window: {page.url}"))
        self.finds = counter.finds

    def hear(self, line: ConsoleMessage) -> None:
        if line.text.startswith(RAN) or REFUSED in line.text:
            self.finds.append(line.text[:300])

    def dismiss(self, dialog: Dialog) -> None:
        self.finds.append(f"{RAN} {dialog.type} {dialog.message}")
        dialog.dismiss()

    def look(self, drawn: Drawing) -> list[str]:
        """Draw it, touch everything in it; what was found, and what the one before did late."""
        self.counter.now = drawn
        try:
            self.page.goto(f"{self.counter.home}{drawn.path}", wait_until="load")
            self.finds += self.page.evaluate(LOOK, {"kind": drawn.kind, "home": self.counter.home})
        except Error as error:  # it went somewhere else meanwhile
            self.finds.append(f"went away: {error.message[:200]}")
        return self.told(drawn.name)

    def rest(self) -> list[str]:
        """Away from a page that may go on by itself; what it did late."""
        self.counter.now = None
        with suppress(Error):
            self.page.goto("about:blank")
        return self.told("late")

    def told(self, name: str) -> list[str]:
        told = []
        while self.finds:
            told.append(f"{name}: {self.finds.pop(0)}")
        return told


@contextmanager
def watching(chrome: Browser, *, obeys: bool) -> Iterator[Watch]:
    with serving() as counter:
        watch = Watch(chrome, counter, obeys=obeys)
        yield watch
        watch.context.close()
