"""Who helps whom, above every page."""

from dataclasses import dataclass, field

from django import template
from django.template import Context

from accounts import dead_addresses, guests
from accounts.addresses import home_path
from accounts.models import DeadAddress, Helping
from accounts.requests import Request

register = template.Library()


@dataclass(frozen=True)
class Banner:
    """`given`: the help given in this session. `received`: those who help the learner, on the learner's own pages."""

    given: Helping | None = None
    received: list[Helping] = field(default_factory=list)


@register.simple_tag(takes_context=True)
def helping_banner(context: Context) -> Banner:
    """One query on the learner's own pages, none elsewhere; nothing on a page made without a request."""
    request: Request | None = context.get("request")
    learner = getattr(request, "learner", None)
    if request is None or learner is None:
        return Banner()
    if request.helping is not None:
        return Banner(given=request.helping)
    mine = f"{home_path()}my/"
    if not request.path.startswith(mine) or request.path.startswith(f"{mine}helping/"):
        return Banner()
    return Banner(received=list(learner.helped_by.live().select_related("helper")))


@register.simple_tag(takes_context=True)
def dead_address(context: Context) -> DeadAddress | None:
    """Where our letters to the visitor do not arrive; None while they do. One query, on a page of one's own."""
    request: Request | None = context.get("request")
    learner = guests.own_learner(request) if request is not None else None
    return dead_addresses.of(learner) if learner else None
