"""Topics, courses with their sections and lessons, in both languages where there are two."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from wagtail.models import Page

from accounts.models import Organisation, User
from content.models import Picture
from courses.completion import Preset
from courses.models import CataloguePage, CoursePage, LessonPage, SectionPage, Topic
from courses.models.pages import Audience
from portal.demo import shelf, texts
from portal.demo.bodies import BodyWriter
from portal.demo.pages import Wish, arrange, put, translate
from portal.demo.site import locale

TOPICS = [
    ("phone", "Телефон", "The phone"),
    ("fraud", "Безопасность", "Safety"),
    ("services", "Госуслуги и врач", "Public services and the doctor"),
    ("helping", "Помощь близким", "Helping others"),
]
FOR_WHOM = {"ru": "Для кого", "en": "For whom"}


def load_topics() -> None:
    for order, (slug, russian, english) in enumerate(TOPICS, start=1):
        for language, title in (("ru", russian), ("en", english)):
            Topic.objects.update_or_create(
                slug=slug,
                locale=locale(language),
                defaults={"title": title, "order": order},
                create_defaults={"title": title, "order": order, "translation_key": texts.stable_id("topic", slug)},
            )


def load(catalogue: CataloguePage, editor: User) -> dict[str, CoursePage]:
    """All courses of the folder, by topic, in the order of the topics; each topic has one course of its own."""
    load_topics()
    order = [slug for slug, _russian, _english in TOPICS]
    loaders = [CourseLoader(path.parent, editor) for path in texts.FOLDER.glob("courses/*/course.yaml")]
    loaders.sort(key=lambda loader: order.index(loader.topic))
    courses = {loader.topic: loader.load(catalogue) for loader in loaders}
    arrange(catalogue, list(courses.values()))
    return courses


class CourseLoader:
    def __init__(self, folder: Path, editor: User) -> None:
        self.folder = folder
        self.editor = editor
        self.said = self.read("course.yaml")
        self.lessons = [(path.name, self.read(path.name)) for path in self.lesson_files()]

    @property
    def topic(self) -> str:
        """What the course is mainly about."""
        return self.said["topics"][0]

    def read(self, name: str) -> dict[str, Any]:
        return texts.read(str(self.folder.relative_to(texts.FOLDER) / name))

    def lesson_files(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.glob("[0-9]*.yaml")) if not path.name.endswith(".en.yaml"))

    def load(self, catalogue: CataloguePage) -> CoursePage:
        course = put(CoursePage, catalogue, self.said["slug"], self.course(self.said, "ru"), self.editor)
        self.load_children(course)
        if "en" in self.said:
            english = {**self.said, **self.said["en"]}
            translation = translate(course, locale("en"), english["slug"], self.course(english, "en"), self.editor)
            self.translate_children(translation)
        return course

    def course(self, said: dict[str, Any], language: str) -> Wish:
        introduction = [{"text": said["body"]}, {"heading": FOR_WHOM[language]}, {"text": said["audience"]}]
        writer = BodyWriter(language, self.said["slug"], "course")
        return Wish(
            {
                "title": said["title"],
                "summary": texts.line(said["summary"]),
                "picture": picture(said, language),
                "audience": Audience(said["for"]),
                "level": said["level"],
                "topics": list(Topic.objects.filter(slug__in=said["topics"], locale=locale(language))),
                "organisation": Organisation.objects.get(name=said["organisation"]),
            },
            blocks={
                "introduction": writer.write(introduction),
                "outcomes": writer.write([{"outcome": outcome} for outcome in said["outcomes"]]),
            },
            rows={"teachers": said["teachers"], "competences": [{"code": code} for code in said["digcomp"]]},
        )

    def load_children(self, course: CoursePage) -> None:
        """Sections and lessons in the order of the files; `children` keeps each page with where its text is."""
        self.children: list[tuple[Page, str]] = []
        sections = groupby(self.lessons, key=lambda lesson: lesson[1]["section"])
        for place, (title, lessons) in enumerate(sections, start=1):
            heading = put(SectionPage, course, section_slug(place), Wish({"title": title}), self.editor)
            for index, (name, said) in enumerate(lessons):
                page = put(LessonPage, course, said["slug"], self.lesson(said, said["slug"]), self.editor)
                self.children += [(heading, name), (page, name)] if index == 0 else [(page, name)]
        arrange(course, [page for page, _name in self.children])

    def translate_children(self, translation: CoursePage) -> None:
        """A heading is translated with the first of its lessons."""
        wanted = []
        for source, name in self.children:
            said = self.read(name.replace(".yaml", ".en.yaml"))
            if isinstance(source, LessonPage):
                slug, wish = said["slug"], self.lesson(said, source.slug, "en")
            else:
                slug, wish = source.slug, Wish({"title": said["section"]})
            wanted.append(translate(source, locale("en"), slug, wish, self.editor))
        arrange(translation, wanted)

    def lesson(self, said: dict[str, Any], source_slug: str, language: str = "ru") -> Wish:
        return Wish(
            {
                "title": said["title"],
                "summary": texts.line(said["summary"]),
                "picture": picture(said, language),
                "minutes": said["minutes"],
                "required": said["required"],
                "checked_on": said["checked_on"],
                "checked_by": self.editor,
                **completed_by(said["completion"]),
            },
            blocks={"body": BodyWriter(language, self.said["slug"], source_slug).write(said["body"])},
        )


def completed_by(said: str) -> dict[str, Any]:
    """«read» is the rule of every course here; «read or attended» also ticks whoever came to its workshop."""
    if said == "read":
        return {"completion": Preset.COURSE}
    boxes = {"read": "by_reading", "attended": "by_attending"}
    return {"completion": Preset.COMPOSED, **{boxes[route]: True for route in said.split(" or ")}}


def section_slug(place: int) -> str:
    return f"razdel-{place}"


def picture(said: dict[str, Any], language: str) -> Picture | None:
    return shelf.picture(said["picture"], texts.line(said["picture_alt"]), language)
