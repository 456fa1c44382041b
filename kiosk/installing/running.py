"""The installation from its first step to its last, and the way back; one line of progress a step."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.installing.plan import STEPS, Asked, Step
from kiosk.installing.record import PLACE, Record
from kiosk.installing.target import Target, Trouble
from kiosk.installing.telling import RESTART, told
from kiosk.installing.wanted import Act

BOOT = Path("/proc/sys/kernel/random/boot_id")
WIDE = 26
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass
class Run:
    """One run: what was asked, what is kept, where its lines go."""

    asked: Asked
    say: Callable[..., None]
    """As print: a line in whole, or its beginning (`end=""`) while its step takes minutes."""
    dry: bool = False
    wordy: bool = False
    changes: int = 0

    def __post_init__(self) -> None:
        self.target: Target = self.asked.target
        self.record = Record(self.target.at(PLACE))

    def install(self) -> int:
        """Return how many changes were made, or would be.

        Raises:
            Trouble: a step can't be done; what is done stays, and the next run goes on.
        """
        for number, step in enumerate(STEPS, 1):
            self._line(number, len(STEPS) + 1, step.name, partial(self._step, step))
        self._line(len(STEPS) + 1, len(STEPS) + 1, "telling the system", self._tell)
        return self.changes

    def remove(self) -> int:
        """Return how many changes were made, or would be, to take Loge away.

        Raises:
            Trouble: as `install`.
        """
        there = bool(self.record.files or self.record.words or self.target.at("/opt/loge").is_dir())
        for number, step in enumerate(reversed(STEPS), 1):
            self._line(number, len(STEPS) + 1, step.name, partial(self._unstep, step))
        self._line(len(STEPS) + 1, len(STEPS) + 1, "telling the system", self._tell)
        if there and not self.dry:
            self.record.path.unlink(missing_ok=True)
            if self.record.path.parent.is_dir() and not any(self.record.path.parent.iterdir()):
                self.record.path.parent.rmdir()
        return self.changes

    @property
    def restart(self) -> bool:
        """Whether the machine has to start anew before all that was changed counts."""
        return RESTART in self.record.owed

    def _line(self, number: int, of: int, name: str, work: Callable[[], int]) -> None:
        self.say(f"[{number:2}/{of}] {name} ".ljust(WIDE + 8, "."), end="\n" if self._lists else " ")
        try:
            made = work()
        except OSError as trouble:
            self.say("failed")
            raise _told(name, trouble) from trouble
        except Trouble:
            self.say("failed")
            raise
        words = f"{made} change{'s' * (made != 1)}{' to make' * self.dry}" if made else "as it should be"
        if not self._lists:
            self.say(words)

    @property
    def _lists(self) -> bool:
        """Whether each change is a line of its own."""
        return self.dry or self.wordy

    def _step(self, step: Step) -> int:
        made = 0
        for thing in step.things(self.asked):
            acts = list(thing.ahead(self.target, self.record))
            if acts and not self.dry:
                self._owe(step.then)
            made += self._carry_out(acts)
        return made

    def _unstep(self, step: Step) -> int:
        made = 0
        for thing in reversed(list(step.things(self.asked))):
            acts = list(thing.back(self.target, self.record))
            if acts and not self.dry:
                self._owe(step.then)
            made += self._carry_out(acts)
        return made

    def _carry_out(self, acts: Iterable[Act]) -> int:
        made = 0
        for act in acts:
            if act.says:
                made += 1
                self.changes += 1
                if self._lists:
                    self.say(f"        {'would ' if self.dry else ''}{act.says}")
            if not self.dry:
                act.do()
        return made

    def _owe(self, what: tuple[str, ...]) -> None:
        # A tree that becomes an image has not started yet.
        owed = [one for one in what if one != RESTART or self.target.here]
        if RESTART in owed and BOOT.is_file():
            self.record.exchanged(RESTART, BOOT.read_text())
        self.record.owe(*owed)

    def _tell(self) -> int:
        if self.dry:
            return 0
        made = self._carry_out(told(self.target, self.record))
        since = self.record.words.get(RESTART)
        if self.restart and since is not None and BOOT.is_file() and BOOT.read_text() != since:
            self.record.paid(RESTART)
            self.record.forget(RESTART)
        return made


def _told(step: str, trouble: OSError) -> Trouble:
    """Return what the system could not do, in words."""
    what = f"{trouble.filename or step}: {trouble.strerror}."
    if isinstance(trouble, shutil.Error):
        # A folder copied in part: it says for each file why, in words alone.
        what = f"{trouble.args[0][0][1]}: {trouble.args[0][0][2]}."
    full = trouble.errno in FULL or any(os.strerror(code) in what for code in FULL)
    return Trouble(what, f"{'Make room on the disk.' if full else 'Mend that.'} Then run it again.")
