"""The one door for mail. A row is written in the transaction of what it tells about; a worker sends it.

At least once: a mail whose sender died is sent again, under the same Message-ID, so that programs can fold the two.
Whatever the mail server does, no row is lost: one that no server takes waits, visibly, until one does.
"""

import logging
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import dead_addresses, letters, mail_server, refusals
from accounts.envelopes import message
from accounts.mail_server import Line
from accounts.models import DeadAddress, Learner, Mail
from accounts.querysets import LEASE, NO_LONGER_TRUE
from accounts.refusals import Fault

logger = logging.getLogger(__name__)

# With the pauses below: about twenty hours, so that a mailbox may be full overnight. A server that is down costs no
# attempts.
ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)
# Of one run, in seconds: the worker has other jobs too.
LONGEST_RUN = 10
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")

Check = Callable[[Mail, datetime], bool]
_checks: dict[str, Check] = {}


def check_before_sending(kind: str, check: Check) -> None:
    """Mails of this kind go out only while `check(mail, now)` holds; a mail that is no longer true is dropped."""
    _checks[kind] = check


def address_of(learner: Learner) -> str | None:
    """Where a learner may be written to: a confirmed address that takes letters. Others are told in other ways."""
    if learner.user is None:
        return None
    return (
        EmailAddress.objects.filter(user=learner.user, verified=True, primary=True)
        .exclude(email__in=DeadAddress.objects.dead().values("address"))
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
    subject = " ".join(UNPRINTABLE.sub(" ", subject).split())[:200]
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
    with Line() as line:
        for _mail in range(limit):
            seconds = time.monotonic() - began
            moment = now + timedelta(seconds=seconds)
            if seconds > LONGEST_RUN or mail_server.is_resting(moment):
                break
            mail = lease(moment)
            if mail is None:
                break
            sent += send(mail, moment, line)
    return sent


@transaction.atomic
def lease(now: datetime) -> Mail | None:
    """Take the mail that has waited longest and that nobody else is sending; codes first, somebody is waiting for them.

    A lease that was not used up by LEASE falls free again: its worker died. The attempt is counted here, so that a mail
    that kills its workers is given up too.
    """
    due = Mail.objects.due(now).select_for_update(skip_locked=True)
    mail = due.order_by("-is_secret", "due_at", "pk").first()
    if mail is not None:
        mail.leased_until, mail.tried_at = now + LEASE, now
        mail.attempts += 1
        mail.save(update_fields=["leased_until", "tried_at", "attempts"])
    return mail


def send(mail: Mail, now: datetime, line: Line) -> bool:
    """Hand one leased mail to the mail server; a failure is written down and tried again later."""
    check = _checks.get(mail.kind)
    if check is not None and not check(mail, now):
        # Its key is free again: what was taken back may become true once more.
        settle(mail, key=None, given_up_at=now, last_error=NO_LONGER_TRUE, **emptied(mail))
        return False
    # What somebody has just asked for (a code) is tried all the same: they believe that it will arrive.
    if not mail.is_secret and dead_addresses.is_dead(mail.to):
        settle(mail, given_up_at=now, last_error=refusals.DEAD_ADDRESS)
        return False
    if mail.attempts > ATTEMPTS:
        settle(mail, given_up_at=now, **emptied(mail))
        return False
    try:
        line.send(message(mail))
    except Exception as error:  # a mail server may fail in any way; one mail must not stop the others
        failed(mail, error, now)
        return False
    mail_server.wake()
    settle(mail, sent_at=now, last_error="", **emptied(mail))
    return True


def failed(mail: Mail, error: Exception, now: datetime) -> None:
    """Write down why, and who has to wait for it: the address for ever, the mail for a while, or the server."""
    fault, told = refusals.fault_of(error), refusals.told(error)
    logger.warning("mail %s not sent, attempt %s: %s", mail.pk, mail.attempts, told)
    if fault == Fault.SERVER:
        mail_server.let_rest(now, told)
        settle(mail, attempts=mail.attempts - 1, last_error=told)
    elif fault == Fault.ADDRESS and dead_addresses.is_believable(now):
        with transaction.atomic():
            settle(mail, given_up_at=now, last_error=told, **emptied(mail))
            dead_addresses.bury(mail.to, told, now)
    else:
        if refusals.is_silence(error):
            # To wait for it once more with the next mail would keep everybody.
            mail_server.let_rest(now, told)
        put_off(mail, told, now)


def put_off(mail: Mail, told: str, now: datetime) -> None:
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


def send_again(mail: Mail, now: datetime) -> bool:
    """A manager wants it tried at once, with all its attempts before it. False when there is nothing left to send: it
    went out meanwhile, or it was a code, whose text is not kept.
    """
    unsent = Mail.objects.filter(pk=mail.pk, sent_at__isnull=True).exclude(text="")
    mail_server.wake()
    return bool(unsent.update(given_up_at=None, attempts=0, due_at=now))


def purge(now: datetime) -> int:
    """Forget mails that went out, or were given up, long ago."""
    return Mail.objects.filter(made_at__lt=now - KEPT).exclude(sent_at=None, given_up_at=None).delete()[0]
