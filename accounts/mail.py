"""The one door for mail. A row is written in the transaction of what it tells about; a worker sends it.

At least once: a mail whose sender died is sent again, under the same Message-ID, so that programs can fold the two.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from accounts.models import Learner, Mail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)


def post(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    learner: Learner | None = None,
    key: str | None = None,
    is_secret: bool = False,
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> Mail:
    """Put a mail into the box. The same `key` twice is one mail: the first.

    A mail with `is_secret` (a sign-in code) loses its text as soon as it has gone.
    """
    now = now or timezone.now()
    values = {
        "kind": kind,
        "to": to,
        "subject": " ".join(subject.split()),
        "text": text,
        "html": html,
        "learner": learner,
        "is_secret": is_secret,
        "made_at": now,
        "due_at": due_at or now,
    }
    if key is None:
        return Mail.objects.create(**values)
    return Mail.objects.get_or_create(key=key, defaults=values)[0]


def send_due(now: datetime, limit: int = 50) -> int:
    """Send up to `limit` mails whose time has come; how many went out. Several workers may run at once."""
    sent = 0
    for mail in lease(now, limit):
        sent += send(mail, now)
    return sent


def lease(now: datetime, limit: int) -> list[Mail]:
    """Take mails that nobody else is sending. A lease that was not used up by LEASE falls free again."""
    with transaction.atomic():
        mails = list(Mail.objects.due(now).select_for_update(skip_locked=True).order_by("due_at")[:limit])
        Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(leased_until=now + LEASE)
    return mails


def send(mail: Mail, now: datetime) -> bool:
    """Hand one leased mail to the mail server; a failure is written down and tried again later."""
    mail.attempts += 1
    mail.leased_until = None
    try:
        message(mail).send()
    except Exception as error:  # a mail server may fail in any way; one mail must not stop the others
        put_off(mail, error, now)
        sent = False
    else:
        mail.sent_at = now
        mail.last_error = ""
        if mail.is_secret:
            mail.text = mail.html = ""
        sent = True
    mail.save()
    return sent


def put_off(mail: Mail, error: Exception, now: datetime) -> None:
    logger.warning("mail %s not sent, attempt %s: %s", mail.pk, mail.attempts, error)
    mail.last_error = f"{type(error).__name__}: {error}"[:300]
    if mail.attempts >= ATTEMPTS:
        mail.given_up_at = now
    else:
        mail.due_at = now + min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)


def message(mail: Mail) -> EmailMultiAlternatives:
    domain = settings.SITE_URL.split("//")[-1].split(":")[0].split("/")[0]
    headers = {"Message-ID": f"<{mail.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    composed = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers, connection=get_connection())
    if mail.html:
        composed.attach_alternative(mail.html, "text/html")
    return composed


def purge(now: datetime) -> int:
    """Forget mails that went out, or were given up, long ago."""
    return Mail.objects.filter(made_at__lt=now - KEPT).exclude(sent_at=None, given_up_at=None).delete()[0]
