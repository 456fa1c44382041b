"""The command: kiosk verify-report FILE.pdf [--fingerprint HEX]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EX_BROKEN = 2
WORDS = {
    "no PDF": "This is no PDF.",
    "unsigned": "Nobody has signed this file: it proves nothing.",
    "changed": "CHANGED: this file is not as it was signed.",
    "added to": "ADDED TO: something was put into this file after it was signed.",
}


def add_verify_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Let the program know the command; its `alone(asked)` runs without a site's settings."""
    sub = commands.add_parser("verify-report", help="say who signed a report, and whether it was changed")
    sub.add_argument("report", type=Path, help="a signed report (PDF)")
    sub.add_argument("--fingerprint", default="", help="the site's own key, as `kiosk doctor` shows it")
    sub.set_defaults(alone=verify_report)


def verify_report(asked: argparse.Namespace) -> int:
    """Print what a report proves; return 0 when it is as it was signed, 2 when it is not, 1 if it can't be read."""
    from kiosk.pdf.verifying import NotVerified, verify_pdf

    try:
        found = verify_pdf(asked.report.read_bytes())
    except OSError as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1
    if isinstance(found, NotVerified):
        print(WORDS[found.why])
        return EX_BROKEN
    expected = _digits(asked.fingerprint)
    if expected and expected != _digits(found.fingerprint):
        print(f"ANOTHER KEY: signed by {found.fingerprint}, which is not the key that was named.")
        return EX_BROKEN
    when = f"{found.signed_at:%Y-%m-%d %H:%M:%S %Z}" if found.signed_at else "no time"
    print(f"Unchanged since it was signed: {when}, {found.site}, {found.name}: {found.reason}")
    print(f"Key {found.fingerprint}" + (" (the key that was named)" if expected else ""))
    if not expected:
        print("Anybody can make a key: compare this one with the site's own, as `kiosk doctor` shows it.")
    return 0


def _digits(fingerprint: str) -> str:
    return "".join(fingerprint.split()).replace(":", "").upper()
