"""What `make test-vm` takes from this repository is as it expects, and it says aloud what it can't check."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from drivers.camera.codes import read_codes
from drivers.camera.driver import decoded
from kiosk.settings import load
from kiosk.updating import steps
from tests.vm import care_checks, lens, probe, stick_checks
from tests.vm.__main__ import main
from tests.vm.building import HERE, source_files
from tests.vm.outcome import Failed, Outcome, Skipped, exit_code, tried
from tests.vm.outside import lockers_only, without_keys
from tests.vm.ready import LOCKS, ROOM, USB, installing, rules
from tests.vm.unit_checks import BY_ITSELF


def test_without_qemu_it_is_skipped_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("SKIPPED: qemu-system-x86_64, qemu-img, mmdebstrap, mkfs.ext4 missing")
    assert "NOTHING was checked" in said


def test_a_part_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["recrod"])
    assert ended.value.code == 2
    assert "recrod: the parts are record, lobby, units, install" in capsys.readouterr().err


def test_what_a_check_comes_to() -> None:
    def fails() -> str:
        raise Failed("it is open")

    def skips() -> str:
        raise Skipped("no module")

    def breaks() -> str:
        raise ValueError

    outcomes = [tried("good", lambda: "7"), tried("bad", fails), tried("none", skips), tried("bug", breaks)]
    assert [one.verdict for one in outcomes] == ["PASS", "FAIL", "SKIPPED", "FAIL"]
    assert outcomes[1] == Outcome("bad", "FAIL", "Failed: it is open")
    assert [exit_code([one]) for one in outcomes] == [0, 1, 0, 1]


def test_the_shipped_rules_can_be_adapted_to_the_guest() -> None:
    adapted = [line for line in rules().splitlines() if USB in line]
    assert len(adapted) == 1
    assert f'SYMLINK+="{LOCKS.removeprefix("/dev/")}"' in adapted[0]


def test_the_shipped_rules_have_a_socket_for_the_stick_that_can_be_adapted(tmp_path: Path) -> None:
    rules_file = tmp_path / "60-loge.rules"
    rules_file.write_bytes((HERE / "systemd" / "60-loge.rules").read_bytes())
    sed = stick_checks.ADAPT.splitlines()[0].replace(stick_checks.RULES, str(rules_file))
    subprocess.run(["/bin/sh", "-c", sed], check=True)
    adapted = [line for line in rules_file.read_text().splitlines() if stick_checks.SOCKET in line]
    wanted = f'SUBSYSTEM=="usb|block", ENV{{ID_PATH}}=="{stick_checks.SOCKET}*", ENV{{LOGE_STICK}}="1"'
    assert adapted == [wanted]


def test_the_update_that_is_cut_off_in_the_guest_is_one_that_the_shipped_unit_takes_up(
    tmp_path: Path,
) -> None:
    state = care_checks.under_way("a")
    steps.write(tmp_path / "state.json", state)
    assert steps.read(tmp_path / "state.json") == state
    unit = (HERE / "systemd" / "loge-update.service").read_text(encoding="utf-8")
    assert f"{state.slots}/updating/steps.py {state.slots}/updating/state.json" in unit


def test_the_guest_installs_what_the_units_name() -> None:
    assert "/opt/loge/source/systemd" in installing()
    unit = (HERE / "systemd" / "kiosk.service").read_text(encoding="utf-8")
    for word in ("Type=notify", "WatchdogSec=20", "TimeoutStopSec=15"):
        assert word in unit, "tests/vm/unit_checks.py measures by it"


def test_the_probe_keeps_the_whole_sandbox_of_the_unit() -> None:
    """What the probe's unit leaves out of kiosk.service is about starting alone."""
    unit = (HERE / "systemd" / "kiosk.service").read_text(encoding="utf-8")
    kept = set(re.sub(BY_ITSELF, "", unit, flags=re.MULTILINE).splitlines())
    gone = {line.split("=")[0] for line in unit.splitlines() if line not in kept and line}
    assert gone == {
        "Type", "NotifyAccess", "WatchdogSec", "Restart", "RestartSec", "RestartPreventExitStatus", "ExecStart",
        "StartLimitIntervalSec",
    }  # fmt: skip
    assert len(probe.FORBIDDEN) >= 25


def test_the_guest_s_settings_are_good(tmp_path: Path) -> None:
    text = lockers_only((HERE / "config" / "tower.toml").read_text(encoding="utf-8"))
    (tmp_path / "site.toml").write_text(f"{text}\n[storage]\n{ROOM}", encoding="utf-8")
    settings = load(tmp_path / "site.toml")
    assert [str(line.device) for line in settings.lines] == ["dev/locks"]
    people = without_keys((HERE / "config" / "tower-people.toml").read_text(encoding="utf-8"))
    assert "c-wang" in people and "[[keys]]" not in people


def test_the_guest_gets_the_whole_program() -> None:
    names = {path.relative_to(HERE).as_posix() for path in source_files()}
    assert {"kiosk/__main__.py", "pyproject.toml", "config/install.sh", "tests/vm/guest.py"} <= names
    assert not any("__pycache__" in name for name in names)


def test_what_runs_on_the_host_alone_is_no_reason_to_boot_anew() -> None:
    ours = {path.name for path in source_files() if path.parent.name == "vm"}
    assert ours == {"__init__.py", "guest.py", "hand.py", "lens.py", "pins.py", "probe.py", "ready.py"}


def test_the_code_that_is_held_to_the_guest_s_camera_is_one_that_the_kiosk_reads() -> None:
    grey = decoded(lens.picture())
    assert grey is not None
    assert [code.text for code in read_codes(grey)] == [lens.TEXT]
