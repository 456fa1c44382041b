"""Values as TOML: tables of a list one after the other, what is inside them on one line.

Source: TOML 1.0.0, sections Inline Table, Array of Tables, Offset Date-Time, Local Date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime


def inline(value: object) -> str:
    """Return a value on one line.

    Raises:
        TypeError: it is none that a settings file has.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | date | datetime):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {inline(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, Iterable):
        return "[" + ", ".join(inline(inner) for inner in value) + "]"
    raise TypeError(f"{value!r} has no place in a settings file")


def table(heading: str, values: Mapping[str, object]) -> str:
    """Return one table under its heading, "[limits]" or "[[people]]"; what is None is left out."""
    lines = [f"{name} = {inline(value)}" for name, value in values.items() if value is not None]
    return "\n".join([heading, *lines, ""])
