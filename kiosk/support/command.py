"""The command: kiosk support OUT.zip SITE.toml."""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
import zipfile
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from kiosk.support.gathering import journal_of_units, parts

README = """What a stranger needs to help with this kiosk. Made by `kiosk support`.

Nothing in it is about a person: of the record only kinds and numbers are told, and whatever this site knows of names,
telephones, homes, badges and secrets was taken out of every text. Read it before you send it on, all the same.
"""


def add_support(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Let the program know the command."""
    sub = commands.add_parser(
        "support", help="gather what a stranger needs to help, without anything about people"
    )
    sub.add_argument("out", type=Path, help="the file to write (.zip)")
    sub.add_argument("site", type=Path, help="the site's settings (TOML)")
    sub.add_argument("--root", type=Path, help="where relative paths start (default: the settings' folder)")
    sub.set_defaults(alone=support)


def support(asked: argparse.Namespace) -> int:
    """Return 0 once the bundle is there."""
    root = (asked.root or asked.site.parent).resolve()
    table = _table(asked.site)
    folder = root / str(table.get("storage", {}).get("folder", "var"))
    listen = str(table.get("health", {}).get("listen", "127.0.0.1:8411"))
    made = parts(
        asked.site, folder, lambda: _doctor(asked.site, root), lambda: _health(listen), journal_of_units
    )
    try:
        descriptor = os.open(asked.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", README)
            for name, text in made:
                bundle.writestr(name, text)
    except OSError as cause:
        print(f"kiosk: {cause}", file=sys.stderr)
        return 1
    print(f"{asked.out}: nothing in it is about a person. Look through it before you send it on.")
    return 0


def _table(site: Path) -> dict[str, dict[str, object]]:
    try:
        return tomllib.loads(site.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _doctor(site: Path, root: Path) -> str:
    from kiosk.doctor.command import examine
    from kiosk.doctor.words import as_json
    from kiosk.language.messages import Language

    return as_json(list(examine(site, root)), Language.ENGLISH)


def _health(listen: str) -> str:
    host, _, port = listen.rpartition(":")
    way = HTTPConnection(host.strip("[]"), int(port), timeout=5)
    try:
        way.request("GET", "/health.json")
        return way.getresponse().read().decode()
    except (OSError, HTTPException, ValueError):
        return "{}"
    finally:
        way.close()
