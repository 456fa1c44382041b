"""The site's secrets: a file of their own beside the settings, that nobody else can read."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator

from kiosk.settings.base import Table
from kiosk.settings.words import SettingsProblems, did_you_mean

MOST_BYTES = 65_536
SOUNDS_SECRET = re.compile(
    r"(^|_)(password|passwd|passphrase|password_file|token|secret|osdp_key|key_hex|api_key|scbk)$",
    re.IGNORECASE,
)
"""Keys that somebody may write into the settings themselves."""
LOGIN = re.compile(r"^([a-z+]+://)[^/?#]*@")
BELONGS = {
    "password": "smtp_password",
    "password_file": "smtp_password",
    "passwd": "smtp_password",
    "passphrase": "backup_passphrase",
    "token": "webhook_token",
    "scbk": "osdp_key",
}


class Secrets(Table):
    """What stands in the secrets file; each is optional. Nothing of it is ever printed."""

    osdp_key: Annotated[bytes | None, Field(repr=False)] = None
    """The OSDP reader's own key (SCBK), 16 bytes; 32 hex digits in the file."""
    smtp_password: SecretStr | None = None
    webhook_token: SecretStr | None = None
    """Sent as `Authorization: Bearer`."""
    notice_urls: tuple[SecretStr, ...] = ()
    """Addresses of message services as apprise writes them, each with {phone} or {email} in it."""
    backup_passphrase: SecretStr | None = None
    """Opens the site's backups, on any board: 14 characters at least. Not kept where the stick is."""

    @field_validator("osdp_key", mode="before")
    @classmethod
    def _as_bytes(cls, written: object) -> object:
        if written is None or isinstance(written, bytes):
            return written
        if not isinstance(written, str) or not re.fullmatch(r"[0-9A-Fa-f]{32}", written):
            raise ValueError("must be 32 hex digits")
        return bytes.fromhex(written)

    @field_validator("backup_passphrase")
    @classmethod
    def _hard_to_guess(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not 14 <= len(secret.get_secret_value()) <= 512:
            raise ValueError("must have 14 to 512 characters: four words, or more")
        return secret

    @field_validator("smtp_password", "webhook_token")
    @classmethod
    def _fits_into_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(r"[\x20-\x7e]{1,512}", secret.get_secret_value()):
            raise ValueError("must be 1 to 512 printable ASCII characters")
        return secret

    @field_validator("notice_urls")
    @classmethod
    def _for_one_person(cls, urls: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for url in urls:
            written = url.get_secret_value()
            if not re.fullmatch(r"[a-z0-9]+://[\x21-\x7e]{1,1000}", written):
                raise ValueError("must be addresses of services, such as twilio://.../{phone}")
            if "{phone}" not in written and "{email}" not in written:
                raise ValueError(
                    "each needs {phone} or {email}: a notice with a pick-up code is for one person"
                )
        return urls


class SecretsAt(Table):
    """Where the secrets stand."""

    file: Path | None = None
    """Relative to the settings file. By default secrets.toml, if there is one."""


def read_secrets(site: Path, at: Path | None) -> Secrets:
    """Return the secrets of the site whose settings are `site`; none if it has no such file.

    Raises:
        SettingsProblems: the file named is not there, others can read it, or what stands in it is wrong.
    """
    path = site.parent / (at or "secrets.toml")
    try:
        table = tomllib.loads(_private_text(path))
    except FileNotFoundError:
        if at is None:
            return Secrets()
        raise SettingsProblems([f"{path}: there is no such file; secrets.file names it"]) from None
    except PermissionError:
        raise SettingsProblems([f"{path}: can't be read; run: sudo chown {_us()} {path}"]) from None
    except (OSError, UnicodeDecodeError) as cause:
        raise SettingsProblems([f"{path}: can't be read ({type(cause).__name__})"]) from None
    except tomllib.TOMLDecodeError as cause:
        where = re.search(r"\(at [^()]*\)$", str(cause))
        raise SettingsProblems([f"{path}: is no TOML {where.group() if where else ''}".rstrip()]) from None
    try:
        return Secrets.model_validate(table)
    except ValidationError as wrong:  # its own words would repeat the values
        found = [f"{path}: {problem}" for problem in _in_words(wrong)]
    raise SettingsProblems(found)


def misplaced(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield a problem for each secret that stands in the settings themselves."""
    for key, value in table.items():
        where = f"{path}.{key}" if path else key
        for step, inner in _tables_in(value):
            yield from misplaced(inner, where + step)
        if _sounds_secret(key, value):
            name = BELONGS.get(key.lower(), key if key in Secrets.model_fields else "")
            rightly = f" as {name}" if name else ""
            yield f"{where}: a secret does not belong here; write it into secrets.toml{rightly} (mode 0600)"
        elif isinstance(value, str) and LOGIN.search(value):
            yield f"{where}: no name and password belong into an address; secrets stand in secrets.toml"


def without_secrets(table: Any) -> Any:
    """Return the settings without what `misplaced` found: no later message can repeat it."""
    if isinstance(table, dict):
        return {key: without_secrets(value) for key, value in table.items() if not _sounds_secret(key, value)}
    if isinstance(table, list):
        return [without_secrets(inner) for inner in table]
    return LOGIN.sub(r"\1", table) if isinstance(table, str) else table


def _sounds_secret(key: str, value: object) -> bool:
    return not isinstance(value, Mapping | list) and bool(SOUNDS_SECRET.search(key))


def _tables_in(value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield "", value
    elif isinstance(value, list):
        yield from ((f".{number}", inner) for number, inner in enumerate(value) if isinstance(inner, Mapping))


def _private_text(path: Path) -> str:
    """Return what stands in a file, checked on the very file that is read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if problem := _too_open(path, facts):
            raise SettingsProblems([problem])
        return file.read(MOST_BYTES).decode()


def _too_open(path: Path, facts: os.stat_result) -> str | None:
    if not stat.S_ISREG(facts.st_mode):
        return f"{path}: is no file"
    if facts.st_mode & 0o077:
        return f"{path}: others can read it (mode {facts.st_mode & 0o777:04o}); run: chmod 600 {path}"
    us = os.geteuid()
    if us != 0 and facts.st_uid not in (us, 0):
        return f"{path}: belongs to somebody else (user {facts.st_uid}); run: sudo chown {_us()} {path}"
    return None


def _us() -> str:
    return str(os.geteuid())


def _in_words(wrong: ValidationError) -> Iterator[str]:
    for error in wrong.errors(include_input=False, include_url=False, include_context=False):
        where = ".".join(str(step) for step in error["loc"])
        if error["type"] == "extra_forbidden":
            yield f"{where}: there is no such secret{did_you_mean(where, list(Secrets.model_fields))}"
        else:
            yield f"{where}: {error['msg'].removeprefix('Value error, ')}"
