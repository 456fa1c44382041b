"""What may stand in a site's file, written from the settings themselves: `python -m kiosk.settings.reference`."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kiosk.settings.tables import Settings

HEAD = """# Settings

What may stand in a site's file. Written by `python -m kiosk.settings.reference` from the settings themselves. Unknown
keys are errors; `python -m kiosk check-config site.toml` says all that is wrong at once. A sentence about several keys
stands at the last of them.
"""
NOT_WRITTEN = ("Secrets",)
"""Tables that stand in a file of their own."""


def reference() -> str:
    """Return every table of a settings file, with its keys, what they may be and what they are when not said."""
    schema = Settings.model_json_schema()
    tables, said = schema["$defs"], _sentences()
    places = _places(schema["properties"], tables)
    parts = [HEAD]
    for name, place in places.items():
        parts.append(f"## {place}\n\n{_one_line(tables[name].get('description', ''))}\n")
        parts.append(_rows(name, tables, said))
    return "\n".join(parts)


def _sentences() -> Mapping[tuple[str, str], str]:
    """Return what stands beneath a key in the source, by class and key; beneath the class, by class and ""."""
    found: dict[tuple[str, str], str] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(one, ast.ClassDef):
                found |= {(one.name, key): words for key, words in _beneath(one)}
    return found


def _beneath(one: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for before, after in zip(one.body, one.body[1:], strict=False):
        if not (isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield before.target.id, str(after.value.value)


def _places(properties: Mapping[str, Any], tables: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Return the tables in the order in which they are met, each with how its head is written in TOML."""
    found: dict[str, str] = {}
    for key, what in properties.items():
        name, many = _table_in(what)
        if not name or name in NOT_WRITTEN or name == "Label":
            continue
        path = f"{above}.{key}" if above else key
        found.setdefault(name, f"`[[{path}]]`" if many else f"`[{path}]`")
        for inner, place in _places(tables[name].get("properties", {}), tables, path).items():
            found.setdefault(inner, place)
    return found


def _table_in(what: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the name of the table that a key holds, "" for none, and whether there may be several."""
    for one in (what, *what.get("anyOf", ())):
        if "$ref" in one:
            return str(one["$ref"]).rpartition("/")[2], False
        if "$ref" in (one.get("items") or {}):
            return str(one["items"]["$ref"]).rpartition("/")[2], True
    return "", False


def _rows(name: str, tables: Mapping[str, Any], said: Mapping[tuple[str, str], str]) -> str:
    lines = ["| key | may be | if not said | |", "|---|---|---|---|"]
    needed = tables[name].get("required", ())
    for key, what in tables[name].get("properties", {}).items():
        silent = "must be said" if key in needed else _value(what.get("default"))
        words = _one_line(said.get((name, key), ""))
        lines.append(f"| `{key}` | {_kind(what)} | {silent} | {words} |")
    return "\n".join(lines) + "\n"


def _kind(what: Mapping[str, Any]) -> str:
    """Return what a key may hold, in words."""
    if ways := what.get("anyOf"):
        return " or ".join(_kind(one) for one in ways if one.get("type") != "null")
    if "enum" in what or "const" in what:
        return " or ".join(f"`{json.dumps(one)}`" for one in what.get("enum", [what.get("const")]))
    table, many = _table_in(what)
    if table:
        return "a text, or one a language" if table == "Label" else "tables" if many else "a table"
    kind = str(what.get("type", "a value"))
    if kind == "array":
        inner = what.get("items")
        return f"a list of: {_kind(inner)}" if inner else "a list"
    if kind == "object":
        return "a table of keys and values"
    return _bounded(
        {"string": "a text", "integer": "a whole number", "number": "a number"}.get(kind, kind), what
    )


def _bounded(words: str, what: Mapping[str, Any]) -> str:
    if words == "boolean":
        return "`true` or `false`"
    low = what.get("minimum", what.get("exclusiveMinimum"))
    high = what.get("maximum", what.get("exclusiveMaximum"))
    if low is not None and high is not None:
        return f"{words}, {low:g} to {high:g}"
    return f"{words}, {low:g} or more" if low is not None else words


def _value(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, list | dict) and (not value or isinstance(value, dict)):
        return "none" if not value else "its own"
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return "its own"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _one_line(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
