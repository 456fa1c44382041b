"""Residents at the desk: they leave a key under a consent, take it home, and change their minds while it is out."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.keeping.keeping import GiveConsent
from kiosk.domain.keeping.leaving import LeaveKey
from tests.ledger.key_cabinet import KEY_OF, OTHERS, KeyKiosk
from tests.ledger.key_deeds import HANGS, TAKES, WANTED
from tests.ledger.key_guests import MOSTLY, PICK, Guests
from tests.ledger.key_oracle import Paper, Wanted
from tests.ledger.key_rule_making import ONES
from tests.ledger.small_kiosk import SIGNATURE

RESIDENTS = st.sampled_from(["r-one", "r-two"])
DOCUMENTS = st.sampled_from(["id_card", "id_card", "passport", "a friend"])
"""By what the desk knows them; the last is nothing to know anybody by."""
NOT_NOW = {"key.out", "key.moving", "door.doubt", "door.busy"}


class Homes(Guests):
    """The keys of homes come and go."""

    @precondition(lambda self: self.kiosk is not None)
    @rule(
        who=RESIDENTS,
        by=ONES,
        document=DOCUMENTS,
        signs=MOSTLY,
        reasons=st.sampled_from([("repair",), ("repair", "cleaning"), ("holiday",)]),
        groups=st.sampled_from([(), ("desk",), ("contractor",)]),
        hours=st.sampled_from([0, 5, 200]),
        end=HANGS,
    )
    def a_key_is_left(
        self,
        who: str,
        by: str,
        document: str,
        signs: bool,
        reasons: tuple[str, ...],
        groups: tuple[str, ...],
        hours: int,
        end: str,
    ) -> None:
        """Described, agreed about, signed for and hung; or it stays with its home."""
        free = self.there.keeping.free_slots()
        movement, unit = self.new_id(), OTHERS[who][1] or ""
        key, name, now = f"u-{movement[:16]}", f"left-{self.seq()}", self.now()
        if not free or not self.world.is_brought_to_be_left(key, who):
            return
        may = document != "a friend" and signs and "holiday" not in reasons and hours > 0
        paper = Paper(unit, reasons, groups, now, now + timedelta(hours=hours), seen_by=by)
        agreed = GiveConsent(name, who, reasons, groups, paper.until, told=True)
        command = LeaveKey(movement, "bunch", 1, free[0].id, agreed)
        among = sorted({one for kind, _, of in self.notes.keys.values() if kind == "unit" for one in of})
        refused = self._act(
            lambda kiosk: kiosk.keeping.leave(
                kiosk.house.people[by], command, document, SIGNATURE if signs else ()
            )
        )
        if self._is_on_disk("key.leave.intended/1", "movement", movement):
            assert may, f"{key} was left by {who}: {document}, {signs}, {reasons}, {hours} h"
            self.notes.keys[key] = ("unit", unit, groups or tuple(among))
            self.notes.papers[name] = paper
        self.house = self.kiosk.house if self.kiosk else self.house
        assert not may or refused in ("", "dark"), f"{who} could not leave a key: {refused}"
        if refused != "dark":
            self._goes_through(movement, end)
        self._look()

    @precondition(lambda self: self.kiosk is not None)
    @rule(who=RESIDENTS, by=ONES, groups=st.sampled_from([(), ("desk",), ("contractor",)]), end=HANGS)
    def a_key_is_left_rightly(self, who: str, by: str, groups: tuple[str, ...], end: str) -> None:
        self.a_key_is_left(who, by, "id_card", True, ("repair", "cleaning"), groups, 200, end)

    @precondition(lambda self: self.kiosk is not None and len(self.notes.keys) > len(KEY_OF))
    @rule(pick=PICK, by=ONES, end=TAKES)
    def a_key_that_was_left_goes_home(self, pick: int, by: str, end: str) -> None:
        keys = list(self.notes.keys)[len(KEY_OF) :]
        key = keys[pick % len(keys)]
        who = next(name for name, (_, home) in OTHERS.items() if home == self.notes.keys[key][1])
        self._is_asked_for_by_its_home(key, who, by, "id_card", True, end)

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, who=RESIDENTS, by=ONES, ends=st.tuples(TAKES, HANGS, TAKES))
    def a_key_is_left_goes_out_and_goes_home(
        self, pick: int, who: str, by: str, ends: tuple[str, str, str]
    ) -> None:
        """What a key of a home is there for."""
        self.a_key_is_left_rightly(who, by, ("contractor", "desk"), "hangs it")
        left = list(self.notes.keys)[len(KEY_OF) :]
        right = [one for one in self._what_may_leave() if one.key in left] if self.kiosk else []
        if right:
            self.somebody_asks_for_a_key(right[pick % len(right)], ends[0])
        if self.kiosk:
            self.a_key_is_brought_back(pick, ends[1])
        if self.kiosk and len(self.notes.keys) > len(KEY_OF):
            self.a_key_that_was_left_goes_home(pick, by, ends[2])

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, who=RESIDENTS, by=ONES, document=DOCUMENTS, signs=MOSTLY, end=TAKES)
    def a_key_is_taken_home(self, pick: int, who: str, by: str, document: str, signs: bool, end: str) -> None:
        """Any key of the house is asked for; none goes but to its own home."""
        keys = sorted(self.notes.keys)
        key = keys[pick % len(keys)]
        if pick % 3:
            own = [one for one in keys if self.notes.keys[one][1] == OTHERS[who][1]]
            key = own[pick % len(own)] if own else key
        if key in KEY_OF:
            end = "leaves it"  # the cabinet's own keys stay in this story
        self._is_asked_for_by_its_home(key, who, by, document, signs, end)

    def _is_asked_for_by_its_home(
        self, key: str, who: str, by: str, document: str, signs: bool, end: str
    ) -> None:
        movement = self.new_id()
        may = document != "a friend" and signs and self.notes.keys[key][1] == OTHERS[who][1]
        if may:
            self.allowed.add(movement)
        fired, there = self._firings(), self._is_in_its_slot(key)
        strokes = SIGNATURE if signs else ()
        refused = self._act(
            lambda kiosk: kiosk.keeping.take_back(
                kiosk.house.people[by], movement, key, who, document, strokes
            )
        )
        self.house = self.kiosk.house if self.kiosk else self.house
        if refused == "dark":
            return
        if not may:
            assert refused and self._firings() == fired, f"{who} was given {key}: {document}, {signs}"
            return
        assert refused in NOT_NOW | {""}, f"{who} could not have {key}: {refused}"
        assert not refused or not there, f"{who} could not have {key}, which hangs there: {refused}"
        if not refused:
            self._goes_through(movement, end)
            if end == "leaves it":
                self._says(movement, end)

    @precondition(lambda self: self.kiosk is not None and len(self.notes.keys) > len(KEY_OF))
    @rule(pick=PICK, wanted=WANTED, end=TAKES)
    def somebody_asks_for_a_key_that_was_left(self, pick: int, wanted: Wanted, end: str) -> None:
        left = sorted(set(self.notes.keys) - set(KEY_OF))
        asked = Wanted(
            wanted.person,
            left[pick % len(left)],
            wanted.reason,
            wanted.order,
            wanted.noted,
            wanted.others,
            (),
        )
        self.somebody_asks_for_a_key(asked, end)

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, end=HANGS)
    def a_consent_is_withdrawn_while_its_key_is_out(self, pick: int, end: str) -> None:
        """Nobody takes it again; whoever has it brings it, and the resident gets it."""
        right = [one for one in self._what_may_leave() if self.notes.keys[one.key][0] == "unit"]
        if not right:
            return
        one = right[pick % len(right)]
        unit = self.notes.keys[one.key][1]
        who = next(name for name, (_, home) in OTHERS.items() if home == unit)
        self.somebody_asks_for_a_key(one, "takes it")
        for name in [name for name, paper in self.notes.papers.items() if paper.unit == unit]:
            self._act(lambda kiosk, name=name: _withdraws(kiosk, who, name, self.new_id()))  # type: ignore[misc]
            if self._is_on_disk("consent.withdrawn/1", "consent", name):
                self.notes.papers[name].withdrawn = True
        self._look()
        if self.kiosk:
            self.a_key_is_brought_back(pick, end)
        if self.kiosk:
            self.somebody_asks_for_a_key(one, "takes it")


def _withdraws(kiosk: KeyKiosk, who: str, consent: str, act: str) -> None:
    kiosk.visits.end()
    kiosk.visits.by_badge(who)
    kiosk.consents.withdraw(consent, act, on_paper=False)
