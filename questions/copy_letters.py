"""Letters about open copies: the asker hears of an offer, who offered hears that the asker agrees."""

from datetime import datetime
from functools import partial

from django.urls import reverse

from accounts import mail
from accounts.models import Mail
from questions import addresses, telling
from questions.letters import COPY_AGREED, COPY_OFFERED
from questions.models import Copy, Question

KINDS = (COPY_OFFERED, COPY_AGREED)


def tell_of_offer(copy: Copy, question: Question, now: datetime) -> None:
    """At most one letter a day, however often the expert mends the text."""
    address = telling.address_of_asker(question)
    if address:
        path, key = partial(path_of_offer, question), f"{COPY_OFFERED}:{copy.pk}:{now:%Y-%m-%d}"
        telling.write(COPY_OFFERED, question, address, question.learner, path, now, key=key)


def tell_of_agreement(copy: Copy, public: Question, now: datetime) -> None:
    """The answer is signed by its writer: they see under which question it stands."""
    if copy.offered_by is not None:
        path, key = partial(addresses.path_of, public), f"{COPY_AGREED}:{copy.pk}"
        telling.write_to(copy.offered_by, COPY_AGREED, public, path, now, key=key)


def path_of_offer(question: Question) -> str:
    return telling.for_asker(question, reverse("copy_offered", args=[question.pk]))


def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: nobody has decided yet; the copy can still be read."""
    about = row.about.get("question")
    if row.kind == COPY_OFFERED:
        return Copy.objects.filter(original=about, state=Copy.State.OFFERED).exists()
    return Question.objects.public().filter(pk=about).exists()


for one in KINDS:
    mail.check_before_sending(one, still_true)
