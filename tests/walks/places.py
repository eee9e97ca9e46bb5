"""Every kind of page, for tests that look at all of them."""

import re

from playwright.sync_api import Page

LESSON = "/courses/ne-dat-sebya-obmanut/pyat-priznakov/"

PUBLIC = {
    "home": "/",
    "home-en": "/en/",
    "catalogue": "/courses/",
    "catalogue-nothing": "/courses/?topic=nothing",
    "course": "/courses/ne-dat-sebya-obmanut/",
    "lesson": LESSON,
    "schedule": "/workshops/",
    "schedule-in-english": "/en/workshops/",
    "schedule-nothing": "/workshops/?topic=nothing",
    "workshop": "/workshops/telefon-bez-speshki/",
    "date-free": "/workshops/date/{free}/",
    "date-full": "/workshops/date/{full}/",
    "date-cancelled": "/workshops/date/{cancelled}/",
    "date-moved": "/workshops/date/{moved}/",
    "questions": "/questions/",
    "question": "/questions/30/",
    "ask": "/questions/ask/",
    "expert": "/questions/experts/andrey-belov/",
    "article": "/kak-zdes-uchitsya/",
    "glossary": "/glossary/",
    "help-now": "/help-now/",
    "search": "/search/",
    "search-found": "/search/?q=код",
    "search-questions": "/search/?q=код&kind=questions&show=answered",
    "search-nothing": "/search/?q=абракадабра",
    "my": "/my/",
    "calendar": "/my/calendar/",
    "helping": "/my/helping/",
    "return": "/return/",
    "sign-in": "/accounts/login/",
    "sign-in-by-code": "/accounts/login/code/",
    "sign-up": "/accounts/signup/",
    "password-reset": "/accounts/password/reset/",
    "not-found": "/nothing-here/",
}

OWN = {
    "home": "/",
    "course": "/courses/ne-dat-sebya-obmanut/",
    "lesson-done": LESSON,
    "lesson-open": "/courses/ne-dat-sebya-obmanut/ssylki-i-qr/",
    "lesson-after-done": "/courses/ne-dat-sebya-obmanut/bezopasnogo-scheta-ne-byvaet/?done=1",
    "date-booked": "/workshops/date/{booked}/",
    "questions": "/questions/?show=mine",
    "copy-offered": "/questions/copy/{offered}/",
    "my": "/my/",
    "bookmark": "/my/bookmark/",
    "helping": "/my/helping/",
    "reminders": "/my/reminders/",
    "following": "/my/following/",
    "data": "/my/data/",
    "erase": "/my/data/erase/",
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sign-out": "/accounts/logout/",
}

ANSWERING = {
    "queue": "/questions/queue/",
    "when-to-be-asked": "/questions/queue/settings/",
    "question-to-answer": "/questions/30/",
    "copy": "/questions/copy/19/19/",
}

# As a moderator sees it; the slug in the address of a form says nothing.
ORDER = {
    "order": "/questions/order/",
    "order-of-one": "/questions/order/30/",
    "order-log": "/questions/order/log/",
    "promises": "/questions/order/promises/",
    "flag": "/questions/30/x/flag/",
    "flag-an-answer": "/questions/30/x/flag/{answer}",
    "unchanged-answer": "/questions/30/x/answer/{answered}/history/",
}

# As the dispatcher sees it, who sees all dates; series are planned by hosts.
DESK = {
    "desk": "/desk/",
    "calls": "/desk/calls/",
    "sheet": "/desk/date/{full}/",
    "book-for-a-caller": "/desk/date/{full}/book/",
    "poster": "/desk/date/{full}/poster/",
    "change-a-date": "/desk/date/{full}/change/",
    "change-a-cancelled-date": "/desk/date/{cancelled}/change/",
    "slip": "/desk/booking/{booking}/",
    "all-series": "/desk/series/",
    "new-series": "/desk/series/new/",
    "one-series": "/desk/series/{series}/",
    "edit-series": "/desk/series/{series}/edit/",
}

# What is put into the braces above: the key in a link, on a page where it stands.
KEYS = {
    "free": ("/workshops/vnuki-i-starshie/", ".date-line a"),
    "full": ("/workshops/telefon-bez-speshki/", ".date-line[data-places-left='0'] a"),
    "cancelled": ("/workshops/zvonki-nedeli/", ".date-line-off a"),
    "moved": ("/workshops/gosuslugi-delaem-vmeste/", ".date-line:has(time:text-is('16:00')) a"),
    "booked": ("/workshops/telefon-bez-speshki/", ".date-line[data-booking-state=confirmed] a"),
    "booking": ("/desk/date/{full}/", ".desk-person a[href*='/booking/']"),
    "series": ("/desk/series/", ".desk-series a"),
    "answer": ("/questions/30/", ".answer a[href*='flag/?answer=']"),
    "answered": ("/questions/30/", ".answer[id]"),
    "offered": ("/my/", "main a[href*='/questions/copy/']"),
}


def real(page: Page, address: str) -> str:
    """The address with its keys, as `page` finds them."""

    def key(name: re.Match[str]) -> str:
        start, link = KEYS[name[1]]
        page.goto(real(page, start))
        found = page.locator(link).first
        leads_to = found.get_attribute("href") or found.get_attribute("id") or ""
        return leads_to.rstrip("/").split("/")[-1].removeprefix("answer-")

    return re.sub(r"\{([\w-]+)\}", key, address)


def visit(page: Page, address: str) -> None:
    """The page itself, not one that says that it is not there."""
    response = page.goto(real(page, address))
    assert response is not None
    assert response.status == (404 if address == PUBLIC["not-found"] else 200), address
