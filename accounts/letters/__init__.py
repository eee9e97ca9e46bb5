"""The letters of the portal: which there are, their words, their look. They are sent by `accounts.mail`."""

from accounts.letters.composing import Composed, compose
from accounts.letters.drawing import html_of
from accounts.letters.kinds import NAME, STOP, Facts, Kind, Placeholder, UnknownKind, everything, find, register
from accounts.letters.parts import Line

__all__ = [
    "NAME",
    "STOP",
    "Composed",
    "Facts",
    "Kind",
    "Line",
    "Placeholder",
    "UnknownKind",
    "compose",
    "everything",
    "find",
    "html_of",
    "register",
]
