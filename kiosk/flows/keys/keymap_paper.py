"""What stands on a printed key map: as a slip, and as a page. Part one says where, part two says which is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kiosk.domain.house import House
from kiosk.domain.keymap.keymap import KeyMap, MapLine, in_order
from kiosk.domain.places import Furniture, Place, PlaceKind
from kiosk.flows.people.directory import Directory
from kiosk.paper import Block, ChainHead, Cut, Facts, Line, Number, Plan, Rule
from kiosk.paper.forms import Letterhead
from kiosk.pdf.documents import foot

Box = tuple[int, int, int, int, str]


@dataclass(frozen=True)
class MapWords:
    """Turns a map's lines into words of one language."""

    house: House
    directory: Directory
    furniture: Furniture
    paper: Letterhead

    def say(self, key: str, **facts: object) -> str:
        """Return a text about key maps."""
        return self.paper.word(f"keymap.{key}", **facts)

    def key(self, line: MapLine) -> str:
        """Return what the map calls a key: its number for a hidden home's, never what a resident called it."""
        if line.stands_for:
            return self.say("number", number=line.stands_for)
        return self.whose(line)

    def whose(self, line: MapLine) -> str:
        """Return a key's home, or its name for one that opens none."""
        key = self.house.keys.get(line.key)
        if key is None:
            return line.key
        return key.unit or key.label.in_language(self.paper.language.value)

    def about(self, printed: KeyMap) -> list[tuple[str, str]]:
        """Return when it was printed, and by whom."""
        return [
            (self.say("issued"), self.paper.time(printed.issued)),
            (self.say("by"), self.directory.name(printed.by)),
            (self.say("second"), self.directory.name(printed.second)),
            (self.say("keys"), str(len(printed.lines))),
        ]

    def by_slot(self, printed: KeyMap, cabinet: str) -> list[tuple[str, str]]:
        """Return slot and key of one cabinet, in the order of its slots."""
        lines = [line for line in printed.lines if Place.cabinet_of(line.place) == cabinet]
        return [(line.place, self.key(line)) for line in sorted(lines, key=lambda one: in_order(one.place))]

    def by_key(self, printed: KeyMap) -> list[tuple[str, str]]:
        """Return slot and key of all cabinets, in the order of the keys' names."""
        return [(line.place, self.key(line)) for line in sorted(printed.lines, key=self._named)]

    def hidden(self, printed: KeyMap) -> list[tuple[str, str]]:
        """Return which number is which home's key, in the order of the homes."""
        lines = sorted((line for line in printed.lines if line.stands_for), key=self.whose)
        return [(line.stands_for, self.whose(line)) for line in lines]

    def override_of(self, cabinet: str) -> str:
        """Return the line about the seal on a cabinet's override: its number is asked for once it was broken."""
        known = self.house.seals.get(cabinet)
        return self.say("override", seal=known.number if known and known.number else "____________")

    def cabinets(self) -> dict[str, list[Place]]:
        """Return the slots of each cabinet."""
        found: dict[str, list[Place]] = {}
        for place in self.furniture.of(PlaceKind.SLOT):
            found.setdefault(place.cabinet, []).append(place)
        return found

    def _named(self, line: MapLine) -> tuple[bool, str]:
        return bool(line.stands_for), self.key(line)


def boxes_of(places: Sequence[Place]) -> tuple[Box, ...]:
    """Return a cabinet's slots as they are seen from the front, in millimetres, y downwards."""
    top = max(place.bottom_mm + place.height_mm for place in places)
    return tuple(
        (one.left_mm, top - one.bottom_mm - one.height_mm, one.width_mm, one.height_mm, str(one.number))
        for one in places
    )


def map_slip(words: MapWords, printed: KeyMap, head: str) -> Sequence[Block]:
    """Return the map for the receipt printer; its second part, which says whose a number is, is cut off."""
    paper, number = words.paper, str(printed.number)
    blocks: list[Block] = [
        paper.head("keymap.title"),
        Number(number, words.say("of_map")),
        Facts(tuple(words.about(printed))),
    ]
    for cabinet, places in words.cabinets().items():
        blocks += [
            Line(words.say("cabinet", name=cabinet), "large"),
            Line(words.override_of(cabinet)),
            Plan(boxes_of(places)),
            Facts(tuple(words.by_slot(printed, cabinet))),
        ]
    blocks += [Line(words.say("by_key"), "large"), Facts(tuple(words.by_key(printed)))]
    blocks += [Rule(), Line(words.say("rule"), "small"), *_sealed(words, head)]
    if not printed.hides_homes:
        return blocks
    return [
        *blocks,
        Cut(),
        paper.head("keymap.homes_title"),
        Number(number, words.say("of_map")),
        Facts(tuple(words.hidden(printed))),
        Line(words.say("apart"), "small"),
        *_sealed(words, head),
    ]


def _sealed(words: MapWords, head: str) -> list[Block]:
    return [Line(words.say("seal_line")), ChainHead(head)]


def map_page(words: MapWords, printed: KeyMap, head: str, number: str = "", code: str = "") -> str:
    """Return the map as HTML for A4; which number is whose stands on a page of its own.

    `number`, `code`: of the log's head, as `Witness` has them.
    """
    title = f"{words.say('title')} {words.say('no', number=printed.number)}"
    tag = words.paper.language.tag
    parts = [_heading(words, title), _facts(words.about(printed))]
    for cabinet, places in words.cabinets().items():
        parts.append(
            f'<div class="together"><h2>{escape(words.say("cabinet", name=cabinet))}</h2>'
            f"<p>{escape(words.override_of(cabinet))}</p>"
            f"<figure>{_svg(boxes_of(places))}</figure></div>"
        )
        parts.append(_in_columns(words.by_slot(printed, cabinet)))
    parts.append(f"<h2>{escape(words.say('by_key'))}</h2>")
    parts.append(_in_columns(words.by_key(printed)))
    parts += [f'<p class="quiet">{escape(words.say("rule"))}</p>', _seal(words, head, number, code)]
    if printed.hides_homes:
        hidden_title = f"{words.say('homes_title')} {words.say('no', number=printed.number)}"
        parts += [
            '<div class="new-page"></div>',
            _heading(words, hidden_title),
            _in_columns(words.hidden(printed)),
            f'<p class="quiet">{escape(words.say("apart"))}</p>',
            _seal(words, head, number, code),
        ]
    return (
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{STYLE}</style></head><body class="sheet">{"".join(parts)}</body></html>'
    )


STYLE = (
    "figure svg{max-width:90mm;max-height:48mm}.columns{columns:2;column-gap:8mm}"
    ".listed td{padding:.9mm 2mm .9mm 0}.listed td:first-child{width:16mm;font-weight:700}"
    ".listed tr:first-child td{border-top:.25pt solid #b9b1a4}.line{margin-top:8mm}"
)


def _heading(words: MapWords, title: str) -> str:
    return f'<p class="estate">{escape(words.paper.estate)}</p><h1>{escape(title)}</h1>'


def _facts(rows: Sequence[tuple[str, str]]) -> str:
    inner = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f'<table class="facts">{inner}</table>'


def _in_columns(rows: Sequence[tuple[str, str]]) -> str:
    body = "".join(f"<tr><td>{escape(one)}</td><td>{escape(other)}</td></tr>" for one, other in rows)
    return f'<div class="columns"><table class="listed">{body}</table></div>'


def _seal(words: MapWords, head: str, number: str, code: str) -> str:
    line = f'<p class="line">{escape(words.say("seal_line"))}</p>'
    return line + foot(words.say("head"), head, number, code)


def _svg(boxes: Sequence[Box]) -> str:
    left, right = min(box[0] for box in boxes), max(box[0] + box[2] for box in boxes)
    high = max(box[1] + box[3] for box in boxes)
    drawn = "".join(
        f'<rect x="{x - left + 3}" y="{y + 3}" width="{w - 6}" height="{h - 6}" fill="none" stroke="#1d1a16" '
        f'stroke-width="3"/><text x="{x - left + w // 2}" y="{y + h // 2 + min(w, h) // 7}" '
        f'font-size="{min(w, h) * 2 // 5}" font-family="Noto Sans CJK SC" text-anchor="middle">{escape(text)}</text>'
        for x, y, w, h, text in boxes
    )
    return f'<svg viewBox="0 0 {right - left} {high}" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
