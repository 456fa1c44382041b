"""Everything that Loge says, in three languages side by side, and the locale's form of numbers, dates and times.

The texts stand in this folder's TOML files: a table is a subject, an entry a message with `en`, `zh_Hans`, `zh_Hant`.
A key is "subject.entry"; `{name}` in a text is replaced by the fact of that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_decimal


class Language(Enum):
    """A language that Loge speaks; the value is its name in settings, messages and addresses."""

    SIMPLIFIED = "zh_Hans"
    TRADITIONAL = "zh_Hant"
    ENGLISH = "en"

    @property
    def tag(self) -> str:
        """The BCP 47 tag, for `lang` attributes."""
        return self.value.replace("_", "-")


FOLDER = Path(__file__).parent


class UnknownMessage(KeyError):
    """No text stands under this key, or it lacks the language."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return every message by its key: language name -> text."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        _gather(tomllib.loads(file.read_text(encoding="utf-8")), "", found)
    return found


def _gather(table: Mapping[str, object], prefix: str, found: dict[str, Mapping[str, str]]) -> None:
    for name, entry in table.items():
        if not isinstance(entry, dict):
            raise UnknownMessage(f"{prefix}{name} is not a message with languages")
        key = f"{prefix}{name}"
        if "en" in entry and isinstance(entry["en"], str):
            found[key] = entry
        else:
            _gather(entry, key + ".", found)


def text(key: str, language: Language, /, **facts: object) -> str:
    """Return the message `key` in `language` with its `{facts}` filled in.

    Raises:
        UnknownMessage: there is no such message, or not in that language.
    """
    try:
        pattern = catalogue()[key][language.value]
    except KeyError:
        raise UnknownMessage(f"{key} ({language.value})") from None
    return pattern.format(**facts) if facts else pattern


def facts_in(key: str) -> frozenset[str]:
    """Return the names of the facts that a message wants filled in."""
    parts = Formatter().parse(catalogue()[key][Language.ENGLISH.value])
    return frozenset(name for _, name, _, _ in parts if name)


def known(key: str) -> bool:
    """Return whether a message stands under `key`."""
    return key in catalogue()


def moment_of(at: datetime, language: Language, zone: str, form: str = "yMMMd Hm") -> str:
    """Return `at` in the site's time zone as people of that language write it.

    `form`: CLDR skeletons joined by spaces; "yMMMd Hm" gives "Nov 22, 2026 07:31" and "2026年11月22日 07:31".
    """
    local = at.astimezone(ZoneInfo(zone))
    return " ".join(format_skeleton(part, local, locale=language.value) for part in form.split())


def span_of(seconds: float, language: Language) -> str:
    """Return a length of time in words ("3 minutes")."""
    return format_timedelta(
        max(1, round(seconds)), granularity="second", threshold=1.5, locale=language.value
    )


def number_of(value: int, language: Language) -> str:
    """Return a whole number in the locale's form."""
    return format_decimal(value, locale=language.value)
