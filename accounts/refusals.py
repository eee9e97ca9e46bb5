"""Why a mail did not go out: whose fault it was, and how that is said to people.

The reply codes are those of RFC 5321 and RFC 3463.
"""

import re
import smtplib
from enum import Enum

from django.utils.translation import gettext as _

from accounts.querysets import NO_LONGER_TRUE

NOBODY_THERE = (550, 551, 553)
CLOSING = 421
TOO_LARGE = 552
ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# "Bad destination mailbox", of whatever kind, and "mailbox disabled".
NOBODY_ENHANCED = re.compile(r"5\.1\.\d+|5\.2\.1")
DEAD_ADDRESS = "dead address"


class Fault(Enum):
    """`ADDRESS`: nobody is there, for good. `MAIL`: this one mail did not get through. `SERVER`: none can go now."""

    ADDRESS = "address"
    MAIL = "mail"
    SERVER = "server"


class NoServer(Exception):
    """The mail server cannot be talked to. The reason is its `__cause__`."""


def fault_of(error: Exception) -> Fault:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return fault_of_recipient(code, text_of(said))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Fault.MAIL if error.smtp_code == TOO_LARGE else Fault.SERVER
    return Fault.SERVER if isinstance(error, NoServer) else Fault.MAIL


def fault_of_recipient(code: int, said: str) -> Fault:
    """A server that will not relay for us, or finds our mail suspicious, answers 550 too: then it says so by 5.7."""
    if code == CLOSING:
        return Fault.SERVER
    enhanced = ENHANCED.search(said)
    if code not in NOBODY_THERE or (enhanced and not NOBODY_ENHANCED.fullmatch(enhanced[0])):
        return Fault.MAIL
    return Fault.ADDRESS


def text_of(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def is_silence(error: BaseException) -> bool:
    """We waited in vain. `smtplib` tells of it as of a broken line."""
    return isinstance(root_of(error), TimeoutError)


def root_of(error: BaseException) -> BaseException:
    cause = error.__cause__ if isinstance(error, NoServer) and error.__cause__ else error
    waited = isinstance(cause, smtplib.SMTPServerDisconnected) and isinstance(cause.__context__, TimeoutError)
    return cause.__context__ or cause if waited else cause


def told(error: Exception) -> str:
    """For the row: what the machine said, in its own words."""
    cause = root_of(error)
    words = str(cause)
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(cause.recipients.values()))
        words = f"{code} {text_of(said)}"
    elif isinstance(cause, smtplib.SMTPResponseException):
        words = f"{cause.smtp_code} {text_of(cause.smtp_error)}"
    return " ".join(f"{type(cause).__name__}: {words}".split())[:300]


def in_words(told: str) -> str:
    """For the manager: what a `last_error` means."""
    name, _colon, said = told.partition(": ")
    code = int(said[:3]) if said[:3].isdigit() else 0
    if told == DEAD_ADDRESS:
        return _("Эта почта не принимает письма.")
    if told == NO_LONGER_TRUE:
        return _("Письмо устарело, и мы его не послали.")
    return of_person(code, said) if name == "SMTPRecipientsRefused" else of_server(name, code)


def of_person(code: int, said: str) -> str:
    if fault_of_recipient(code, said) == Fault.ADDRESS:
        return _("Сервер ответил, что такой почты нет.")
    if code >= 500:
        return _("Сервер не берёт письма для этой почты. Попробуем ещё.")
    return _("Эта почта пока не принимает письма. Попробуем ещё.")


def of_server(name: str, code: int) -> str:
    if name in ("TimeoutError", "timeout"):
        return _("Почтовый сервер молчит. Мы не дождались ответа.")
    if name in ("ConnectionRefusedError", "gaierror", "SMTPConnectError", "OSError"):
        return _("Почтовый сервер не отвечает. Проверьте, работает ли он.")
    if name == "SMTPAuthenticationError":
        return _("Почтовый сервер не принял наш пароль. Проверьте настройки.")
    if name == "SMTPSenderRefused":
        return _("Почтовый сервер не принимает письма от нас. Проверьте настройки.")
    if name in ("SMTPServerDisconnected", "ConnectionResetError", "BrokenPipeError"):
        return _("Связь с почтовым сервером оборвалась.")
    if name == "SMTPDataError":
        return _("Сервер отказался взять письмо.") if code >= 500 else _("Сервер пока не берёт письмо.")
    return _("Что-то пошло не так. Ниже ответ программы.") if name else _("Письмо ещё не отправляли.")
