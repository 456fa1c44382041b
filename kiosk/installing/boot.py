"""Lines of the Pi's firmware folder: few words put among those that are there, the rest left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.installing.record import Record, write_whole
from kiosk.installing.target import Target
from kiosk.installing.wanted import Act

BEGIN, END = "# Loge begins: written by config/install.sh", "# Loge ends"


@dataclass(frozen=True)
class Words:
    """Words on the kernel's one line. A system without such a file has nothing to be changed."""

    path: str
    words: tuple[str, ...]
    instead: Mapping[str, str] = field(default_factory=dict)
    """What stands there already, and what shall stand in its place."""

    def line(self, before: str) -> str:
        """Return the line with the words in it."""
        there = [self.instead.get(word, word) for word in before.split()]
        return " ".join([*there, *(word for word in self.words if word not in there)])

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the exchange of the line."""
        place = target.at(self.path)
        if not place.is_file():
            return
        before = place.read_text(encoding="utf-8").strip()
        after = self.line(before)
        if after == before:
            return
        new = " ".join(word for word in after.split() if word not in before.split())

        def exchange() -> None:
            record.exchanged(self.path, before)
            write_whole(place, f"{after}\n".encode(), place.stat().st_mode & 0o777)

        yield Act(f"put into {self.path}: {new}", exchange)

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the return of the words that were there, and those alone: what was added by hand since stays."""
        place = target.at(self.path)
        before = record.words.get(self.path)
        if before is None or not place.is_file():
            return
        old = before.split()
        ours = {word for word in self.words if word not in old}
        again = {new: was for was, new in self.instead.items() if was in old}
        now = place.read_text(encoding="utf-8").split()
        line = " ".join(again.get(word, word) for word in now if word not in ours)

        def restore() -> None:
            write_whole(place, f"{line}\n".encode(), place.stat().st_mode & 0o777)
            record.forget(self.path)

        yield Act(f"take out of {self.path}: {' '.join(sorted(ours))}", restore)


@dataclass(frozen=True)
class Block:
    """Some lines between two marks at the end of a file."""

    path: str
    lines: str

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the writing of the lines."""
        place = target.at(self.path)
        if not place.is_file():
            return
        before = place.read_text(encoding="utf-8")
        after = f"{_without(before).rstrip()}\n\n{BEGIN}\n{self.lines}{END}\n"
        if after != before:
            mode = place.stat().st_mode & 0o777
            says = f"put into {self.path}: {', '.join(self.lines.split())}"
            yield Act(says, lambda: write_whole(place, after.encode(), mode))

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield the removal of the lines."""
        place = target.at(self.path)
        if not place.is_file():
            return
        before = place.read_text(encoding="utf-8")
        if BEGIN in before:
            after, mode = f"{_without(before).rstrip()}\n", place.stat().st_mode & 0o777
            yield Act(
                f"take Loge's lines out of {self.path}", lambda: write_whole(place, after.encode(), mode)
            )


def _without(text: str) -> str:
    head, begin, rest = text.partition(f"{BEGIN}\n")
    if not begin:
        return text
    _, end, tail = rest.partition(f"{END}\n")
    # A file that was cut off in our lines has none of its own after them.
    return head + (tail if end else "")
