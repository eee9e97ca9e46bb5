"""What people asked, what was answered, who answers, and how order is kept."""

from questions.models.answers import Answer, Draft, Revision
from questions.models.asked import Follow, Picture, Question, Reaction
from questions.models.copies import Copy
from questions.models.experts import Absence, Assignment, Claim, Expert, Vouching
from questions.models.news import Announcement, NewsChoice, Told
from questions.models.order import Act, Appeal, Flag, HiddenName
from questions.models.rules import HoldingRules

__all__ = [
    "Absence",
    "Act",
    "Announcement",
    "Answer",
    "Appeal",
    "Assignment",
    "Claim",
    "Copy",
    "Draft",
    "Expert",
    "Flag",
    "Follow",
    "HiddenName",
    "HoldingRules",
    "NewsChoice",
    "Picture",
    "Question",
    "Reaction",
    "Revision",
    "Told",
    "Vouching",
]
