"""A restoration that is killed before each durable step of it: python -m tests.ledger.restoring_child BACKUP FOLDER.

Each try has a folder of its own, FOLDER/1, FOLDER/2 ..., in which a record was lost; the last try is not killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.backup.locks import Opens
from kiosk.backup.restoring import restore
from kiosk.ledger.begun import mark

STEPS = ("mkdir", "open", "rename", "unlink", "rmdir", "link", "fsync", "chown")


def killed_before(number: int) -> None:
    """Have this process killed before its step of that number (1: the first) that changes what a disk holds."""
    done = 0

    def counted(inner: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            looks = inner is opens and not arguments[1] & os.O_CREAT
            done += not looks
            if done == number and not looks:
                os.kill(os.getpid(), signal.SIGKILL)
            return inner(*arguments, **named)

        return step

    opens = os.open
    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


def lost(root: Path) -> Path:
    """Return a site's root in which a kiosk has worked whose record is gone."""
    (root / "var").mkdir(parents=True)
    (root / "var" / "lock").touch()
    mark(root / "var")
    return root


def main() -> None:
    """Restore again and again, each time killed one step later, until nothing is left to be killed at."""
    backup, folder = Path(sys.argv[1]), Path(sys.argv[2])
    number, ended = 0, 1
    while ended:
        number += 1
        root = lost(folder / str(number))
        child = os.fork()
        if not child:
            killed_before(number)
            restore(backup, Opens("correct horse battery staple"), root / "site.toml", root)
            os._exit(0)
        ended = os.waitpid(child, 0)[1]
        if ended and not os.WIFSIGNALED(ended):
            raise SystemExit(f"try {number} failed by itself")


if __name__ == "__main__":
    main()
