"""`python -m drivers.sim.twin SITE.toml OUT.toml`: the same site, its devices moved to the simulated lobby's."""

from __future__ import annotations

import argparse
import fcntl
import sys
from collections.abc import MutableMapping
from pathlib import Path, PurePosixPath
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from drivers.sim.plan import PlanTrouble

Table = MutableMapping[str, Any]

WORLD = "127.0.0.1:8400"
KIOSK = "127.0.0.1:8410"
NAMES_OF_THE_HOUSE = "loge-"
"""What our udev rules begin every name with."""
BY_USB = ("acr122u", "rc-s380")
"""Readers that are found by their USB number, which no file can stand in for: the lobby has a PN532 instead."""


def twin(text: str, *, world: str = WORLD, kiosk: str = KIOSK, folder: Path | None = None) -> str:
    """Return a site's TOML with every device where the simulated lobby has it; doors and wires stay as they are.

    `world`, `kiosk`: host:port of the lobby's page and of the kiosk's screens. What is simulated already stays.
    `folder`: the one that the site's settings lie in, and what they name beside them.

    Raises:
        PlanTrouble: it is no TOML.
    """
    try:
        site = tomlkit.parse(text)
    except TOMLKitError as cause:
        raise PlanTrouble(f"no valid TOML: {cause}") from cause
    for line in site.get("lines", []):
        line["device"] = _chip(line) if line.get("family") == "gpio" else _moved(line["device"])
    for entry in _slots(site):
        if "tag_reader" in entry:
            entry["tag_reader"] = _moved(entry["tag_reader"])
    if "one_wire" in site:
        site["one_wire"]["folder"] = "dev/w1"
    _move_the_rest(site, world)
    _serve(site, world, kiosk)
    if folder is not None:
        _reach(site, folder)
    return tomlkit.dumps(site)


def _move_the_rest(site: Table, world: str) -> None:
    if reader := site.get("badge_reader"):
        if reader.get("kind") in BY_USB:
            reader["kind"] = "pn532"
            reader.pop("device", None)
        reader["device"] = _moved(reader.get("device", "/dev/nfc0"))
    for scanner in site.get("scanners", []):
        scanner["device"] = _moved(scanner["device"])
    if printer := site.get("printer"):
        network = "://" in printer["device"] or printer["device"].startswith("/dev/usb/")
        printer["device"] = "dev/printer" if network else _moved(printer["device"])
    if speech := site.get("speech"):
        speech["engine"], speech["cards"] = "dev/espeak-ng", "dev/sound"
    if camera := site.get("camera"):
        camera["source"] = f"http://{world}/camera.mjpg"
        camera.pop("exposure", None)  # a stream sets its own


def _reach(site: Table, folder: Path) -> None:
    """Name what stands beside the settings by where it is: the twin lies elsewhere."""
    services = site.get("services", {})
    if "file" in services:
        services["file"] = str(folder.resolve() / services["file"])


def _serve(site: Table, world: str, kiosk: str) -> None:
    """Let the lobby's page show the kiosk's screens in a frame, and keep the record beside the devices."""
    host, _, port = kiosk.rpartition(":")
    screen = site.setdefault("screen", tomlkit.table())
    screen["listen"] = kiosk
    screen["framed_by"] = [f"http://{name}:{world.rpartition(':')[2]}" for name in ("127.0.0.1", "localhost")]
    site.setdefault("storage", tomlkit.table())["folder"] = "var"
    if "health" not in site and kiosk != KIOSK:
        site["health"] = {"listen": f"{host}:{int(port) + 1}"}


def _slots(site: Table) -> list[Table]:
    return [
        slot
        for cabinet in site.get("cabinets", [])
        for column in cabinet.get("columns", [])
        for slot in column.get("slots", [])
    ]


def _moved(device: str) -> str:
    """Return the lobby's name for a device: "/dev/loge-locks" becomes "dev/locks"."""
    if not device.startswith("/"):
        return device
    return f"dev/{PurePosixPath(device).name.removeprefix(NAMES_OF_THE_HOUSE)}"


def _chip(line: Table) -> str:
    """Return the socket of a chip; each line has its own, as each chip has its own wires."""
    device: str = line["device"]
    return device if device.startswith("unix:") else f"unix:dev/gpio-{line['name']}"


def _must_be_idle(root: Path) -> None:
    """Return if no simulated lobby runs there; the settings of one that runs are not pulled from under it."""
    mark = root / "world.lock"
    if not mark.exists():
        return
    with mark.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as cause:
            raise PlanTrouble(f"a simulated lobby of it runs already, in {root}; Ctrl-C ends it") from cause


def main(words: list[str] | None = None) -> int:
    """Return the exit code: 0 written, 1 not."""
    parser = argparse.ArgumentParser(prog="python -m drivers.sim.twin", description=__doc__)
    parser.add_argument("site", type=Path, help="the site's settings (TOML)")
    parser.add_argument("out", type=Path, help="where its twin is written")
    parser.add_argument("--listen", default=WORLD, metavar="HOST:PORT", help="the simulated lobby's page")
    parser.add_argument("--kiosk", default=KIOSK, metavar="HOST:PORT", help="the kiosk's screens")
    asked = parser.parse_args(words)
    try:
        site = asked.site.read_text(encoding="utf-8")
        text = twin(site, world=asked.listen, kiosk=asked.kiosk, folder=asked.site.parent)
        _must_be_idle(asked.out.parent)
        asked.out.write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError, PlanTrouble) as trouble:
        sys.stderr.write(f"{asked.site}: {trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
