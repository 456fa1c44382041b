"""People who know the rules, or nearly: what they ask for is what the rules let, but for one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.ledger.key_cabinet import REASONS, STAFF
from tests.ledger.key_deeds import HANGS, TAKES, Deeds
from tests.ledger.key_oracle import Wanted

PICK = st.integers(0, 29)
SPOILT = ("", "order", "note", "others", "one of the others", "beside")
"""What somebody may leave unsaid, or say wrongly; "" for nothing."""


class KnowingVisits(Deeds):
    """Errands that mostly succeed, so that rules meet keys that are out and people who hold some."""

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, end=TAKES)
    def somebody_asks_rightly(self, pick: int, end: str) -> None:
        if right := list(self._what_may_leave()):
            self.somebody_asks_for_a_key(right[pick % len(right)], end)

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK)
    def each_rule_is_tried_alone(self, pick: int) -> None:
        """Asking after asking in which all is right but for one thing: each rule that now keeps a key has its turn."""
        near: dict[tuple[str, str], list[Wanted]] = {}
        for spoilt in SPOILT:
            for right in self._everything():
                wanted = _spoil(right, spoilt, pick)
                against = self._against(wanted)
                if len(against) == 1 and self._is_in_its_slot(wanted.key):
                    near.setdefault((against[0], spoilt), []).append(wanted)
        for _, found in sorted(near.items()):
            if self.kiosk:
                self.somebody_asks_for_a_key(found[pick % len(found)], "takes it")

    @precondition(lambda self: self.kiosk is not None)
    @rule(picks=st.tuples(PICK, PICK, PICK))
    def keys_are_out_and_each_rule_is_tried(self, picks: tuple[int, int, int]) -> None:
        """Limits, and keys that never go together, count only for somebody who holds one."""
        for pick in picks:
            if self.kiosk:
                self.somebody_asks_rightly(pick, "takes it")
        if self.kiosk:
            self.each_rule_is_tried_alone(picks[0])

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, ends=st.tuples(TAKES, HANGS))
    def a_key_goes_out_and_comes_back(self, pick: int, ends: tuple[str, str]) -> None:
        self.somebody_asks_rightly(pick, ends[0])
        self.a_key_is_brought_back(pick, ends[1])

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, other=PICK)
    def the_rules_change_between_taking_and_bringing(self, pick: int, other: int) -> None:
        """Whoever left, whatever was withdrawn or ended meanwhile: the key comes back."""
        self.somebody_asks_rightly(pick, "takes it")
        out = sorted(self.world.carried)
        if out and self.world.carried[out[other % len(out)]] in STAFF:
            key = out[other % len(out)]
            self.somebody_leaves_or_comes_again(self.world.carried[key], active=False)
            self.a_key_is_withdrawn_or_put_back(key, back=False)
        self.a_key_is_brought_back(pick, "hangs it")

    @precondition(lambda self: self.kiosk is not None)
    @rule(pick=PICK, begins=st.sampled_from([0, 10, 40]), other=PICK, end=TAKES)
    def somebody_books_and_others_ask(self, pick: int, begins: int, other: int, end: str) -> None:
        right = list(self._what_may_leave())
        if not right:
            return
        one = right[pick % len(right)]
        self.a_key_is_booked(one.key, one.person, begins, 120)
        same_key = [asked for asked in right if asked.key == one.key]
        self.somebody_asks_for_a_key(same_key[other % len(same_key)], end)

    def _what_may_leave(self) -> Iterator[Wanted]:
        """Yield all that the oracle lets leave now."""
        for wanted in self._everything():
            if self._is_in_its_slot(wanted.key) and not self._against(wanted):
                yield wanted

    def _everything(self) -> Iterator[Wanted]:
        """Yield whatever anybody could ask for, with everything said that a rule could ask for."""
        everybody = tuple(sorted(STAFF))
        for one in everybody:
            others = tuple(other for other in everybody if other != one)
            for key in self.notes.keys:
                beside = tuple(other for other in self.notes.guard(key).only_with if other != key)
                for reason in REASONS:
                    yield Wanted(one, key, reason, "W-1", True, others, beside)

    def _is_in_its_slot(self, key: str) -> bool:
        known = self.house.keys[key]
        blocked = self.house.door(known.place).doubt or self.house.under_way(known.place)
        return known.custodian.id == known.place and not blocked


def _spoil(wanted: Wanted, spoilt: str, other: int) -> Wanted:
    match spoilt:
        case "order":
            return replace(wanted, order="")
        case "note":
            return replace(wanted, noted=False)
        case "others":
            return replace(wanted, others=(wanted.person,) * 3)
        case "one of the others":
            return replace(wanted, others=(wanted.others[other % len(wanted.others)], "r-one", "c-one"))
        case "beside":
            return replace(wanted, beside=())
    return wanted
