"""The manager's view of mail in the admin: what does not move and why, who has no working address, and «ещё раз»."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry, log

from accounts import dead_addresses, letters, mail, mail_server, refusals
from accounts.models import DeadAddress, Mail, User

PERMISSION = "accounts.change_mail"
AGAIN, REVIVED = "accounts.mail.again", "accounts.address.revive"
ON_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A mail with its name and its trouble in plain words; `may_go` unless its text is not kept."""

    mail: Mail
    name: str
    why: str

    @property
    def may_go(self) -> bool:
        return bool(self.mail.text)


@dataclass(frozen=True)
class Trouble:
    """How much of each there is."""

    stuck: int
    given_up: int
    dead: int

    def __bool__(self) -> bool:
        return bool(self.stuck or self.given_up)


def trouble(now: datetime) -> Trouble:
    dead = DeadAddress.objects.dead().count()
    return Trouble(Mail.objects.stuck(now).count(), Mail.objects.given_up().count(), dead)


def row_of(one: Mail) -> Row:
    try:
        name = str(letters.find(one.kind).name)
    except letters.UnknownKind:
        name = one.kind
    return Row(one, name, refusals.in_words(one.last_error))


@permission_required(PERMISSION)
def index(request: HttpRequest) -> HttpResponse:
    """The first of each list, and how many there are. The same number of queries for any number of mails."""
    now = timezone.now()
    rest = mail_server.trouble()
    context = {
        "count": trouble(now),
        "server": rest,
        "server_words": refusals.in_words(rest.told) if rest else "",
        "stuck": [row_of(one) for one in Mail.objects.stuck(now).order_by("made_at")[:ON_PAGE]],
        "given_up": [row_of(one) for one in Mail.objects.given_up().order_by("-given_up_at")[:ON_PAGE]],
        "dead": DeadAddress.objects.dead().order_by("-since")[:ON_PAGE],
        "most": ON_PAGE,
    }
    return render(request, "accounts/admin/stuck_mail.html", context)


@permission_required(PERMISSION)
@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """«Отправить ещё раз» for one mail."""
    row = get_object_or_404(Mail, pk=key)
    if mail.send_again(row, timezone.now()):
        log(row, AGAIN, user=cast(User, request.user), title=row.kind)
        messages.success(request, _("Отправим в ближайшую минуту."))
    else:
        messages.warning(request, _("Это письмо уже не отправить: оно ушло, или в нём был код."))
    return redirect("stuck_mail")


@permission_required(PERMISSION)
@require_POST
def all_again(request: HttpRequest) -> HttpResponse:
    """The same for everything that was given up."""
    now, sent = timezone.now(), 0
    for row in Mail.objects.given_up():
        if not dead_addresses.is_dead(row.to) and mail.send_again(row, now):
            log(row, AGAIN, user=cast(User, request.user), title=row.kind)
            sent += 1
    told = ngettext("Отправим %(count)d письмо.", "Отправим писем: %(count)d.", sent) % {"count": sent}
    messages.success(request, told)
    return redirect("stuck_mail")


@permission_required(PERMISSION)
@require_POST
def revive(request: HttpRequest, key: int) -> HttpResponse:
    """«Почта снова работает»: its owner has said so by telephone."""
    row = get_object_or_404(DeadAddress.objects.dead(), pk=key)
    dead_addresses.revive(row.address, timezone.now())
    log(row, REVIVED, user=cast(User, request.user), title=masked(row.address))
    messages.success(request, _("Снова пишем на %(address)s.") % {"address": row.address})
    return redirect("stuck_mail")


def masked(address: str) -> str:
    """For the log, which outlives people's data: «n…@example.org»."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


class TroublePanel(Component):
    """On the first page of the admin, while there is trouble."""

    name = "stuck_mail"
    template_name = "accounts/admin/mail_trouble.html"
    order = 50

    def __init__(self, found: Trouble) -> None:
        self.found = found

    def get_context_data(self, parent_context: object) -> dict[str, object]:
        return {"count": self.found}


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION) and (found := trouble(timezone.now())):
        panels.insert(0, TroublePanel(found))


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(AGAIN, gettext_lazy("Отправить письмо ещё раз"), gettext_lazy("Письмо отправлено ещё раз"))
    actions.register_action(REVIVED, gettext_lazy("Снова писать на почту"), gettext_lazy("Почта снова работает"))


urlpatterns = [
    path("mail/", index, name="stuck_mail"),
    path("mail/again/", all_again, name="stuck_mail_all_again"),
    path("mail/<uuid:key>/again/", again, name="stuck_mail_again"),
    path("mail/address/<int:key>/works/", revive, name="dead_address_works"),
]
