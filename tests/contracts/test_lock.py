"""What the appliance installs: all that pyproject.toml asks for, for each of its machines, by digest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.holes import affected, holes
from tests.locking import FROM_SOURCE, LOCK, MACHINES, SYSTEMS, chosen, locked, system_environment, written

ROOT = Path(__file__).parents[2]
TEXT = LOCK.read_text(encoding="utf-8")
SYSTEM = [(python, machine) for python, _ in SYSTEMS for machine in MACHINES]


def on(python: tuple[int, int], machine: str) -> dict[str, Version]:
    """Return which version of each package such a system gets."""
    found = {}
    for name, entries in locked(TEXT).items():
        for version, marker, _ in entries:
            if not marker or Marker(marker).evaluate(system_environment(python, machine)):
                assert name not in found, f"{name}: two versions for one system"
                found[name] = Version(version)
    return found


@pytest.mark.parametrize(("python", "machine"), SYSTEM)
def test_each_requirement_is_locked_within_its_bounds(python: tuple[int, int], machine: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    there = on(python, machine)
    for requirement in map(Requirement, project["dependencies"]):
        if requirement.marker and not requirement.marker.evaluate(system_environment(python, machine)):
            continue
        version = there.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in the lock file: python -m tests.locking"
        assert version in requirement.specifier, f"{requirement}: locked is {version}"


def test_loge_itself_is_built_without_a_network() -> None:
    assert "setuptools" in on(*SYSTEM[0])


def test_each_package_has_digests_and_no_address() -> None:
    entries = [entry for several in locked(TEXT).values() for entry in several]
    assert len(entries) > 80
    for version, _, digests in entries:
        assert digests, version
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in digests)
    assert not re.search(r"https?:|--index|--find-links|--extra|--trusted", TEXT)


def test_the_lock_file_is_what_its_maker_writes() -> None:
    """Nobody has edited it by hand: read and written again it is the same."""
    again = {}
    for name, entries in locked(TEXT).items():
        for version, marker, digests in entries:
            again[f"{name}=={version}" + (f" ; {marker}" if marker else "")] = set(digests)
    assert written(again) == TEXT


def test_what_has_no_wheel_for_a_pi_is_told() -> None:
    def wheel(name: str) -> dict[str, object]:
        return {"name": name, "hashes": {"sha256": name[:4].encode().hex() * 8}}

    for_both = {"name": "pure", "version": "1", "wheels": [wheel("pure-1-py3-none-any.whl")]}
    pc_alone = {
        "name": "fast",
        "version": "2",
        "wheels": [
            wheel("fast-2-cp311-abi3-manylinux_2_28_x86_64.whl"),
            wheel("fast-2-cp311-abi3-musllinux_1_2_aarch64.whl"),
            wheel("fast-2-cp311-abi3-manylinux_2_39_aarch64.whl"),
        ],
    }
    digests, missing = chosen([for_both, pc_alone])
    assert set(digests) == {"pure==1", "fast==2"}
    # Debian 13 has C library 2.41, Debian 12 has 2.36.
    assert missing == ["fast==2: no wheel for aarch64, Python 3.11"]


def test_only_pure_packages_are_built_from_source() -> None:
    assert {"pydes"} == FROM_SOURCE
    installer = (ROOT / "kiosk" / "installing" / "program.py").read_text(encoding="utf-8")
    assert re.findall(r"--no-binary=([\w,]+)", installer) == [",".join(sorted(FROM_SOURCE))]


def advisory(folder: Path, package: str, **part: object) -> Path:
    """Return the folder with one advisory more in it."""
    told = {
        "id": "OSV-2026-1",
        "summary": "A hole",
        "affected": [{"package": {"ecosystem": "PyPI", "name": package}, **part}],
    }
    (folder / f"{len(list(folder.iterdir()))}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("events", "version", "is_affected"),
    [
        ([{"introduced": "0"}, {"fixed": "2.0"}], "1.9", True),
        ([{"introduced": "0"}, {"fixed": "2.0"}], "2.0", False),
        ([{"introduced": "1.5"}, {"last_affected": "2.0"}], "2.0", True),
        ([{"introduced": "1.5"}, {"last_affected": "2.0"}], "2.0.1", False),
        ([{"introduced": "1.5"}], "1.4", False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.2"}], "2.1", True),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.2"}], "1.5", False),
    ],
)
def test_which_versions_an_advisory_is_about(
    events: list[dict[str, str]], version: str, is_affected: bool
) -> None:
    part = {"ranges": [{"type": "ECOSYSTEM", "events": events}]}
    assert affected(Version(version), part) is is_affected


def test_a_known_hole_fails_the_check_by_name(tmp_path: Path) -> None:
    version = on(*SYSTEM[0])["waitress"]
    advisory(tmp_path, "flask", versions=["0.1"])
    assert holes(TEXT, tmp_path) == []
    advisory(tmp_path, "Waitress", versions=[str(version)])
    assert holes(TEXT, tmp_path) == [f"waitress {version}: OSV-2026-1 A hole"]
    done = subprocess.run(
        [ROOT / "config" / "check-holes.sh"],
        env=os.environ | {"ADVISORIES": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"waitress {version}: OSV-2026-1" in done.stdout
    assert "1 known holes by 2 advisories" in done.stdout


def test_nobody_to_ask_is_told_loudly(tmp_path: Path) -> None:
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    clone = tmp_path / "clone" / "config"
    clone.mkdir(parents=True)
    script = clone / "check-holes.sh"
    script.write_bytes((ROOT / "config" / "check-holes.sh").read_bytes())
    done = subprocess.run(
        ["/bin/sh", script],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert done.returncode == 0
    assert done.stderr.startswith("SKIPPED: known holes were NOT looked for: there is no pip-audit")


@pytest.mark.parametrize(
    ("says", "exits", "status", "word"),
    [
        ("No known vulnerabilities found", 0, 0, "No known vulnerabilities found"),
        ("Found 2 known vulnerabilities in 1 package", 1, 1, "Found 2 known"),
        (
            "Dependency not found on PyPI and could not be audited: flask",
            1,
            0,
            "SKIPPED: known holes were NOT",
        ),
        ("Temporary failure in name resolution", 1, 0, "SKIPPED: known holes were NOT"),
    ],
)
def test_only_a_clean_answer_is_a_clean_answer(
    tmp_path: Path, says: str, exits: int, status: int, word: str
) -> None:
    """A stand-in answers as pip-audit does: what its database says changes from day to day."""
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\necho '{says}'\nexit {exits}\n", encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        [ROOT / "config" / "check-holes.sh"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, word in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr
