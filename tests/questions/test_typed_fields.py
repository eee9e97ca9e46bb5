"""Attacks are tried in every field that people type into: a new field of the room has to be named in tests/hostile."""

from tests.hostile.fields import MACHINE, TYPED, text_fields


def test_every_text_field_is_attacked_or_says_why_not() -> None:
    assert sorted(text_fields()) == sorted([*TYPED, *MACHINE])
