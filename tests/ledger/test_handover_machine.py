"""Random weeks of handovers: what keeps a shift open, what is carried over, who has signed; against an oracle.

The oracle knows which doors are in doubt, what lies on the shelf and in the drawer, what was said and counted, and
none of the code.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money.waiting import cash_to_count
from kiosk.domain.places import Furniture
from kiosk.domain.pledge import taken_in
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import deciding as d
from kiosk.domain.shifts import noting
from kiosk.domain.shifts.countables import HOLDS, counted_for, parcels_on_shelves, to_count, uncounted
from kiosk.domain.shifts.counting import decide_counted
from kiosk.domain.shifts.deciding import Pen, Why
from kiosk.domain.shifts.differences import Scene, differences
from kiosk.domain.shifts.notes import NOTE_KINDS
from kiosk.domain.shifts.shift import Counted, Difference, Shift, Stage
from kiosk.domain.shifts.tally import Count
from kiosk.ledger.store import SqliteLedger

STAFF = ("a", "b", "boss")
PEOPLE = (("r", "resident"), ("c", "courier"), ("a", "attendant"), ("b", "attendant"), ("boss", "supervisor"))
DOORS = ("L01", "L02")
PEN = Pen("signature:x", "d")
PARTS = [parcels_on_shelves, cash_to_count]
PARCELS, CASH = "parcels", "cash-desk"
"""The lines of a count: pieces on a shelf, cents in the drawer."""
NOTE_CENTS = 500
WHO = st.sampled_from(STAFF)


class Clock:
    """A clock that only the test moves, by a second at each look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 3, 6, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


class Handovers(RuleBasedStateMachine):
    """A desk with two attendants and their supervisor, two doors that may be in doubt, one shelf."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path, self.clock, self.acts = Path(self.folder.name) / "ledger.db", Clock(), 0
        self.ledger = SqliteLedger(self.path, self.clock, b"k" * 32)
        for name, role in PEOPLE:
            unit = "1-1-0802" if role == "resident" else None
            self.ledger.append(e.PersonEnrolled(name, role, (), unit, None, "en", None, True))
        self.doubted: set[str] = set()
        self.recorded, self.lying = {PARCELS: 0, CASH: 0}, {PARCELS: 0, CASH: 0}
        """What the record says there is of each, and what there is."""
        self.off: dict[str, int] = {}
        """How the last count of each came out; nothing before its first."""
        self.counted_at: dict[str, datetime] = {}
        self.said: dict[str, int] = {}
        """What was explained, and through how many handovers each explanation has gone."""
        self.drawer = False
        """Whether any money ever came into the drawer."""
        self.notes: dict[str, int] = {}
        """Open notes, and through how many handovers each has gone."""

    # ---- what the oracle knows --------------------------------------------------------------------

    def wrong(self) -> set[str]:
        """The differences that there are, by their names."""
        found = {f"doubt-key_gone-{door}" for door in self.doubted}
        names = {PARCELS: "count-parcels-", CASH: "count-cash-desk"}
        return found | {f"{names[line]}{off:+d}" for line, off in self.off.items() if off}

    def lines(self) -> set[str]:
        """What has to be counted: of which there is some on record, or that did not come out last time."""
        drawer = {CASH} if CASH in {one.id for one in to_count(self.house, [cash_to_count])} else set()
        assert bool(drawer) == self.drawer, "a drawer that was ever written in is counted, empty or not"
        return drawer | ({PARCELS} if self.recorded[PARCELS] or self.off.get(PARCELS) else set())

    def must_count(self, shift: Shift) -> set[str]:
        def stands(line: str) -> bool:
            at = self.counted_at.get(line)
            return at is not None and at >= shift.begun and self.clock.at - at <= HOLDS

        return {line for line in self.lines() if not stands(line)}

    # ---- the hands --------------------------------------------------------------------------------

    def act(self) -> str:
        self.acts += 1
        return f"act{self.acts:06}"

    @property
    def house(self) -> House:
        return self.ledger.house

    def scene(self, house: House) -> list[Difference]:
        return differences(Scene(house, Furniture({}), {}, self.clock.at))

    def tried(self, decide: Callable[[House], Sequence[e.Event]]) -> str:
        """Record what is decided, twice as a trembling hand does; return the refusal, "" for none."""
        try:
            recorded = self.ledger.execute(decide)
        except Refused as refused:
            return refused.code
        if recorded:
            try:
                again = self.ledger.execute(decide)
            except Refused as refused:  # its page is over: what is there by now is shown
                assert refused.code in ("shift.none", "shift.taken", "note.unknown"), refused.code
            else:
                assert again == (), "the second touch did something"
        return ""

    def on(self, who: str) -> Shift | None:
        return next(
            (one for one in self.house.shifts.values() if one.person == who and one.stage is Stage.ON), None
        )

    @rule(who=WHO)
    def clocks_on(self, who: str) -> None:
        name = self.act()
        assert self.tried(lambda house: d.decide_on(house, name, house.people[who])) == ""
        assert self.on(who) is not None

    @rule(door=st.sampled_from(DOORS))
    def a_door_is_doubted(self, door: str) -> None:
        if door not in self.doubted:
            self.ledger.append(e.DoorDoubted(door, "key_gone"))
            self.doubted.add(door)

    @rule(door=st.sampled_from(DOORS))
    def a_doubt_is_settled(self, door: str) -> None:
        if door in self.doubted:
            self.ledger.append(e.DoorSettled(door, "boss", "looked"))
            self.doubted.discard(door)
            self.settles()

    @rule()
    def settles(self) -> None:
        self.ledger.execute(lambda house: d.settled(house, self.scene(house)))
        self.said = {name: carried for name, carried in self.said.items() if name in self.wrong()}

    @rule()
    def a_parcel_comes(self) -> None:
        name = self.act()
        intent = e.ParcelDropIntended(
            name, f"p-{name}", "c", "r", "1-1-0802", name, "XL", "shelf:A1", name, "mac"
        )
        self.ledger.append(intent, e.ParcelDropConfirmed(name, "stated"))
        self.recorded[PARCELS] += 1
        self.lying[PARCELS] += 1

    @rule()
    def a_deposit_is_paid(self) -> None:
        name = self.act()
        self.ledger.execute(lambda house: taken_in(house, name, "loan", {name: NOTE_CENTS}, name, "r", "a"))
        self.recorded[CASH] += NOTE_CENTS
        self.lying[CASH] += NOTE_CENTS
        self.drawer = True

    @rule(line=st.sampled_from((PARCELS, CASH)), more=st.sampled_from((-1, 1)))
    def somebody_moves_one_and_says_nothing(self, line: str, more: int) -> None:
        self.lying[line] = max(0, self.lying[line] + more)

    @rule(who=WHO, honest=st.booleans())
    def counts(self, who: str, honest: bool) -> None:
        form, lines = self.act(), to_count(self.house, PARTS)
        shown = {one.id: one.expected if honest else one.expected + 1 for one in lines}
        found = {one.id: self.lying[one.id] for one in lines}
        assert set(found) == self.lines()
        refused = self.tried(
            lambda house: decide_counted(house, form, house.people[who], to_count(house, PARTS), shown, found)
        )
        if self.on(who) is None:
            assert refused == "shift.none"
        elif not lines:
            assert refused == ""
        elif not honest:
            assert refused == "count.changed"
        else:
            assert refused == ""
            self.off |= {name: self.lying[name] - self.recorded[name] for name in found}
            self.counted_at |= dict.fromkeys(found, self.clock.at)
            self.settles()

    @rule(who=WHO, left_out=st.sampled_from((PARCELS, CASH)))
    def leaves_a_line_out(self, who: str, left_out: str) -> None:
        form, lines = self.act(), to_count(self.house, PARTS)
        if self.on(who) is None or left_out not in {one.id for one in lines}:
            return
        shown = {one.id: one.expected for one in lines}
        found = {one.id: self.lying[one.id] for one in lines if one.id != left_out}
        refused = self.tried(
            lambda house: decide_counted(house, form, house.people[who], to_count(house, PARTS), shown, found)
        )
        assert refused == "count.missing"

    @rule(who=WHO, minutes=st.sampled_from((5, 90, 150)))
    def time_goes_by(self, who: str, minutes: int) -> None:
        self.clock.at += timedelta(minutes=minutes)

    @rule(who=WHO, known=st.booleans())
    def explains(self, who: str, known: bool) -> None:
        found = self.scene(self.house)
        name = found[0].id if found and known else "doubt-key_gone-L99"
        refused = self.tried(
            lambda house: d.decide_explained(
                house, self.scene(house), name, house.people[who], "boss", Why("being_searched")
            )
        )
        assert refused == ("" if name in self.wrong() else "difference.gone")
        if not refused:
            self.said.setdefault(name, 0)

    @rule(who=WHO)
    def explains_everything(self, who: str) -> None:
        for one in self.scene(self.house):
            name, words = one.id, self.act()
            refused = self.tried(
                lambda house, name=name, words=words: d.decide_explained(  # type: ignore[misc]
                    house, self.scene(house), name, house.people[who], "boss", Why("other", f"words:{words}")
                )
            )
            assert not refused and name in self.wrong()
            self.said.setdefault(name, 0)

    @rule(who=WHO, taker=WHO)
    def a_whole_turn(self, who: str, taker: str) -> None:
        """Everything in its order: what a desk does on most days, and what random steps seldom come to."""
        self.clocks_on(who)
        self.counts(who, honest=True)
        self.explains_everything(who)
        self.clocks_off(who, fresh=True)
        assert self.on(who) is None, "counted and explained: nothing keeps them"
        self.takes_over(taker)

    @rule(who=WHO, kind=st.sampled_from(NOTE_KINDS))
    def leaves_a_note(self, who: str, kind: str) -> None:
        name = self.act()
        self.tried(
            lambda house: noting.decide_note(house, name, kind, house.people[who], f"words:{name}", "d")
        )
        self.notes[name] = 0

    @precondition(lambda self: self.notes)
    @rule(who=WHO)
    def does_what_a_note_says(self, who: str) -> None:
        name = next(iter(self.notes))
        self.tried(lambda house: noting.decide_done(house, name, house.people[who]))
        del self.notes[name]

    @rule(who=WHO, fresh=st.booleans())
    def clocks_off(self, who: str, fresh: bool) -> None:
        shift = self.on(who)
        if shift is None:
            return
        silent, counting = self.wrong() - set(self.said), self.must_count(shift)
        seen = d.seen_digest(self.house, shift, self.scene(self.house)) if fresh else "an older page"

        def decide(house: House) -> list[e.Event]:
            known, at = house.shifts[shift.id], self.clock.at
            made = tuple(counted_for(house, known, at))
            count = Count(made, tuple(uncounted(house, known, at, parts=PARTS)))
            found = self.scene(house)
            return d.decide_off(house, shift.id, house.people[who], found, Counted(), seen, PEN, count)

        refused = self.tried(decide)
        expected = (
            "shift.uncounted"
            if counting
            else "shift.unexplained"
            if silent
            else ""
            if fresh
            else "shift.changed"
        )
        assert refused == expected, (refused, expected, silent)
        if not refused:
            self.left(self.house.shifts[shift.id])
            there = {one.id: one.off for one in self.house.shifts[shift.id].handover.tallies}
            assert there.items() >= {line: self.off[line] for line in self.lines()}.items()

    def left(self, shift: Shift) -> None:
        """What a shift leaves: every difference with what was said, each open note."""
        left = shift.handover
        assert {one.difference.id: one.carried for one in left.explained} == {
            name: carried for name, carried in self.said.items() if name in self.wrong()
        }
        assert set(left.notes) == set(self.notes)
        self.notes = {name: carried + 1 for name, carried in self.notes.items()}
        self.said = {name: carried + 1 for name, carried in self.said.items() if name in self.wrong()}

    @rule(taker=WHO)
    def takes_over(self, taker: str) -> None:
        waiting = next((one for one in self.house.shifts.values() if one.stage is Stage.LEFT), None)
        if waiting is None:
            return
        fresh = self.act()
        refused = self.tried(lambda house: d.decide_taken(house, waiting.id, house.people[taker], fresh, PEN))
        assert refused == ("shift.own" if taker == waiting.person else "")
        if not refused:
            assert self.on(taker) is not None, "whoever takes over is on duty"

    @rule(by=WHO)
    def a_supervisor_closes(self, by: str) -> None:
        waiting = next((one for one in self.house.shifts.values() if one.stage is Stage.LEFT), None)
        if waiting is None:
            return
        refused = self.tried(
            lambda house: d.decide_closed(house, waiting.id, house.people[by], Why("nobody_comes"))
        )
        assert refused == (
            "supervisor.needed" if by != "boss" else "shift.own" if waiting.person == by else ""
        )

    @rule(by=WHO, whose=WHO)
    def somebody_went_home(self, by: str, whose: str) -> None:
        shift = self.on(whose)
        if shift is None:
            return
        silent = self.wrong() - set(self.said)

        def decide(house: House) -> list[e.Event]:
            return d.decide_absent(
                house, shift.id, house.people[by], self.scene(house), Counted(), Why("went_home"), Count()
            )

        refused = self.tried(decide)
        expected = "supervisor.needed" if by != "boss" else "shift.own" if whose == by else ""
        assert refused == (expected or ("shift.unexplained" if silent else ""))
        if not refused:
            self.left(self.house.shifts[shift.id])

    @rule()
    def the_power_fails(self) -> None:
        before = self.house
        self.ledger.close()
        self.ledger = SqliteLedger(self.path, self.clock, b"k" * 32)
        assert self.house == before, "what is read again says the same"

    # ---- what always holds ------------------------------------------------------------------------

    @invariant()
    def no_shift_is_over_without_two_names(self) -> None:
        for one in self.house.shifts.values():
            if one.stage is Stage.LEFT or (one.over and not one.absent):
                assert one.signature, one
            if one.over:
                both = bool(one.taken_by and one.taker_signature and one.taken_by != one.person)
                ended = one.closed_by == "boss" and bool(one.reason) and one.person != "boss"
                assert both or ended, one

    @invariant()
    def nothing_is_lost_on_the_way(self) -> None:
        there = {name: one.carried for name, one in self.house.shift_notes.items() if one.open}
        assert there == self.notes
        assert {one.id for one in self.scene(self.house)} == self.wrong()
        for name in self.wrong():
            said = self.house.explained.get(name)
            assert (said.carried if said else None) == self.said.get(name), name

    def teardown(self) -> None:
        live = self.house
        self.ledger.rebuild()
        assert self.house == live, "a replay of the log says the same"
        self.ledger.close()
        self.folder.cleanup()


TestHandovers = Handovers.TestCase
TestHandovers.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
