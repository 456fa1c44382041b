"""Machine-readable zones: what a passport, an identity card or a visa says of its holder, each field sure or not.

Number, birth and expiry are sure by their check digits. Names, states and sex have none: they are sure when separate
readings agree on what is clear by itself, or when the card says the same twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.documents.deciding import Decided, decided, is_guessed
from kiosk.domain.documents.document import FEMALE, MALE, OTHER, Document, Field, FieldName, Kind
from kiosk.domain.documents.layouts import FRANCE, LAYOUTS, MRV_A, MRV_B, Form, Layout, Span
from kiosk.domain.documents.marks import FILLER, check_digit
from kiosk.domain.documents.states import STATES, is_state
from kiosk.domain.documents.weighing import Reading, joint
from kiosk.domain.documents.zone_days import born, expires

_KINDS = {
    Form.TD1: Kind.TD1,
    Form.TD2: Kind.TD2,
    Form.TD3: Kind.TD3,
    Form.MRV_A: Kind.VISA,
    Form.MRV_B: Kind.VISA,
    Form.FRANCE: Kind.TD2,
}
_SEXES = {"F": FEMALE, "M": MALE, "X": OTHER, FILLER: OTHER}
_LEAST_SIGNS = 3


@dataclass(frozen=True)
class Zone:
    """A zone that was read: its lines as decided, fillers and all, and what they say."""

    form: Form
    lines: tuple[str, ...]
    document: Document


def read_zone(readings: Sequence[Reading], today: date) -> Zone | None:
    """Return what a zone says; None where nothing stands there that can be one.

    `readings`: of the same lines, each made by itself, the best first; of the others a line may be empty: not read.
    `today` is the site's.
    """
    best = _best(readings[0]) if readings else None
    if best is None:
        return None
    layout, first = best
    fitting = [whole for one in readings[1:] if (whole := _whole(layout, one))]
    others = [decided(layout, [line or [()] * layout.length for line in one]) for one in fitting]
    seen = decided(layout, joint([readings[0], *fitting])) if fitting else first
    read = _Read(layout, seen, [first, *others] if others else [], today)
    if read.signs() < _LEAST_SIGNS:
        return None
    return Zone(
        layout.form, read.lines, Document(_KINDS[layout.form], read.fields(), read.doubts(), read.lines)
    )


def _best(reading: Reading) -> tuple[Layout, Decided] | None:
    """Return the layout that the lines fit, and what they say in it."""
    shaped = [layout for layout in LAYOUTS if _has_shape(layout, reading)]
    layouts = [layout for layout in shaped if not is_guessed(layout, reading)]
    if not layouts:
        return None
    first = max(reading[0][0], key=lambda choice: choice[1], default=("", 0.0))[0]
    visas = [layout for layout in layouts if layout in (MRV_A, MRV_B)]
    if first == "V" and visas:
        return visas[0], decided(visas[0], reading)
    made = [(layout, decided(layout, reading)) for layout in layouts if layout not in visas]
    return max(made, key=lambda one: _fitness(*one), default=None)


def _fitness(layout: Layout, seen: Decided) -> tuple[bool, int, float]:
    is_france = seen.lines[0].startswith("IDFRA") and layout is FRANCE
    return is_france and seen.fits["composite"], sum(seen.fits.values()), seen.weight


def _has_shape(layout: Layout, reading: Reading) -> bool:
    return len(reading) == layout.lines and all(len(line) == layout.length for line in reading)


def _whole(layout: Layout, reading: Reading) -> Reading | None:
    """Return another reading of the same shape, some lines of which may be empty; None for one of another shape."""
    lengths = {len(line) for line in reading if line}
    return reading if len(reading) == layout.lines and lengths <= {layout.length} else None


class _Read:
    """What one zone says, by one layout."""

    def __init__(self, layout: Layout, seen: Decided, others: Sequence[Decided], today: date) -> None:
        self._layout, self._seen, self._others, self._today = layout, seen, others, today
        self.lines = seen.lines

    def signs(self) -> int:
        """Return how many things speak for this being a zone at all."""
        issuer, nationality = self._state("issuer"), self._state("nationality")
        days = [born(self._text("birth"), self._today)]
        days += [expires(self._text("expiry"), self._today)] if "expiry" in self._layout.spans else []
        return (
            sum(self._seen.fits.values())
            + sum(bool(day) for day in days)
            + is_state(issuer)
            + (is_state(nationality) and nationality != issuer)
            + (self._text("name").count(FILLER * 2) > 0)
        )

    def fields(self) -> Mapping[FieldName, Field]:
        """Return every field that stands there."""
        found = {
            FieldName.CODE: Field(self._text("code").strip(FILLER), self._agreed("code")),
            FieldName.ISSUER: self._state_field("issuer"),
            FieldName.NUMBER: self._number(),
            FieldName.BORN: self._date("birth", born(self._text("birth"), self._today)),
            FieldName.SEX: Field(_SEXES[self._text("sex")], self._agreed("sex")),
            **self._names(),
        }
        if "nationality" in self._layout.spans:
            found[FieldName.NATIONALITY] = self._state_field("nationality")
        if "expiry" in self._layout.spans:
            found[FieldName.EXPIRES] = self._date("expiry", expires(self._text("expiry"), self._today))
        if personal := self._personal():
            found[FieldName.PERSONAL_NUMBER] = personal
        return {name: field for name, field in found.items() if field.text}

    def doubts(self) -> tuple[str, ...]:
        """Return codes of what does not fit: check digits, states that are none, days that are none, names cut."""
        found = [f"zone.check.{name}" for name, fits in self._seen.fits.items() if not fits]
        if self._overflow() is not None and not self._number().sure:
            found.append("zone.check.number")
        found += [
            f"zone.state.{name}"
            for name in ("issuer", "nationality")
            if name in self._layout.spans and not is_state(self._state(name))
        ]
        for name, day in (("birth", born), ("expiry", expires)):
            if name not in self._layout.spans or not self._text(name).strip(FILLER):
                continue
            if not day(self._text(name), self._today):
                found.append(f"zone.day.{name}")
        if self._text("name")[-1] != FILLER:
            found.append("zone.name.cut")
        return tuple(dict.fromkeys(found))

    def _text(self, name: str) -> str:
        return self._seen.text(self._layout.spans[name])

    def _proved(self, name: str) -> bool:
        """Whether a span's own check digit and the one over all bear it out, and nothing else would fit as well.

        What a check digit made of it has to be read so by another reading: one digit in ten fits by chance. And none
        may fit that says something else: a G counts as a 6 does.
        """
        fits, span = self._seen.fits, self._layout.spans[name]
        text, others = self._seen.text(span), self._others_of(span)
        is_mended = text != self._seen.read(span)
        borne_out = not is_mended or any(other.read(span) == text for other in others)
        contradicted = any(other.fits.get(name, False) and other.text(span) != text for other in others)
        is_right = fits.get(name, False) and fits.get("composite", True) and name in self._seen.clear
        return is_right and borne_out and not contradicted

    def _others_of(self, span: Span) -> list[Decided]:
        """Return the readings, each by itself, that have read a span."""
        return [other for other in self._others if other.has_read(span)]

    def _agreed(self, name: str) -> bool:
        """Whether a span without a check digit is clear, and every other reading says the same; one at least."""
        span = self._layout.spans[name]
        alike = [other.text(span) == self._text(name) for other in self._others_of(span)]
        return name in self._seen.clear and len(alike) > 1 and all(alike)

    def _number(self) -> Field:
        """Return the document's number: the long one of a card, where it goes on behind its nine characters."""
        number = self._text("number")
        more = self._overflow()
        if more is None:
            return Field(number.rstrip(FILLER), self._proved("number"))
        whole = number + more[:-1]
        fits = len(more) > 1 and check_digit(whole) == more[-1] and self._seen.fits.get("composite", False)
        clear = {"number", "optional"} <= self._seen.clear
        return Field(whole.rstrip(FILLER), fits and clear)

    def _overflow(self) -> str | None:
        """Return what the number goes on with, its check digit last; None where it does not.

        Source: ICAO Doc 9303-5, 4.2.2, note j; 9303-6, 4.2.2, note j.
        """
        span = self._layout.spans["number"]
        if not self._layout.overflows or self.lines[span.line][span.stop] != FILLER:
            return None
        return self._text("optional").split(FILLER)[0]

    def _personal(self) -> Field | None:
        """Return what stands in the optional part, as far as it is no part of the number."""
        if self._layout.form in (Form.MRV_A, Form.MRV_B, Form.FRANCE):
            return None
        text = self._text("optional")
        more = self._overflow()
        text = text[len(more) :].strip(FILLER) if more is not None else text.strip(FILLER)
        named = "optional" in self._seen.fits
        sure = (
            self._proved("optional") if named else self._seen.fits["composite"] and self._agreed("optional")
        )
        return Field(text, sure) if text else None

    def _date(self, name: str, day: str) -> Field:
        return Field(day, self._proved(name) and len(day) == len("2000-01-01"))

    def _state(self, name: str) -> str:
        return self._text(name).rstrip(FILLER) if name in self._layout.spans else ""

    def _state_field(self, name: str) -> Field:
        """Return a state: sure if on the list, and said twice on the card or alike by all readings."""
        code = self._state(name)
        other = self._state("nationality" if name == "issuer" else "issuer")
        twice = code == other and name in self._seen.clear
        return Field(code, code in STATES and (twice or self._agreed(name)))

    def _names(self) -> Mapping[FieldName, Field]:
        text = self._text("name")
        surname, _, given = text.strip(FILLER).partition(FILLER * 2)
        if "given" in self._layout.spans:
            surname, given = text.strip(FILLER), self._text("given").strip(FILLER)
        sure = self._name_is_sure()
        found = {FieldName.SURNAME: _words(surname), FieldName.GIVEN_NAMES: _words(given)}
        whole = " ".join(word for word in found.values() if word)
        return {name: Field(words, sure) for name, words in {FieldName.NAME: whole, **found}.items()}

    def _name_is_sure(self) -> bool:
        """Whether the readings agree on the whole name, and it ends before its line does."""
        if self._text("name")[-1] != FILLER and "given" not in self._layout.spans:
            return False
        return all(self._agreed(name) for name in ("name", "given") if name in self._layout.spans)


def _words(text: str) -> str:
    return " ".join(part for part in text.split(FILLER) if part)
