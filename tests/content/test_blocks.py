"""What an editor may put into a text, and what is refused with a word why."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks import RichTextBlock, StreamBlock
from wagtail.documents.models import Document
from wagtail.rich_text import RichText

from content.blocks import ArticleBlocks, StepBlock, VideoBlock
from content.models import HelpNowPage
from courses.blocks import LessonBlocks

VK = "https://vkvideo.ru/video-12345_678"


def step(**fields: str) -> dict[str, Any]:
    block = StepBlock()
    return block.to_python({"title": "Нажмите на номер", "text": "", "android": "", "iphone": "", **fields})


@pytest.mark.parametrize(
    "fields",
    [{"text": "<p>Общий шаг.</p>"}, {"android": "<p>Здесь.</p>", "iphone": "<p>Там.</p>"}, {}],
    ids=["for both", "for each", "title alone"],
)
def test_a_step_is_for_both_phones(fields: dict[str, str]) -> None:
    assert StepBlock().clean(step(**fields))["title"] == "Нажмите на номер"


@pytest.mark.parametrize(("given", "missing"), [("android", "iphone"), ("iphone", "android")])
def test_a_step_for_one_phone_is_a_hole_for_the_other(given: str, missing: str) -> None:
    with pytest.raises(ValidationError) as refused:
        StepBlock().clean(step(**{given: "<p>Нажмите.</p>"}))
    assert set(refused.value.block_errors) == {missing}


@pytest.fixture
def files(db: None) -> dict[str, Document]:
    """A film and its captions."""
    names = ("film.mp4", "film.vtt")
    return {name: Document.objects.create(title=name, file=ContentFile(b"x", name=name)) for name in names}


def film(**fields: Any) -> dict[str, Any]:
    empty = {"title": "Как включить", "file": None, "link": "", "poster": None, "captions": None}
    return {**empty, "transcript": RichText("<p>Говорят: нажмите.</p>"), **fields}


def refused_fields(value: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        VideoBlock().clean(value)
    return set(refused.value.block_errors)


def test_a_film_is_a_file_or_a_link(files: dict[str, Document]) -> None:
    own = film(file=files["film.mp4"], captions=files["film.vtt"])
    assert VideoBlock().clean(own)["file"] == files["film.mp4"]
    assert VideoBlock().clean(film(link=VK))["link"] == VK
    assert refused_fields(film()) == {"file"}
    assert refused_fields({**own, "link": VK}) == {"file"}


def test_our_own_film_has_captions(files: dict[str, Document]) -> None:
    assert refused_fields(film(file=files["film.mp4"])) == {"captions"}


def test_every_film_has_its_words(db: None) -> None:
    assert refused_fields(film(link=VK, transcript=RichText(""))) == {"transcript"}


@pytest.mark.parametrize("link", ["https://example.org/film", "https://vk.com/feed", "https://youtube.com/@channel"])
def test_a_link_leads_to_one_film_of_a_provider_we_know(db: None, link: str) -> None:
    assert refused_fields(film(link=link)) == {"link"}


def test_a_film_says_which_player_it_needs(db: None) -> None:
    block = VideoBlock()
    context = block.get_context(block.to_python(film(link=VK)))
    assert context["film"].player_origin == "https://vk.com"
    assert block.get_context(block.to_python(film()))["film"] is None


def test_pictures_are_described_or_decorative(db: None) -> None:
    block = ArticleBlocks().child_blocks["picture"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"image": None, "caption": ""}))


@pytest.mark.parametrize("blocks", [ArticleBlocks(), LessonBlocks()], ids=["article", "lesson"])
def test_every_block_has_a_russian_name_a_group_and_an_icon(blocks: StreamBlock) -> None:
    for name, block in blocks.child_blocks.items():
        assert str(block.label)[0] in "АБВГДЕЁЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ", name
        assert str(block.meta.group), name
        assert block.meta.icon != "placeholder", name


def test_editors_get_no_buttons_that_our_pages_do_not_draw() -> None:
    for name, block in ArticleBlocks().child_blocks.items():
        if isinstance(block, RichTextBlock):
            assert set(block.features) == {"bold", "italic", "ol", "ul", "link", "document-link"}, name


@pytest.mark.parametrize("anchor", ["Код", "два слова", "1call", "x/y"])
def test_an_anchor_is_latin(anchor: str) -> None:
    situation = HelpNowPage._meta.get_field("situations").stream_block.child_blocks["situation"]
    with pytest.raises(ValidationError, match="Только маленькие латинские"):
        situation.child_blocks["anchor"].clean(anchor)
