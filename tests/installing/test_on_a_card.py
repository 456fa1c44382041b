"""The installer on a card's tree: what it puts there, that it does so once, that it leaves no trace when it goes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from kiosk.installing.plan import MASKED
from tests.installing.card import (
    ROOT,
    WORDS,
    calls_of,
    fresh,
    install,
    needs_root,
    needs_systemd,
    owners,
    seen,
    surroundings,
)

pytestmark = [needs_root, needs_systemd]
KEPT = ("etc/loge", "var/lib/loge", "etc/passwd", "etc/group", "etc/shadow", "etc/gshadow")
"""What is the site's own, and the accounts that it belongs to."""
BACKUPS = re.compile(r"etc/(passwd|group|shadow|gshadow)-|etc/\.pwd\.lock|\.updated$")
"""Made by systemd-sysusers itself."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a tree on which Loge was installed, and what the installer said."""
    tree = fresh(tmp_path_factory.mktemp("installed") / "card")
    done = install(tree)
    assert done.returncode == 0, done.stdout + done.stderr
    return tree, done.stdout


def test_a_dry_run_touches_nothing_and_tells_every_change(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    before = seen(tree)
    dry = install(tree, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert seen(tree) == before
    assert not calls_of(tree).read_text()
    told = [
        line.strip().removeprefix("would ") for line in dry.stdout.splitlines() if line.startswith("        ")
    ]
    made = install(tree, "--verbose")
    assert made.returncode == 0, made.stderr
    done = [line.strip() for line in made.stdout.splitlines() if line.startswith("        ")]
    assert told == [line for line in done if not line.startswith("run ")]
    assert f"{len(told)} changes would be made; nothing was touched." in dry.stdout


def test_every_step_is_one_line_of_progress(installed: tuple[Path, str]) -> None:
    _, said = installed
    lines = [line for line in said.splitlines() if line.startswith("[")]
    assert len(lines) == 13
    assert all(
        re.fullmatch(r"\[ *\d+/13\] [a-z ]+ \.+ (\d+ changes?|as it should be)", line) for line in lines
    ), said


def test_a_second_run_changes_nothing_and_says_so(installed: tuple[Path, str]) -> None:
    tree, _ = installed
    before = seen(tree)
    times = {path: path.lstat().st_mtime_ns for path in tree.rglob("*")}
    again = install(tree)
    assert again.returncode == 0, again.stderr
    assert "Nothing had to be changed." in again.stdout
    assert seen(tree) == before
    assert {path: path.lstat().st_mtime_ns for path in tree.rglob("*")} == times
    assert "Nothing would change." in install(tree, "--dry-run").stdout


def test_modes_and_owners_of_what_is_there(installed: tuple[Path, str]) -> None:
    tree, _ = installed
    there = owners(tree)
    special = {
        "etc/loge": "0750 root:loge",
        "etc/loge/site.toml": "0640 root:loge",
        "etc/loge/services.toml": "0640 root:loge",
        "etc/loge/secrets.toml": "0400 loge:loge",
        "var/lib/loge": "0700 loge:loge",
    }
    assert {path: there[path] for path in special if path in there} == {
        path: owned for path, owned in special.items() if (tree / path).exists()
    }
    assert {"etc/loge/secrets.toml", "etc/loge/site.toml", "var/lib/loge"} <= set(there)
    before = owners(fresh(tree.with_name("before")))
    ours = {path for path in there if path not in before and not BACKUPS.search(path)} - set(special)
    # Everything else is root's, and nobody else may write it.
    assert {path: there[path] for path in ours if not there[path].endswith("root:root")} == {}
    wide = [path for path in ours if not (tree / path).is_symlink() and (tree / path).lstat().st_mode & 0o022]
    assert wide == []


def test_units_are_on_and_the_ways_around_the_screen_off(installed: tuple[Path, str]) -> None:
    tree, _ = installed

    def state(unit: str) -> str:
        command = ["systemctl", f"--root={tree}", "is-enabled", unit]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20).stdout.strip()

    assert (state("kiosk.service"), state("kiosk-screen.service")) == ("enabled", "enabled")
    assert {unit: state(unit) for unit in MASKED} == dict.fromkeys(MASKED, "masked")


def test_no_link_leads_out_of_the_tree_by_accident(installed: tuple[Path, str]) -> None:
    tree, _ = installed
    for path in tree.rglob("*"):
        if path.is_symlink():
            assert not str(path.readlink()).startswith(str(tree)), path


def test_the_kernel_line_keeps_its_words(installed: tuple[Path, str]) -> None:
    tree, _ = installed
    words = (tree / "boot/firmware/cmdline.txt").read_text().split()
    kept = [word if word != "console=tty1" else "console=tty3" for word in WORDS.split()]
    assert words[: len(kept)] == kept
    assert {"quiet", "splash", "vt.global_cursor_default=0", "cgroup_enable=memory"} <= set(words)
    firmware = (tree / "boot/firmware/config.txt").read_text()
    assert firmware.startswith("dtparam=audio=on\n")
    assert "dtparam=watchdog=on" in firmware


def test_the_program_is_installed_by_digests_alone(installed: tuple[Path, str]) -> None:
    tree, _ = installed
    calls = calls_of(tree).read_text().splitlines()
    fetching = [call for call in calls if " pip " in call and "--no-index" not in call]
    assert len(fetching) == 2
    assert all("--require-hashes --no-deps --only-binary=:all:" in call for call in fetching)
    assert str((tree / "opt/loge/current").readlink()) == "a"
    shared = tree / "opt/loge/a/share/loge"
    assert (shared / "config/builders.txt").read_text().count("==") == 1
    assert (shared / "systemd/kiosk.service").is_file()


def test_it_goes_without_a_trace_but_for_what_is_the_sites_own(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    before = seen(tree)
    assert install(tree).returncode == 0
    (tree / "var/lib/loge/ledger.db").write_text("the record")
    there = seen(tree)
    dry = install(tree, "--uninstall", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert seen(tree) == there
    gone = install(tree, "--uninstall")
    assert gone.returncode == 0, gone.stderr
    assert "/var/lib/loge, /etc/loge" in gone.stdout
    left = {path: what for path, what in seen(tree).items() if not path.startswith(KEPT)}
    new = {path for path in set(left) - set(before) if not BACKUPS.search(path)}
    # Folders of Debian's own packages, which a real system has had before.
    assert [path for path in new if not (tree / path).is_dir()] == []
    assert {path: left[path] for path in before if path in left} == {
        path: what for path, what in before.items() if not path.startswith(KEPT)
    }
    assert (tree / "var/lib/loge/ledger.db").read_text() == "the record"
    again = install(tree, "--uninstall")
    assert "Loge is not installed here: nothing to take away." in again.stdout


def test_purged_the_record_and_the_accounts_go_too(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree).returncode == 0
    (tree / "var/lib/loge/ledger.db").write_text("the record")
    dry = install(tree, "--uninstall", "--purge", "--dry-run")
    assert "would destroy /var/lib/loge" in dry.stdout
    assert (tree / "var/lib/loge/ledger.db").exists()
    done = install(tree, "--uninstall", "--purge")
    assert done.returncode == 0, done.stderr
    assert not (tree / "var/lib/loge").exists()
    assert not (tree / "etc/loge").exists()
    assert "loge" not in (tree / "etc/passwd").read_text()


def test_the_sites_own_settings_are_never_touched_again(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree, "--site", str(ROOT / "config" / "key-box.toml")).returncode == 0
    site = tree / "etc/loge/site.toml"
    assert site.read_bytes() == (ROOT / "config" / "key-box.toml").read_bytes()
    site.write_text("mine")
    (tree / "etc/loge/secrets.toml").chmod(0o644)
    done = install(tree, "--verbose")
    assert "mend /etc/loge/secrets.toml (0400 loge:loge)" in done.stdout
    assert site.read_text() == "mine"
    assert install(tree, "--uninstall").returncode == 0
    assert install(tree).returncode == 0
    assert site.read_text() == "mine"


def test_rules_adapted_to_the_case_stay_adapted(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree).returncode == 0
    rules = tree / "etc/udev/rules.d/60-loge.rules"
    rules.write_text("# this case\n")
    assert "Nothing had to be changed." in install(tree).stdout
    assert rules.read_text() == "# this case\n"


def test_a_unit_changed_by_hand_is_renewed_and_the_change_kept_aside(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree).returncode == 0
    unit = tree / "etc/systemd/system/kiosk.service"
    shipped = unit.read_bytes()
    unit.write_text("[Service]\nUser=root\n")
    done = install(tree, "--verbose")
    assert "kept as /etc/systemd/system/kiosk.service.edited" in done.stdout
    assert unit.read_bytes() == shipped
    assert unit.with_name("kiosk.service.edited").read_text() == "[Service]\nUser=root\n"


@pytest.mark.parametrize("at", range(1, 6))
def test_cut_off_while_the_program_is_built_it_goes_on(tmp_path: Path, at: int) -> None:
    """SIGKILL at each program that runs in the tree: as sudden as a plug pulled, for what is on the disk."""
    tree = fresh(tmp_path / "card")
    cut = install(tree, CUT_AT=str(at))
    assert cut.returncode == -9
    assert not (tree / "opt/loge/current").exists()
    on = install(tree)
    assert on.returncode == 0, on.stderr
    assert str((tree / "opt/loge/current").readlink()) == "a"
    assert "Nothing had to be changed." in install(tree).stdout


def test_a_new_version_is_built_beside_the_one_in_use(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree).returncode == 0
    stamp = tree / "opt/loge/a/loge-ready"
    stamp.write_text("an earlier version\n")
    failed = install(tree, FAILING="--require-hashes")
    assert failed.returncode == 1
    assert "The Python packages could not be installed (exit status 3):\nit is out of order" in failed.stderr
    assert "What to do: Look at the network" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert str((tree / "opt/loge/current").readlink()) == "a"  # what was in use still is
    assert install(tree).returncode == 0
    assert str((tree / "opt/loge/current").readlink()) == "b"
    assert stamp.read_text() == "an earlier version\n"  # the way back


def test_missing_packages_are_fetched_and_named_when_they_can_not_be(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    status = tree / "var/lib/dpkg/status"
    status.write_text(status.read_text().replace("Package: cage\n", "Package: other\n"))
    failed = install(tree, FAILING="apt-get -q -y -o DPkg::Lock::Timeout=300 install")
    assert failed.returncode == 1
    assert "could not be installed: cage (exit status 3)" in failed.stderr
    assert install(tree).returncode == 0
    fetched = [call for call in calls_of(tree).read_text().splitlines() if "apt-get" in call]
    assert fetched[-1].endswith("install --fix-broken --no-install-recommends cage")


def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    holding = ["flock", str(tree), "sh", "-c", "echo held; cat"]
    with subprocess.Popen(holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        done = install(tree)
        assert done.returncode == 1
        assert "Another installation is under way." in done.stderr
        other.communicate()
    assert install(tree).returncode == 0


def test_a_reader_who_leaves_does_not_leave_it_half_done(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    install(tree, "--help")  # the clone is there now
    command = f"{tree.with_name('clone')}/config/install.sh --root {tree} --verbose 2>&1 | head -n 1"
    subprocess.run(["sh", "-c", command], env=surroundings(tree), check=True, capture_output=True, timeout=60)
    assert "Nothing had to be changed." in install(tree).stdout


def test_a_library_that_debian_has_renamed_counts(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    status = tree / "var/lib/dpkg/status"
    old = "Package: libzbar0\nStatus: install ok installed\n"
    assert old in status.read_text()
    new = old.replace("libzbar0", "libzbar0t64") + "Provides: libzbar0 (= 0.23.93-8)\n"
    status.write_text(status.read_text().replace(old, new))
    assert install(tree).returncode == 0
    assert "apt-get" not in calls_of(tree).read_text()


@pytest.mark.parametrize(
    ("stamp", "stays"), [("update 99.0", True), ("update 0.1.0", True), ("update 0.0.9", False)]
)
def test_a_clone_does_not_undo_a_signed_update(tmp_path: Path, stamp: str, stays: bool) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree).returncode == 0
    (tree / "opt/loge/a/loge-ready").write_text(f"{stamp}\n")
    (tree / "opt/loge/wheels").mkdir()
    assert install(tree).returncode == 0
    assert str((tree / "opt/loge/current").readlink()) == ("a" if stays else "b")
    assert install(tree, "--uninstall").returncode == 0
    assert not (tree / "opt/loge").exists()


def test_offline_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "segno-1.6.6-py3-none-any.whl").touch()
    assert install(tree, "--offline", str(wheels)).returncode == 0
    calls = [call for call in calls_of(tree).read_text().splitlines() if " pip " in call]
    assert len(calls) == 3
    assert all("--no-index" in call for call in calls)
    assert all("--find-links=/opt/loge/a/wheels" in call for call in calls[:2])
    assert not (tree / "opt/loge/a/wheels").exists()


def test_a_pc_with_grub_and_a_pi_with_its_own_swap(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    for path, text in {
        "etc/default/grub": "GRUB_TIMEOUT=5\n",
        "etc/rpi/swap.conf": "[Main]\nMechanism=auto\n",
    }.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    (tree / "boot/firmware/cmdline.txt").unlink()
    (tree / "boot/firmware/config.txt").unlink()
    assert install(tree).returncode == 0
    assert "quiet splash" in (tree / "etc/default/grub.d/loge.cfg").read_text()
    assert "Mechanism=zram" in (tree / "etc/rpi/swap.conf.d/loge.conf").read_text()
    assert not (tree / "etc/systemd/zram-generator.conf").exists()
    assert not list((tree / "boot/firmware").iterdir())
    assert install(tree, "--uninstall").returncode == 0
    assert not (tree / "etc/default/grub.d/loge.cfg").exists()
    assert (tree / "etc/default/grub").read_text() == "GRUB_TIMEOUT=5\n"


def test_words_added_by_hand_since_stay_on_the_kernels_line(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    assert install(tree).returncode == 0
    line = tree / "boot/firmware/cmdline.txt"
    line.write_text(f"{line.read_text().strip()} loge.keyboard dwc_otg.fiq_fsm_enable=0\n")
    assert install(tree, "--uninstall").returncode == 0
    assert line.read_text() == f"{WORDS} loge.keyboard dwc_otg.fiq_fsm_enable=0\n"


def test_what_was_switched_off_before_stays_off_afterwards(tmp_path: Path) -> None:
    tree = fresh(tmp_path / "card")
    mask = tree / "etc/systemd/system/bluetooth.service"
    mask.parent.mkdir(parents=True)
    mask.symlink_to("/dev/null")
    assert install(tree).returncode == 0
    assert install(tree, "--uninstall").returncode == 0
    assert str(mask.readlink()) == "/dev/null"
    assert not mask.with_name("hciuart.service").is_symlink()
