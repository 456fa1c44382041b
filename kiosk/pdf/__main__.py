"""The child: `python -m kiosk.pdf make` (HTML -> PDF) or `sign` (a sheet of JSON, a PDF -> signed PDF), by pipes."""

from __future__ import annotations

import resource
import sys

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: a register of 2000 rows uses about a third of it."""


def main() -> int:
    """Return the exit code; what went wrong is the last line on stderr."""
    job = sys.argv[1] if len(sys.argv) == 2 else ""
    if job not in ("make", "sign"):
        print("usage: python -m kiosk.pdf make|sign", file=sys.stderr)
        return 2
    _limit_memory()
    try:
        sys.stdout.buffer.write(_carry_out(job, sys.stdin.buffer.read()))
    except MemoryError:
        print("too large for the memory that a PDF may have", file=sys.stderr)
        return 1
    return 0


def _carry_out(job: str, given: bytes) -> bytes:
    if job == "make":
        from kiosk.pdf.rendering import render

        return render(given.decode())
    from kiosk.pdf.applying import apply

    return apply(given)


def _limit_memory() -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (OSError, ValueError):
        return  # the unit's system call filter refuses it; there, systemd limits the whole service


if __name__ == "__main__":
    sys.exit(main())
