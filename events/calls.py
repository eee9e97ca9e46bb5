"""The call list: whoever cannot be mailed is told by telephone, and somebody says how it went."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import Call


@transaction.atomic
def done(call_id: int, outcome: str, actor: User, now: datetime) -> Call:
    """«Позвонили». Said twice, the first word stays: two people with one list see who called."""
    call = Call.objects.select_for_update(of=("self",)).select_related("learner__user").get(pk=call_id)
    if call.done_at is None:
        call.done_at, call.done_by, call.outcome = now, actor, outcome
        call.save(update_fields=["done_at", "done_by", "outcome"])
    return call
