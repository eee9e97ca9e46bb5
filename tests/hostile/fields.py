"""Every text that people type into the room of questions, and where others read it. A new field of a model has to be
named here: in TYPED with the places that show it, or in MACHINE with the reason why nobody types it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

PAGE, LIST, OWN, CHECK, QUEUE, FORM = "page", "list", "own", "check", "queue", "form"
ORDER, ACT, HISTORY, EXPERT, SEARCH, LESSON = "order", "act", "history", "expert", "search", "lesson"
VERDICT, CONFIRM, AGAIN, ADMIN, LETTER, FEED = "verdict", "confirm", "again", "admin", "letter", "feed"
COPY, OFFERED, LOG, HIDDEN, FOLLOWING = "copy", "offered", "log", "hidden", "following"


@dataclass(frozen=True)
class Typed:
    """`shown`: a mark that stands in the field is read in drawings of these names, at least; `most` characters;
    `made_of`: the field that is really typed.
    """

    shown: tuple[str, ...]
    most: int = 2_000
    made_of: str = ""


# By model and field. A page that shows back what was typed wrongly is AGAIN.
TYPED = {
    "Question.happened": Typed((PAGE, CHECK, QUEUE, FORM, ORDER, ACT, SEARCH, FEED)),
    "Question.title": Typed(
        (PAGE, LIST, OWN, CHECK, QUEUE, ORDER, ACT, HISTORY, EXPERT, SEARCH, LESSON, LETTER, FEED),
        made_of="Question.happened",
    ),
    "Question.expected": Typed((PAGE, CHECK, FORM, ACT, AGAIN)),
    "Question.app": Typed((PAGE, CHECK, FORM, AGAIN), 80),
    "Question.email": Typed((CONFIRM, AGAIN), 200),
    "Answer.source": Typed((PAGE, LIST, ORDER, ACT, LESSON, FEED)),
    "Answer.applies_to": Typed((PAGE, AGAIN), 120),
    "Answer.signed": Typed((PAGE, ORDER, ACT, LETTER, FEED), made_of="Expert.name"),
    "Revision.source": Typed((HISTORY,)),
    "Draft.source": Typed((FORM,)),
    "Reaction.why": Typed((FORM,), 1_000),
    "Flag.words": Typed((ORDER, ACT, AGAIN), 500),
    "Act.why": Typed((ACT, VERDICT, ORDER, LOG, HIDDEN, LETTER, AGAIN), 500),
    "Appeal.words": Typed((ORDER, AGAIN)),
    "Appeal.reply": Typed((VERDICT, LETTER), 500),
    "Expert.name": Typed((EXPERT, PAGE, ADMIN), 80),
    "Expert.about": Typed((EXPERT, ADMIN)),
    "Copy.title": Typed((COPY, OFFERED, PAGE), 120),
    "Copy.happened": Typed((COPY, OFFERED, PAGE)),
    "Copy.expected": Typed((COPY, OFFERED, PAGE)),
    "Copy.app": Typed((COPY, OFFERED, PAGE), 80),
    "Copy.reply": Typed((COPY, OFFERED, PAGE)),
    "Assignment.note": Typed((FORM,), 200),
}
MACHINE = {
    "Question.language": "that of the page",
    "Question.folded": "the title, folded",
    "Question.slug": "Latin letters and hyphens out of the title; the address takes nothing else",
    "Question.block_id": "that of a block of the lesson, or empty",
    "Answer.html": "rendered from the source",
    "Expert.slug": "letters and hyphens, checked",
    "Act.before": "a state, or the titles of topics",
}
# Of other rooms and of no model: who somebody is, who stands behind them, what is looked for, how a file is called.
BESIDES = {
    "User.name": Typed((ACT, ADMIN), 80),
    "Learner.name": Typed((LETTER,), 80),
    "Organisation.name": Typed((PAGE, EXPERT, ADMIN), 120),
    "Organisation.about": Typed((ADMIN,)),
    "Topic.title": Typed((PAGE, LIST, QUEUE, ACT, EXPERT, FEED, FOLLOWING, ADMIN), 80),
    "the query": Typed((LIST, SEARCH), 200),
    "the name of a file": Typed((), 100),
}


def text_fields() -> Iterator[str]:
    """Those of the room's models that hold text nobody chooses from a list."""
    for model in apps.get_app_config("questions").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
                yield f"{model.__name__}.{field.name}"
