"""How a problem that the tables found is put to people: where it stands, what was written, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from kiosk.settings.words import did_you_mean

NAMES = ("name", "prefix", "number", "address", "id", "code")
"""What an entry of a list is known by, rather than by its place in the file."""
WIRES = ("wire", "switch", "light", "seal")
QUOTED = re.compile(r"'([^']*)'")
PATTERNS = {
    "^[a-z0-9-]{1,32}$": "allowed are up to 32 of a-z, 0-9 and -",
    "^[a-z][a-z0-9-]{0,31}$": "a code is a small letter, then up to 31 of a-z, 0-9 and -",
    "^[A-Z]{1,3}$": "allowed are one to three of A-Z",
    r"^([01]\d|2[0-3]):[0-5]\d$": 'an hour is written "07:00"',
    "^https?://": "an address begins with https:// (or http://)",
}

SHAPES = dict.fromkeys(
    ("model_type", "model_attributes_type", "dataclass_type", "dict_type"),
    "must be a table: { key = value, ... }, or a [heading] with its keys below",
) | dict.fromkeys(("tuple_type", "list_type"), "must be a list: [ ... ]")


def in_words(
    errors: Sequence[ErrorDetails], table: Any, model: type[BaseModel], prefix: str = ""
) -> list[str]:
    """Return one line for each thing that is wrong in `table`, read as `model`."""
    told: dict[str, str] = {}
    for error in errors:
        location, is_wire = _of_the_file(error["loc"])
        where = prefix + ".".join(_steps(location, table))
        told.setdefault(where, f"{where}{_what(error, location, is_wire, table, model)}")
    return list(told.values())


def _of_the_file(location: tuple[int | str, ...]) -> tuple[tuple[int | str, ...], bool]:
    """Return the steps that stand in the file, up to a wire as a whole; without those of the checking itself."""
    for depth, step in enumerate(location):
        if step in WIRES and depth + 1 <= len(location) and len(location) > 1:
            return location[: depth + 1], True
    return tuple(step for step in location if isinstance(step, int) or "[" not in step), False


def _steps(location: tuple[int | str, ...], table: Any) -> Iterator[str]:
    here = table
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, str):
            yield step
        else:
            known = here if isinstance(here, dict) else {}
            # a name in three languages is no name to find an entry by
            names = (known[name] for name in NAMES if name in known and not isinstance(known[name], dict))
            yield next((str(name) for name in names), str(step + 1))


def _what(
    error: ErrorDetails, location: tuple[int | str, ...], is_wire: bool, table: Any, model: type[BaseModel]
) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return f": there is no such setting{did_you_mean(str(location[-1]), _known_keys(model, location))}"
    written = f" = {_short(_written(location, table))}" if is_wire or kind != "missing" else ""
    if is_wire and _written(location, table) is not None:
        also = ", or false where the door has none" if location[-1] == "switch" else ""
        return f'{written}: a wire is written as ["line", board, channel]{also}'
    if kind == "missing":
        return ": is missing"
    return f"{written}: {_allowed(error)}"


def _short(written: Any) -> str:
    """Return a value as it is read, the first 60 characters of it."""
    words = repr(written)
    return words if len(words) <= 60 else f"{words[:60]}…"


def _written(location: tuple[int | str, ...], table: Any) -> Any:
    here = table
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here


def _allowed(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] == "literal_error":
        words = str(context["expected"])
        close = did_you_mean(str(error["input"]), QUOTED.findall(words))
        return f"allowed are {words}{close}"
    if error["type"] == "string_pattern_mismatch":
        return PATTERNS.get(str(context["pattern"]), "is not written as it must be")
    if error["type"] in SHAPES:
        return SHAPES[error["type"]]
    said = error["msg"].removeprefix("Value error, ")
    return said.replace("Input should be", "must be", 1)


def _known_keys(model: Any, location: tuple[int | str, ...]) -> list[str]:
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
