"""The command: kiosk run | verify | export-log | device-key | check-config | enrol | commission | token | ..."""

from __future__ import annotations

import argparse
import logging
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.api.command import add_token
from kiosk.backup.command import add_backup
from kiosk.doctor.command import add_doctor
from kiosk.documents.command import add_read_document
from kiosk.pdf.command import add_verify_report
from kiosk.settings import Settings, SettingsProblems, furniture_of, load
from kiosk.support.command import add_support
from kiosk.updating.command import add_update
from kiosk.verifying.command import device_key, export_log, verify

if TYPE_CHECKING:
    from kiosk.assembly.api import ApiParts
    from kiosk.flows.health import SiteHealth
    from kiosk.serve import Server

EX_CONFIG = 78  # sysexits.h: a restart does not help
EX_TEMPFAIL = 75  # a restart does


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 failed, 2 broken chain, 75 start again, 78 wrong settings."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    if asked.alone:
        return int(asked.alone(asked))
    try:
        settings = load(asked.site, dict(change.split("=", 1) for change in asked.change))
    except SettingsProblems as wrong:
        return _say_problems(wrong)
    root: Path = (asked.root or asked.site.parent).resolve()
    try:
        return int(asked.command(settings, root, asked))
    except SettingsProblems as wrong:
        return _say_problems(wrong)
    except (OSError, sqlite3.Error) as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="The lobby's kiosk.")
    parser.set_defaults(alone=None)  # a command that reads the settings itself, or needs none
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_verify_report(commands)
    add_doctor(commands)
    add_backup(commands)
    add_update(commands)
    add_support(commands)
    add_token(commands)
    add_read_document(commands)
    for name, command, words in (
        ("run", _run, "serve the lobby"),
        (
            "verify",
            verify,
            "say whether the log is whole, by its chain, its signatures and people's receipts",
        ),
        ("export-log", export_log, "write the whole log as one file that anybody can check"),
        ("device-key", device_key, "print the public key that this machine signs its log with"),
        ("check-config", _check, "say what is wrong with the settings"),
        ("enrol", _enrol, "read people and keys from a file"),
        ("commission", _commission, "walk the doors with the installer, on the screen"),
    ):
        sub = commands.add_parser(name, help=words)
        sub.add_argument("site", type=Path, help="the site's settings (TOML)")
        if name == "enrol":
            sub.add_argument("people", type=Path, help="people and keys (TOML)")
            sub.add_argument(
                "--overwrite-rules",
                action="store_true",
                help="let the file undo what was changed about the key rules at the desk",
            )
        if name == "verify":
            sub.add_argument("--receipts", type=Path, action="append", default=[], help="a line a receipt")
        if name == "export-log":
            sub.add_argument("out", type=Path, help="the file to write")
        sub.add_argument(
            "--root", type=Path, help="where relative paths start (default: the settings' folder)"
        )
        sub.add_argument(
            "--set",
            dest="change",
            metavar="KEY=VALUE",
            action="append",
            default=[],
            type=_change,
            help="change one setting",
        )
        sub.set_defaults(command=command)
    return parser


def _change(word: str) -> str:
    if "=" not in word:
        raise argparse.ArgumentTypeError("write it as KEY=VALUE, for example screen.listen=127.0.0.1:8410")
    return word


def _say_problems(wrong: SettingsProblems) -> int:
    for problem in wrong.problems:
        print(f"kiosk: {problem}", file=sys.stderr)
    return EX_CONFIG


def _check(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    print(
        f"{asked.site}: no problem found; places: {len(furniture_of(settings).places)}, lines: {len(settings.lines)}"
    )
    return 0


def _enrol(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    from kiosk.assembly.storage import AlreadyRunning, open_storage
    from kiosk.enrolment import enrol, erased_since, gone_from_here, read, rules_held_back
    from kiosk.flows.people.directory import Directory
    from kiosk.site_keys import LooseSecrets

    entries = read(asked.people, furniture_of(settings))
    try:
        storage = open_storage(settings, root)
    except (AlreadyRunning, LooseSecrets) as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1
    directory = Directory(card for _, card in storage.ledger.vault.all_like("person:"))
    count = enrol(
        entries, storage.ledger, storage.keys.digest, directory.card, overwrite_rules=asked.overwrite_rules
    )
    gone, erased = gone_from_here(entries, storage.ledger), erased_since(entries, storage.ledger)
    differing = rules_held_back(entries, storage.ledger)
    storage.close()
    if differing:
        print("rules that were changed at the desk stay as they are there:")
        print("\n".join(f"  {line}" for line in differing))
        print("To let the file undo these changes, enrol again with --overwrite-rules.")
    if erased:
        print(
            f"not enrolled again: {', '.join(erased)} were erased at the desk. Take them out of {asked.people.name};"
        )
        print("whoever is really back gets another id.")
    if gone:
        print(
            f"not registered again: {', '.join(gone)}. On record they were taken home or struck off. Take them out of "
            "the file; or, if one is kept here anew, add the day to its entry, as in: again = 2026-11-22"
        )
    print(f"{len(entries.people)} people and {len(entries.keys)} keys; {count} new or changed")
    return 0


def _commission(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    from kiosk.commissioning.command import commission

    return commission(settings, root, asked)


def _run(settings: Settings, root: Path, asked: argparse.Namespace) -> int:
    from kiosk.assembly.house import Kiosk
    from kiosk.assembly.storage import AlreadyRunning
    from kiosk.house_network import desk_listener
    from kiosk.memory import return_what_is_free, spare_what_stays
    from kiosk.notify import tell_systemd
    from kiosk.out_of_order import opened
    from kiosk.serve import PortTaken, Server
    from ui.app import create_app

    return_what_is_free()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        kiosk = opened(lambda told: Kiosk(settings, root, asked.site.resolve(), told), settings, ended)
    except AlreadyRunning as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1
    if kiosk is None:
        return 0
    try:
        app = create_app(kiosk.journeys)
        server = Server(app, settings.screen.host, settings.screen.port)
    except PortTaken as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        kiosk.stop()
        return 1
    watched = _health_page(settings, kiosk.health)
    asked_by_programs = _api_listener(settings, kiosk.api)
    in_the_house = desk_listener(settings, root, app)
    kiosk.start()
    server.start()
    spare_what_stays()
    print(f"kiosk: ready at http://{settings.screen.host}:{server.port}/", flush=True)
    tell_systemd("READY=1\nSTATUS=")
    while not ended.wait(timeout=2) and not kiosk.superseded:
        if not kiosk.stuck():
            tell_systemd("WATCHDOG=1")
    superseded = kiosk.superseded
    if superseded:
        print(
            "kiosk: the record lies on another disk now; ending, so that the next start takes it up",
            file=sys.stderr,
        )
    tell_systemd("STOPPING=1")
    kiosk.stop()
    for one in (server, watched, asked_by_programs, in_the_house):
        if one:
            one.stop()
    return EX_TEMPFAIL if superseded else 0


def _health_page(settings: Settings, look: Callable[[], SiteHealth]) -> Server | None:
    """Return the server of the health page, started; a port that is taken costs the page, not the lobby."""
    from kiosk.serve import PortTaken, Server
    from ui.health import health_app

    if not settings.health.serve:
        return None
    try:
        server = Server(health_app(look), settings.health.host, settings.health.port, threads=2)
    except PortTaken as trouble:
        print(f"kiosk: no health page: {trouble}", file=sys.stderr)
        return None
    server.start()
    return server


def _api_listener(settings: Settings, parts: ApiParts | None) -> Server | None:
    """Return the API's own listener, started; a port that is taken costs the API, not the lobby."""
    from kiosk.serve import FOR_PROGRAMS, PortTaken, Server
    from ui.api.app import api_app

    if parts is None:
        return None
    try:
        server = Server(
            api_app(parts.desk), settings.api.host, settings.api.port, threads=4, limits=FOR_PROGRAMS
        )
    except PortTaken as trouble:
        print(f"kiosk: no API: {trouble}", file=sys.stderr)
        return None
    server.start()
    return server


if __name__ == "__main__":
    sys.exit(main())
