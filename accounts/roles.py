"""Who may do what: one Django group for each role, made and kept by `ensure_groups` after every migration.

A room says with `allow` what its roles may do; this room knows nothing of courses. Permissions on pages hang in
Wagtail's tree (`grant_pages`): whoever has them on a page has them below it.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Workflow

from accounts.models import Organisation

AUTHORS = "Авторы"
EDITORS = "Редакторы"
MODERATORS = "Модераторы"
EXPERTS = "Эксперты"
HOSTS = "Ведущие"
DISPATCHERS = "Диспетчеры"
MANAGERS = "Руководители"
ALL = [AUTHORS, EDITORS, MODERATORS, EXPERTS, HOSTS, DISPATCHERS, MANAGERS]

# Groups that Wagtail's first migration brings, with a workflow between them: they become ours.
ADOPTED = {"Editors": AUTHORS, "Moderators": EDITORS}
APPROVAL = {"Moderators approval": "Проверка редактором"}

ENTER_ADMIN = "wagtailadmin.access_admin"
WRITE_OWN = ("add",)
EDIT_ALL = ("add", "change", "publish", "lock", "unlock")
USE_FILES = ("add_image", "choose_image", "add_document", "choose_document")
KEEP_FILES = (*USE_FILES, "change_image", "change_document")

_allowed: dict[str, set[str]] = {
    AUTHORS: {ENTER_ADMIN},
    EDITORS: {ENTER_ADMIN},
    MANAGERS: {ENTER_ADMIN, "accounts.change_mail"},
}


def allow(role: str, *permissions: str) -> None:
    """A room says what a role may do there (`app.codename`), once, when the room is ready."""
    _allowed.setdefault(role, set()).update(permissions)


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The permissions of all rooms are there only when the last of them has been migrated."""
    if sender == [app for app in apps.get_app_configs() if app.models_module][-1]:
        ensure_groups()


def ensure_groups() -> None:
    """All roles exist and may do at least what they should; what an administrator granted besides stays."""
    adopt()
    for role in ALL:
        group = Group.objects.get_or_create(name=role)[0]
        group.permissions.add(*permissions_of(role))
    root = Page.get_first_root_node()
    if root is not None:
        grant_pages(Group.objects.get(name=EDITORS), root, EDIT_ALL)
    grant_files(Group.objects.get(name=AUTHORS), USE_FILES)
    grant_files(Group.objects.get(name=EDITORS), KEEP_FILES)


def adopt() -> None:
    for theirs, ours in ADOPTED.items():
        group = Group.objects.filter(name=theirs).first()
        if group is not None and not Group.objects.filter(name=ours).exists():
            group.name = ours
            group.save()
            # An author writes where a room lets authors in, not on every page of the site.
            GroupPagePermission.objects.filter(group=group).delete()
    for theirs, ours in APPROVAL.items():
        Workflow.objects.filter(name=theirs).update(name=ours)
        GroupApprovalTask.objects.filter(name=theirs).update(name=ours)


def permissions_of(role: str) -> list[Permission]:
    """Those that exist: a room that is not migrated yet has none."""
    names = _allowed.get(role, set())
    codenames = [name.split(".")[1] for name in names]
    wanted = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    return [one for one in wanted if f"{one.content_type.app_label}.{one.codename}" in names]


def ensure_organisation_group(organisation: Organisation) -> Group:
    """The editors of one organisation: they enter the admin, and reach the pages granted to them by `grant_pages`."""
    if organisation.group is None:
        organisation.group = Group.objects.get_or_create(name=f"{EDITORS}: {organisation.name}")[0]
        organisation.save(update_fields=["group"])
    organisation.group.permissions.add(*permissions_of(AUTHORS))
    grant_files(organisation.group, USE_FILES)
    return organisation.group


def grant_pages(group: Group, page: Page, rights: tuple[str, ...]) -> None:
    """`rights` are Wagtail's: add (one's own), change, publish, lock, unlock. They hold for the page and all below."""
    codenames = [f"{right}_page" for right in rights]
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=Page(pk=page.pk), permission=permission)


def grant_files(group: Group, codenames: tuple[str, ...]) -> None:
    """Pictures and documents, in all collections."""
    root = Collection.get_first_root_node()
    rooms = ("wagtailimages", "wagtaildocs")
    if root is not None:
        for permission in Permission.objects.filter(content_type__app_label__in=rooms, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
