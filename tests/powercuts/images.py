"""What lies on a disk when the power fails after so many steps: all of it, what was flushed, or some of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.powercuts.disk import Step

KEPT, LOST, TORN = "kept", "lost", "torn"
MODES = (KEPT, LOST, TORN)
"""The process is killed and the disk lives on; all that was not flushed is lost; of that, sectors at random survive."""
SECTOR = 512


def changes(steps: Sequence[Step]) -> list[int]:
    """Return before which steps the power may fail: each that is no mark, and the end."""
    return [number for number, step in enumerate(steps) if step.kind != "mark"] + [len(steps)]


def told(steps: Sequence[Step], cut: int) -> list[str]:
    """Return the marks made before a cut."""
    return [step.content.decode() for step in steps[:cut] if step.kind == "mark"]


def image(before: Path, steps: Sequence[Step], cut: int, mode: str) -> dict[str, bytes | None]:
    """Return each file that was touched before the cut as it is found afterwards; None: it is not there."""
    done = [step for step in steps[:cut] if step.kind != "mark"]
    rest = Random(f"{cut} {mode}")
    found: dict[str, bytes | None] = {}
    for path in dict.fromkeys(step.path for step in done):
        ours = [step for step in done if step.path == path]
        flushed = max((number for number, step in enumerate(ours) if step.kind == "sync"), default=-1)
        start = before / path
        content: bytearray | None = bytearray(start.read_bytes()) if start.exists() else None
        for number, step in enumerate(ours):
            sure = number <= flushed or mode == KEPT
            content = _after(content, step, sure=sure, some=rest if mode == TORN else None)
        found[path] = bytes(content) if content is not None else None
    return found


def _after(content: bytearray | None, step: Step, *, sure: bool, some: Random | None) -> bytearray | None:
    if step.kind == "delete":  # a journal of the file system: what is removed comes back at worst
        return None if sure or (some and some.random() < 0.5) else content
    if step.kind == "sync":
        return bytearray() if content is None else content
    content = bytearray() if content is None else content
    if step.kind == "truncate":
        if sure or (some and some.random() < 0.5):
            del content[step.offset :]
        return content
    if sure:
        return _written(content, step.offset, step.content)
    for at in range(0, len(step.content), SECTOR) if some else ():
        if some and some.random() < 0.5:
            content = _written(content, step.offset + at, step.content[at : at + SECTOR])
    return content


def _written(content: bytearray, offset: int, more: bytes) -> bytearray:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(more)] = more
    return content
