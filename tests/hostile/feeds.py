"""What a program that reads news makes of a feed."""

from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(feed: bytes) -> list[str]:
    """The HTML of each entry, its title before it as text is: as a program would put them into a page."""
    root = ElementTree.fromstring(feed)  # noqa: S314  # our own
    told = []
    for entry in root.iter(f"{ATOM}entry"):
        parts = [entry.find(f"{ATOM}{name}") for name in ("summary", "content")]
        told.append("".join(part.text or "" for part in parts if part is not None and part.get("type") == "html"))
    return told
