"""What a shift leaves behind in words: for the screen, the slip and the page that is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Label
from kiosk.domain.money.account import CURRENCY, DRAWER
from kiosk.domain.places import Furniture, PlaceKind
from kiosk.domain.shifts.shift import Counted, Difference, Explained, KeyOutside, LetGo, Shift, Stage
from kiosk.domain.shifts.tally import Tally, ToCount
from kiosk.flows.items.loan_slips import thing
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, known, moment_of, number_of, text
from kiosk.language.money import money_of
from kiosk.ports.record import Ledger


@dataclass(frozen=True)
class HandoverWords:
    """One site's shifts in one language."""

    ledger: Ledger
    directory: Directory
    furniture: Furniture
    language: Language
    time_zone: str
    currency: str = CURRENCY

    def say(self, key: str, **facts: object) -> str:
        """Return a text."""
        return text(key, self.language, **facts)

    def person(self, person: str) -> str:
        """Return somebody's name."""
        return self.directory.name(person)

    def time(self, shift: Shift) -> tuple[str, str]:
        """Return when a shift began and ended, "" while it goes on."""
        ended = moment_of(shift.ended, self.language, self.time_zone, "MMMd Hm") if shift.ended else ""
        return moment_of(shift.begun, self.language, self.time_zone, "MMMd Hm"), ended

    def key(self, key: str) -> str:
        """Return a key's label, also of one that has left the register."""
        found = self.ledger.key(key)
        return found.label.in_language(self.language.value) if found else key

    def place(self, place: str) -> str:
        """Return "Key slot 5" or "Door 12"."""
        found = self.furniture.places.get(place)
        if found is None:
            return place
        kind = "slot" if found.kind is PlaceKind.SLOT else "door"
        return self.say(f"attendant.{kind}", number=found.number)

    def named(self, label: Label | None) -> str:
        """Return the name of a shift of the day."""
        return label.in_language(self.language.value) if label else ""

    def difference(self, one: Difference) -> str:
        """Return what is not as it should be; the task's words where it is one."""
        if one.off:
            return self.say("shift.difference.counted", line=self.line(one), amount=self.amount(one))
        for code in (f"shift.difference.{one.code}", f"attendant.task.{one.code}.what"):
            if known(code):
                return self.say(code, **self._facts(self.ledger.house, one))
        return self.say(
            f"attendant.task.{one.code.partition('.')[0]}.other.what", **self._facts(self.ledger.house, one)
        )

    def _facts(self, house: House, one: Difference) -> dict[str, object]:
        facts = {"place": self.place(one.place), "item": "", "home": "", "person": "", "device": one.device}
        if key := self.ledger.key(one.item):
            facts |= {"item": self.key(key.id), "home": self.place(key.place)}
            if key.custodian.kind is CustodianKind.PERSON:
                facts["person"] = self.person(key.custodian.id)
        elif parcel := house.parcels.get(one.item):
            facts |= {"item": parcel.barcode, "person": self.person(parcel.recipient)}
        if alarm := house.alarms.get(one.movement):
            doors = ", ".join(self.place(place) for place in alarm.places)
            facts |= {"cabinet": alarm.cabinet, "doors": doors, "name": alarm.device}
        if loan := house.loans.get(one.movement):
            facts |= {
                "item": thing(house, loan.item, loan.kind, self.language),
                "person": self.person(loan.person),
            }
        if incident := house.incidents.get(one.movement):
            facts["number"] = incident.name
        if finding := house.inspection_findings.get(one.movement):
            facts["home"] = finding.unit
        return {"cabinet": "", "doors": "", "name": "", **facts}

    def line(self, one: Difference | Tally | ToCount) -> str:
        """Return what a line of the count is called."""
        code = one.code.removeprefix("count.")
        about = one.item if isinstance(one, Difference) else one.about
        key = f"shift.count.{code}"
        if kind := self.ledger.house.loan_kinds.get(about):
            about = kind.label.in_language(self.language.value)
        if code == "cash":  # a drawer's currency stands at the amount; the usual one has no name of its own
            about = about.partition("@")[0].removeprefix(DRAWER)
        said = self.say(key) if known(key) else code
        return said + about if said.endswith("：") else f"{said} {about}".rstrip()

    def quantity(self, number: int, *, money: bool) -> str:
        """Return so many pieces, or cents, in the locale's form."""
        return money_of(number, self.currency, self.language) if money else number_of(number, self.language)

    def amount(self, one: Difference | Tally) -> str:
        """Return how much more, or less, there is than on record."""
        if not one.off:
            return self.say("shift.counts.right")
        number = self.quantity(abs(one.off), money=one.money)
        return self.say("shift.counts.more" if one.off > 0 else "shift.counts.fewer", number=number)

    def tally(self, one: Tally) -> str:
        """Return what was counted of a line, and how it stands against the record."""
        counted = self.quantity(one.counted, money=one.money)
        at = moment_of(one.at, self.language, self.time_zone, "MMMd Hm")
        last = self.say("shift.counts.last", number=counted, who=self.person(one.by), time=at)
        return f"{last}\u2002{self.amount(one)}" if one.off else last

    def note(self, name: str) -> tuple[str, str]:
        """Return a note to the next shift, however long ago: its kind and writer where they are at hand, its words."""
        known_one = self.ledger.house.shift_notes.get(name)
        words = self.typed(f"words:{name}") or self.say("shift.book.erased")
        if known_one is None:
            return self.say("shift.book.title"), words
        return f"{self.say(f'shift.book.kind.{known_one.kind}')}\u2002{self.person(known_one.by)}", words

    def typed(self, note: str) -> str:
        """Return what was typed under a reference of the vault, "" where nothing was, or it was erased."""
        return (self.ledger.opened(note) or b"").decode() if note else ""

    def why(self, reason: str, note: str = "") -> str:
        """Return a reason with what was typed beside it."""
        return "\u2002".join(part for part in (self.say(f"shift.why.{reason}"), self.typed(note)) if part)

    def said(self, one: Explained) -> str:
        """Return what was said of a difference, by whom, and who answers for it."""
        return self.say(
            "shift.said",
            reason=self.why(one.reason, one.note),
            who=self.person(one.by),
            time=moment_of(one.at, self.language, self.time_zone, "MMMd Hm"),
            answers=self.person(one.answers),
        )

    def let_go(self, one: LetGo) -> str:
        """Return by whose leave a key stayed with somebody."""
        return self.say("shift.kept_by", who=self.person(one.by), reason=self.why(one.reason, one.note))

    def outside(self, one: KeyOutside, let_go: Sequence[LetGo] = ()) -> str:
        """Return with whom a key is, until when, and by whose leave it stayed there."""
        due = moment_of(one.due, self.language, self.time_zone, "MMMd Hm") if one.due else ""
        leave = next((self.let_go(given) for given in let_go if given.key == one.key), "")
        parts = (self.person(one.bearer), self.say("shift.due", time=due) if due else "", leave)
        return "\u2002".join(part for part in parts if part)

    def counted(self, counted: Counted) -> str:
        """Return the cabinet's count in one line."""
        right, all_ = number_of(counted.as_recorded, self.language), number_of(counted.slots, self.language)
        line = self.say("shift.counted", right=right, all=all_)
        if not counted.unsensed:
            return line
        return f"{line}\u2002{self.say('shift.unsensed', count=number_of(counted.unsensed, self.language))}"

    def taken(self, shift: Shift) -> str:
        """Return who took over, or what became of it instead."""
        if shift.stage is not Stage.OVER:
            return self.say(f"shift.state.{shift.stage.value}")
        if shift.taken_by:
            at = moment_of(shift.taken or shift.begun, self.language, self.time_zone, "MMMd Hm")
            return self.say("shift.state.taken", who=self.person(shift.taken_by), time=at)
        state = "absent" if shift.absent else "closed"
        why = self.why(shift.reason, shift.note)
        return self.say(f"shift.state.{state}", who=self.person(shift.closed_by), reason=why)
