"""Secrets: read from a file that nobody else can read, and never repeated."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.channels import channels
from kiosk.ports.telling import Message
from kiosk.settings import SettingsProblems, load

CONFIG = Path(__file__).resolve().parent.parent.parent / "config"
DEMO = (CONFIG / "demo.toml").read_text(encoding="utf-8")
KEY = "00112233445566778899aabbccddeeff"
GOOD = f'osdp_key = "{KEY}"\nsmtp_password = "so-so-secret"\nwebhook_token = "tok-3n"\n'


def site(folder: Path, secrets: str | None = GOOD, *, more: str = "", mode: int = 0o600) -> Path:
    file = folder / "site.toml"
    file.write_text(DEMO + more, encoding="utf-8")
    if secrets is not None:
        (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
        (folder / "secrets.toml").chmod(mode)
    return file


def problems(file: Path) -> list[str]:
    with pytest.raises(SettingsProblems) as wrong:
        load(file)
    assert wrong.value.__cause__ is None  # a traceback would print the values that a cause holds
    return [problem.removeprefix(f"{file.parent}/") for problem in wrong.value.problems]


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_secrets_are_read(tmp_path: Path, mode: int) -> None:
    secrets = load(site(tmp_path, mode=mode)).secrets
    assert secrets.osdp_key == bytes.fromhex(KEY)
    assert secrets.smtp_password and secrets.smtp_password.get_secret_value() == "so-so-secret"
    assert secrets.webhook_token and secrets.webhook_token.get_secret_value() == "tok-3n"


def test_a_site_needs_none(tmp_path: Path) -> None:
    secrets = load(site(tmp_path, None)).secrets
    assert (secrets.osdp_key, secrets.smtp_password, secrets.webhook_token) == (None, None, None)


def test_they_may_stand_elsewhere(tmp_path: Path) -> None:
    file = site(tmp_path, more='[secrets]\nfile = "elsewhere/of-the-site.toml"\n')
    assert problems(file) == ["elsewhere/of-the-site.toml: there is no such file; secrets.file names it"]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "secrets.toml").rename(tmp_path / "elsewhere" / "of-the-site.toml")
    assert load(file).secrets.osdp_key == bytes.fromhex(KEY)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_can_read_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    file = site(tmp_path, mode=mode)
    assert problems(file) == [
        f"secrets.toml: others can read it (mode {mode:04o}); run: chmod 600 {tmp_path}/secrets.toml"
    ]


@contextmanager
def somebody(user: int) -> Iterator[None]:
    """Be somebody else for a while."""
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize(
    ("owner", "mode", "words"),
    [
        (4321, 0o600, None),
        (0, 0o600, "can't be read; run: sudo chown 4321 {file}"),
        (4322, 0o600, "can't be read; run: sudo chown 4321 {file}"),
    ],
)
def test_whose_file_it_is_counts(owner: int, mode: int, words: str | None) -> None:
    with TemporaryDirectory() as name:  # pytest's own folders are root's alone
        folder = Path(name)
        folder.chmod(0o755)
        file = site(folder, mode=mode)
        os.chown(folder / "secrets.toml", owner, owner)
        with somebody(4321):
            if words is None:
                assert load(file).secrets.osdp_key == bytes.fromhex(KEY)
            else:
                assert problems(file) == [f"secrets.toml: {words}".format(file=folder / "secrets.toml")]


@pytest.mark.parametrize(
    ("secrets", "words"),
    [
        ('osdp_kye = "00"', "osdp_kye: there is no such secret; did you mean 'osdp_key'?"),
        ('osdp_key = "0011"', "osdp_key: must be 32 hex digits"),
        (f'osdp_key = "{KEY[:-1]}g"', "osdp_key: must be 32 hex digits"),
        ("osdp_key = 17", "osdp_key: must be 32 hex digits"),
        ('smtp_password = ""', "smtp_password: must be 1 to 512 printable ASCII characters"),
        ('webhook_token = "a\\nX-Evil: 1"', "webhook_token: must be 1 to 512 printable ASCII characters"),
        ("webhook_token = 5", "webhook_token: Input should be a valid string"),
        (
            'notice_urls = ["dingtalk://TOKEN/"]',
            "notice_urls: each needs {phone} or {email}: a notice with a pick-up code is for one person",
        ),
        (
            'notice_urls = ["call them"]',
            "notice_urls: must be addresses of services, such as twilio://.../{phone}",
        ),
        ('osdp_key = "00', "is no TOML (at end of document)"),
    ],
)
def test_what_is_wrong_is_said_without_the_value(tmp_path: Path, secrets: str, words: str) -> None:
    assert problems(site(tmp_path, secrets)) == [f"secrets.toml: {words}"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("notices.smtp.password", "write it into secrets.toml as smtp_password (mode 0600)"),
        ("notices.webhook.token", "write it into secrets.toml as webhook_token (mode 0600)"),
        ("secrets.osdp_key", "write it into secrets.toml as osdp_key (mode 0600)"),
        ("badge_reader.scbk", "write it into secrets.toml as osdp_key (mode 0600)"),
    ],
)
def test_a_secret_in_the_settings_is_shown_its_place(tmp_path: Path, more: str, words: str) -> None:
    table, _, key = more.rpartition(".")
    text = (
        DEMO.replace("[badge_reader]\n", f"[badge_reader]\n{key} = 'hush-hush'\n")
        if table == "badge_reader"
        else DEMO
    )
    if table.startswith("notices"):
        text = text.replace(
            "[notices]\n", f"[notices]\n{table.removeprefix('notices.')} = {{ {key} = 'hush-hush' }}\n"
        )
    elif table == "secrets":
        text += f"[secrets]\n{key} = 'hush-hush'\n"
    file = tmp_path / "site.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsProblems) as wrong:
        load(file)
    assert f"{file}: {more}: a secret does not belong here; {words}" in wrong.value.problems
    assert "hush-hush" not in str(wrong.value)


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    text = DEMO.replace(
        "[notices]\n", '[notices]\nwebhook = { url = "https://lobby:hush-hush@example.org/" }\n'
    )
    file = tmp_path / "site.toml"
    file.write_text(text, encoding="utf-8")
    (problem,) = problems(file)
    assert problem == (
        "site.toml: notices.webhook.url: no name and password belong into an address; secrets stand in secrets.toml"
    )


def test_nothing_shows_them(tmp_path: Path) -> None:
    settings = load(site(tmp_path))
    ways = (repr, str, lambda table: str(table.model_dump(exclude_none=True)))
    shown = [
        way(table)
        for way in ways
        for table in (settings, settings.secrets.model_copy(update={"osdp_key": None}))
    ]
    shown += [repr(settings.secrets), str(settings.secrets), settings.model_dump_json()]
    for secret in (KEY, "so-so-secret", "tok-3n", repr(bytes.fromhex(KEY))):
        assert not [words for words in shown if secret in words]


class Hook(BaseHTTPRequestHandler):
    """Keeps the headers that it is sent."""

    heard: Headers

    def do_POST(self) -> None:
        type(self).heard = self.headers
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    try:
        yield server
    finally:
        thread.join(timeout=5)
        server.server_close()


@pytest.mark.parametrize(("secrets", "sent"), [(GOOD, "Bearer tok-3n"), (None, None)])
def test_the_webhook_gets_its_token(tmp_path: Path, secrets: str | None, sent: str | None) -> None:
    with listening() as server:
        hook = f'[notices]\nwebhook = {{ url = "http://127.0.0.1:{server.server_port}/" }}\n'
        file = site(tmp_path, secrets)
        file.write_text(DEMO.replace('[notices]\nfile = "outbox"', hook), encoding="utf-8")
        (channel,) = channels(load(file), tmp_path)
        assert channel.send(Message("n-1", "r", "张伟", None, None, "zh_Hans", "s", "b"))
    assert Hook.heard["Authorization"] == sent
