"""How the entities of a house are written and read: what each mapping of `House` holds, as its annotation says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from kiosk.domain.house import House

_KINDS: Mapping[str, type] = {name: get_args(mapping)[1] for name, mapping in get_type_hints(House).items()}


@cache
def adapter(table: str) -> TypeAdapter[Any]:
    """Return what reads and writes the entities of a table, which is named as their mapping in `House` is.

    Made when first asked for, since each takes its time.
    """
    return TypeAdapter(_KINDS[table])


def table_of(kind: type) -> str:
    """Return the table of the entities of a class that only one mapping holds.

    Raises:
        LookupError: none does, or several.
    """
    found = [name for name, one in _KINDS.items() if one is kind]
    if len(found) != 1:
        raise LookupError(kind.__name__)
    return found[0]
