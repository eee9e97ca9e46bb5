"""What people asked, what was answered, who answers, and how order is kept."""

from questions.models.answers import Answer, Draft, Revision
from questions.models.asked import Follow, Picture, Question, Reaction
from questions.models.copies import Copy
from questions.models.experts import Absence, Assignment, Claim, Expert, Vouching
from questions.models.order import Act, Appeal, Flag
from questions.models.rules import HoldingRules

__all__ = [
    "Absence",
    "Act",
    "Answer",
    "Appeal",
    "Assignment",
    "Claim",
    "Copy",
    "Draft",
    "Expert",
    "Flag",
    "Follow",
    "HoldingRules",
    "Picture",
    "Question",
    "Reaction",
    "Revision",
    "Vouching",
]
