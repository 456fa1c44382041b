"""The command: kiosk update FILE.loge SITE."""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import secrets
import shutil
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

from kiosk.settings import Settings, SettingsProblems, load
from kiosk.updating import steps
from kiosk.updating.building import build, check_fit, other
from kiosk.updating.bundle import Manifest, NotOurs, is_later, manifest_of
from kiosk.updating.fit import record_of
from kiosk.updating.steps import NotWell, State
from kiosk.version import VERSION

SLOTS = Path("/opt/loge")
KEY = Path("/etc/loge/release.pub")
ENDS = {steps.DONE: 0, steps.ROLLED_BACK: 4, steps.HELD: 5, steps.NOT_BEGUN: 1}


def add_update(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Let the program know the command."""
    sub = commands.add_parser("update", help="put another release into use, or come back to this one")
    sub.add_argument("file", type=Path, help="the update (.loge)")
    sub.add_argument("site", type=Path, help="the site's settings (TOML)")
    sub.add_argument("--root", type=Path, help="where relative paths start (default: the settings' folder)")
    sub.add_argument("--check", action="store_true", help="say what it is, and change nothing")
    sub.add_argument(
        "--older", action="store_true", help="let an older release, or the same, take this one's place"
    )
    sub.add_argument("--key", type=Path, default=KEY, help="the release key's public half")
    sub.add_argument("--slots", type=Path, default=SLOTS, help="where the two environments are")
    sub.add_argument("--start", default="systemctl --no-block start kiosk", help="what starts the kiosk")
    sub.add_argument("--stop", default="systemctl stop kiosk", help="what stops it")
    sub.add_argument(
        "--limit", type=float, default=600.0, help="seconds until the new release has to be well"
    )
    sub.add_argument("--steady", type=float, default=20.0, help="seconds for which it has to stay so")
    sub.add_argument(
        "--quiet", type=float, default=900.0, help="seconds for which a quiet lobby is waited for"
    )
    sub.set_defaults(alone=update)


def update(asked: argparse.Namespace) -> int:
    """Return 0 once the new release is at work; 4: rolled back, 5: neither; 1: not begun; 78: wrong settings."""
    try:
        manifest = manifest_of(asked.file, _public(asked.key))
        settings = load(asked.site)
    except (NotOurs, OSError, ValueError) as wrong:
        print(f"kiosk: not begun: {wrong}", file=sys.stderr)
        return 1
    except SettingsProblems as wrong:
        print("\n".join(f"kiosk: {problem}" for problem in wrong.problems), file=sys.stderr)
        return 78
    print(f"Loge {manifest.version} (this is {VERSION}): {manifest.news.get(settings.site.language, '')}")
    root = (asked.root or asked.site.parent).resolve()
    if why := _unfit(manifest, root / settings.storage.folder, older=asked.older):
        print(f"kiosk: not begun: {why}", file=sys.stderr)
        return 1
    return 0 if asked.check else _install(asked, manifest, settings)


def _unfit(manifest: Manifest, folder: Path, *, older: bool) -> str:
    """Return why a release may not take this one's place, "" if it may."""
    if not is_later(manifest.version, VERSION) and not older:
        return f"{manifest.version} is not later than {VERSION}; --older lets it in all the same"
    try:
        known = record_of(folder)
    except sqlite3.Error as cause:
        return f"the record can't be read: {cause}"
    if manifest.schema < known:
        return f"the record has version {known}, {manifest.version} knows {manifest.schema}"
    return ""


def _install(asked: argparse.Namespace, manifest: Manifest, settings: Settings) -> int:
    place = asked.slots / "updating"
    place.mkdir(mode=0o755, exist_ok=True)
    with (place / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("kiosk: not begun: another update is under way", file=sys.stderr)
            return 1
        steps.resume(place / "state.json")  # what was cut off comes first
        shutil.copyfile(steps.__file__, place / "steps.py")
        return ENDS[_through(place / "state.json", asked, manifest, settings)]


def _through(path: Path, asked: argparse.Namespace, manifest: Manifest, settings: Settings) -> str:
    """Return how the update ended."""
    new, old = other(asked.slots)
    root = (asked.root or asked.site.parent).resolve()
    state = State(
        step="building",
        update=secrets.token_hex(6),
        to=manifest.version,
        before=VERSION,
        new=new,
        old=old,
        slots=str(asked.slots.resolve()),
        site=str(asked.site.resolve()),
        root=str(root),
        folder=str(root / settings.storage.folder),
        health=f"http://{settings.health.listen}/health.json",
        page=f"http://{settings.screen.listen}/",
        start=tuple(asked.start.split()),
        stop=tuple(asked.stop.split()),
        limit_s=asked.limit,
        steady_s=asked.steady,
        quiet_s=asked.quiet,
    )
    steps.write(path, state)
    try:
        steps.say(f"update to {state.to}: building")
        build(asked.file, manifest, asked.slots, new, old)
        check_fit(asked.slots / new, asked.site.resolve(), root, manifest)
    except NotWell as cause:
        return steps.end(path, state, steps.NOT_BEGUN, str(cause))
    except (NotOurs, OSError) as cause:
        steps.say(str(cause))
        return steps.end(path, state, steps.NOT_BEGUN, "build")
    return steps.proceed(path, steps.write(path, replace(state, step="stopping")))


def _public(path: Path) -> bytes:
    said = path.read_text(encoding="ascii").strip()
    if not re.fullmatch("[0-9a-f]{64}", said):
        raise ValueError(f"{path}: no public key (64 hex digits) stands there")
    if os.geteuid() == 0 and path.stat().st_mode & 0o022:
        raise ValueError(f"{path} can be written by others; run: chmod 644 {path}")
    return bytes.fromhex(said)
