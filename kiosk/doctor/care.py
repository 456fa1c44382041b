"""What years do to an appliance: backups, updates, starts, wear, heat, certificates that end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from kiosk.doctor.findings import Finding, note, well, wrong
from kiosk.doctor.machine import Machine
from kiosk.domain.care.standing import DONE, LAST, Backup, Update
from kiosk.ledger.entities import adapter
from kiosk.ledger.schema import connect_to_read
from kiosk.settings import Settings
from kiosk.tls import OWN_CERTIFICATE, fingerprint

LATE = timedelta(days=2)
SOON = timedelta(days=30)
STARTS_DAYS = 30
MANY_STARTS = 30
WARM_C, HOT_C = 70, 80
"""At 80 °C a Raspberry Pi slows down. Source: Raspberry Pi documentation, frequency management."""
UNDER_WAY = "opt/loge/updating/state.json"


def care_findings(settings: Settings, root: Path, machine: Machine, now: datetime) -> Iterator[Finding]:
    """Yield how a site's backups, updates and its board are doing."""
    folder = root / settings.storage.folder
    try:
        with closing(connect_to_read(folder / "ledger.db")) as connection:
            # a site that is only looked at on somebody's desk needs no backup
            if settings.backup.folder is not None or machine.has("run/systemd/system"):
                yield from backup_findings(connection, settings, root, now)
            yield from board_findings(connection, machine, now)
    except sqlite3.Error:  # what is amiss with the record is said of the record
        return
    own = sorted((folder / "keys").glob("*.pem"))
    bought = settings.desk.certificate
    desks = root / bought if bought else folder / "keys" / OWN_CERTIFICATE
    yield from certificate_findings([*own, desks], now)
    if settings.desk.listen and desks.exists():
        yield from known_by_findings(desks)


def backup_findings(
    connection: sqlite3.Connection, settings: Settings, root: Path, now: datetime
) -> Iterator[Finding]:
    """Yield how old the newest backup is, and whether the next one can be made."""
    said = settings.backup.folder
    if said is None:
        yield note("backup", "none")
        return
    row = connection.execute("SELECT body FROM backups WHERE id = ?", (LAST,)).fetchone()
    last = adapter("backups").validate_json(row[0]) if row else Backup()
    facts = {"where": root / said}
    if last.code:
        yield wrong("backup", "failing", why=last.code, since=last.failing or "", **facts)
    elif last.made is None:
        yield note("backup", "never", **facts)
    elif now - last.made > LATE:
        yield wrong("backup", "late", time=last.made, **facts)
    else:
        yield well("backup", "made", time=last.made, events=f"{last.events:,}", **facts)
    for (body,) in connection.execute("SELECT body FROM continuations WHERE live"):
        one = adapter("continuations").validate_json(body)
        yield wrong("backup", "uncounted", time=one.at, made=one.made)


def board_findings(connection: sqlite3.Connection, machine: Machine, now: datetime) -> Iterator[Finding]:
    """Yield how the newest update ended, how often the kiosk has started, what its disk and its heat say."""
    if (machine.root / UNDER_WAY).exists():
        yield wrong("update", "under_way")
    row = connection.execute("SELECT body FROM updates WHERE live ORDER BY turn DESC LIMIT 1").fetchone()
    if row:
        last: Update = adapter("updates").validate_json(row[0])
        facts = {"to": last.to, "before": last.before, "time": last.at}
        if last.outcome == DONE:
            yield well("update", "done", **facts)
        elif last.seen:
            yield note("update", "failed", why=last.code, **facts)
        else:
            yield wrong("update", "failed", why=last.code, **facts)
    yield from _starts(connection, now)
    yield from disk_findings(machine)
    yield from heat_findings(machine)


def _starts(connection: sqlite3.Connection, now: datetime) -> Iterator[Finding]:
    since = (now - timedelta(days=STARTS_DAYS)).strftime("%Y-%m-%d")
    ask = "SELECT count(*) FROM events WHERE type = 'kiosk.started/1' AND at >= ?"
    count = connection.execute(ask, (since,)).fetchone()[0]
    if count > MANY_STARTS:  # all must fit on one screen: what is well and of no use is not said
        yield note("starts", "many", count=count, days=STARTS_DAYS)


def disk_findings(machine: Machine) -> Iterator[Finding]:
    """Yield how worn a disk says that it is: eMMC tells it in tenths, an SD card never.

    Source: JEDEC 84-B51, EXT_CSD 268 and 269.
    """
    for path in sorted((machine.root / "sys/block").glob("mmcblk*/device/life_time")):
        try:
            tenths = max(int(word, 16) for word in path.read_text().split())
        except (OSError, ValueError):
            continue
        disk, percent = path.parts[-3], min(tenths, 10) * 10
        if tenths > 10:
            yield wrong("disk", "over", disk)
        elif tenths >= 8:
            yield wrong("disk", "worn", disk, percent=percent)


def heat_findings(machine: Machine) -> Iterator[Finding]:
    """Yield how warm the processor is, where it can be read."""
    try:
        celsius = int((machine.root / "sys/class/thermal/thermal_zone0/temp").read_text()) // 1000
    except (OSError, ValueError):
        return
    if celsius >= HOT_C:
        yield wrong("heat", "hot", celsius=celsius)
    elif celsius >= WARM_C:
        yield note("heat", "warm", celsius=celsius)


def certificate_findings(files: list[Path], now: datetime) -> Iterator[Finding]:
    """Yield which certificates have ended, or will soon."""
    for path in files:
        try:
            ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
        except (OSError, ValueError):
            continue
        if ends < now:
            yield wrong("certificate", "over", path=path, day=ends)
        elif ends - now < SOON:
            yield wrong("certificate", "soon", path=path, day=ends)


def known_by_findings(certificate: Path) -> Iterator[Finding]:
    """Yield how the desk's certificate is known: what the browsers of the house are compared with."""
    try:
        yield well("certificate", "known_by", digits=fingerprint(certificate))
    except (OSError, ValueError) as cause:
        yield wrong("certificate", "unreadable", path=certificate, cause=cause)
