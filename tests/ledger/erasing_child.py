"""A process that erases somebody and is killed on the way: python -m tests.ledger.erasing_child LEDGER POINT."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.erasure.deciding import decide_erase
from kiosk.ledger import schema
from kiosk.ledger.store import SqliteLedger
from tests.ledger.erasing import ASKED, MASTER

POINTS = ("decided", "key gone", "written", "committed", "log emptied")


def dies() -> None:
    """Be gone, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Erase, and be killed at a point."""
    ledger, point = SqliteLedger(Path(sys.argv[1]), SystemClock(), MASTER), sys.argv[2]

    def after(name: str, inner: Callable[..., object]) -> Callable[..., object]:
        def both(*arguments: object, **named: object) -> object:
            done = inner(*arguments, **named)
            if name == point:
                dies()
            return done

        return both

    ledger.vault.forget = after("key gone", ledger.vault.forget)  # type: ignore[method-assign,assignment]
    ledger._project = after("written", ledger._project)  # type: ignore[method-assign,assignment]
    ledger._commit = after("committed", ledger._commit)  # type: ignore[method-assign,assignment]
    schema.emptied = after("log emptied", schema.emptied)  # type: ignore[assignment]
    decide: Callable[..., object] = after("decided", lambda house: decide_erase(house, ASKED))
    ledger.execute(decide)  # type: ignore[arg-type]
    raise SystemExit("was not killed")


if __name__ == "__main__":
    main()
