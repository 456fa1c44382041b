"""Names and sentences for staff: people by name, items by what they are, the record's codes by message keys."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.domain.items import Custodian, CustodianKind, Key, Parcel
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.storing import is_shelf, shelf_name
from kiosk.domain.places import PlaceKind
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.items.loan_slips import thing
from kiosk.flows.journeys import Journeys
from kiosk.flows.reasons import typed_in
from kiosk.language.messages import Language, known, text
from kiosk.ports.register import LogLine
from ui.desk.pages import Row
from ui.desk.sealing import seal

TONES = {Stage.CONFIRMED: "", Stage.ABANDONED: "quiet", Stage.DOUBTED: "bad"}


@dataclass(frozen=True)
class Words:
    """The record in one language."""

    journeys: Journeys
    language: Language

    def say(self, key: str, **facts: object) -> str:
        """Return a text."""
        return text(key, self.language, **facts)

    def person(self, person: str) -> str:
        """Return a person's name, with unit or company."""
        known_person = self.journeys.ledger.house.people.get(person)
        name = self.journeys.directory.name(person)
        beside = (known_person.unit or known_person.company or "") if known_person else ""
        return f"{name}\u2002{beside}" if beside else name

    def place(self, place: str) -> str:
        """Return "Door 12" or "Key slot 5"."""
        found = self.journeys.furniture.places.get(place)
        if found is None:
            return self.say("storeroom.shelf_of", shelf=shelf_name(place)) if is_shelf(place) else place
        kind = "slot" if found.kind is PlaceKind.SLOT else "door"
        return self.say(f"attendant.{kind}", number=self.journeys.furniture.label_of(found))

    def custodian(self, custodian: Custodian) -> str:
        """Return who or what answers for an item."""
        if custodian.kind is CustodianKind.PLACE:
            return self.place(custodian.id)
        if custodian.kind is CustodianKind.PERSON:
            return self.person(custodian.id)
        return self.say("attendant.nobody_knows")

    def key(self, key: Key) -> str:
        """Return a key's label."""
        return key.label.in_language(self.language.value)

    def item(self, item: str) -> str:
        """Return what an item is: a key's label, a parcel's number."""
        house = self.journeys.ledger.house
        if found := house.keys.get(item):
            return self.key(found)
        if parcel := self.parcel(item):
            return parcel.barcode
        if lent := house.loan_items.get(item):
            return thing(house, lent.id, lent.kind, self.language)
        if retired := house.retired_tags.get(item):
            return self.say("attendant.held.once", item=self.item(retired.key))
        gone = self.journeys.ledger.key(item)
        return self.key(gone) if gone else item

    def parcel(self, parcel: str) -> Parcel | None:
        """Return a parcel, however long ago it left."""
        return self.journeys.ledger.house.parcels.get(parcel) or self.journeys.register.parcel(parcel)

    def reason(self, reason: str) -> str:
        """Return a reason in words: the site's, the desk's, or what was typed."""
        known_reason = self.journeys.ledger.house.reasons.get(reason)
        if known_reason and known_reason.label:
            return known_reason.label.in_language(self.language.value)
        for key in (f"reason.{reason}", f"attendant.reason.{reason}", f"shift.why.{reason}"):
            if known(key):
                return self.say(key)
        return typed_in(self.journeys.ledger, reason)


def movement_row(words: Words, movement: Movement, *, signed: bool = False) -> Row:
    """Return one movement as a line of the register; `signed` adds the signature's drawing."""
    slot = movement.kind not in (Kind.DROP, Kind.COLLECT, Kind.RECALL)
    parcel = None if slot else words.parcel(movement.item)
    place = words.journeys.furniture.places.get(movement.place)
    for_whom = words.person(parcel.recipient) if parcel and parcel.recipient != movement.bearer else ""
    strokes, box = drawn(words, movement.signature) if signed else ((), "")
    row = Row(
        at=movement.begun,
        what=f"attendant.kind.{movement.kind.value}",
        item=parcel.barcode if parcel else words.item(movement.item),
        item_path=f"/desk/items/{movement.item}",
        place="" if is_shelf(movement.place) else movement.place,
        number=place.number if place else 0,
        is_slot=slot,
        who=who_moved(words, movement),
        person=seal(movement.bearer),
        ended=f"attendant.ended.{movement.stage.value}",
        cause=_cause(movement),
        tone=TONES.get(movement.stage, "care"),
        until=movement.changed if movement.ended else None,
        why="\u2002".join(
            one
            for one in (
                *_shelf(words, movement),
                words.reason(movement.reason),
                movement.work_order,
                _stood_by(words, movement),
            )
            if one
        ),
        for_whom=for_whom,
        strokes=strokes,
        box=box,
        reference=movement.id[:8].upper(),
    )
    taken = movement.kind in (Kind.ISSUE, Kind.HAND_OVER) or movement.brought
    return with_grounds(words, movement, row, signed=signed) if taken else row


def _stood_by(words: Words, movement: Movement) -> str:
    """Return who was the witness in place of a signature, "" where there was none."""
    witness = witness_of(movement.signature)
    return words.say("witness.stands", name=words.person(witness)) if witness else ""


def who_moved(words: Words, movement: Movement) -> str:
    """Return who acted. Whoever showed a delegate's slip is called as the slip says, never by its resident's name."""
    parcel = words.parcel(movement.item) if movement.delegation else None
    if parcel is None or movement.bearer != parcel.recipient:
        return words.person(movement.bearer)
    named = words.journeys.ledger.house.delegations.get(movement.delegation)
    kept = words.journeys.ledger.opened(named.called) if named and named.called else None
    who = words.person(parcel.recipient)
    if not kept:
        return words.say("delegates.taken", who=who)
    return words.say("delegates.taken_by", name=kept.decode(), who=who)


def _shelf(words: Words, movement: Movement) -> tuple[str, ...]:
    """Return where something lay that no door was before, and who gave it out."""
    if not is_shelf(movement.place):
        return ()
    return (words.place(movement.place), *(words.person(one) for one in movement.authorisers))


def with_grounds(words: Words, movement: Movement, row: Row, *, signed: bool) -> Row:
    """Return the line of a key's issue with all that it rests on; `signed` adds the drawing of its note."""
    note, note_box = drawn(words, movement.note_reference) if signed else ((), "")
    return replace(
        row,
        grounds=grounds(words, movement),
        due=movement.due,
        note=note,
        note_box=note_box,
        report=f"/desk/reports/{movement.id}" if movement.report else "",
        report_due=movement.report_due,
    )


def grounds(words: Words, movement: Movement) -> tuple[str, ...]:
    """Return on what a key left its slot: who agreed, and the resident's consent."""
    found = []
    if movement.giver:
        found.append(words.say("shift.from_hand", who=words.person(movement.giver)))
    if movement.brought:
        who = words.person(movement.brought_by) or words.say("brought.unknown_person")
        found.append(words.say("brought.by", who=who))
    if movement.authorisers:
        names = ", ".join(words.person(one) for one in movement.authorisers)
        found.append(words.say("attendant.report.agreed", who=names))
    if movement.consent:
        found.append(words.say("attendant.report.consent", consent=movement.consent))
    return tuple(found)


def _cause(movement: Movement) -> str:
    """Return the message key of why it ended so, "" where there is nothing to add."""
    cause = movement.evidence.partition(":")[0] if movement.stage is Stage.CONFIRMED else movement.note
    key = f"attendant.cause.{cause}"
    return key if cause and known(key) else ""


def drawn(words: Words, reference: str) -> tuple[tuple[str, ...], str]:
    """Return the pen strokes under a reference of the vault as points for SVG, and the box that holds them."""
    content = words.journeys.ledger.opened(reference) if reference else None
    return points_of(json.loads(content)) if content else ((), "")


def points_of(written: Sequence[Sequence[Sequence[int]]]) -> tuple[tuple[str, ...], str]:
    """Return pen strokes as points for SVG, and the box that holds them; nothing for none."""
    strokes = [[(int(x), int(y)) for x, y, _ in stroke] for stroke in written if stroke]
    if not strokes:
        return (), ""
    xs, ys = [x for stroke in strokes for x, _ in stroke], [y for stroke in strokes for _, y in stroke]
    box = f"{min(xs) - 8} {min(ys) - 8} {max(xs) - min(xs) + 16} {max(ys) - min(ys) + 16}"
    return tuple(" ".join(f"{x},{y}" for x, y in stroke) for stroke in strokes), box


def beside_row(words: Words, line: LogLine) -> Row:
    """Return something that happened beside the movements as a line of a thing's life."""
    body: Mapping[str, object] = line.body
    kind = line.kind.partition("/")[0]
    item = str(body.get("item") or body.get("key") or body.get("parcel") or "")
    place = str(body.get("place") or "")
    if kind == "evidence.kept":
        return _picture_row(words, line, place)
    by = str(body.get("by") or "")
    found = words.journeys.furniture.places.get(place)
    return Row(
        at=line.at,
        what=f"attendant.beside.{kind}",
        item=words.item(item) if item else "",
        item_path=f"/desk/items/{item}" if item else "",
        place="" if is_shelf(place) else place,
        number=found.number if found else 0,
        is_slot=found is not None and found.kind is PlaceKind.SLOT,
        who=words.person(by) if by else "",
        person=seal(by),
        ended="",
        cause=_beside_cause(kind, body),
        tone="bad" if kind in ("door.forced", "door.doubted", "key.gone", "parcel.disputed") else "quiet",
        why=words.reason(str(body.get("reason") or "")) if by else "",
    )


def _picture_row(words: Words, line: LogLine, place: str) -> Row:
    """Return the line that leads to a still, or says why there is none."""
    item, missing = str(line.body.get("item") or ""), str(line.body.get("missing") or "")
    found = words.journeys.furniture.places.get(place)
    return Row(
        at=line.at,
        what=f"attendant.evidence.of.{line.body.get('moment')}",
        item=words.item(item) if item else "",
        item_path=f"/desk/items/{item}" if item else "",
        place=place,
        number=found.number if found else 0,
        is_slot=found is not None and found.kind is PlaceKind.SLOT,
        who="",
        person="",
        ended="",
        cause=f"attendant.evidence.missing.{missing}" if missing else "",
        tone="quiet",
        picture="" if missing else f"/desk/evidence/{line.seq}",
    )


def _beside_cause(kind: str, body: Mapping[str, object]) -> str:
    code = {
        "door.doubted": f"attendant.task.doubt.{body.get('reason')}.short",
        "door.settled": f"attendant.finding.{body.get('finding')}",
        "parcel.disputed": f"attendant.cause.{body.get('statement')}",
        "complaint.made": f"attendant.cause.{body.get('kind')}",
        "complaint.ended": f"attendant.cause.{body.get('outcome')}",
    }.get(kind, "")
    return code if known(code) else ""
