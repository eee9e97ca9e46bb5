"""A mail server that takes only what goes to good@example.org."""

from smtplib import SMTPDataError

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        for message in email_messages:
            if message.to != ["good@example.org"]:
                raise SMTPDataError(451, b"no mail today")
        return len(email_messages)
