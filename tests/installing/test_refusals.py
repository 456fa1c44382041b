"""What can't become the appliance is told so in plain words, with what to do, before anything is touched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kiosk.installing.fitness import fit
from kiosk.installing.target import Target, Trouble
from tests.installing.card import (
    ROOT,
    clone,
    fresh,
    install,
    needs_root,
    needs_systemd,
    run,
    seen,
    surroundings,
)

DEBIAN = 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\n'


@pytest.mark.parametrize(
    ("system", "machine", "free_mb", "why"),
    [
        (DEBIAN.replace("ID=debian", "ID=raspbian", 1), "aarch64", 9000, "the 32-bit edition"),
        (
            'ID=ubuntu\nPRETTY_NAME="Ubuntu 24.04"\n',
            "x86_64",
            9000,
            "This is Ubuntu 24.04; Loge is installed on Debian",
        ),
        (DEBIAN.replace('"12"', '"11"'), "aarch64", 9000, "Loge needs release 12 or 13"),
        ("", "aarch64", 9000, "an unknown system"),
        (DEBIAN, "armv7l", 9000, "This machine is armv7l"),
        (DEBIAN, "riscv64", 9000, "Loge needs aarch64 or x86_64"),
        (DEBIAN, "aarch64", 900, "900 MB are free; Loge needs 3000 MB"),
    ],
)
def test_a_system_that_does_not_fit(
    tmp_path: Path, system: str, machine: str, free_mb: int, why: str
) -> None:
    tree = fresh(tmp_path / "card")
    (tree / "etc/os-release").write_text(system)
    with pytest.raises(Trouble) as refused:
        fit(Target(tree), machine, free_mb)
    assert why in refused.value.what
    assert refused.value.do


def test_a_desktop_is_refused(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    (tree / "etc/systemd/system").mkdir(parents=True)
    (tree / "etc/systemd/system/display-manager.service").symlink_to(
        "/usr/lib/systemd/system/lightdm.service"
    )
    with pytest.raises(Trouble, match=r"has a desktop \(lightdm\.service\)"):
        fit(Target(tree), "aarch64", 9000)


@pytest.mark.parametrize("release", ["12", "13"])
@pytest.mark.parametrize("machine", ["aarch64", "x86_64"])
def test_what_fits(tmp_path: Path, release: str, machine: str) -> None:
    tree = fresh(tmp_path / "card")
    (tree / "etc/os-release").write_text(DEBIAN.replace('"12"', f'"{release}"'))
    assert "on a Raspberry Pi, 64-bit" in fit(Target(tree), machine, 9000)


@needs_root
@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["--purge"], 2, "--purge goes with --uninstall alone."),
        (["--offline", "/nowhere"], 1, "There is no folder /nowhere."),
        (["--site", "/nowhere.toml"], 1, "There is no file /nowhere.toml."),
        (["--frobnicate"], 2, "unrecognized arguments: --frobnicate"),
    ],
)
def test_words_that_mean_nothing(tmp_path: Path, words: list[str], status: int, why: str) -> None:
    tree = fresh(tmp_path / "card")
    before = seen(tree)
    done = install(tree, *words)
    assert (done.returncode, why in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr
    assert seen(tree) == before


@needs_root
def test_an_offline_folder_without_a_wheel(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    (tmp_path / "empty").mkdir()
    done = install(tree, "--offline", str(tmp_path / "empty"))
    assert done.returncode == 1
    assert "There is no wheel in" in done.stderr
    assert "What to do: Fill it: pip download" in done.stderr


def test_only_root_may(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        done = install(fresh(tmp_path / "card"))
    else:
        tree = fresh(tmp_path / "card")
        words = [
            "setpriv",
            "--reuid=65534",
            "--clear-groups",
            str(ROOT / "config/install.sh"),
            f"--root={tree}",
        ]
        done = run(words, {"PATH": os.environ["PATH"]})
    assert done.returncode == 1
    assert "Only root may install Loge." in done.stderr


@pytest.mark.parametrize(
    ("python", "words", "status", "says"),
    [
        ("", ["--dry-run"], 0, "would install the package python3"),
        ("", ["--help"], 0, "A second run changes nothing and says so"),
        ("exit 1", [], 1, "Loge needs Python 3.11 or later"),
    ],
)
def test_before_there_is_a_python(
    tmp_path: Path, python: str, words: list[str], status: int, says: str
) -> None:
    """A folder of programs without python3, or with one that is too old."""
    for name in ("dirname", "sed", "id", "apt-get"):
        (tmp_path / name).symlink_to(_where(name))
    if python:
        (tmp_path / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (tmp_path / "python3").chmod(0o755)
    done = run(["/bin/sh", str(ROOT / "config/install.sh"), *words], {"PATH": str(tmp_path)})
    assert (done.returncode, says in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr


def _where(name: str) -> str:
    said = subprocess.run(
        ["/bin/sh", "-c", f"command -v {name} || echo /bin/true"], capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


FULL = """\
set -eu
mount -t tmpfs -o size=200k tmpfs "$1"
cp -a "$2/." "$1"
mkdir -p "$1/opt/loge" && ln -s a "$1/opt/loge/current"  # as on a machine that is installed: no room is asked for
"$3" --root "$1" && exit 9
echo "== room again"
mount -o remount,size=64m "$1"
"$3" --root "$1"
"$3" --root "$1" --dry-run
"""


@needs_root
@needs_systemd
def test_a_full_disk_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """A disk of 200 kB, in a mount namespace of its own."""
    template, tree = fresh(tmp_path / "template"), tmp_path / "card"
    tree.mkdir()
    script = clone(tmp_path / "clone") / "config" / "install.sh"
    words = [
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        FULL,
        "full",
        str(tree),
        str(template),
    ]
    done = run([*words, str(script)], surroundings(tree))
    if "unshare failed" in done.stderr:
        pytest.skip("no mount namespaces here: a full disk was NOT tried")
    assert done.returncode == 0, done.stdout + done.stderr
    before, _, after = done.stdout.partition("== room again")
    assert before.rstrip().endswith("failed")
    assert "No space left on device" in done.stderr
    assert "What to do: Make room on the disk. Then run it again." in done.stderr
    assert "Traceback" not in done.stderr
    assert "Nothing would change." in after
