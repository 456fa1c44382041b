"""What slips cost: bytes, time on a serial wire, time to draw; as pictures and in the printer's own letters."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from drivers.escpos_printer.job import JobBytes
from kiosk.language.messages import Language
from kiosk.paper import Block, ChainHead, Facts, Line, Number, PaperStock, Qr
from kiosk.paper.forms import Letterhead, ShelfTag, TwoParts, shelf_tag, two_parts
from tests.bench.figures import Figure, spread

BAUDS = (9_600, 115_200)
TURNS = 12
ARRIVED = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
CHAIN_HEAD = "9f3ac07d41be88205a6c0e1f77d2b3940c5583a1ee06f4d2917b6a38c2f0d415"
CLAIM = "LOGE1:7K2M/" + "A1B2C3D4E5" * 16
PAPER = Letterhead("湖畔雅苑", Language.SIMPLIFIED, "Asia/Shanghai", "0571-8765 4321")


def claim_slip(paper: Letterhead = PAPER) -> tuple[Block, ...]:
    """Return a claim slip of the usual length."""
    rows = {
        "for": "张**",
        "unit": "3-2-1802",
        "door": "L03",
        "waybill": "SF1429883711200",
        "brought_by": "顺丰速运",
        "arrived": paper.time(ARRIVED),
        "kept_until": paper.time(ARRIVED + timedelta(hours=72)),
    }
    return (
        paper.head("paper.claim_slip.title"),
        Number("4821 7730", paper.word("paper.claim_slip.code")),
        Facts(tuple((paper.word(f"paper.{name}"), value) for name, value in rows.items())),
        Qr(CLAIM, "4821 7730"),
        Line(paper.word("paper.claim_slip.how")),
        paper.desk(),
        ChainHead(CHAIN_HEAD),
    )


def samples(paper: Letterhead = PAPER) -> dict[str, tuple[Block, ...]]:
    """Return one slip of each form that is made of plain values, filled in."""
    stored = ((paper.word("paper.unit"), "3-2-1802"), (paper.word("paper.stored"), paper.time(ARRIVED)))
    signature = (tuple((10 + 6 * step, 40 + (step * 37) % 50) for step in range(24)),)
    return {
        "claim slip": claim_slip(paper),
        "two parts": two_parts(
            TwoParts("paper.deposit.title", "D 0417", stored, CLAIM, CHAIN_HEAD, signature), paper
        ),
        "shelf tag": shelf_tag(ShelfTag("207", "B-3", "3-2-1802", ARRIVED, "P:SF1429883711200"), paper),
    }


def slip_bytes() -> list[Figure]:
    """Return bytes and seconds of each slip, as picture and as text."""
    figures = []
    for name, blocks in samples().items():
        for paper_mm in (80, 58):
            for typed in (False, True):
                figures += _of(name, blocks, PaperStock(paper_mm, typed=typed))
    return figures


def _of(name: str, blocks: Sequence[Block], stock: PaperStock) -> list[Figure]:
    job = JobBytes(cuts=True)
    samples_ms, sent = [], b""
    for _ in range(TURNS):
        began_s = time.perf_counter()
        pieces = stock.pieces(blocks, "zh-Hans")
        samples_ms.append((time.perf_counter() - began_s) * 1000)
        sent = b"".join(step.data for piece in pieces for step in job.steps(piece))
    label = f"{name}, {stock.paper_mm} mm, {'text' if stock.typed else 'picture'}"
    how = "all bytes of its pieces; 10 bits a byte on the wire (8N1), computed; no printer's own pace in it"
    return [
        Figure(f"{label}: bytes", {"bytes": float(len(sent))}, "", how),
        Figure(
            f"- {label}: on the wire", {f"{baud} baud": len(sent) * 10 / baud for baud in BAUDS}, "s", how
        ),
        Figure(f"- {label}: drawing", spread(samples_ms), "ms", f"blocks to pieces, {TURNS} times"),
    ]
