"""A settings file, read whole: settings out, or every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.domain.services.catalogue import Catalogue
from kiosk.settings.backup import backup_problems
from kiosk.settings.checks import problems_of
from kiosk.settings.geometry import geometry_problems
from kiosk.settings.plugs import plug_problems
from kiosk.settings.readers import key_problems
from kiosk.settings.secrets import Secrets, SecretsAt, misplaced, read_secrets, without_secrets
from kiosk.settings.services import SAMPLE, read_catalogue
from kiosk.settings.tables import Settings
from kiosk.settings.telling import in_words
from kiosk.settings.words import SettingsProblems

WIRED = ("lines", "cabinets", "lockers")
ANY_SITE = {"id": "any", "name": {"en": "any", "zh_Hans": "any", "zh_Hant": "any"}}


def load(path: Path, changes: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that stand in `path`, with `changes` ("screen.listen" -> value) made to them.

    Raises:
        SettingsProblems: everything that is wrong, each with its file, key and what is allowed.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsProblems([f"{path}: there is no such file"]) from None
    except OSError as cause:
        raise SettingsProblems([f"{path}: can't be read: {cause.strerror}"]) from cause
    except UnicodeDecodeError as cause:
        raise SettingsProblems([f"{path}: is no text in UTF-8; save it as UTF-8"]) from cause
    except tomllib.TOMLDecodeError as cause:
        raise SettingsProblems([f"{path}: is no valid TOML: {cause}"]) from cause
    for key, value in (changes or {}).items():
        _change(table, key, value)
    problems = [f"{path}: {problem}" for problem in misplaced(table)]
    secrets, problems_there = _secrets(path, table)
    settings, problems_here = _settings(path, without_secrets(table))
    if settings is not None and not problems_there:
        keys = [
            *key_problems(settings.badge_reader, secrets.osdp_key),
            *backup_problems(settings.backup, secrets),
        ]
        problems_here = [*problems_here, *(f"{path}: {problem}" for problem in keys)]
    catalogue, problems_in_it = _catalogue(path, table)
    if found := [*problems, *problems_here, *problems_there, *problems_in_it]:
        raise SettingsProblems(found)
    assert settings is not None
    return settings.model_copy(update={"secrets": secrets, "catalogue": catalogue})


def _catalogue(path: Path, table: dict[str, Any]) -> tuple[Catalogue, Sequence[str]]:
    """Return the services that may be asked for, and what is wrong with their file."""
    asked, site = (one if isinstance(one := table.get(name), dict) else {} for name in ("services", "site"))
    named = asked.get("file")
    file = path.parent / named if isinstance(named, str) and named else SAMPLE
    if file is SAMPLE and asked.get("sample") is not True:
        return Catalogue(), ()
    try:
        return read_catalogue(file, str(site.get("currency", "CNY"))), ()
    except SettingsProblems as wrong:
        return Catalogue(), wrong.problems


def _secrets(path: Path, table: dict[str, Any]) -> tuple[Secrets, Sequence[str]]:
    """Return the secrets, and what is wrong with them."""
    try:
        at = SecretsAt.model_validate(without_secrets(table.pop("secrets", {})))
        return read_secrets(path, at.file), ()
    except ValidationError as wrong:
        told = in_words(wrong.errors(), {}, SecretsAt, "secrets.")
        return Secrets(), [f"{path}: {problem}" for problem in told]
    except SettingsProblems as wrong:
        return Secrets(), wrong.problems


def _settings(path: Path, table: dict[str, Any]) -> tuple[Settings | None, Sequence[str]]:
    """Return the settings (None if they can't be read), and everything that is wrong with them."""
    try:
        settings = Settings.model_validate(table)
    except ValidationError as wrong:
        errors = wrong.errors()
        rest = _without(table, errors)
        found = [*in_words(errors, table, Settings), *([] if rest is None else _misfits(rest))]
        return None, [f"{path}: {problem}" for problem in found]
    return settings, [f"{path}: {problem}" for problem in _misfits(settings)]


def _misfits(settings: Settings) -> list[str]:
    """Return everything that does not go together, each thing once."""
    found = [*problems_of(settings), *plug_problems(settings), *geometry_problems(settings)]
    return list(dict.fromkeys(found))


def _without(table: dict[str, Any], errors: Sequence[ErrorDetails]) -> Settings | None:
    """Return what the settings would be without the keys that are wrong, or None: so that the rest is checked too."""
    rest: Any = deepcopy(table)
    for error in errors:
        if error["loc"][0] == "site":
            rest["site"] = ANY_SITE
            continue
        *tables, name = error["loc"][:-1] if error["type"] == "missing" else error["loc"]
        if not isinstance(name, str) or (
            tables and tables[0] in WIRED and error["type"] != "extra_forbidden"
        ):
            return None  # a door or a board less: half of the wires would seem to lead nowhere
        inner = rest
        for step in tables:
            # a table that lacks a key is gone already, with whatever else is wrong in it
            inner = inner.get(step) if isinstance(inner, dict) else inner and inner[step]
        if isinstance(inner, dict):
            inner.pop(name, None)
    try:
        return Settings.model_validate(rest)
    except ValidationError:  # a key that nothing works without
        return None


def _change(table: dict[str, Any], key: str, value: str) -> None:
    """Set one value by its dotted key; tables only, not their lists."""
    *tables, name = key.split(".")
    for step in tables:
        inner = table.setdefault(step, {})
        if not isinstance(inner, dict):
            raise SettingsProblems([f"--set {key}: only single settings can be changed so, not lists"])
        table = inner
    table[name] = value
