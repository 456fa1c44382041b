"""What the doctor says of years: backups, updates, starts, wear, heat, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.clock import SystemClock
from kiosk.doctor.care import (
    care_findings,
    certificate_findings,
    disk_findings,
    heat_findings,
    known_by_findings,
)
from kiosk.doctor.findings import Finding, Mark
from kiosk.doctor.machine import Machine
from kiosk.doctor.words import as_json, as_lines
from kiosk.domain import events as e
from kiosk.domain.care import events as c
from kiosk.domain.events import Event
from kiosk.language.messages import Language
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings, load
from kiosk.settings.backup import BackupSettings
from kiosk.tls import fingerprint, own_certificate
from tests.lobby import HERE

MADE = c.BackupMade("x.loge-backup", 7, "ab" * 32, 1200, 1000)
NEW_BOARD = c.LogContinued(7, "ab" * 32, "cd" * 32, "", "2026-05-02T19:30:00Z")


def found(root: Path, *events: Event, wanted: bool = True, later: float = 0) -> list[Finding]:
    """Return what is found after these events, so many days later."""
    (root / "var").mkdir(exist_ok=True)
    ledger = SqliteLedger(root / "var" / "ledger.db", SystemClock(), bytes(32))
    ledger.append(e.KioskStarted("0.1.0"), *events)
    ledger.close()
    settings: Settings = load(HERE / "config" / "key-box.toml")
    if wanted:
        settings = settings.model_copy(update={"backup": BackupSettings(folder=Path("stick"))})
    machine = Machine(root=root, search="")
    findings = list(care_findings(settings, root, machine, datetime.now(UTC) + timedelta(days=later)))
    for language in Language:
        assert list(as_lines(findings, language)) and as_json(findings, language)
    return findings


def says(findings: Sequence[Finding]) -> list[tuple[str, Mark]]:
    return [(f"{one.part}.{one.says.rpartition('.')[2]}", one.mark) for one in findings]


@pytest.mark.parametrize(
    ("events", "later", "told"),
    [
        ((), 0, [("backup.never", Mark.NOTE)]),
        ((MADE,), 1, [("backup.made", Mark.WELL)]),
        ((MADE,), 3, [("backup.late", Mark.WRONG)]),
        ((MADE, c.BackupFailed("full")), 1, [("backup.failing", Mark.WRONG)]),
        ((MADE, c.BackupFailed("of 2027"), MADE), 1, [("backup.made", Mark.WELL)]),
        ((MADE, NEW_BOARD), 1, [("backup.made", Mark.WELL), ("backup.uncounted", Mark.WRONG)]),
    ],
)
def test_backups(
    tmp_path: Path, events: tuple[Event, ...], later: float, told: list[tuple[str, Mark]]
) -> None:
    assert says(found(tmp_path, *events, later=later)) == told


def test_a_site_without_backups_is_told_what_that_means(tmp_path: Path) -> None:
    assert says(found(tmp_path, wanted=False)) == [], "on somebody's desk it is no appliance"
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    assert says(found(tmp_path, wanted=False))[0] == ("backup.none", Mark.NOTE)


def test_updates_until_somebody_has_read_of_them(tmp_path: Path) -> None:
    failed = c.UpdateEnded("u1", "0.2.0", "0.1.0", "rolled_back", "unhealthy")
    assert ("update.failed", Mark.WRONG) in says(found(tmp_path, failed))
    assert ("update.failed", Mark.NOTE) in says(found(tmp_path, c.UpdateSeen("u1", "s-chen")))
    done = replace(failed, update="u2", outcome="done", code="")
    assert ("update.done", Mark.WELL) in says(found(tmp_path, done))
    (tmp_path / "opt/loge/updating").mkdir(parents=True)
    (tmp_path / "opt/loge/updating/state.json").touch()
    assert ("update.under_way", Mark.WRONG) in says(found(tmp_path))


def test_a_kiosk_that_starts_all_the_time(tmp_path: Path) -> None:
    many = [e.KioskStarted("0.1.0")] * 40
    assert ("starts.many", Mark.NOTE) in says(found(tmp_path, *many))
    assert "starts.many" not in dict(says(found(tmp_path, later=31)))


@pytest.mark.parametrize(
    ("life", "told"),
    [
        ("0x01 0x02", []),
        ("0x08 0x03", [("disk.worn", Mark.WRONG)]),
        ("0x0b 0x0a", [("disk.over", Mark.WRONG)]),
        ("0x00 0x00", []),  # it does not say
        ("garbage", []),
    ],
)
def test_a_disk_that_counts_its_wear(tmp_path: Path, life: str, told: list[tuple[str, Mark]]) -> None:
    place = tmp_path / "sys/block/mmcblk0/device"
    place.mkdir(parents=True)
    (place / "life_time").write_text(life + "\n")
    assert says(list(disk_findings(Machine(root=tmp_path)))) == told


@pytest.mark.parametrize(
    ("millidegrees", "told"),
    [("52000", ""), ("71500", "heat.warm"), ("83000", "heat.hot"), ("", ""), ("hot", "")],
)
def test_heat(tmp_path: Path, millidegrees: str, told: str) -> None:
    place = tmp_path / "sys/class/thermal/thermal_zone0"
    place.mkdir(parents=True)
    (place / "temp").write_text(millidegrees)
    assert [name for name, _ in says(list(heat_findings(Machine(root=tmp_path))))] == ([told] if told else [])


def test_certificates_that_end(tmp_path: Path) -> None:
    now, key = datetime(2026, 5, 3, tzinfo=UTC), Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loge")])
    files = []
    for days in (-1, 20, 300):
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(1).not_valid_before(now - timedelta(days=90))
        made = made.not_valid_after(now + timedelta(days=days))
        path = tmp_path / f"{days}.pem"
        path.write_bytes(made.sign(key, None).public_bytes(Encoding.PEM))
        files.append(path)
    told = says(list(certificate_findings([*files, tmp_path / "none.pem"], now)))
    assert told == [("certificate.over", Mark.WRONG), ("certificate.soon", Mark.WRONG)]


def test_the_desks_certificate_is_told_as_a_browser_shows_it(tmp_path: Path) -> None:
    certificate, _ = own_certificate(tmp_path, ["loge.lan"])
    found = list(known_by_findings(certificate))
    assert says(found) == [("certificate.known_by", Mark.WELL)]
    assert fingerprint(certificate) in "\n".join(as_lines(found, Language.ENGLISH))
    certificate.write_text("no certificate")
    assert says(list(known_by_findings(certificate))) == [("certificate.unreadable", Mark.WRONG)]
