"""The command: kiosk commission SITE.toml."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from kiosk.settings import Settings


def commission(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    """Serve the installer's walk until told to stop; return 0, or 1 when it could not begin."""
    from kiosk.assembly.storage import AlreadyRunning
    from kiosk.commissioning.house import Commissioning
    from kiosk.ledger.schema import LedgerFromTheFuture
    from kiosk.serve import PortTaken, Server
    from kiosk.site_keys import LooseSecrets
    from ui.commissioning.app import create_walk_app

    if reason := _why_not_here(asked.site, root / settings.storage.folder):
        print(f"kiosk: {reason}", file=sys.stderr)
        return 1
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        walk = Commissioning(settings, asked.site, root, _tell_code)
    except AlreadyRunning as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        print("Stop it first: `sudo systemctl stop kiosk`, or Ctrl-C where it runs.", file=sys.stderr)
        return 1
    except (LooseSecrets, LedgerFromTheFuture) as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1
    try:
        app = create_walk_app(settings, walk.walk, walk.gate, walk.hub)
        server = Server(app, settings.screen.host, settings.screen.port)
    except PortTaken as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        walk.stop()
        return 1
    walk.start()
    server.start()
    print(f"kiosk: the walk is ready at http://{settings.screen.host}:{server.port}/", flush=True)
    ended.wait()
    walk.stop()
    server.stop()
    return 0


def _why_not_here(site: Path, storage: Path) -> str:
    """Return why the walk would fail at its end, before anybody has walked forty doors; "" if it would not."""
    folder = site.resolve().parent
    if storage.exists() and os.geteuid() == 0 != storage.stat().st_uid:
        owner = storage.owner()
        return f"{storage} belongs to {owner}; run this as {owner} (sudo -u {owner} ...), or the kiosk is locked out"
    if not os.access(folder, os.W_OK):
        return f"{folder} can't be written by this account, and new settings are to go there; let its group write it"
    return ""


def _tell_code(code: str) -> None:
    print(f"kiosk: type this on the screen: {code}", flush=True)
