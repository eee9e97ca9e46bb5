"""What a mail looks like on the wire, made from its row: the same each time it is sent."""

import re
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from accounts.models import Mail

METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


def message(mail: Mail) -> EmailMultiAlternatives:
    """Text, HTML and, where the row has one, the calendar: among the alternatives, for programs that put the date into
    the calendar themselves, and as a file, for people whose program does not.
    """
    headers = {
        "Message-ID": message_id(mail),
        "Date": format_datetime(mail.made_at),
        "Auto-Submitted": "auto-generated",
    }
    if mail.stop_url:
        headers["List-Unsubscribe"] = f"<{mail.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    composed = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        composed.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        method = METHOD.search(mail.calendar)
        calendar = f"text/calendar; method={method[1] if method else 'PUBLISH'}"
        composed.attach_alternative(mail.calendar, calendar)
        composed.attach("event.ics", mail.calendar, calendar)
    return composed


def message_id(mail: Mail) -> str:
    """The row's own, so that a mail sent twice can be folded into one, and a bounce finds its mail."""
    return f"<{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"
