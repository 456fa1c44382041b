"""People before the cabinet: they ask for keys by every means a page has, and bring them back in every state."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.drafting import Agreement, Draft
from kiosk.domain.items import CustodianKind, with_person
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.refusal import Refused
from tests.ledger.key_cabinet import REASONS, SLOTS, STAFF, KeyKiosk, boot
from tests.ledger.key_oracle import Wanted
from tests.ledger.key_rule_making import KEYS, ONES, RuleMaking
from tests.ledger.small_kiosk import SIGNATURE

ANYBODY = st.sampled_from([*sorted(STAFF), "r-one"])
PAIRS = st.sampled_from([(), (), (), ("c1",), ("p1",), ("c1", "p1")])
WORDS = st.lists(ANYBODY, max_size=3).map(tuple)
PLACES = st.sampled_from(SLOTS)
WANTED = st.builds(
    Wanted,
    person=ONES,
    key=KEYS,
    reason=st.sampled_from([*REASONS, "repair", "repair", "holiday"]),
    order=st.sampled_from(["", "W-1"]),
    noted=st.booleans(),
    others=WORDS,
    beside=PAIRS,
)
TAKES = st.sampled_from(["takes it", "takes it", "takes it", "leaves it", "walks off"])
HANGS = st.sampled_from(["hangs it", "hangs it", "hangs it", "keeps it", "hangs another"])
BRINGERS = st.sampled_from(["", "", *sorted(STAFF), "r-two", "c-one"])
"""Who may bring a key that is another's: "" does not say who they are."""
NOT_OPENED = {"key.take_to_desk", "key.moving", "door.busy", "return.paused"}
IN_THE_WAY = {"key.out", "key.elsewhere", "key.moving", "door.doubt", "door.busy"}
"""Refusals that no rule makes: the key is not in its slot, or somebody stands there."""


class Deeds(RuleMaking):
    """Each rule is an errand at the cabinet."""

    @precondition(lambda self: self.kiosk is not None)
    @rule(wanted=WANTED, end=TAKES)
    def somebody_asks_for_a_key(self, wanted: Wanted, end: str) -> None:
        """Whatever the page was made to send: the questions are skipped, the answers made up."""
        wanted = replace(wanted, beside=tuple(other for other in wanted.beside if other != wanted.key))
        one, key = wanted.person, wanted.key
        movement, why, fired = os.urandom(16).hex(), self._against(wanted), self._firings()
        if not why:
            self.allowed.add(movement)
        refused = self._act(lambda kiosk: _asks(kiosk, wanted, movement))
        self.house = self.kiosk.house if self.kiosk else self.house
        if refused == "dark":
            return
        if why:
            assert refused, f"{one} was given {key} although: {why}"
            assert self._firings() == fired, f"a slot opened for {key} although: {why}"
            return
        assert refused in IN_THE_WAY | {""}, f"nothing speaks against {wanted}, and yet: {refused}"
        if not refused:
            self._is_due_in_time(movement, key)
            self._goes_through(movement, end)
            for other in wanted.beside:
                self._takes_the_next(wanted, other, end)

    def _against(self, wanted: Wanted) -> list[str]:
        if wanted.reason not in REASONS:
            return ["no such reason"]
        return self.notes.against(wanted, self._held_by(wanted.person), self.now())

    def _takes_the_next(self, wanted: Wanted, key: str, end: str) -> None:
        """The other key of a pair, on the word and the signature of the first."""
        rest = wanted.beside[wanted.beside.index(key) + 1 :]
        following = Wanted(wanted.person, key, wanted.reason, wanted.order, wanted.noted, wanted.others, rest)
        movement, why = os.urandom(16).hex(), self._against(following)
        if not why:
            self.allowed.add(movement)
        refused = self._act(lambda kiosk: kiosk.keys.issue_next(movement, key))
        self.house = self.kiosk.house if self.kiosk else self.house
        assert refused or not why, f"{wanted.person} was given {key} next although: {why}"
        if not refused:
            self._goes_through(movement, end)

    def _is_due_in_time(self, movement: str, key: str) -> None:
        limit_min, due = self.notes.guard(key).due_min, self.house.movements[movement].due
        if limit_min is not None:
            assert due and due <= self.now() + timedelta(minutes=limit_min), f"{key} is due at {due}"

    @rule(pick=st.integers(0, 5), end=HANGS)
    def a_key_is_brought_back(self, pick: int, end: str) -> None:
        """By whoever has it on record, whatever has become of them, of the key, of the hour."""
        out = [key for key, known in self.house.keys.items() if known.custodian.kind is CustodianKind.PERSON]
        if self.kiosk is None or not out:
            return
        key = out[pick % len(out)]
        bearer, slot = self.house.keys[key].custodian.id, self.house.keys[key].place
        busy, moving = self.house.under_way(slot), self.house.moving(key)
        movement = os.urandom(16).hex()
        refused = self._act(lambda kiosk: self._brings_own(kiosk, bearer, key, movement))
        self.house = self.kiosk.house if self.kiosk else self.house
        if refused == "dark":
            return
        if refused == "key.no_slot":  # where any slot will do: the desk is called, and takes it
            assert key in self.house.strays and not self._free_slots(), f"{key} found no slot"
            return
        if refused:
            assert refused == "door.busy" and (busy or moving), f"{bearer} could not bring {key}: {refused}"
            return
        self._goes_through(movement, end)

    def _free_slots(self) -> list[str]:
        """Return the slots that are empty by the record and by the sensors, shut, and in nobody's way."""
        house, doors = self.house, self.world.doors
        taken = {
            name for name in doors if house.keys_at(name) or house.door(name).doubt or house.under_way(name)
        }
        return [
            name for name, door in doors.items() if name not in taken and not (door.inside or door.is_open)
        ]

    def _brings_own(self, kiosk: KeyKiosk, bearer: str, key: str, movement: str) -> None:
        _brings(kiosk, bearer, key, movement)

    @precondition(lambda self: self.kiosk is not None and self.world.carried)
    @rule(pick=st.integers(0, 5), by=BRINGERS, end=HANGS, taken_in=st.booleans())
    def somebody_else_brings_a_key(self, pick: int, by: str, end: str, taken_in: bool) -> None:
        """Whoever has it in hand, whoever they are or are not: it can be left, and nothing else is opened for it."""
        carried = sorted(self.world.carried)
        key = carried[pick % len(carried)]
        before, fired = self.house.keys[key], {name: door.firings for name, door in self.world.doors.items()}
        empty = not self.world.doors[before.place].inside
        movement = os.urandom(16).hex()
        refused = self._act(lambda kiosk: _brings_anothers(kiosk, by, key, movement))
        self.house = self.kiosk.house if self.kiosk else self.house
        opened = [name for name, door in self.world.doors.items() if door.firings > fired[name]]
        own = before.custodian == with_person(by)  # who has it on record opens its slot whatever hangs there
        assert own or not [name for name in opened if self.world.doors[name].inside], f"{opened} for {key}"
        if refused in ("dark", ""):
            if not refused:
                self._goes_through(movement, end)
            return
        assert refused in NOT_OPENED, f"{by or 'nobody'} could not leave {key}: {refused}"
        if refused != "key.take_to_desk":
            return
        inside = before.custodian.kind is CustodianKind.PLACE
        assert inside or not empty, f"{key} had to go to the desk, and its slot is empty"
        assert any(one.key == key for one in self.house.found_keys.values()), "and the desk was not called"
        if taken_in:
            self._is_taken_in(key)

    def _is_taken_in(self, key: str) -> None:
        """The desk has it in hand; on record as well, unless the record has it in a slot."""
        call = next(one.id for one in self.house.found_keys.values() if one.key == key)
        desk, inside = self.house.people["s-desk"], self.house.keys[key].custodian.kind is CustodianKind.PLACE
        refused = self._act(lambda kiosk: kiosk.bringing.take_in(call, key, desk, "somebody brought it"))
        if refused or self.kiosk is None:
            assert refused in ("dark", "staff.needed"), refused
            return
        self.house = self.kiosk.house
        assert inside or self.house.keys[key].custodian == with_person("s-desk")
        assert inside == (call in self.house.found_keys)

    @rule(key=KEYS, place=PLACES, attendant=ONES)
    def a_key_is_brought_by_a_stranger(self, key: str, place: str, attendant: str) -> None:
        """Nobody knows the badge: the desk opens a slot, any slot, and the key hangs there."""
        if self.kiosk is None or key not in self.world.carried or self.house.under_way(place):
            return
        by = self.house.people[attendant]
        if self._act(lambda kiosk: kiosk.desk.open_door(place, by, "a key was found")):
            return
        self._look()
        self.world.hang(key, place)
        self._shut(place)

    @rule(key=KEYS, place=PLACES)
    def a_slot_is_forced(self, key: str, place: str) -> None:
        """Somebody pulls a door open and hangs a key there, or takes the one that hangs there."""
        self.world.doors[place].is_open = True
        self._look()
        if not self.world.hang(key, place):
            self.world.take(place, "a thief")
        self._shut(place)

    @precondition(lambda self: self.kiosk is not None and any(d.doubt for d in self.house.doors.values()))
    @rule(pick=st.integers(0, 5))
    def the_desk_settles_a_doubt(self, pick: int) -> None:
        doubtful = [place for place, door in self.house.doors.items() if door.doubt]
        place = doubtful[pick % len(doubtful)]
        own = {key.tag for key in self.house.keys.values() if key.place == place}
        hangs = self.world.doors[place].inside
        inside = bool(own & set(hangs)) or (bool(hangs) and "" in own)
        finding = "item_inside" if inside else "empty"
        by = self.house.people["s-desk"]
        refused = self._act(lambda kiosk: kiosk.desk.settle(place, by, finding, "looked"))
        assert refused in ("", "dark", "door.busy"), refused
        self._look()

    @rule(seconds=st.sampled_from([1, 70, 600, 3600, 5 * 3600, 11 * 3600, 26 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.clock.elapsed_s += seconds
        self._look()

    @rule(points=st.integers(1, 12))
    def the_power_will_fail(self, points: int) -> None:
        if self.kiosk:
            self.mains.left = points

    @rule(wrong_by_s=st.sampled_from([0.0, 0.0, -86400.0]))
    def the_power_fails_and_comes_back(self, wrong_by_s: float) -> None:
        """A clock without a battery may begin in the past: what was known of the time still holds."""
        if self.kiosk:
            self._lights_out()
        self.comes_back(wrong_by_s)

    def comes_back(self, wrong_by_s: float) -> None:
        """Switch the kiosk on again; the log is replayed, and must tell the same house."""

        self.clock.wrong_by_s = wrong_by_s
        self.kiosk = boot(self.path, self.world)
        self._look()
        self.clock.wrong_by_s = 0.0

    def _held_by(self, person: str) -> list[str]:
        return [key for key, known in self.house.keys.items() if known.custodian == with_person(person)]

    def _firings(self) -> int:
        return sum(door.firings for door in self.world.doors.values())

    def _goes_through(self, movement: str, end: str) -> None:
        self._look()
        found = self.house.movements.get(movement)
        if found is None or found.ended or not self.world.doors[found.place].is_open:
            return
        if end == "takes it":
            self.world.take(found.place, found.bearer)
        elif end == "hangs it":
            self.world.hang(found.item, found.place)
        elif end == "hangs another":
            held = sorted(key for key in self.world.carried if key != found.item)
            if held:
                self.world.hang(held[0], found.place)
        self._shut(found.place)
        self._says(movement, end)

    def _shut(self, place: str) -> None:
        self.world.doors[place].is_open = False
        self.clock.elapsed_s += 1.0
        self._look()

    def _says(self, movement: str, end: str) -> None:
        """Whoever did not do what they came for says so, or walks off and is asked no more after a while."""
        found = self.house.movements.get(movement)
        if found is None or found.ended or self.kiosk is None:
            return
        if end in ("leaves it", "keeps it"):
            self._act(lambda kiosk: kiosk.doors.say(movement, _undone(found)))
        else:
            self.clock.elapsed_s += 61.0
        self._look()


def _undone(movement: Movement) -> str:
    assert movement.stage is not Stage.CONFIRMED
    return "not_taken" if movement.kind is Kind.ISSUE else "not_put_in"


def _asks(kiosk: KeyKiosk, wanted: Wanted, movement: str) -> None:
    kiosk.visits.end()
    visit = kiosk.visits.by_badge(wanted.person)
    draft = Draft(
        wanted.key, wanted.reason, wanted.order, SIGNATURE if wanted.noted else (),
        tuple(Agreement(one, "badge and pin") for one in wanted.others), beside=wanted.beside,
    )  # fmt: skip
    if not kiosk.visits.asks(visit, draft):
        raise Refused("visit.ended")
    kiosk.keys.issue(movement, wanted.key, wanted.reason, wanted.order, f"pin-{wanted.person}", SIGNATURE)


def _brings(kiosk: KeyKiosk, bearer: str, key: str, movement: str) -> None:
    kiosk.visits.end()
    kiosk.visits.by_badge(bearer)
    kiosk.keys.give_back(movement, key)


def _brings_anothers(kiosk: KeyKiosk, by: str, key: str, movement: str) -> None:
    kiosk.visits.end()
    if by:
        with suppress(Refused):  # somebody who was let go has no visit: they bring it as anybody may
            kiosk.visits.by_badge(by)
    kiosk.bringing.bring(movement, key)
