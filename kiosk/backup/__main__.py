"""The process that makes one backup for the kiosk: a job on its input, how it ended on its output, both JSON."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime

from kiosk.backup.job import from_plain
from kiosk.backup.making import NoBackup, make

LAST_IN_LINE = 15
"""The lobby comes first: this takes what is left of the processor."""


def main() -> int:
    """Return the exit code: 0, whether a backup was made or not; the answer says which."""
    with suppress(OSError):  # where the sandbox does not let it, it goes on all the same
        os.nice(LAST_IN_LINE)
    said = json.load(sys.stdin)
    now = datetime.fromisoformat(said["now"]) if "now" in said else datetime.now(UTC)
    try:
        answer = {"made": asdict(make(from_plain(said), now))}
    except NoBackup as cause:
        answer = {"failed": {"code": cause.code, "detail": cause.detail}}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
