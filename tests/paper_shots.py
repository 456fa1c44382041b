"""`python -m tests.paper_shots [FOLDER]`: slips as the simulated printer prints them, a sheet for each paper.

A sheet has every sample in three languages; as pictures, and in the printer's own letters.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from drivers.escpos_printer.job import JobBytes
from drivers.escpos_printer.sim import EscposSim
from kiosk.estate.site import site_text
from kiosk.language.messages import Language
from kiosk.paper import Block, PaperStock
from kiosk.paper.forms import Letterhead
from kiosk.settings import load
from tests.bench.slips import samples

FOLDER = Path("docs/shots")
DESK, GAP_PX = 170, 16


def letterheads() -> list[Letterhead]:
    """Return what stands above every slip of the sample estate, in each language."""
    with TemporaryDirectory() as folder:
        (path := Path(folder) / "site.toml").write_text(site_text(), encoding="utf-8")
        site = load(path).site
    return [
        Letterhead(site.name.in_language(one.value), one, site.time_zone, site.desk_phone) for one in Language
    ]


def printed(blocks: Sequence[Block], stock: PaperStock, language: Language) -> list[Image.Image]:
    """Return the pieces of paper that a printer makes of a slip."""
    sim, job = EscposSim(stock.paper_mm, stock.dots), JobBytes(cuts=stock.cuts)
    for piece in stock.pieces(blocks, language.tag):
        sim.feed(b"".join(step.data for step in job.steps(piece)) + job.parting())
    if not stock.cuts:
        sim.tear()
    return [Image.open(io.BytesIO(png)).convert("L") for png in sim.pieces]


def sheet(stock: PaperStock) -> Image.Image:
    """Return every sample in every language side by side, pieces of one slip above each other."""
    columns = []
    for paper in letterheads():
        columns += [printed(blocks, stock, paper.language) for blocks in samples(paper).values()]
    high = max(sum(piece.height + GAP_PX for piece in pieces) for pieces in columns)
    wide = columns[0][0].width + GAP_PX
    ground = Image.new("L", (GAP_PX + wide * len(columns), GAP_PX + high), DESK)
    for index, pieces in enumerate(columns):
        y = GAP_PX
        for piece in pieces:
            ground.paste(piece, (GAP_PX + wide * index, y))
            y += piece.height + GAP_PX
    return ground.resize((ground.width // 2, ground.height // 2), Image.Resampling.LANCZOS)


def main(folder: Path = FOLDER) -> None:
    """Write one PNG for each paper and way of writing."""
    folder.mkdir(parents=True, exist_ok=True)
    for paper_mm in (80, 58):
        for typed in (False, True):
            made = sheet(PaperStock(paper_mm, typed=typed))
            made.quantize(16).save(
                folder / f"paper-{paper_mm}-{'text' if typed else 'picture'}.png", optimize=True
            )
    sheet(PaperStock(80, cuts=False)).quantize(16).save(folder / "paper-80-no-cutter.png", optimize=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
