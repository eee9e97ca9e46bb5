"""What went and what came is told apart, and nothing in a text comes to life."""

import time

import pytest

from questions.history import compared


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Удалите видео.", "Удалите видео.", "Удалите видео."),
        ("Удалите видео.", "Удалите фото.", "Удалите <del>видео.</del><ins>фото.</ins>"),
        ("Раз", "Раз два", "Раз<ins> два</ins>"),
        ("Раз два", "Раз", "Раз<del> два</del>"),
        ("<b>", "<script>", "<del>&lt;b&gt;</del><ins>&lt;script&gt;</ins>"),
        ("", "Всё", "<ins>Всё</ins>"),
        ("Нажмите сюда и ждите.", "Закройте окно и ждите.", "<del>Нажмите сюда</del><ins>Закройте окно</ins> и ждите."),
        ("Раз.\nДва.", "Три.\nЧетыре.", "<del>Раз.</del><ins>Три.</ins>\n<del>Два.</del><ins>Четыре.</ins>"),
    ],
)
def test_compared(before: str, after: str, told: str) -> None:
    assert compared(before, after) == told


def test_long_texts_take_no_time() -> None:
    before = "\n".join(f"слово {number} и ещё раз" for number in range(3_000))
    began = time.process_time()
    compared(before, before.replace("ещё", "снова"))
    assert time.process_time() - began < 2
