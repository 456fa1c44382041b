"""What a home's file says (一户一档): each part asks its own table, and tells it in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kiosk.domain.inspections.inspection import Plan
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.keeping import keeping
from kiosk.domain.keys.consent import Consent
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture
from kiosk.flows.keys.keeping_slips import group_in, listed, reason_in
from kiosk.flows.people.directory import Directory, mask
from kiosk.flows.registers.books import BOOKS
from kiosk.flows.registers.writer import Entry, Field, Writer

OF_A_BOOK = 5
"""So many of its newest lines a register tells a file; the rest is in the register."""
MOVES = 3


@dataclass(frozen=True)
class Asking:
    """Whose file it is and who reads it. `contacts`: names, telephones and addresses are shown whole."""

    writer: Writer
    directory: Directory
    unit: str
    people: Sequence[Person]
    contacts: bool = False
    furniture: Furniture | None = None

    def name(self, person: str) -> str:
        """Return a resident's name as this reader may see it."""
        name = self.directory.name(person)
        return name if self.contacts else mask(name)

    def own_time(self, at: datetime) -> bool:
        """Return whether something of `at` is of those who live here now, and not of an earlier household."""
        return any(one.lived_here(at) for one in self.people)

    def place(self, place: str) -> str:
        """Return what a door or slot is called."""
        known = self.furniture.places.get(place) if self.furniture else None
        return self.furniture.label_of(known) if self.furniture and known else place


@dataclass(frozen=True)
class FileRow:
    """One line: what it is, and what is to be said of it. `item`: the key or parcel whose life it leads to."""

    label: str
    said: str
    small: tuple[str, ...] = ()
    item: str = ""
    tone: str = ""


@dataclass(frozen=True)
class FilePart:
    """One part of a file. `register`: the book that has all of its lines."""

    name: str
    title: str
    rows: tuple[FileRow, ...]
    register: str = ""


def file_parts(asking: Asking) -> list[FilePart]:
    """Return every part of a home's file that says anything; who lives there comes first."""
    found = [
        FilePart(name, asking.writer.say(f"homesfile.part.{name}"), tuple(part(asking)))
        for name, part in PARTS.items()
    ]
    return [one for one in (*found, *_books(asking)) if one.rows or one.name in ALWAYS]


def _household(asking: Asking) -> Iterator[FileRow]:
    say = asking.writer.say
    for one in asking.people:
        card = asking.directory.card(one.id)
        small = [say(f"homesfile.language.{one.language}")] if one.language else []
        if one.in_reach:
            small.append(say("homesfile.in_reach"))
        if one.told_of_keys is not None:
            small.append(say("homesfile.told" if one.told_of_keys else "homesfile.not_told"))
        reached = [masked_phone(card.phone), masked_mail(card.email)] if card else []
        if asking.contacts and card:
            reached = [card.phone or "", card.email or ""]
        said = "\u2002".join(way for way in reached if way) or say("homesfile.no_contact")
        yield FileRow(asking.name(one.id), said, tuple(small))


def _known_by(asking: Asking) -> Iterator[FileRow]:
    """Yield by what residents are known: badge, printed card, document on file, signatures."""
    house, say = asking.writer.house, asking.writer.say
    for one in asking.people:
        ways = [say("homesfile.badge")] if one.badge else []
        ways += [say("homesfile.card") for card in house.cards.values() if card.person == one.id]
        if one.id in house.filed_ids:
            ways.append(say("homesfile.document"))
        if specimens := house.specimens.get(one.id):
            ways.append(say("homesfile.signatures", count=asking.writer.number(len(specimens.kept))))
        if ways:
            yield FileRow(asking.name(one.id), listed(ways, asking.writer.language))
    for given in house.delegations.values():
        if not given.ended and given.principal in {one.id for one in asking.people}:
            whom = asking.name(given.person) if given.person else say("homesfile.by_slip")
            yield FileRow(asking.name(given.principal), say("homesfile.collects", who=whom))


def _keys(asking: Asking) -> Iterator[FileRow]:
    writer = asking.writer
    for key in keeping.keys_of(writer.house, asking.unit):
        due = (writer.say("registers.due", time=writer.time(key.due)),) if key.due else ()
        late = bool(key.due and key.due <= writer.now)
        if key.custodian.kind is CustodianKind.PLACE:
            said = asking.place(key.custodian.id)
        elif key.custodian.kind is CustodianKind.PERSON:
            said = writer.name(key.custodian.id)
        else:
            said = writer.say("attendant.nobody_knows")
        yield FileRow(writer.key(key.id), said, due, key.id, "bad" if late else "")


def _consents(asking: Asking) -> Iterator[FileRow]:
    for one in asking.writer.house.consents.values():
        if one.unit == asking.unit and one.holds_at(asking.writer.now):
            yield _consent(asking, one)


def _consent(asking: Asking, one: Consent) -> FileRow:
    writer = asking.writer
    reasons = listed([reason_in(writer.language, reason) for reason in one.reasons], writer.language)
    groups = listed([group_in(writer.language, group) for group in one.groups], writer.language)
    until = writer.say("homesfile.until", day=writer.day(one.until))
    return FileRow(reasons, groups or writer.say("keeping.any_group"), (until, asking.name(one.given_by)))


def _parcels(asking: Asking) -> Iterator[FileRow]:
    writer, own = asking.writer, {one.id for one in asking.people}
    for one in writer.house.parcels.values():
        if one.recipient in own and one.stage is ParcelStage.WAITING and not one.outgoing:
            over = one.wait.expired is not None
            small = (asking.name(one.recipient), writer.say("homesfile.overtime") if over else "")
            yield FileRow(one.barcode, writer.time(one.since), small, one.id, "care" if over else "")
    for absence in writer.house.absences.values():
        if absence.person in own:
            days = f"{writer.day(absence.since)} – {writer.day(absence.until)}"
            yield FileRow(writer.say("homesfile.away"), days, (asking.name(absence.person),))


def _looked_after(asking: Asking) -> Iterator[FileRow]:
    writer = asking.writer
    kept = (one for one in writer.house.inspection_plans.values() if one.unit == asking.unit)
    plans = [one for one in kept if not one.ended or asking.own_time(one.made)]
    for plan in plans:
        yield _plan(asking, plan)
    found = writer.register.inspections(asking.unit, most=MOVES)
    for one in (one for one in found if asking.own_time(one.begun)):
        stage = writer.say(f"homesfile.inspection.{one.stage.value.replace(' ', '_')}")
        yield FileRow(writer.time(one.begun), stage)


def _plan(asking: Asking, plan: Plan) -> FileRow:
    writer = asking.writer
    over = (writer.say("homesfile.until", day=writer.day(plan.ended)),) if plan.ended else ()
    return FileRow(
        writer.say("homesfile.plan"), writer.say("homesfile.every_days", count=plan.every_days), over
    )


def _moved_in(asking: Asking) -> Iterator[FileRow]:
    writer, own = asking.writer, {one.id for one in asking.people}
    for one in writer.register.move_ins(unit=asking.unit, most=MOVES):
        if one.ended is not None and not one.given_up and one.owner in own:
            said = writer.say("homesfile.lines", count=writer.number(len(one.lines)))
            yield FileRow(writer.day(one.ended), said, (asking.name(one.owner),))


def _sent(asking: Asking) -> Iterator[FileRow]:
    writer = asking.writer
    own = [one for one in writer.house.sendings.values() if one.unit == asking.unit]
    for one in own:
        if asking.own_time(one.made) and (not one.over or one.owed):
            owed = (writer.say("registers.sent.owed"),) if one.owed else ()
            yield FileRow(one.number, writer.day(one.made), owed, tone="care" if one.owed else "")


def _books(asking: Asking) -> Iterator[FilePart]:
    """Yield what each register of the desk has of this home, since those live there who do."""
    people = [one.id for one in asking.people]
    register = asking.writer.register
    for name, book in BOOKS.items():
        theirs: Sequence[Any] = register.matters(book.kind, people=people, most=OF_A_BOOK)
        of_home: Sequence[Any] = register.matters(book.kind, unit=asking.unit, most=OF_A_BOOK)
        found: dict[str, Any] = {one.id: one for one in (*theirs, *of_home)}
        own = {one.id for one in theirs}
        lines = (book.line(asking.writer, one) for one in found.values())
        since = [one for one in lines if one.id in own or asking.own_time(_moment(one))]
        entries = sorted(since, key=lambda entry: (entry.at, entry.id), reverse=True)
        rows = tuple(_row(asking, entry) for entry in entries[:OF_A_BOOK])
        yield FilePart(name, asking.writer.say(f"registers.title.{name}"), rows, name)


def _moment(entry: Entry) -> datetime:
    """Return when a register's line was begun, to the second."""
    return datetime.fromisoformat(entry.at[:19]).replace(tzinfo=UTC)


def _row(asking: Asking, entry: Entry) -> FileRow:
    """Return a register's line as a file tells it: what it begins with, and its other fields in short."""
    first, *others = entry.fields
    said = [_told(asking, one) for one in others]
    small = tuple(_hidden(asking, one) for one in first.small if one)
    return FileRow(
        _hidden(asking, first.text), "\u2002·\u2002".join(one for one in said if one), small, tone=entry.tone
    )


def _told(asking: Asking, field: Field) -> str:
    if field.pen:
        return asking.writer.say("homesfile.signed")
    return _hidden(asking, " ".join(one for one in (field.text, *field.small) if one))


def _hidden(asking: Asking, words: str) -> str:
    """Return words with the names of those who live here as this reader may see them."""
    if asking.contacts:
        return words
    for one in asking.people:
        name = asking.directory.name(one.id)
        card = asking.directory.card(one.id)
        words = words.replace(name, mask(name)) if len(name) > 1 else words
        if card and card.phone and len(card.phone) > 4:
            words = words.replace(card.phone, masked_phone(card.phone))
    return words


def masked_phone(phone: str | None) -> str:
    """Return a telephone number that its owner recognises: 138****8000."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else "****"


def masked_mail(mail: str | None) -> str:
    """Return an address of which only the beginning and the provider are told."""
    name, _, host = (mail or "").partition("@")
    return f"{name[:1]}***@{host}" if host else ""


PARTS: Mapping[str, Callable[[Asking], Iterator[FileRow]]] = {
    "household": _household,
    "known_by": _known_by,
    "keys": _keys,
    "consents": _consents,
    "parcels": _parcels,
    "looked_after": _looked_after,
    "moved_in": _moved_in,
    "sent": _sent,
}
"""The parts that a file has besides the desk's registers."""
ALWAYS = ("household", "keys", "consents", "parcels")
"""Parts that are shown empty too: that there is nothing is an answer."""
