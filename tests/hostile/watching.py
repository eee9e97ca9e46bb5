"""A browser that notices every script which is not the portal's own, and everything in a page that could run one.

It draws answers of the portal made in this process, with the portal's scripts. Anything else that is asked for is a
find. So is whatever stands in the parsed page and could run later: attributes of events, addresses of other kinds than
links have, frames, foreign scripts.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Route

HOME = settings.SITE_URL
KEPT_HEADERS = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Content-Disposition")
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


@dataclass(frozen=True)
class Drawing:
    """What the portal answered, to be drawn at this path."""

    name: str
    path: str
    body: bytes
    headers: dict[str, str]
    status: int
    kind: str = "page"
    client: Client | None = None


def drawing(name: str, path: str, response: HttpResponse, kind: str = "page", client: Client | None = None) -> Drawing:
    headers = {key: response.headers[key] for key in KEPT_HEADERS if key in response.headers}
    return Drawing(name, path, response.content, headers, response.status_code, kind, client)


def document(name: str, html: str, kind: str) -> Drawing:
    """HTML as a program for letters or news draws it: without any policy."""
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Drawing(name, f"/drawn/{name}", html.encode(errors="replace"), headers, 200, kind)


class Watch:
    """One window. With `obeys` pages are drawn under their policy, and what it refuses is a find; without, as in a
    browser that knows of no policies.
    """

    def __init__(self, chrome: Browser, *, obeys: bool) -> None:
        self.context = chrome.new_context(bypass_csp=not obeys, service_workers="block", locale="ru-RU")
        self.context.add_init_script(INSTRUMENT)
        self.context.route("**/*", self.answer)
        self.page: Page = self.context.new_page()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.finds.append(f"script error: {error}"))
        self.page.on("dialog", self.dismiss)
        self.page.on("popup", lambda page: self.finds.append(f"window: {page.url}"))
        self.finds: list[str] = []
        self.now: Drawing | None = None

    def hear(self, line: ConsoleMessage) -> None:
        if line.text.startswith(RAN) or REFUSED in line.text:
            self.finds.append(line.text[:300])

    def dismiss(self, dialog: Dialog) -> None:
        self.finds.append(f"{RAN} {dialog.type} {dialog.message}")
        dialog.dismiss()

    def answer(self, route: Route) -> None:
        url = route.request.url
        path = urlsplit(url).path
        if not url.startswith(f"{HOME}/"):
            self.finds.append(f"asked for {url[:200]}")
            route.abort()
        elif self.now is not None and route.request.is_navigation_request() and path == urlsplit(self.now.path).path:
            route.fulfill(status=self.now.status, headers=self.now.headers, body=self.now.body)
        elif path.startswith("/static/") and path.endswith(".js"):
            route.fulfill(content_type="text/javascript", body=script(path))
        elif path.startswith(("/static/", "/media/", "/favicon")):
            route.fulfill(status=204)
        elif self.now is not None and self.now.client is not None and not route.request.is_navigation_request():
            response = self.now.client.get(url.removeprefix(HOME))
            route.fulfill(status=response.status_code, content_type=response["Content-Type"], body=response.content)
        else:
            self.finds.append(f"went to {url[:200]}")
            route.abort()

    def look(self, drawn: Drawing) -> list[str]:
        """Draw it, touch everything in it; what was found."""
        self.finds, self.now = [], drawn
        try:
            self.page.goto(f"{HOME}{drawn.path}", wait_until="load")
            self.finds += self.page.evaluate(LOOK, {"kind": drawn.kind, "home": HOME})
        except Error as error:  # it went somewhere else meanwhile
            self.finds.append(f"went away: {error.message[:200]}")
        return [f"{drawn.name}: {one}" for one in self.finds]

    def rest(self) -> None:
        """Away from a page that may go on by itself."""
        self.now = None
        with suppress(Error):
            self.page.goto("about:blank")

    def close(self) -> None:
        self.context.close()


SCRIPTS: dict[str, str] = {}


def script(path: str) -> str:
    if path not in SCRIPTS:
        found = finders.find(path.removeprefix("/static/"))
        SCRIPTS[path] = Path(str(found)).read_text() if found else ""
    return SCRIPTS[path]


@contextmanager
def watching(chrome: Browser, *, obeys: bool) -> Iterator[Watch]:
    watch = Watch(chrome, obeys=obeys)
    yield watch
    watch.close()
