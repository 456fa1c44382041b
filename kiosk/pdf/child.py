"""Work on PDFs in a process of its own: what it needs of memory is given back when it is done."""

from __future__ import annotations

import subprocess
import sys


class PdfTrouble(Exception):
    """A PDF could not be made or signed; the message says why."""


def ask_child(job: str, given: bytes, *, within_s: float) -> bytes:
    """Return what `python -m kiosk.pdf JOB` makes of `given`.

    Raises:
        PdfTrouble: it failed, or took longer than `within_s`.
    """
    command = [sys.executable, "-m", "kiosk.pdf", job]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=within_s, check=False)
    except subprocess.TimeoutExpired:
        raise PdfTrouble(f"the PDF was not done within {within_s:.0f} s") from None
    except OSError as cause:
        raise PdfTrouble(f"no process for the PDF: {cause}") from cause
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise PdfTrouble(said[-1] if said else f"the PDF's process ended with {done.returncode}")
    return done.stdout
