"""Guests who left nothing behind are forgotten. Whoever has done anything, however long ago, is kept."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.models import Learner

BATCH = 500


def forget_idle_guests(before: datetime) -> int:
    """Delete guests not seen since `before` to whom no row of any room belongs; how many went.

    At most BATCH of them in one transaction, so that nobody waits.
    """
    idle = Learner.objects.forgotten(before)
    for relation in Learner._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        idle = idle.exclude(Exists(rows))
    gone = 0
    while keys := list(idle.values_list("pk", flat=True)[:BATCH]):
        gone += Learner.objects.filter(pk__in=keys).delete()[0]
    return gone
