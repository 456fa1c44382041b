"""A document as values, and the HTML that becomes its PDF: a register's page, an agreement, a list that was signed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno

Pen = tuple[tuple[tuple[int, int], ...], ...]
"""Pen strokes: points of x and y."""
EDGE = 6
"""Canvas pixels around a signature."""


@dataclass(frozen=True)
class Cell:
    """What stands in one field: words, smaller words beneath, a signature. `tone`: "", "well", "doubt" or "wrong"."""

    text: str = ""
    small: tuple[str, ...] = ()
    pen: Pen = ()
    tone: str = ""


@dataclass(frozen=True)
class Heading:
    """The title of a part."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Rows of label and value."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A register's lines under its heads. `widths` in percent, "" where it may be as it comes."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()
    none: str = ""
    """What stands there when there is no line."""


@dataclass(frozen=True)
class Clauses:
    """What is agreed, numbered."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Name:
    """One name under a document: who, as what, when, and the pen's strokes; a line to sign on where there are none.

    `instead`: what stands there in place of a signature.
    """

    caption: str
    name: str
    when: str
    pen: Pen = ()
    instead: str = ""


@dataclass(frozen=True)
class Names:
    """The signatures, side by side."""

    names: Sequence[Name]


@dataclass(frozen=True)
class Drawing:
    """A drawing (SVG that the kiosk made itself, everything in it escaped), and what it says in words beneath."""

    svg: str
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """A photograph (a JPEG), and what it says in words beneath."""

    jpeg: bytes
    caption: str = ""


Block = Heading | Facts | Table | Clauses | Names | Drawing | Picture


@dataclass(frozen=True)
class Document:
    """A whole document. `tag`: its language (BCP 47). `wide`: A4 landscape. `seal`: what the chain's head is.

    `number`: of the event whose hash the head is, "" where it is not said; `code`: the QR code's text for both.
    """

    tag: str
    estate: str
    title: str
    lead: str
    blocks: Sequence[Block]
    seal: str
    head: str
    wide: bool = False
    number: str = ""
    code: str = ""


def document_html(document: Document) -> str:
    """Return a document as HTML for `kiosk.pdf.making.make_pdf`; everything in it is escaped here."""
    head = numbered(document.head, document.number)
    parts = "".join(_block(block) for block in document.blocks)
    return (
        f'<!doctype html><html lang="{escape(document.tag)}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title></head>"
        f'<body class="sheet{" wide" if document.wide else ""}">'
        f'<p class="estate">{escape(document.estate)}</p><h1>{escape(document.title)}</h1>'
        f'<p class="lead">{escape(document.lead)}</p><p class="chain">{escape(head)}</p>{parts}'
        f"{foot(document.seal, document.head, document.number, document.code)}</body></html>"
    )


def foot(seal: str, head: str, number: str = "", code: str = "") -> str:
    """Return what stands beneath every document: the log's head, its event's number, and both as a QR code."""
    return (
        f'<div class="seal">{_code(code)}<p>{escape(seal)} <span class="mono">{escape(numbered(head, number))}'
        f"</span></p></div>"
    )


def numbered(head: str, number: str) -> str:
    """Return the log's head as people compare it: its event's number, and the digits in fours."""
    fours = " ".join(head[start : start + 4] for start in range(0, len(head), 4)).upper()
    return f"{number} {fours}".strip()


def _code(text: str) -> str:
    """Return a QR code as a drawing of 30 mm with its quiet zone, "" for none."""
    if not text:
        return ""
    return segno.make_qr(text, error="m").svg_inline(
        scale=1, border=4, svgclass="code", lineclass=None, omitsize=True
    )


def pen_svg(pen: Pen, *, label: str = "") -> str:
    """Return pen strokes as a drawing of its own size, "" for none; vectors, at any size as sharp as they were."""
    points = [point for stroke in pen for point in stroke]
    if not points:
        return ""
    left, top = min(x for x, _ in points) - EDGE, min(y for _, y in points) - EDGE
    wide = max(x for x, _ in points) - left + EDGE
    high = max(y for _, y in points) - top + EDGE
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in stroke)}"/>' for stroke in pen if stroke
    )
    return (
        f'<svg class="pen" role="img" aria-label="{escape(label)}" viewBox="{left} {top} {wide} {high}" '
        f'preserveAspectRatio="xMinYMid meet" fill="none" stroke="#1d1a16" stroke-width="{max(2, high // 40)}" '
        f'stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h2>{escape(block.text)}</h2>"
        case Facts():
            return _facts(block.rows)
        case Table():
            return _table(block)
        case Clauses():
            if len(block.texts) == 1:
                return f"<p>{escape(block.texts[0])}</p>"
            return f"<ol>{''.join(f'<li>{escape(one)}</li>' for one in block.texts)}</ol>"
        case Drawing():
            return f"<figure>{block.svg}<figcaption>{escape(block.caption)}</figcaption></figure>"
        case Picture():
            source = f"data:image/jpeg;base64,{b64encode(block.jpeg).decode()}"
            image = f'<img src="{source}" style="max-height:90mm" alt="">'
            return f"<figure>{image}<figcaption>{escape(block.caption)}</figcaption></figure>"
        case Names():
            return f'<div class="signatures">{"".join(_name(one) for one in block.names)}</div>'


def _facts(rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in rows)
    return f'<table class="facts">{lines}</table>'


def _table(table: Table) -> str:
    sizes = "".join(f'<col style="width:{width}%">' for width in table.widths)
    heads = "".join(f"<th>{escape(one)}</th>" for one in table.heads)
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows)
    none = f'<tr><td colspan="{len(table.heads)}" class="quiet">{escape(table.none)}</td></tr>'
    body = rows or (none if table.none else "")
    return (
        f'<table class="register"><colgroup>{sizes}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(cell: Cell) -> str:
    small = "".join(f"<small>{escape(one)}</small>" for one in cell.small if one)
    return f'<td class="{escape(cell.tone)}">{escape(cell.text)}{pen_svg(cell.pen)}{small}</td>'


def _name(name: Name) -> str:
    drawn = pen_svg(name.pen, label=name.name) or escape(name.instead)
    return (
        f'<div class="signature"><div class="drawn">{drawn}</div>'
        f"<strong>{escape(name.caption)}</strong> {escape(name.name)}<br>"
        f'<span class="quiet">{escape(name.when)}</span></div>'
    )
