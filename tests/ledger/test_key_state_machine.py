"""Random rulebooks, people and power cuts before one cabinet: no key leaves against a rule, no return is refused.

`LOGE_EXPLORE=2000 pytest tests/ledger/test_key_state_machine.py` tries so many cabinets that nobody has seen yet.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from kiosk.domain.items import CustodianKind
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from tests.ledger.key_cabinet import ANY_SLOT, SLOTS
from tests.ledger.key_homes import Homes


class Cabinet(Homes):
    """What always holds."""

    @invariant()
    def nothing_was_issued_against_a_rule(self) -> None:
        """Every intent to issue in the log is one that the oracle had nothing against."""
        asked = """SELECT json_extract(body, '$.movement') FROM events
            WHERE type IN ('key.issue.intended/1', 'key.take_back.intended/1', 'key.hand_over.intended/1')"""
        issued = {row[0] for row in self.log.execute(asked)}
        assert issued <= self.allowed, f"issued, and nobody may: {issued - self.allowed}"

    @invariant()
    def each_key_has_one_custodian(self) -> None:
        """A slot of this cabinet, a person who is known, or the admission that nobody knows."""
        if self.kiosk is not None:  # in the dark the house is the one before the cut
            assert set(self.house.keys) == set(self.notes.keys)
        known = {CustodianKind.PLACE: set(SLOTS), CustodianKind.PERSON: set(self.house.people)}
        for key in self.house.keys.values():
            kind, name = key.custodian.kind, key.custodian.id
            assert kind is CustodianKind.NOBODY_KNOWS or name in known[kind], key

    @invariant()
    def the_record_agrees_with_the_slots(self) -> None:
        """Once a slot is shut and looked at, and nobody is asked about it: what hangs there is on record there."""
        if self.kiosk is None:
            return
        for place, door in self.world.doors.items():
            busy = self.house.under_way(place) or self.house.door(place).doubt
            if door.is_open or busy or not self.world.reading(place).latch_idle:
                continue
            known = {key.tag: key.id for key in self.house.keys.values()}
            recorded = sorted(key.id for key in self.house.keys_at(place))
            hanging = sorted(known[tag] for tag in door.inside if tag in known)
            assert recorded == hanging, f"{place}: {recorded} on record, {hanging} in the slot"

    def teardown(self) -> None:
        """The chain holds, and the log tells the same house twice."""
        if hasattr(self, "log"):
            reader = connect_to_read(self.path)
            assert walk(reader).broken_at is None
            reader.close()
        super().teardown()


EXPLORE = int(os.environ.get("LOGE_EXPLORE", "0"))
"""So many random cabinets instead of the same ones each time."""


class AnySlotCabinet(Cabinet):
    """The same where any key may hang anywhere."""

    cabinet = ANY_SLOT


TestCabinet = Cabinet.TestCase
TestAnySlotCabinet = AnySlotCabinet.TestCase
TestCabinet.settings = TestAnySlotCabinet.settings = settings(
    max_examples=EXPLORE or 50,
    stateful_step_count=40,
    deadline=None,
    derandomize=not EXPLORE,
    database=None,
    suppress_health_check=list(HealthCheck),
)
