"""The commands: kiosk verify SITE [--receipts FILE], kiosk export-log SITE, kiosk device-key SITE."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.settings import Settings

ALONE = Path(__file__).with_name("alone.py")
"""The verifier that runs by itself; it may be copied anywhere."""


def verify(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    """Return 0 for a log that is whole, by its chain, its own signatures and the receipts that were given; else 2."""
    from kiosk.ledger.schema import connect_to_read
    from kiosk.verifying.alone import Verifier, read, receipts_in, tell
    from kiosk.verifying.exporting import lines_of

    folder = root / settings.storage.folder
    if not (path := _ledger(folder)):
        return 1
    site = settings.site.id
    try:
        papers = [one for file in asked.receipts for one in receipts_in(read(file), site, file.name)]
    except (OSError, ValueError) as wrong:
        print(f"kiosk: {wrong}", file=sys.stderr)
        return 1
    connection = connect_to_read(path)
    found = Verifier(site, papers).lines(lines_of(connection))
    connection.close()
    return tell(found)


def export_log(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    """Return 0 once the whole log stands in one file that `alone.py` checks."""
    from kiosk.ledger.schema import connect_to_read
    from kiosk.verifying.exporting import export

    folder = root / settings.storage.folder
    if not (path := _ledger(folder)):
        return 1
    facts = {"site": settings.site.id, "exported": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    connection = connect_to_read(path)
    with asked.out.open("wb") as out:
        count = export(connection, facts, out)
    connection.close()
    print(f"{count} events in {asked.out}. Anybody can check them: python3 {ALONE} {asked.out}")
    return 0


def device_key(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    """Return 0 once the device's public key is printed: whoever has it from the installer needs to believe nobody."""
    from kiosk.site_keys import LooseSecrets, load_or_make, public_hex

    try:
        keys = load_or_make(root / settings.storage.folder / "keys")
    except LooseSecrets as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1
    print(public_hex(keys.device))
    return 0


def _ledger(folder: Path) -> Path | None:
    path = folder / "ledger.db"
    if path.exists():
        return path
    print(f"kiosk: there is no ledger at {path}", file=sys.stderr)
    return None
