"""Debian packages of the appliance."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.installing.record import Record
from kiosk.installing.target import Target, Trouble
from kiosk.installing.wanted import Act

NEEDED = (
    "python3-venv",
    "ca-certificates",
    # reports: Pango lays them out, HarfBuzz takes from a font of 20 MB what one PDF needs of it
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-cjk",
    "libzbar0",  # the second engine that reads codes
    "espeak-ng",  # reads the pages aloud
    "chromium",
    "cage",
    "xwayland",  # Debian's cage ends at once where it is missing, and does not depend on it
    "seatd",
    "plymouth",
    "plymouth-label",
    "systemd-zram-generator",
    "udev",
    "kmod",
)
CLOCKS = ("chrony", "ntpsec", "ntp", "openntpd", "systemd-timesyncd")
"""Any of them sets the time; the last one is installed where there is none."""
APT = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")
NO_ARCHIVE = ("-o", "Dir::Etc::SourceList=/dev/null", "-o", "Dir::Etc::SourceParts=/dev/null")
"""Nothing but what is named: `--no-download` would refuse files that are at hand, too."""
QUESTIONLESS = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}
BROKEN = "Look at the network and at /etc/apt/sources.list.d, then run the installation again: it goes on from here."


@dataclass(frozen=True)
class Packages:
    """What is installed from the system's own archive. It stays when Loge goes: others may have come to need it."""

    offline: Path | None = None
    pi_camera: bool = False

    def missing(self, target: Target) -> list[str]:
        """Return the names of packages that are not installed."""
        there = installed(target)
        wanted = list(NEEDED) + ["python3-picamera2"] * self.pi_camera
        if not there & set(CLOCKS):
            wanted.append(CLOCKS[-1])
        # For Python 3.13 and later the index of Python packages has only an older, empty one of that name. Raspberry Pi
        # OS has the real one; elsewhere there are no pins to drive.
        if python_of(target) >= (3, 13) and target.at("/etc/rpi-issue").exists():
            wanted.append("python3-lgpio")
        return [name for name in wanted if name not in there]

    def ahead(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield their installation."""
        if missing := self.missing(target):
            yield Act(f"install the packages {' '.join(missing)}", lambda: self._install(target, missing))

    def _install(self, target: Target, missing: list[str]) -> None:
        # An earlier run may have been cut off in the middle; apt itself would only ask for this.
        target.run(
            target.inside(("dpkg", "--configure", "-a", "--force-confold")),
            "Packages of an earlier, broken installation could not be set up",
            "apt-get install --fix-broken; then run the installation again.",
            QUESTIONLESS,
        )
        wanted, more = missing, tuple[str, ...]()
        if debs := sorted(self.offline.glob("*.deb")) if self.offline else []:
            if not target.here:
                raise Trouble(
                    "--offline with packages works on the machine itself.", "Install them in the tree first."
                )
            wanted, more = _newer(target, debs), NO_ARCHIVE
        elif self.offline is None:
            target.run(
                target.inside((*APT, "update")), "The package lists could not be read", BROKEN, QUESTIONLESS
            )
        command = (*APT, "install", "--fix-broken", "--no-install-recommends", *more, *wanted)
        names = " ".join(missing)
        what = f"These packages could not be installed: {names}"
        target.run(target.inside(command), what, _by_hand(names), QUESTIONLESS)

    def back(self, target: Target, record: Record) -> Iterator[Act]:
        """Yield nothing: they stay."""
        yield from ()


def _by_hand(names: str) -> str:
    return f"{BROKEN} By hand: apt-get install --no-install-recommends {names}"


def _newer(target: Target, debs: list[Path]) -> list[str]:
    """Return those package files that this machine has not, or has in an older version: nothing is set back."""
    ask, broken = "--showformat=${Package} ${Version}\n", "The folder's packages can't be read"
    there = target.run(
        ("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package} ${Version}\n"), broken, BROKEN
    )
    versions = {words[1]: words[2] for words in map(str.split, there.splitlines()) if words[0] == "installed"}
    found = list[str]()
    for path in debs:
        name, version = target.run(
            ("dpkg-deb", "--show", ask, str(path)), broken, "Copy the folder once more."
        ).split()
        if name in versions:
            compared = subprocess.run(
                ("dpkg", "--compare-versions", version, "gt", versions[name]), check=False
            )
            if compared.returncode:
                continue
        found.append(str(path.resolve()))
    return found


def installed(target: Target) -> frozenset[str]:
    """Return the names of the packages that are installed and whole, and the names they provide."""
    said = target.run(
        (
            "dpkg-query",
            f"--admindir={target.at('/var/lib/dpkg')}",
            "--show",
            "--showformat=${db:Status-Status} ${Package}, ${Provides}\n",
        ),
        "The list of installed packages can't be read",
        "Loge needs Debian 12 or 13, or Raspberry Pi OS of these years.",
    )
    found: set[str] = set()
    for line in said.splitlines():
        state, _, names = line.partition(" ")
        if state == "installed":
            # Debian renames libraries; the new package provides the old name: `libzbar0 (= 0.23.93)`.
            found.update(name.split()[0] for name in names.split(",") if name.strip())
    return frozenset(found)


def python_of(target: Target) -> tuple[int, int]:
    """Return the version of the target's own Python."""
    versions = [path.name[6:].split(".") for path in target.at("/usr/bin").glob("python3.[0-9]*")]
    found = [
        (int(major), int(minor)) for major, minor in (v for v in versions if len(v) == 2) if minor.isdecimal()
    ]
    return max(found, default=(3, 11))
