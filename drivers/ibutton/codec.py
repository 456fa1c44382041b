"""The Linux kernel's list of devices on a 1-Wire bus, `w1_master_slaves`: text to tags and back.

Source: Linux kernel, Documentation/w1/w1-generic and drivers/w1/w1.c; see PROTOCOL.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LIST_FILE = "w1_master_slaves"

_NOTHING = "not found.\n"
_TAG = re.compile(r"01-[0-9a-f]{12}")  # family 01 is DS1990A; the kernel has checked the CRC and left it out


def is_tag(rom_id: str) -> bool:
    """Whether `rom_id` is an iButton's name as the kernel writes it, such as "01-000001a1b2c3"."""
    return _TAG.fullmatch(rom_id) is not None


def tags_in(text: str) -> tuple[str, ...] | None:
    """Return the tags that `text` lists, or None when it says anything else than tags.

    A device of another family, a name in another form, a half-written line or an empty file prove nothing
    about the slot: a bad contact looks like that with a key in it.
    """
    if text == _NOTHING:
        return ()
    if not text.endswith("\n"):
        return None
    names = text[:-1].split("\n")
    if not all(is_tag(name) for name in names) or len(set(names)) != len(names):
        return None
    return tuple(sorted(names))


def text_of(rom_ids: Iterable[str]) -> str:
    """Return the file's text as the kernel writes it."""
    return "".join(f"{rom_id}\n" for rom_id in rom_ids) or _NOTHING
