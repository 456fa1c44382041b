"""Plays an errand once before a disk that is watched, and goes on after a power cut at any of its steps."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.assembly.house import Kiosk
from kiosk.assembly.storage import open_storage
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.enrolment import enrol, read
from kiosk.flows.people.directory import Directory
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.settings import Settings, furniture_of, load
from tests.ledger.small_kiosk import picture
from tests.lobby import HERE, PEOPLE
from tests.powercuts.disk import Step as Asked
from tests.powercuts.disk import the_disk
from tests.powercuts.errands import ERRANDS, At, Step
from tests.powercuts.images import image, told

MORE = '\n[storeroom]\nshelves = ["A", "B"]\n\n[identity]\nkeep_number_days = 30\nkeep_picture_days = 30\n'


class Broken(AssertionError):
    """What must hold after a power cut does not."""


@dataclass(frozen=True)
class Recorded:
    """One errand as it went: what the disk was asked for, and what came of it."""

    name: str
    before: Path
    """The site's folder as it was."""
    asked: Sequence[Asked]
    outcome: Counter[str]


@contextmanager
def on_memory() -> Iterator[Path]:
    """Give a folder where a flush costs nothing, if there is one: what would be lost is known without a disk."""
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="loge-powercuts-", dir=where) as folder:
        yield Path(folder)


def site_of(root: Path) -> Settings:
    """Return the settings of a site made in `root`, its people enrolled."""
    root.mkdir(parents=True, exist_ok=True)
    demo = (HERE / "config" / "demo.toml").read_text(encoding="utf-8")
    (root / "site.toml").write_text(demo + MORE, encoding="utf-8")
    settings = load(root / "site.toml").model_copy(
        update={"camera": None, "badge_reader": None, "speech": None}
    )
    storage = open_storage(settings, root)
    names = Directory(card for _, card in storage.ledger.vault.all_like("person:"))
    enrol(read(PEOPLE, furniture_of(settings)), storage.ledger, storage.keys.digest, names.card)
    storage.close()
    return settings


def opened(settings: Settings, root: Path) -> Kiosk:
    """Return a kiosk on a site's folder, its threads not started: nothing but the errand asks for the disk."""
    return Kiosk(settings, root)


def shut(kiosk: Kiosk) -> None:
    """Let go of a kiosk that was never started."""
    kiosk._on.register.close()
    kiosk._storage.close()


def played(settings: Settings, root: Path, name: str, before: Path) -> Recorded:
    """Return an errand as it goes uncut in `root`; the folder as it was is kept in `before`."""
    shutil.copytree(root, before)
    disk = the_disk()
    disk.watch(root / "var")
    kiosk = opened(settings, root)
    act(kiosk, ERRANDS[name]())
    outcome = outcome_of(kiosk.ledger.house)
    asked = disk.steps
    disk.watch(root / "nothing")
    shut(kiosk)
    return Recorded(name, before, asked, outcome)


def act(kiosk: Kiosk, steps: Sequence[Step], first: int = 0, *, again: bool = False) -> None:
    """Take an errand's steps from the `first` on; the disk's record is marked with each that was acknowledged.

    `again`: after a power cut, the first of them may have been taken already, and the rules may say so.
    """
    disk = the_disk()
    for number, step in enumerate(steps[first:], start=first):
        try:
            step(At(kiosk))
        except Refused:
            if not again or number != first:
                raise
        disk.mark(f"{number} {kiosk.ledger.seq} {kiosk.ledger.head}")


def outcome_of(house: House) -> Counter[str]:
    """Return what a house comes to, without names and times: how many of what, at which stage, and all balances."""
    found: Counter[str] = Counter()
    for table, entities in vars(house).items():
        if table.startswith("_"):  # what it has worked out and keeps at hand
            continue
        for one in entities.values():
            stage = getattr(getattr(one, "stage", ""), "value", "")
            found[f"{table} {stage} {getattr(one, 'balance_cents', '')} {getattr(one, 'what', '')}"] += 1
    return found


def lay_out(recorded: Recorded, cut: int, mode: str, root: Path) -> None:
    """Make `root` the site's folder as it is found after a power cut."""
    if root.exists():
        shutil.rmtree(root)
    shutil.copytree(recorded.before, root)
    for path, content in image(recorded.before / "var", recorded.asked, cut, mode).items():
        file = root / "var" / path
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(content)


def recovered(settings: Settings, recorded: Recorded, cut: int, root: Path) -> str:
    """Return how it went on from a folder laid out: "as it was", "done before", "begun again".

    Raises:
        Broken: what was acknowledged is missing, the chain breaks, the record and its projections differ, or the
            errand can't be brought to the end that it has without a cut.
    """
    acknowledged = [mark.split() for mark in told(recorded.asked, cut)]
    kiosk = opened(settings, root)
    try:
        seq, head = (int(acknowledged[-1][1]), acknowledged[-1][2]) if acknowledged else (0, "")
        _is_whole(kiosk, seq, head)
        more = kiosk.ledger.seq > seq
        running = picture(kiosk.ledger.house)
        kiosk.ledger.rebuild()
        _must(picture(kiosk.ledger.house) == running, "replay and running state differ")
        act(kiosk, ERRANDS[recorded.name](), first=len(acknowledged), again=True)
        _must(outcome_of(kiosk.ledger.house) == recorded.outcome, _differs(kiosk, recorded))
    finally:
        shut(kiosk)
    if acknowledged and not more:
        return "as acknowledged"
    return "more than acknowledged" if acknowledged else "from the start"


def _is_whole(kiosk: Kiosk, seq: int, head: str) -> None:
    reader = connect_to_read(kiosk.ledger.path)
    try:
        verdict = walk(reader)
        _must(verdict.broken_at is None, str(verdict))
        row = reader.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchone()
        _must(
            not seq or (row is not None and row[0].hex() == head), f"event {seq} was acknowledged and is gone"
        )
        (found,) = reader.execute("PRAGMA quick_check(1)").fetchone()
        _must(found == "ok", found)
    finally:
        reader.close()


def _differs(kiosk: Kiosk, recorded: Recorded) -> str:
    now = outcome_of(kiosk.ledger.house)
    return f"missing {recorded.outcome - now}, too many {now - recorded.outcome}"


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)
