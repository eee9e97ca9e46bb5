"""Every kind of page, for tests that look at all of them."""

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
    "article": "/kak-zdes-uchitsya/",
    "glossary": "/glossary/",
    "help-now": "/help-now/",
    "search": "/search/",
    "search-found": "/search/?q=код",
    "search-nothing": "/search/?q=абракадабра",
    "my": "/my/",
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
    "my": "/my/",
    "bookmark": "/my/bookmark/",
    "helping": "/my/helping/",
    "data": "/my/data/",
    "erase": "/my/data/erase/",
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sign-out": "/accounts/logout/",
}
