"""The other environment: made anew from the wheels of a signed update, and asked whether it fits this site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.updating.bundle import Manifest, unpack
from kiosk.updating.steps import NotWell, say

READY = "loge-ready"
"""Written into a slot last of all, as the installer does: one without it was cut off while it was built."""
SYSTEM = Path("/usr/lib/python3")
NAMES = ("a", "b")


def other(slots: Path) -> tuple[str, str]:
    """Return the environment that may be built anew, and the one in use ("" if none is)."""
    link = slots / "current"
    used = str(link.readlink()) if link.is_symlink() else ""
    return ("b", used) if used == "a" else ("a", used)


def build(file: Path, manifest: Manifest, slots: Path, new: str, old: str) -> None:
    """Make the environment `new` of what the update holds; what it leaves out is kept from the one before.

    Raises:
        NotWell: `build`.
        NotOurs: a wheel is not the one that was signed.
    """
    slot, wheels, kept = slots / new, slots / "wheels.new", slots / "wheels"
    (slot / READY).unlink(missing_ok=True)
    for left in (slot, wheels):
        shutil.rmtree(left, ignore_errors=True)
    unpack(file, manifest, kept, wheels)
    system = ("--system-site-packages",) if manifest.shares_system else ()
    _run(_plain_python(), "-I", "-m", "venv", *system, str(slot))
    python = str(slot / "bin" / "python")
    _lend_system(slots / old, slot)
    quiet = ("--disable-pip-version-check", "--no-input", "--quiet")
    names = (str(wheels / name) for name in sorted(manifest.wheels))
    _run(python, "-m", "pip", *quiet, "install", "--no-index", "--no-deps", "--ignore-installed", *names)
    _run(python, "-I", "-c", "import kiosk.__main__, kiosk.assembly.house, ui.app")
    os.sync()
    (slot / READY).write_text(f"update {manifest.version}\n")
    shutil.rmtree(kept, ignore_errors=True)
    wheels.rename(kept)


def check_fit(slot: Path, site: Path, root: Path, manifest: Manifest) -> None:
    """Check the new environment against the site that it is for.

    Raises:
        NotWell: `build` for another program than the manifest's, `settings`, `schema`.
    """
    asked = (str(slot / "bin" / "python"), "-m", "kiosk.updating.fit", str(site), str(root))
    said = json.loads(_run(*asked))
    if (said["version"], said["schema"]) != (manifest.version, manifest.schema):
        say(f"the wheel is version {said['version']}, schema {said['schema']}: not what the manifest says")
        raise NotWell("build")
    if said["settings"]:
        say("\n".join(said["settings"]))
        raise NotWell("settings")
    if said["record"] > said["schema"]:
        raise NotWell("schema")


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        say(f"{' '.join(command)[:300]}\n{done.stderr.strip()[-2000:]}")
        raise NotWell("build")
    return done.stdout


def _plain_python() -> str:
    """Return the Python that this environment was made from."""
    return str(Path(getattr(sys, "_base_executable", "") or sys.executable))


def _lend_system(old: Path, slot: Path) -> None:
    """Lend the slot what the installer has lent to the one before: links to packages of the system's own Python."""
    [site] = slot.glob("lib/python3*/site-packages")
    for link in old.glob("lib/python3*/site-packages/*"):
        if link.is_symlink() and SYSTEM in link.readlink().parents and not (site / link.name).exists():
            (site / link.name).symlink_to(link.readlink())
