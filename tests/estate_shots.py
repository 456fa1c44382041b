"""Pictures of the desk of the invented estate as it lives: a real kiosk before a simulated lobby, weeks on record.

`python -m tests.estate_shots [--chosen] [--weeks 8] [--only PART,PART] [--sizes 800x480] [--languages en] [--into DIR]`

The picture of the demo page in docs/shots is made here too; with `--chosen` it alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Page

from drivers.sim import twin
from drivers.sim.bench import Bench, BenchTrouble
from kiosk.assembly.storage import open_storage
from kiosk.domain.items import CustodianKind
from kiosk.estate.__main__ import main as write_estate
from kiosk.language.messages import Language
from kiosk.settings import load
from tests.lobby import HERE, free_port
from tests.ui.serving import browser_page
from tests.wire.waiting import until
from ui.desk.keybook.ways import GROUPS, every_chip

SIZES, LANGUAGES = "800x480,1280x800", "zh_Hans,zh_Hant,en"
DEMO = HERE / "docs" / "shots" / "demo.png"
TABS = ("map", "log", "badges", "devices", "events")


@dataclass(frozen=True)
class Living:
    """A kiosk that runs: where its screens are, its lobby's bench, and the people file's supervisor."""

    address: str
    world: str
    """Where the page of the simulated lobby is."""
    bench: Bench
    supervisor: dict[str, Any]
    paths: dict[str, str]
    """What to look at, by the picture's name."""


def main() -> None:
    """Write one PNG a page, language and size."""
    asked = argparse.ArgumentParser(prog="python -m tests.estate_shots")
    asked.add_argument("--weeks", default=8, type=int, help="so much is on record (default: 8)")
    asked.add_argument("--into", default="var/shots", type=Path)
    asked.add_argument("--only", default="", help="pages whose name contains this; several with commas")
    asked.add_argument("--sizes", default=SIZES)
    asked.add_argument("--languages", default=LANGUAGES)
    asked.add_argument("--chosen", action="store_true", help="only the pictures that the documents show")
    options, _ = asked.parse_known_args()  # what `make shots` is told of the scenes
    with (
        tempfile.TemporaryDirectory(prefix="estate-") as folder,
        living(Path(folder), 1 if options.chosen else options.weeks) as site,
        browser_page() as page,
    ):
        take_demo(page, site)
        if not options.chosen:
            enter(page, site)
            take(page, site, options)


@contextmanager
def living(root: Path, weeks: int) -> Iterator[Living]:
    """Yield the estate with a kiosk of its own, ready, with every door read."""
    assert write_estate([str(root), "--weeks", str(weeks)]) == 0
    world, kiosk = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    made = root / "twin.toml"
    assert twin.main([str(root / "site.toml"), str(made), "--listen", world, "--kiosk", kiosk]) == 0
    paths = pages_of(root)
    people = root / "people.toml"
    known = tomllib.loads(people.read_text(encoding="utf-8"))["people"]
    boot = f"{sys.executable} -m kiosk run {made} --root {root}"
    lobby = [sys.executable, "-m", "drivers.sim", str(made), "--people", str(people), "--root", str(root)]
    with (root / "lobby.log").open("wb") as log:
        process = subprocess.Popen(
            [*lobby, "--listen", world, "--kiosk", boot], cwd=HERE, stdout=log, stderr=log
        )
    try:
        until(lambda: answers(f"http://{kiosk}/"), 60)
        bench = until(lambda: reached(root / "dev" / "bench"), 20)
        assert bench is not None
        yield Living(
            f"http://{kiosk}",
            f"http://{world}",
            bench,
            next(one for one in known if one["role"] == "supervisor"),
            paths,
        )
        bench.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def pages_of(root: Path) -> dict[str, str]:
    """Return the addresses of the desk's pages: every tab and way, one key that hangs here and one that is out."""
    storage = open_storage(load(root / "site.toml"), root)
    house = storage.ledger.house
    storage.close()
    out = [key for key in house.keys.values() if key.custodian.kind is CustodianKind.PERSON]
    kept = next(key for key in house.keys.values() if key.unit)
    found = {f"tab-{tab}": f"/desk/{tab}" for tab in TABS}
    if house.day_figures:
        yesterday = max(house.day_figures)
        found |= {
            "report-yesterday": f"/desk/dayreport/{yesterday}",
            "report-month": f"/desk/dayreport/{yesterday[:7]}",
        }
    for name, pages in GROUPS:
        for page in pages:
            path = next(chip.path for chip in every_chip(Language.ENGLISH, page) if chip.on)
            found[f"{name or 'alone'}-{page}"] = path
    found["key-at-home"] = f"/desk/places/{kept.place}"
    if out:
        found["key-out"] = f"/desk/items/{quote(out[0].id)}"
    found["map-keys-away"] = "/desk/map?show=keys"
    found["map-found"] = "/desk/map?find=3-2-12"
    return found


def take_demo(page: Page, site: Living) -> None:
    """Write the picture of what `make run` shows: the lobby screen beside the simulated lobby."""
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(site.world, wait_until="load")
    page.frame_locator("iframe").locator("main").wait_for()
    page.screenshot(path=DEMO)


def enter(page: Page, site: Living) -> None:
    """Tap the supervisor's badge, and type the PIN."""
    page.goto(f"{site.address}/", wait_until="load")
    site.bench.tap(site.supervisor["badge"])
    page.wait_for_url("**/keys", timeout=15_000)
    site.bench.lift()
    page.goto(f"{site.address}/desk/", wait_until="load")
    for digit in site.supervisor["pin"]:
        page.keyboard.type(digit)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/map", timeout=15_000)


def take(page: Page, site: Living, options: argparse.Namespace) -> None:
    """Write the pictures that the options ask for, and say which page did not answer."""
    parts = options.only.split(",")
    for size in options.sizes.split(","):
        width, height = (int(side) for side in size.split("x"))
        page.set_viewport_size({"width": width, "height": height})
        for language in options.languages.split(","):
            folder = options.into / size / language
            folder.mkdir(parents=True, exist_ok=True)
            cookie = {"name": "language", "value": language, "url": site.address}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            for name, path in site.paths.items():
                if not any(part in name for part in parts):
                    continue
                answer = page.goto(f"{site.address}{path}", wait_until="load")
                if answer is None or not answer.ok:
                    raise SystemExit(f"{path}: {answer.status if answer else 'no answer'}")
                page.screenshot(path=folder / f"estate-{name}.png")


def answers(address: str) -> bool:
    """Return whether a page is there."""
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def reached(path: Path) -> Bench | None:
    """Return the bench of a lobby that has started."""
    try:
        return Bench(path)
    except BenchTrouble:
        return None


if __name__ == "__main__":
    main()
