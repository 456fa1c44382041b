"""A settings file, read whole: settings out, or every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kiosk.settings.tables import Settings
from kiosk.settings.wiring import problems_of
from kiosk.settings.words import SettingsProblems, did_you_mean


def load(path: Path, changes: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that stand in `path`, with `changes` ("screen.listen" -> value) made to them.

    Raises:
        SettingsProblems: everything that is wrong, each with its file, key and what is allowed.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsProblems([f"{path}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise SettingsProblems([f"{path}: {cause}"]) from cause
    for key, value in (changes or {}).items():
        _change(table, key, value)
    try:
        settings = Settings.model_validate(table)
    except ValidationError as wrong:
        raise SettingsProblems([_in_words(path, error) for error in wrong.errors()]) from wrong
    if problems := problems_of(settings):
        raise SettingsProblems([f"{path}: {problem}" for problem in problems])
    return settings


def _change(table: dict[str, Any], key: str, value: str) -> None:
    """Set one value by its dotted key; tables only, not their lists."""
    *tables, name = key.split(".")
    for step in tables:
        inner = table.setdefault(step, {})
        if not isinstance(inner, dict):
            raise SettingsProblems([f"--set {key}: only single settings can be changed so, not lists"])
        table = inner
    table[name] = value


def _in_words(path: Path, error: ErrorDetails) -> str:
    where = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        known = _known_keys(error["loc"])
        return f"{path}: {where}: there is no such setting{did_you_mean(str(error['loc'][-1]), known)}"
    if error["type"] == "missing":
        return f"{path}: {where}: is missing"
    message = error["msg"].removeprefix("Value error, ")
    return f"{path}: {where} = {error['input']!r}: {message}"


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for step in location[:-1]:
        if isinstance(step, int) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        model = _model_in(model.model_fields[step].annotation) if step in model.model_fields else None
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := _model_in(inner):
            return found
    return None
