"""Whether a system can become the appliance at all; asked before anything is touched."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from kiosk.installing.target import Target, Trouble

RELEASES = {"12": "bookworm", "13": "trixie"}
MACHINES = {"aarch64": "64-bit ARM", "x86_64": "64-bit PC"}
SPACE_MB = 3000
"""Packages, one program, and another beside it for the next update."""
FRESH = "Begin with a fresh card: Raspberry Pi OS Lite (64-bit), or Debian 12 or 13 without a desktop."


def released(target: Target) -> dict[str, str]:
    """Return what the system says of itself in os-release."""
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        try:
            text = target.at(path).read_text(encoding="utf-8")
        except OSError:
            continue
        pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
        return {key: value.strip("\"' ") for key, value in pairs}
    return {}


def fit(target: Target, machine: str | None = None, free_mb: int | None = None) -> str:
    """Return in a few words which system it is; `machine`, `free_mb`: instead of asking the kernel.

    Raises:
        Trouble: Loge can't be installed on it, and why.
    """
    system = released(target)
    name = system.get("PRETTY_NAME", "an unknown system")
    if system.get("ID") == "raspbian":
        raise Trouble(f"This is {name}, the 32-bit edition.", FRESH)
    if system.get("ID") != "debian":
        raise Trouble(f"This is {name}; Loge is installed on Debian or Raspberry Pi OS.", FRESH)
    if system.get("VERSION_ID") not in RELEASES:
        wanted = " or ".join(RELEASES)
        raise Trouble(f"This is {name}; Loge needs release {wanted}.", FRESH)
    machine = machine or platform.machine()
    if machine not in MACHINES:
        raise Trouble(f"This machine is {machine}; Loge needs {' or '.join(MACHINES)}.", FRESH)
    _lite(target, name)
    _roomy(target, free_mb)
    pi = " on a Raspberry Pi" if target.at("/etc/rpi-issue").exists() else ""
    return f"{name}{pi}, {MACHINES[machine]}"


def _lite(target: Target, name: str) -> None:
    desktop = target.at("/etc/systemd/system/display-manager.service")
    if desktop.is_symlink() or desktop.exists():
        what = f"This {name} has a desktop ({desktop.readlink().name if desktop.is_symlink() else desktop.name})."
        raise Trouble(f"{what} It would take the screen, and is a way into the machine.", FRESH)
    if not target.at("/var/lib/dpkg/status").is_file():
        raise Trouble(
            f"{target.root} holds no installed system (no /var/lib/dpkg/status).", "Name the tree's own root."
        )


def _roomy(target: Target, free_mb: int | None) -> None:
    has_program = target.at("/opt/loge/current").is_symlink()
    free = shutil.disk_usage(target.root).free // 1_000_000 if free_mb is None else free_mb
    if free < SPACE_MB and not has_program:
        do = "Take a card of 16 GB or more, or let the system use all of this one (raspi-config, Expand Filesystem)."
        raise Trouble(f"{free} MB are free; Loge needs {SPACE_MB} MB for its packages and its program.", do)


def allowed(dry: bool) -> None:
    """Do nothing where the caller may install.

    Raises:
        Trouble: only root may.
    """
    if os.geteuid() != 0 and not dry:
        raise Trouble(
            "Only root may install Loge.", "Call it by sudo. What it would do is shown without: --dry-run."
        )


def site_given(site: Path | None) -> None:
    """Do nothing where the settings to begin with are there.

    Raises:
        Trouble: they are not.
    """
    if site is not None and not site.is_file():
        raise Trouble(
            f"There is no file {site}.", "Name the site's settings, or leave --site out for a sample."
        )
