"""Ways to tell people things: a folder, a mail server, a webhook, and the message services that apprise knows."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from pydantic import SecretStr

from kiosk.ports.telling import Channel, Message
from kiosk.settings import Settings, Smtp, Webhook

PATIENCE_S = 10.0


class FolderChannel:
    """Each notice becomes a JSON file in a folder, for whatever picks them up there."""

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> bool:
        """Write the notice under its own name: telling it twice leaves one file."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._folder / f"{message.id}.json"
        fresh = target.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(as_json(message))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        return True


class SmtpChannel:
    """E-mail."""

    name = "e-mail"

    def __init__(self, server: Smtp, password: SecretStr | None = None) -> None:
        self._server = server
        self._password = password

    def send(self, message: Message) -> bool:
        """Hand the notice to the mail server; False for somebody without an address.

        Raises:
            OSError: the server is not there or does not take it now.
        """
        if not message.email:
            return False
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._server.sender, message.email, message.subject
        mail["Message-ID"] = (
            f"<{message.id}@loge.invalid>"  # the same notice told twice is one mail to many servers
        )
        mail.set_content(message.body)
        with smtplib.SMTP(self._server.host, self._server.port, timeout=PATIENCE_S) as server:
            if self._server.starttls:
                server.starttls(context=ssl.create_default_context())
            if self._server.name and self._password:
                server.login(self._server.name, self._password.get_secret_value())
            server.send_message(mail)
        return True


class WebhookChannel:
    """A POST of the notice as JSON."""

    name = "webhook"

    def __init__(self, hook: Webhook, token: SecretStr | None = None) -> None:
        self._hook = hook
        self._token = token

    def send(self, message: Message) -> bool:
        """Post the notice; False if the address refuses it for good (4xx).

        Raises:
            OSError: not there, or not now (5xx).
        """
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.id}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        asked = Request(self._hook.url, data=as_json(message), headers=headers, method="POST")
        try:
            with urlopen(asked, timeout=PATIENCE_S):
                return True
        except HTTPError as answer:
            answer.close()
            if 400 <= answer.code < 500:
                return False
            raise
        except HTTPException as nonsense:
            raise OSError(f"no HTTP answer: {type(nonsense).__name__}") from nonsense


class ServiceChannel:
    """A message service (SMS gateway, WeCom, ...) behind an address of apprise's, made for each person.

    Source: apprise, "Supported Notifications"; `{phone}` and `{email}` in the address stand for the person's.
    """

    def __init__(self, number: int, url: SecretStr) -> None:
        self._url = url
        self.name = f"{url.get_secret_value().partition(':')[0]}-{number}"

    def send(self, message: Message) -> bool:
        """Hand the notice to the service; False for somebody without such a number or address.

        Raises:
            OSError: the service did not take it now.
            ValueError: apprise does not know this kind of address.
        """
        import apprise  # here alone: few sites need it, and it is large

        url = self._url.get_secret_value()
        if ("{phone}" in url and not message.phone) or ("{email}" in url and not message.email):
            return False
        for word, value in (("{phone}", message.phone), ("{email}", message.email)):
            url = url.replace(word, quote(value or "", safe="+@"))
        service = apprise.Apprise.instantiate(url)
        if service is None:
            raise ValueError(f"apprise can't use the address of {self.name}")
        if not service.notify(
            title=message.subject, body=message.body, body_format=apprise.NotifyFormat.TEXT
        ):
            raise OSError(f"{self.name} did not take it")
        return True


def as_json(message: Message) -> bytes:
    """Return a notice as UTF-8 JSON."""
    facts = {name: getattr(message, name) for name in message.__dataclass_fields__}
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def channels(settings: Settings, root: Path) -> list[Channel]:
    """Return every way to tell people things that the site has."""
    notices, secrets = settings.notices, settings.secrets
    ways: list[Channel] = []
    if notices.file:
        ways.append(FolderChannel(root / notices.file))
    if notices.smtp:
        ways.append(SmtpChannel(notices.smtp, secrets.smtp_password))
    if notices.webhook:
        ways.append(WebhookChannel(notices.webhook, secrets.webhook_token))
    ways += [ServiceChannel(number, url) for number, url in enumerate(secrets.notice_urls, start=1)]
    return ways
