"""The units pass the same offline check as `make check`, and say what the kiosk relies on."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "systemd"
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Return the finished check of the units in `folder`."""
    return subprocess.run(
        [ROOT / "config" / "check-units.sh", folder], capture_output=True, text=True, check=False, timeout=60
    )


def spoilt(folder: Path, unit: str, pattern: str, by: str) -> Path:
    """Return `folder` filled with our units, one of them with every `pattern` replaced."""
    for source in UNITS.glob("*.service"):
        shutil.copy(source, folder)
    text = (folder / unit).read_text(encoding="utf-8")
    changed = re.sub(pattern, by, text, flags=re.MULTILINE)
    assert changed != text
    (folder / unit).write_text(changed, encoding="utf-8")
    return folder


@needs_systemd
def test_units_are_valid_and_hardened() -> None:
    done = check(UNITS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("OK") == len(list(UNITS.glob("*.service"))), done.stdout


@needs_systemd
def test_a_misspelt_setting_fails_the_check(tmp_path: Path) -> None:
    done = check(spoilt(tmp_path, "kiosk.service", "^ProtectHome=", "ProtectHom="))
    assert done.returncode == 1
    assert "ProtectHom" in done.stdout


@needs_systemd
def test_an_exposed_kiosk_fails_the_check(tmp_path: Path) -> None:
    done = check(spoilt(tmp_path, "kiosk.service", r"^(Protect|Restrict|SystemCall).*\n", ""))
    assert done.returncode == 1


@pytest.mark.parametrize(
    "line",
    [
        "Type=notify",
        "WatchdogSec=20",
        "Restart=always",
        "RestartPreventExitStatus=78",
        "StateDirectory=loge",
        "StartLimitIntervalSec=0",
        "CapabilityBoundingSet=",
    ],
)
def test_the_kiosk_is_watched_and_started_for_ever(line: str) -> None:
    assert line in (UNITS / "kiosk.service").read_text(encoding="utf-8").splitlines()


def test_both_units_speak_of_one_port() -> None:
    listen = re.search(
        r'^listen = "127\.0\.0\.1:(\d+)"', (ROOT / "config" / "demo.toml").read_text("utf-8"), re.MULTILINE
    )
    assert listen is not None
    screen = (UNITS / "kiosk-screen.service").read_text(encoding="utf-8")
    assert set(re.findall(r"127\.0\.0\.1[:/](\d+)", screen)) == {listen[1]}
    assert f"SocketBindAllow=tcp:{listen[1]}" in (UNITS / "kiosk.service").read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{listen[1]}" in (UNITS / "loge-chromium.json").read_text(encoding="utf-8")
