"""Sending a notice by e-mail, through Django and the server of VMS_EMAIL_URL."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from recordings.notices import failures
from recordings.notices.failures import NotSent
from recordings.notices.messages import Message


def send_mail(address: str, message: Message, name: str) -> None:
    """`name` is the same each time the notice is tried, and so is the message's id: whoever
    receives it twice can tell. Raises NotSent."""
    if not settings.VMS_EMAIL_URL:
        raise NotSent(failures.NO_MAIL_SERVER)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[address],
        headers={
            "Message-ID": f"<notice-{name}@{domain}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834 §5: nobody's absence note comes back
        },
    )
    mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPAuthenticationError:
        raise NotSent(failures.MAIL_SIGN_IN) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()), (550, b""))[0]
        raise NotSent(f"SMTP {code}") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"SMTP {error.smtp_code}") from None
    except (OSError, smtplib.SMTPException):
        raise NotSent(failures.MAIL_SERVER_AWAY) from None
