"""The demo people of the contract, their roles, and the two organisations. None of them exists."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import consents, helping, roles
from accounts.models import Organisation, User
from courses.models import CoursePage

PASSWORD = "prosvet-demo"  # noqa: S105  (published on purpose; only with DEMO=1)
PEOPLE: dict[str, tuple[str, list[str]]] = {
    "learner": ("Нина Петровна", []),
    "newcomer": ("Галина Ивановна", []),
    "helper": ("Ольга", []),
    "expert": ("Андрей Белов", [roles.EXPERTS, roles.HOSTS]),
    "host": ("Ирина Соколова", [roles.HOSTS, roles.EXPERTS]),
    "editor": ("Марина Лебедева", [roles.EDITORS]),
    "author": ("Людмила Карпова", [roles.AUTHORS]),
    "moderator": ("Тимур Алиев", [roles.MODERATORS]),
    "dispatcher": ("Светлана Орлова", [roles.DISPATCHERS]),
    "manager": ("Елена Фомина", [roles.MANAGERS]),
    "admin": ("Администратор", []),
}
ORGANISATIONS: list[dict[str, Any]] = [
    {
        "name": "Библиотека «Тихий двор»",
        "about": "Районная библиотека: занятия с телефоном по вторникам. Придумана для показа.",
        "address": "Тихий двор, 7",
    },
    {
        "name": "Волонтёры «Рядом»",
        "about": "Жители, которые помогают соседям с телефоном. Придуманы для показа.",
    },
]


def address(who: str) -> str:
    return f"{who}@demo.example"


def person(who: str) -> User:
    return User.objects.get(email=address(who))


def load() -> None:
    for who, (name, groups) in PEOPLE.items():
        put_person(who, name, groups)
    for said in ORGANISATIONS:
        Organisation.objects.update_or_create(name=said["name"], defaults=said)


def put_person(who: str, name: str, groups: list[str]) -> None:
    user = User.objects.filter(email=address(who)).first()
    if user is None:
        make = User.objects.create_superuser if who == "admin" else User.objects.create_user
        user = make(address(who), PASSWORD, name=name)
    user.groups.add(*Group.objects.filter(name__in=groups))
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    if not user.learner.consents.filter(document=consents.DOCUMENT, version=consents.VERSION).exists():
        consents.give(user.learner, timezone.now())


def hand_over_courses() -> None:
    """Each organisation has editors of its own, who reach its courses and nothing else."""
    for organisation in Organisation.objects.filter(name__in=[said["name"] for said in ORGANISATIONS]):
        group = roles.ensure_organisation_group(organisation)
        for course in CoursePage.objects.filter(organisation=organisation):
            roles.grant_pages(group, course, roles.EDIT_ALL)


def begin_helping() -> None:
    """«Вам помогает Ольга»: by an invitation, as everybody does it."""
    learner, helper = person("learner").learner, person("helper")
    now = timezone.now()
    if not learner.helped_by.live().filter(helper=helper).exists():
        helping.accept(helper, " ".join(helping.invite(learner, now)), now)
