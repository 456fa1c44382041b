"""The command: kiosk doctor SITE.toml [--root] [--json] [--language]."""

from __future__ import annotations

import argparse
import logging
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.doctor.findings import Finding, Mark, note, well, wrong
from kiosk.language.messages import Language
from kiosk.settings import Settings, SettingsProblems, furniture_of, load
from kiosk.settings.tables import Site
from kiosk.version import VERSION

ZONE = str(Site.model_fields["time_zone"].default)


def add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Let the program know the command; its `alone(asked)` reads the settings itself, however wrong they are."""
    sub = commands.add_parser("doctor", help="say what is configured, found, answering, and what to do")
    sub.add_argument("site", type=Path, help="the site's settings (TOML)")
    sub.add_argument("--root", type=Path, help="where relative paths start (default: the settings' folder)")
    sub.add_argument("--json", action="store_true", help="for a program")
    sub.add_argument("--language", choices=[one.value for one in Language], help="default: the site's")
    sub.set_defaults(alone=doctor)


def doctor(asked: argparse.Namespace) -> int:
    """Print what was found; return 0 when all is well, 1 when there is something to do."""
    from kiosk.doctor.words import as_json, as_lines

    logging.disable(logging.CRITICAL)  # what a driver logs is said here, once and in the reader's words
    root = (asked.root or asked.site.parent).resolve()
    found = list(examine(asked.site, root))
    language = Language(asked.language or language_of(asked.site))
    if asked.json:
        print(as_json(found, language))
    else:
        print(f"Loge {VERSION} · {asked.site.name}")
        print("\n".join(as_lines(found, language, zone_of(asked.site))))
    return 1 if any(finding.mark is Mark.WRONG for finding in found) else 0


def examine(site: Path, root: Path) -> Iterator[Finding]:
    """Yield everything that can be said of a site and the machine it runs on."""
    from kiosk.doctor.machine import Machine, font_findings, power_findings, service_findings

    machine = Machine()
    try:
        settings = load(site)
    except SettingsProblems as problems:
        yield from (wrong("settings", "problem", problem=problem) for problem in problems.problems)
    else:
        yield _settings(settings)
        yield from _with_settings(settings, root, machine)
    yield from font_findings()
    yield from service_findings(machine)
    yield from power_findings(machine)


def _settings(settings: Settings) -> Finding:
    names = ("osdp_key", "smtp_password", "webhook_token", "backup_passphrase")
    given = [name for name in names if getattr(settings.secrets, name)]
    facts = {"places": len(furniture_of(settings).places), "lines": len(settings.lines)}
    if given:
        return well("settings", "with_secrets", secrets=", ".join(given), **facts)
    return well("settings", "good", **facts)


def _with_settings(settings: Settings, root: Path, machine: object) -> Iterator[Finding]:
    from kiosk.assembly.paths import at
    from kiosk.doctor import machine as m
    from kiosk.doctor.care import care_findings
    from kiosk.doctor.devices import Look
    from kiosk.doctor.guessing import guessing_findings
    from kiosk.doctor.record import (
        is_running,
        key_findings,
        last_recorded,
        record_findings,
        storage_findings,
    )
    from kiosk.doctor.running import asked_findings
    from kiosk.settings.plugs import ports_of

    assert isinstance(machine, m.Machine)
    folder = root / settings.storage.folder
    running = is_running(folder)
    yield from storage_findings(folder)
    yield from record_findings(folder)
    yield from key_findings(folder, settings.site.id)
    if settings.lockers:
        yield from guessing_findings(folder, settings.collect.code_digits)
    now = datetime.now(UTC)
    yield from m.clock_findings(machine, last_recorded(folder), now, settings.clock.battery)
    yield from care_findings(settings, root, machine, datetime.now(UTC))
    yield from asked_findings(settings) if running else Look(settings, root).findings()
    yield from notice_findings(settings)
    yield from m.screen_findings(machine, settings, running)
    paths = (at(root, device) for _, device in ports_of(settings))
    devices = [f"/dev/{path}" if path.startswith("gpiochip") else path for path in paths]
    yield from m.account_findings([device for device in devices if device.startswith("/")])


def notice_findings(settings: Settings) -> Iterator[Finding]:
    """Yield how recipients are told, on a site where parcels wait for them."""
    told = settings.notices
    ways = [name for name, way in (("smtp", told.smtp), ("webhook", told.webhook)) if way]
    slips = settings.printer.claim_slips if settings.printer else None
    if not settings.lockers:
        return
    if ways:
        yield well("notices", "sent", ways=", ".join(ways))
    elif told.file and slips is None:
        yield note("notices", "only_filed", folder=told.file)


def language_of(site: Path) -> str:
    """Return the site's language, as far as the file can be read at all."""
    told = _told_of_itself(site)
    if told is None:
        return Language.ENGLISH.value
    known = {one.value: one for one in Language}
    return known.get(str(told.get("language")), Language.SIMPLIFIED).value


def zone_of(site: Path) -> str:
    """Return the site's time zone, "" where the file doesn't tell one that exists."""
    told = _told_of_itself(site)
    if told is None:
        return ""
    try:
        return ZoneInfo(str(told.get("time_zone", ZONE))).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _told_of_itself(site: Path) -> Mapping[str, object] | None:
    try:
        table = tomllib.loads(site.read_text(encoding="utf-8")).get("site", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return table if isinstance(table, dict) else None
