"""Slips as tuples of blocks, drawn into black-and-white pictures that a receipt printer can print."""

from kiosk.paper.blocks import (
    Block,
    ChainHead,
    Cut,
    Facts,
    Head,
    Line,
    Number,
    Part,
    Plan,
    Qr,
    Rule,
    Strokes,
)
from kiosk.paper.layout import draw
from kiosk.paper.lettering import FontMissing
from kiosk.paper.raster import Raster
from kiosk.paper.stock import PaperStock
from kiosk.paper.typed import TypedLine, TypedPiece, typeset

__all__ = [
    "Block",
    "ChainHead",
    "Cut",
    "Facts",
    "FontMissing",
    "Head",
    "Line",
    "Number",
    "PaperStock",
    "Part",
    "Plan",
    "Qr",
    "Raster",
    "Rule",
    "Strokes",
    "TypedLine",
    "TypedPiece",
    "draw",
    "typeset",
]
