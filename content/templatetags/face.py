"""Pieces of the frame: icons, drawings, the menu, what the footer links to, structured data."""

import json
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.core.cache import cache
from django.template import RequestContext
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content import text, versions
from content.models import ArticlePage, HelpNowPage

register = template.Library()
register.filter(text.quoted)

# Characters that could end a <script> element or begin a comment in it.
JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
# What the menu offers, under the home path of the language. A room that moves in adds its line here.
MENU = [
    ("courses/", _("Курсы")),
    ("workshops/", _("Занятия")),
    ("questions/", _("Вопросы")),
    ("my/", _("Моя страница")),
]
# Fields in which people write, by their names in our forms.
TYPED = {
    "name": _("Как к вам обращаться"),
    "email": _("Электронная почта"),
    "login": _("Электронная почта"),
    "words": _("Четыре слова"),
    "phone": _("Телефон"),
    "happened": _("Что случилось"),
    "source": _("Ваш ответ"),
    "why": _("Что не получилось?"),
}


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool = False
    language: str = ""


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A sign from the sprite. It says nothing to a screen reader: a word always stands beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def drawing(name: str, width: int = 320, height: int = 200, css: str = "drawing", loading: str = "lazy") -> SafeString:
    """One of the drawings of the frame. Decoration: the words beside it say the same."""
    return format_html(
        '<img class="{}" src="{}" alt="" width="{}" height="{}" loading="{}">',
        css,
        static(f"pictures/{name}.svg"),
        width,
        height,
        loading,
    )


@register.filter
def typed_label(name: str, value: str) -> str:
    """What to call a field that a refused form sent; empty for values that nobody typed."""
    return str(TYPED.get(name) or (_("Вы написали") if " " in value else ""))


@register.filter
def spell_minutes(minutes: int) -> str:
    """45 → «45 минут», 135 → «2 часа 15 минут»."""
    hours, rest = divmod(minutes, 60)
    words = []
    if hours:
        words.append(ngettext("%(count)d час", "%(count)d часов", hours) % {"count": hours})
    if rest or not hours:
        words.append(ngettext("%(count)d минута", "%(count)d минут", rest) % {"count": rest})
    return " ".join(words)


@register.simple_tag
def json_ld(described: dict[str, Any]) -> SafeString:
    """A schema.org description; keys without a value are left out."""
    told = {key: value for key, value in described.items() if value is not None}
    text = json.dumps(told, ensure_ascii=False).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag(takes_context=True)
def menu(context: RequestContext) -> list[Link]:
    here = context["request"].path if "request" in context else ""
    links = [(str(label), home_of(get_language() or settings.LANGUAGE_CODE) + path) for path, label in MENU]
    return [Link(label, url, here.startswith(url)) for label, url in links]


@register.simple_tag
def footer_articles() -> list[Link]:
    """No query while the content version stays."""
    key = f"footer:{versions.current()}:{get_language()}"
    links = cache.get(key)
    if links is None:
        pages = ArticlePage.objects.live().public().filter(in_footer=True, locale__language_code=get_language())
        links = [Link(page.title, page.url) for page in pages.order_by("path").defer("body") if page.url]
        cache.set(key, links, timeout=None)
    return links


@register.simple_tag
def situations() -> list[Link]:
    """The cases of the «Срочно» page with their anchors. No query while the content version stays."""
    key = f"situations:{versions.current()}:{get_language()}"
    links = cache.get(key)
    if links is None:
        page = HelpNowPage.objects.live().filter(locale__language_code=get_language()).first()
        blocks = page.situations if page else []
        links = [Link(block.value["title"], f"{page.url}#{block.value['anchor']}") for block in blocks]
        cache.set(key, links, timeout=None)
    return links


@register.simple_tag(takes_context=True)
def language_links(context: RequestContext) -> list[Link]:
    """The same page in the other languages; where it has no translation, their home pages."""
    request, page = context.get("request"), context.get("page")
    if isinstance(page, Page) and page.pk:
        found = translations(page)
    elif request is not None and request.resolver_match and request.method == "GET":
        found = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    else:
        found = {}
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    return [Link(own_name(code), found.get(code) or home_of(code), language=code) for code in others]


def own_name(language: str) -> str:
    """A language as its speakers call it: they look for that word."""
    return get_language_info(language)["name_local"].capitalize()


def translations(page: Page) -> dict[str, str]:
    """Language code → address. No query while the content version stays."""
    key = f"translations:{versions.current()}:{page.pk}"
    found = cache.get(key)
    if found is None:
        pages = page.get_translations().live().select_related("locale")
        found = {one.locale.language_code: one.url for one in pages if one.url}
        cache.set(key, found, timeout=None)
    return found


def home_of(language: str) -> str:
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
