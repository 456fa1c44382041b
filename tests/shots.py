"""Pictures of every screen into var/shots, and the few chosen ones into docs/shots.

`python -m tests.shots [--chosen] [--only PART,PART] [--sizes 800x480] [--languages en] [--theme night] [--into FOLDER]`
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Page

from tests.ui.serving import browser_page, served
from tests.ui.sites import estate_site
from ui.app import bare_app
from ui.gallery import every_scene

DOCS = Path(__file__).parents[1] / "docs" / "shots"
SIZES = "800x480,1024x600,1280x800,800x1280"
LANGUAGES = "zh_Hans,zh_Hant,en"
CHOSEN = (
    ("idle", "en", "idle"),
    ("door-parcel.collect-open", "zh_Hans", "collect-open"),
    ("courier-size", "en", "courier-size"),
    ("door-key.issue-open", "en", "key-open"),
    *(
        (name, language, f"attendant/{file}-{language}")
        for language in ("zh_Hans", "zh_Hant", "en")
        for name, file in (
            ("idle", "idle"),
            ("desk-map", "desk-map"),
            ("door-key.issue-open", "key"),
            ("desk-signature-judge", "signatures"),
            ("desk-shift", "shift"),
        )
    ),
)
"""Scene, language and file name of the pictures that the documents show, at 1024 x 600."""


def main() -> None:
    """Write one PNG a scene, language and size."""
    asked = argparse.ArgumentParser(prog="python -m tests.shots")
    asked.add_argument("--chosen", action="store_true", help="only the pictures that the documents show")
    asked.add_argument("--into", default="var/shots", type=Path)
    asked.add_argument("--only", default="", help="scenes whose name contains this; several with commas")
    asked.add_argument("--sizes", default=SIZES)
    asked.add_argument("--languages", default=LANGUAGES)
    asked.add_argument("--theme", default="plain")
    options = asked.parse_args()
    with served(bare_app(estate_site(), [], scenes=True)) as address, browser_page() as page:
        choose(page, address)
        if not options.chosen:
            everything(page, address, options)


def choose(page: Page, address: str) -> None:
    """Write the chosen pictures."""
    (DOCS / "attendant").mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 1024, "height": 600})
    for name, language, file in CHOSEN:
        shown = page.goto(f"{address}/scenes/{language}/{name}", wait_until="load")
        assert shown is not None and shown.ok, f"{name} is not shown"
        page.screenshot(path=DOCS / f"{file}.png")


def everything(page: Page, address: str, options: argparse.Namespace) -> None:
    """Write the pictures that the options ask for."""
    parts = options.only.split(",")
    furniture = estate_site().furniture
    every = every_scene(furniture)
    names = [name for name in every if any(part in name for part in parts)]
    for size in options.sizes.split(","):
        width, height = (int(side) for side in size.split("x"))
        page.set_viewport_size({"width": width, "height": height})
        for language in options.languages.split(","):
            folder = options.into / size / language
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                page.goto(f"{address}/scenes/{language}/{name}?theme={options.theme}", wait_until="load")
                page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    main()
