"""The doctor: what it says of a whole site, of a broken one, of one that is running; and that it moves nothing."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kiosk.doctor.command import language_of, notice_findings, zone_of
from kiosk.doctor.findings import Finding, Mark, well
from kiosk.doctor.machine import (
    Machine,
    account_findings,
    clock_findings,
    power_findings,
    screen_findings,
    service_findings,
)
from kiosk.doctor.record import key_findings, record_findings, storage_findings
from kiosk.doctor.words import ACROSS, as_lines, said
from kiosk.language.messages import Language, catalogue, facts_in
from kiosk.pdf.signing import report_signer
from kiosk.settings import load
from tests.lobby import HERE, Site
from tests.wire.waiting import until


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    there = Site(tmp_path / "s")
    yield there
    there.close()


def ask(site: Path, root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "doctor", str(site), "--root", str(root), *more]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, timeout=120)


def marks(site: Site) -> dict[str, dict[str, Any]]:
    """Return what the doctor finds, by device or part."""
    answer = json.loads(ask(site.file, site.root, "--json", "--language", "en").stdout)
    return {entry["name"] or entry["part"]: entry for entry in answer["findings"]}


DEVICES = (
    "locks-a",
    "locks-b",
    "doors-gpio",
    "one-wire",
    "badge-reader",
    "printer",
    "camera",
    "speech",
    "document-reader",
)


def columns(line: str) -> int:
    return sum(
        2 if "⺀" <= mark <= "鿿" or "＀" <= mark <= "｠" or "　" <= mark <= "〿" else 1 for mark in line
    )


def test_a_whole_site_fits_on_one_screen_and_nothing_moves(site: Site) -> None:
    done = ask(site.file, site.root)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert len(lines) <= 24 and max(map(columns, lines)) <= ACROSS
    assert done.stdout.count("✓") >= 9 and "一切正常" in lines[-1]
    assert site.bench.firings() == []
    assert site.bench.printed() == []


def test_it_tells_what_each_device_says(site: Site) -> None:
    found = marks(site)
    assert [name for name in DEVICES if found[name]["mark"] == "wrong"] == []
    assert found["locks-a"]["facts"] == {"boards": "2", "doors": "26", "open": "0"}
    assert found["one-wire"]["facts"] == {"slots": "16", "keys": "8"}
    assert found["printer"]["says"] == "Ready; proves each slip."
    assert found["camera"]["facts"]["wide"] == "1280"
    assert "unbroken" in found["record"]["says"]


def test_each_trouble_has_its_line_and_a_cure(site: Site) -> None:
    site.bench.pull("badge-reader")
    site.bench.pull("locks-b")
    site.bench.cover(True)
    done = ask(site.file, site.root, "--language", "en", "--json")
    assert done.returncode == 1
    found = {entry["name"]: entry for entry in json.loads(done.stdout)["findings"]}
    for name in ("badge-reader", "locks-b"):
        assert found[name]["mark"] == "wrong" and "udev" in found[name]["do"]
        assert found[name]["facts"]["device"].startswith("dev/")
    assert found["printer"]["mark"] != "well" and found["printer"]["do"]
    assert found["locks-a"]["mark"] == "well"


def test_a_mute_board_is_named(site: Site) -> None:
    text = site.file.read_text(encoding="utf-8").replace(
        "{ address = 1 },", "{ address = 1 }, { address = 9 },", 1
    )
    (site.root / "with-one-more.toml").write_text(text, encoding="utf-8")
    answer = json.loads(ask(site.root / "with-one-more.toml", site.root, "--json", "--language", "en").stdout)
    (found,) = [entry for entry in answer["findings"] if entry["name"] == "locks-a"]
    assert found["mark"] == "wrong" and found["says"].startswith("Board 9 does not answer")


def test_while_the_kiosk_runs_it_asks_the_kiosk(site: Site) -> None:
    kiosk = site.kiosk_process()
    until(site.answers, 60)
    until(lambda: marks(site)["locks-a"]["mark"] == "well", 20)
    found = marks(site)
    assert "at work" in found["kiosk"]["says"]
    assert [name for name in DEVICES if found[name]["mark"] == "wrong"] == []
    assert kiosk.poll() is None
    site.bench.pull("printer")
    until(lambda: marks(site)["printer"]["mark"] == "wrong", 20)


def test_wrong_settings_are_told_and_the_machine_all_the_same(tmp_path: Path) -> None:
    text = (HERE / "config" / "demo.toml").read_text(encoding="utf-8")
    file = tmp_path / "site.toml"
    file.write_text(
        text.replace("idle_s = 45", "idle_s = 4").replace("paper_mm = 80", "paper_mm = 81"), encoding="utf-8"
    )
    done = ask(file, tmp_path, "--language", "en")
    assert done.returncode == 1
    assert "lobby.idle_s = 4" in done.stdout and "printer.paper_mm = 81" in done.stdout
    assert "Noto Sans CJK" in done.stdout
    assert not (tmp_path / "var").exists()


def test_no_secret_is_shown(tmp_path: Path) -> None:
    text = (HERE / "config" / "demo.toml").read_text(encoding="utf-8")
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    (tmp_path / "secrets.toml").touch(mode=0o600)
    (tmp_path / "secrets.toml").write_text('webhook_token = "hush-hush"\n', encoding="utf-8")
    for more in ((), ("--json",)):
        done = ask(tmp_path / "site.toml", tmp_path, *more)
        assert "webhook_token" in done.stdout and "hush-hush" not in done.stdout + done.stderr


# ---- the machine: real files under a root of its own, real programs in a folder of their own -------------------


def machine(folder: Path, *files: str, **programs: str) -> Machine:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    for name, script in programs.items():
        path = folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
    return Machine(folder, str(folder / "bin"))


def keys(findings: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(finding.mark.value, finding.says.removeprefix("doctor.")) for finding in findings]


NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("files", "programs", "now", "last", "found"),
    [
        (("run/systemd/timesync/synchronized",), {}, NOW, None, ("well", "clock.network")),
        ((), {"timedatectl": "echo yes"}, NOW, NOW, ("well", "clock.network")),
        ((), {"timedatectl": "echo no"}, NOW, None, ("note", "clock.alone")),
        (("sys/class/rtc/rtc0",), {"timedatectl": "exit 1"}, NOW, None, ("well", "clock.battery")),
        (("sys/class/rtc/rtc0",), {}, NOW, NOW + timedelta(hours=1), ("wrong", "clock.behind")),
        ((), {}, datetime(1970, 1, 1, tzinfo=UTC), None, ("wrong", "clock.unset")),
    ],
)
def test_clocks(
    tmp_path: Path, files: tuple[str, ...], programs: dict[str, str], now: datetime, last: datetime | None,
    found: tuple[str, str],
) -> None:  # fmt: skip
    assert keys(clock_findings(machine(tmp_path, *files, **programs), last, now)) == [found]


@pytest.mark.parametrize(
    ("battery", "there", "found"),
    [
        (None, True, ("well", "clock.battery")),
        (False, True, ("note", "clock.alone")),
        (True, True, ("well", "clock.battery")),
        (True, False, ("wrong", "clock.claimed")),
        (False, False, ("note", "clock.alone")),
    ],
)
def test_a_battery_clock_is_believed_as_the_settings_say(
    tmp_path: Path, battery: bool | None, there: bool, found: tuple[str, str]
) -> None:
    here = machine(tmp_path, *(("sys/class/rtc/rtc0",) if there else ()), timedatectl="echo no")
    assert keys(clock_findings(here, None, NOW, battery)) == [found]


@pytest.mark.parametrize(
    ("said", "found"),
    [("throttled=0x0", ("well", "power.enough")), ("throttled=0x50000", ("wrong", "power.low_once")),
     ("throttled=0x50005", ("wrong", "power.low_now"))],
)  # fmt: skip
def test_the_supply_of_a_pi(tmp_path: Path, said: str, found: tuple[str, str]) -> None:
    assert keys(power_findings(machine(tmp_path, vcgencmd=f"echo {said}"))) == [found]


def test_what_is_no_pi_says_nothing_of_its_supply(tmp_path: Path) -> None:
    assert keys(power_findings(machine(tmp_path))) == []
    assert keys(power_findings(machine(tmp_path, "run/reboot-required"))) == [("note", "restart.waiting")]


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("LoadState=loaded\\nActiveState=active\\nExecMainStatus=0", [("well", "services.active")]),
        ("LoadState=not-found\\nActiveState=inactive", [("note", "services.not_installed")] * 2),
        ("LoadState=loaded\\nActiveState=failed\\nExecMainStatus=1", [("wrong", "services.not_active")] * 2),
        ("LoadState=loaded\\nActiveState=failed\\nExecMainStatus=78", [("wrong", "services.settings")] * 2),
    ],
)
def test_units(tmp_path: Path, shown: str, found: list[tuple[str, str]]) -> None:
    assert (
        keys(service_findings(machine(tmp_path, systemctl=f"printf '{shown}'"))) == []
    )  # no systemd at work
    there = machine(tmp_path, "run/systemd/system/x", systemctl=f"printf '{shown}'")
    assert keys(service_findings(there)) == found


def test_a_port_that_another_program_has(site: Site, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        there = machine(tmp_path, chromium="", cage="", Xwayland="")
        assert keys(screen_findings(there, site.settings, running=False)) == [("wrong", "screen.taken")]
        assert keys(screen_findings(there, site.settings, running=True)) == [("well", "screen.answers")]
    assert keys(screen_findings(there, site.settings, running=True)) == [("wrong", "screen.mute")]
    assert keys(screen_findings(machine(tmp_path / "bare"), site.settings, running=False)) == [
        ("note", "screen.no_browser")
    ]
    cage_alone = machine(tmp_path / "half", chromium="", cage="")
    (half,) = screen_findings(cage_alone, site.settings, running=False)
    assert half.facts["programs"] == "xwayland", "Debian's cage does not depend on it, and ends without it"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
def test_a_device_that_may_not_be_used() -> None:
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        device = Path(name) / "ttyUSB0"
        device.touch(mode=0o600)
        assert keys(account_findings([str(device)])) == [("note", "account.root")]
        os.seteuid(4321)
        try:
            (found,) = account_findings([str(device)])
        finally:
            os.seteuid(0)
    assert said(found, Language.ENGLISH)[1] == "sudo usermod -aG root 4321, then log in again."


def test_storage(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert keys(storage_findings(folder)) == [("note", "storage.not_yet")]
    folder.mkdir(mode=0o700)
    assert keys(storage_findings(folder)) == [("well", "storage.room")]
    folder.chmod(0o755)
    (folder / "keys").mkdir()
    (folder / "keys" / "vault.key").touch(mode=0o644)
    assert keys(storage_findings(folder)) == [("wrong", "storage.open"), ("wrong", "storage.loose_key")]


@pytest.mark.parametrize(
    ("sample", "change", "found"),
    [
        ("tower", ("", ""), [("note", "notices.only_filed")]),
        ("tower", ("# webhook", "webhook"), [("well", "notices.sent")]),
        ("tower", ("paper_mm = 80", 'paper_mm = 80\nclaim_slips = "without-phone"'), []),
        ("tower", ("[notices]\nfile =", "[storage]\nfolder ="), []),  # everybody finds a slip then
        ("key-box", ("", ""), []),  # no parcels, nobody to tell
    ],
)
def test_a_site_whose_recipients_hear_nothing_is_told(
    tmp_path: Path, sample: str, change: tuple[str, str], found: list[tuple[str, str]]
) -> None:
    text = (HERE / "config" / f"{sample}.toml").read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "site.toml").write_text(text.replace(*change), encoding="utf-8")
    assert keys(notice_findings(load(tmp_path / "site.toml"))) == found


def test_a_record_that_was_changed_is_told(site: Site) -> None:
    folder = site.root / "var"
    assert keys(record_findings(folder)) == [("well", "record.unbroken")]
    with sqlite3.connect(folder / "ledger.db") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE events SET at = replace(at, '2026', '2027') WHERE seq = 3")
    connection.close()
    assert keys(record_findings(folder)) == [("wrong", "record.broken")]
    (folder / "ledger.db").write_bytes(b"SQLite format 3\0" + bytes(4000))
    assert keys(record_findings(folder))[0][0] == "wrong"


def test_the_report_key_is_shown_once_there_is_one(tmp_path: Path) -> None:
    assert keys(key_findings(tmp_path, "x")) == []
    signer = report_signer(tmp_path / "keys", "x")
    (found,) = key_findings(tmp_path, "x")
    assert found.facts["digits"] == signer.fingerprint


@pytest.mark.parametrize("language", Language)
def test_every_word_of_the_doctor_can_be_said(language: Language) -> None:
    facts = {name: "7" for key in catalogue() if key.startswith("doctor.") for name in facts_in(key)}
    said_keys = [key for key in catalogue() if key.startswith("doctor.") and key.count(".") == 2]
    for key in said_keys:
        finding = Finding("settings", Mark.NOTE, key, facts)
        assert said(finding, language)[0]
        assert all(columns(line) <= ACROSS for line in as_lines([finding], language))


def test_times_are_those_of_the_site(tmp_path: Path) -> None:
    finding = well("backup", "made", time=datetime(2026, 5, 3, 20, 30, tzinfo=UTC), events="7", where="/x")
    (line, *_) = as_lines([finding], Language.SIMPLIFIED, "Asia/Shanghai")
    assert "2026年5月4日 04:30" in line and "UTC" not in line
    assert "20:30 UTC" in said(finding, Language.ENGLISH)[0]
    site = tmp_path / "site.toml"
    for told, zone in (
        ("", "Asia/Shanghai"),
        ('time_zone = "Asia/Macau"', "Asia/Macau"),
        ('time_zone = "Mars"', ""),
    ):
        site.write_text(f"[site]\n{told}\n", encoding="utf-8")
        assert zone_of(site) == zone
    site.write_text("[site\n", encoding="utf-8")
    assert (zone_of(site), language_of(site)) == ("", "en")
