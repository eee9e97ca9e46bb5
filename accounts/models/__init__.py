"""People and what belongs to them. The rules are in the modules beside this package."""

from accounts.models.erasures import Erasure
from accounts.models.mail import Mail
from accounts.models.people import Bookmark, Consent, Helping, Learner, Organisation, User
from accounts.models.wording import DeadAddress, Wording

__all__ = [
    "Bookmark",
    "Consent",
    "DeadAddress",
    "Erasure",
    "Helping",
    "Learner",
    "Mail",
    "Organisation",
    "User",
    "Wording",
]
