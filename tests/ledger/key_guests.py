"""Contractors before the cabinet: let in with a signature, answered for by somebody, given a key until the evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.badges import ShownBadge
from kiosk.domain.contractors.contractors import borne
from kiosk.domain.people import Person, Role
from kiosk.flows.passes.contractor_records import Arrival
from tests.ledger.key_cabinet import CONTRACTORS, REASONS, STAFF, ZONE, KeyKiosk
from tests.ledger.key_deeds import HANGS, IN_THE_WAY, TAKES
from tests.ledger.key_oracle import Errand, Guest
from tests.ledger.key_rule_making import KEYS, ONES
from tests.ledger.key_visits import KnowingVisits
from tests.ledger.small_kiosk import SIGNATURE

PASSPORTS = ("E11112222", "E33334444")
SPONSORS = st.sampled_from(["", "r-one", "r-two", "c-one", *sorted(STAFF)])
MOSTLY = st.sampled_from([True, True, True, False])
ERRANDS = st.builds(
    Errand,
    key=KEYS,
    reason=st.sampled_from([*REASONS, "repair", "repair"]),
    order=st.sampled_from(["", "W-1"]),
    by=ONES,
    sponsor=SPONSORS,
    paid=MOSTLY,
    signs=MOSTLY,
)
PICK = st.integers(0, 29)
SPOILT: tuple[dict[str, object], ...] = (
    {},
    {"paid": False},
    {"signs": False},
    {"sponsor": ""},
    {"order": ""},
)
"""What an errand may lack."""


class Guests(KnowingVisits):
    """Whoever has no account."""

    @precondition(lambda self: self.kiosk is not None)
    @rule(passport=st.sampled_from(PASSPORTS), by=ONES, agreed=MOSTLY, signs=MOSTLY)
    def a_contractor_comes(self, passport: str, by: str, agreed: bool, signs: bool) -> None:
        stay, today = self.new_id(), self._today()
        arrival = Arrival(stay, "passport", passport, f"name {passport}", language="en", agreed=agreed)
        inside = [one for one in self.notes.guests.values() if one.person == self._whose(passport)]
        may = agreed and signs and by not in self.notes.gone and all(one.left for one in inside)
        strokes = SIGNATURE if signs else ()
        refused = self._act(lambda kiosk: kiosk.contractors.admit(kiosk.house.people[by], arrival, strokes))
        if self._is_on_disk("contractor.admitted/1", "stay", stay):
            assert may, f"{passport} was let in by {by}"
            person = f"contractor-{stay[:12]}" if self._whose(passport) == "" else self._whose(passport)
            self.passports[passport] = person
            self.notes.guests[stay] = Guest(person, today)
        assert refused != "" or may
        assert not may or refused in ("", "dark"), f"{passport} could not come in: {refused}"

    @precondition(lambda self: self.kiosk is not None and self.notes.guests)
    @rule(pick=PICK, errand=ERRANDS, end=TAKES)
    def a_contractor_asks_for_a_key(self, pick: int, errand: Errand, end: str) -> None:
        """At the desk, step by step, whatever the step before said."""
        stay = sorted(self.notes.guests)[pick % len(self.notes.guests)]
        guest, name, movement = self.notes.guests[stay], self.new_id(), self.new_id()
        held = [key for key, known in self.house.keys.items() if known.custodian.id == guest.person]
        why = list(self.notes.against_errand(guest, errand, held, self.now()))
        why += [] if self.there.clock.trusted else ["nobody knows the hour"]
        if not why:
            self.allowed.add(movement)
        fired = self._firings()
        refused = self._serves(stay, errand, name, movement)
        guest.asked += self._is_on_disk("contractor.key.asked/1", "errand", name)
        self.house = self.kiosk.house if self.kiosk else self.house
        if refused == "dark":
            return
        if why:
            assert refused and self._firings() == fired, (
                f"a contractor was given {errand.key} although: {why}"
            )
            return
        full = guest.asked >= 12 and refused == "errand.unknown"
        assert full or refused in IN_THE_WAY | {"", "errand.unknown"}, f"{errand} was refused: {refused}"
        assert refused != "errand.unknown" or full or not self._is_in_its_slot(errand.key), f"{errand}"
        if not refused:
            self._is_due_today(movement, errand.key)
            self._goes_through(movement, end)

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, passport=st.sampled_from(PASSPORTS), end=TAKES)
    def a_contractor_asks_rightly(self, pick: int, passport: str, end: str) -> None:
        """Whoever comes today, with everything said and paid that a rule could ask for."""
        self.a_contractor_comes(passport, "s-desk", agreed=True, signs=True)
        if self.kiosk is None:
            return
        right = [
            (number, errand)
            for number, stay in self._here()
            for errand in self._all_errands()
            if self._is_in_its_slot(errand.key) and not self._against_errand(stay, errand)
        ]
        if right:
            number, errand = right[pick % len(right)]
            self.a_contractor_asks_for_a_key(number, errand, end)

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, passport=st.sampled_from(PASSPORTS))
    def each_rule_for_contractors_is_tried_alone(self, pick: int, passport: str) -> None:
        """Errand after errand in which all is right but for one thing: none of them opens a slot."""
        self.a_contractor_comes(passport, "s-desk", agreed=True, signs=True)
        near: dict[str, list[tuple[int, Errand]]] = {}
        for number, stay in self._here() if self.kiosk else ():
            for right in self._all_errands():
                for spoilt in SPOILT:
                    errand = replace(right, **spoilt)  # type: ignore[arg-type]
                    against = self._against_errand(stay, errand)
                    if len(against) == 1 and self._is_in_its_slot(errand.key):
                        near.setdefault(against[0], []).append((number, errand))
        for _, found in sorted(near.items()):
            if self.kiosk:
                number, errand = found[pick % len(found)]
                self.a_contractor_asks_for_a_key(number, errand, "takes it")

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, ends=st.tuples(TAKES, HANGS))
    def a_contractor_takes_and_brings(self, pick: int, ends: tuple[str, str]) -> None:
        """Whatever becomes of the stay, the sponsor and the day meanwhile."""
        self.a_contractor_asks_rightly(pick, PASSPORTS[pick % 2], ends[0])
        self.clock.elapsed_s += 13 * 3600 * (pick % 3)
        self._look()
        self.a_key_is_brought_back(pick, ends[1])

    @precondition(lambda self: self.kiosk is not None and self.notes.guests)
    @rule(pick=PICK, by=ONES)
    def a_contractor_leaves(self, pick: int, by: str) -> None:
        """Nobody leaves with a key of ours, or while money of theirs lies here."""
        stay = sorted(self.notes.guests)[pick % len(self.notes.guests)]
        person = self.notes.guests[stay].person
        holds = [key for key, known in self.house.keys.items() if known.custodian.id == person]
        refused = self._act(lambda kiosk: kiosk.contractors.leave(kiosk.house.people[by], stay))
        open_before = not self.notes.guests[stay].left
        assert refused or not holds or not open_before, f"{person} left with {holds}"

    def _serves(self, stay: str, errand: Errand, name: str, movement: str) -> str:
        """Return what the last step said: the key's own issue."""

        def by(kiosk: KeyKiosk) -> Person:
            return kiosk.house.people[errand.by]

        self._act(
            lambda kiosk: kiosk.errands.ask(
                by(kiosk), stay, name, errand.key, errand.reason, errand.order, "x"
            )
        )
        if errand.paid and CONTRACTORS.deposit_for(self.house.keys[errand.key].kind.value):
            self._act(lambda kiosk: kiosk.errands.deposit(by(kiosk), stay, name, "V-1"))
        if errand.sponsor:
            self._act(lambda kiosk: _answers(kiosk, errand, stay, name))
        strokes = SIGNATURE if errand.signs else ()
        return self._act(lambda kiosk: kiosk.errands.issue(by(kiosk), stay, name, movement, strokes))

    def _against_errand(self, stay: str, errand: Errand) -> list[str]:
        guest = self.notes.guests[stay]
        held = [key for key, known in self.house.keys.items() if known.custodian.id == guest.person]
        return list(self.notes.against_errand(guest, errand, held, self.now()))

    def _here(self) -> list[tuple[int, str]]:
        """Return the stays that go on, each with its number: at most one of each passport."""
        guests = self.notes.guests
        return [(number, stay) for number, stay in enumerate(sorted(guests)) if not guests[stay].left]

    def _all_errands(self) -> list[Errand]:
        return [
            Errand(key, reason, "W-1", by, sponsor, paid=True, signs=True)
            for key in self.notes.keys
            for reason in REASONS
            for by, sponsor in (("s-desk", "a-both"), ("a-plant", "r-one"), ("a-both", "s-desk"))
        ]

    def _is_due_today(self, movement: str, key: str) -> None:
        due = self.house.movements[movement].due
        assert due and due.astimezone(ZoneInfo(ZONE)).date() == self._today(), f"{key} is due at {due}"
        self._is_due_in_time(movement, key)

    def _brings_own(self, kiosk: KeyKiosk, bearer: str, key: str, movement: str) -> None:
        """A contractor's key comes back over the desk, or by the hands of whoever answers for it."""
        person = self.house.people.get(bearer)
        found = borne(self.house, self.house.keys[key])
        if person is None or person.role is not Role.CONTRACTOR or found is None:
            super()._brings_own(kiosk, bearer, key, movement)
            return
        stay, errand = found
        sponsor = kiosk.house.people[errand.sponsor]
        if self.seq() % 2 or not sponsor.active:
            kiosk.errands.bring(kiosk.house.people["s-desk"], stay.id, errand.id, movement)
        else:
            super()._brings_own(kiosk, sponsor.id, key, movement)

    def _whose(self, passport: str) -> str:
        return self.passports.get(passport, "")

    def _today(self) -> date:
        return self.now().astimezone(ZoneInfo(ZONE)).date()

    def _is_on_disk(self, kind: str, fact: str, value: str) -> bool:
        asked = f"SELECT 1 FROM events WHERE type = ? AND json_extract(body, '$.{fact}') = ?"
        return self.log.execute(asked, (kind, value)).fetchone() is not None


def _answers(kiosk: KeyKiosk, errand: Errand, stay: str, name: str) -> None:
    """Somebody's badge on the reader, then their PIN, or the desk that has met them."""
    by, flow = kiosk.house.people[errand.by], kiosk.sponsoring
    flow.listen(by, stay, name)
    flow.take(ShownBadge(errand.sponsor))
    now = flow.listening(by)
    try:
        flow.confirm(by, stay, name, now.id if now else "", f"pin-{errand.sponsor}", met=True)
    finally:
        flow.stop_listening(by)
