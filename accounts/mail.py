"""The one door for mail. A row is written in the transaction of what it tells about; a worker sends it.

At least once: a mail whose sender died is sent again, under the same Message-ID, so that programs can fold the two.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from accounts import letters
from accounts.models import Learner, Mail

logger = logging.getLogger(__name__)

# Longer than EMAIL_TIMEOUT can make one mail last.
LEASE = timedelta(minutes=5)
# With the pauses below: about twenty hours, so that a mail server may be down overnight.
ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)

Check = Callable[[Mail, datetime], bool]
_checks: dict[str, Check] = {}


def check_before_sending(kind: str, check: Check) -> None:
    """Mails of this kind go out only while `check(mail, now)` holds; a mail that is no longer true is dropped."""
    _checks[kind] = check


def address_of(learner: Learner) -> str | None:
    """Where a learner may be written to: a confirmed address. Everybody else is told in other ways."""
    if learner.user is None:
        return None
    return (
        EmailAddress.objects.filter(user=learner.user, verified=True, primary=True)
        .values_list("email", flat=True)
        .first()
    )


def post(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    learner: Learner | None = None,
    about: dict[str, Any] | None = None,
    calendar: str = "",
    stop_url: str = "",
    key: str | None = None,
    is_secret: bool = False,
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> Mail:
    """Put a mail into the box. The same `key` twice is one mail: the first.

    Without `html` it is made from the text (see `letters`). `about` is for the check before sending, `calendar` an
    iCalendar text that goes with it, `stop_url` where one POST ends letters of this kind. A mail with `is_secret` (a
    sign-in code) loses its text as soon as it has gone.
    """
    now = now or timezone.now()
    subject = " ".join(subject.split())[:200]
    values: dict[str, Any] = {
        "kind": kind,
        "to": to,
        "subject": subject,
        "text": text,
        "html": html or letters.html_of(subject, text),
        "learner": learner,
        "about": about or {},
        "calendar": calendar,
        "stop_url": stop_url,
        "is_secret": is_secret,
        "made_at": now,
        "due_at": due_at or now,
    }
    if key is None:
        return Mail.objects.create(**values)
    return Mail.objects.get_or_create(key=key, defaults=values)[0]


def send_due(now: datetime, limit: int = 50) -> int:
    """Send up to `limit` mails whose time has come; how many went out. Several workers may run at once.

    Each mail is leased by itself, at its own moment: a slow server must not outlast the lease of those that wait.
    """
    began = time.monotonic()
    sent = 0
    for _attempt in range(limit):
        moment = now + timedelta(seconds=time.monotonic() - began)
        mail = lease(moment)
        if mail is None:
            break
        sent += send(mail, moment)
    return sent


@transaction.atomic
def lease(now: datetime) -> Mail | None:
    """Take the mail that has waited longest and that nobody else is sending.

    A lease that was not used up by LEASE falls free again: its worker died. The attempt is counted here, so that a mail
    that kills its workers is given up too.
    """
    mail = Mail.objects.due(now).select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if mail is not None:
        mail.leased_until = now + LEASE
        mail.attempts += 1
        mail.save(update_fields=["leased_until", "attempts"])
    return mail


def send(mail: Mail, now: datetime) -> bool:
    """Hand one leased mail to the mail server; a failure is written down and tried again later."""
    check = _checks.get(mail.kind)
    if check is not None and not check(mail, now):
        settle(mail, given_up_at=now, last_error="no longer true", **emptied(mail))
        return False
    if mail.attempts > ATTEMPTS:
        settle(mail, given_up_at=now, **emptied(mail))
        return False
    try:
        message(mail).send()
    except Exception as error:  # a mail server may fail in any way; one mail must not stop the others
        put_off(mail, error, now)
        return False
    settle(mail, sent_at=now, last_error="", **emptied(mail))
    return True


def put_off(mail: Mail, error: Exception, now: datetime) -> None:
    logger.warning("mail %s not sent, attempt %s: %s", mail.pk, mail.attempts, error)
    told = f"{type(error).__name__}: {error}"[:300]
    if mail.attempts >= ATTEMPTS:
        settle(mail, given_up_at=now, last_error=told, **emptied(mail))
    else:
        pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
        settle(mail, due_at=now + pause, last_error=told)


def settle(mail: Mail, **values: Any) -> None:
    """Write down how it went, while the lease is still ours. A row that was erased meanwhile stays erased."""
    Mail.objects.filter(pk=mail.pk, leased_until=mail.leased_until).update(leased_until=None, **values)


def emptied(mail: Mail) -> dict[str, str]:
    return {"text": "", "html": ""} if mail.is_secret else {}


def message(mail: Mail) -> EmailMultiAlternatives:
    domain = settings.SITE_URL.split("//")[-1].split(":")[0].split("/")[0]
    headers = {"Message-ID": f"<{mail.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    composed = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], headers=headers, connection=get_connection()
    )
    if mail.html:
        composed.attach_alternative(mail.html, "text/html")
    return composed


def purge(now: datetime) -> int:
    """Forget mails that went out, or were given up, long ago."""
    return Mail.objects.filter(made_at__lt=now - KEPT).exclude(sent_at=None, given_up_at=None).delete()[0]
