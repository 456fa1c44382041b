"""Random journeys under a rule that asks for one thing more: no door opens before what it rests on is on record."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from kiosk.domain.events import DoorCommanded, ParcelCollectIntended
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.parcels.due_back import SWEEP
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.policy.events import PolicySatisfied
from kiosk.domain.waiting.events import CategorySet
from kiosk.ledger.schema import connect_to_read
from tests.ledger.lobby_basis import PICK, Basis
from tests.ledger.small_kiosk import SIGNATURE, STEPS_UP, SmallKiosk
from tests.ledger.test_state_machine import EXPLORE, Lobby

DOT = [[(10, 10, 0), (11, 11, 20)]]
ASKED = ("proof.sign", "proof.more")


def somebody_is_asked(lobby: Basis) -> bool:
    return lobby.kiosk is not None and lobby.kiosk.pickups.wants_more


class SteppingUp(Lobby):
    """The same lobby; some parcels are worth a signature."""

    @rule(pick=PICK, by_code=st.booleans(), strokes=st.sampled_from([SIGNATURE, SIGNATURE, DOT, None]))
    def what_waits_is_worth_more_and_is_collected(
        self, pick: int, by_code: bool, strokes: list[list[tuple[int, int, int]]] | None
    ) -> None:
        """Said at the desk, asked for at the screen, signed or left: the power may fail at each step."""
        if not self._waiting():
            self._one_is_brought()
        known = self._waiting()
        if not known:
            return
        parcel, by = known[pick % len(known)], self.house.people["a1"]
        self._act(lambda kiosk: kiosk.waiting.categorise(parcel.id, STEPS_UP, by))
        self._look()
        self.a_resident_collects(list(self.house.parcels).index(parcel.id), by_code)
        if strokes is not None and somebody_is_asked(self):
            self.they_sign(strokes)

    def _waiting(self) -> list[Parcel]:
        every = self.house.parcels.values()
        return [one for one in every if one.stage is ParcelStage.WAITING and not one.outgoing]

    def _one_is_brought(self) -> None:
        """A courier drops one, puts it in and shuts the door, as far as doors and power allow."""
        self.a_courier_drops("S", "r1")
        for movement in self.live():
            if movement.kind is Kind.DROP:
                self._deed_and_shut(movement, shut=True)
                for word in self._true_words(movement)[:1]:
                    self._say(movement, word)
        self._look()

    @rule(pick=PICK, by_code=st.booleans())
    def a_resident_collects(self, pick: int, by_code: bool) -> None:
        """As before; but where more is asked for, no door moves."""
        known = list(self.house.parcels.values())
        if not known or known[pick % len(known)].outgoing:
            return
        parcel = known[pick % len(known)]

        def collect(kiosk: SmallKiosk) -> None:
            if by_code:
                kiosk.collect.by_code((kiosk.ledger.opened(f"code:{parcel.slip}") or b"0").decode())
            else:
                kiosk.collect.by_slip(kiosk.qr(parcel))

        before = sum(door.firings for door in self.world.doors.values())
        if self._act(collect) in ASKED:
            assert sum(door.firings for door in self.world.doors.values()) == before
        self._look()

    @precondition(somebody_is_asked)
    @rule(strokes=st.sampled_from([SIGNATURE, SIGNATURE, DOT]))
    def they_sign(self, strokes: list[list[tuple[int, int, int]]]) -> None:
        def sign(kiosk: SmallKiosk) -> None:
            asked = kiosk.proofs.asked()
            assert asked
            kiosk.pickups.sign(asked.token, strokes)

        refused = self._act(sign)
        assert strokes is SIGNATURE or refused in ("signature.missing", "dark"), refused
        self._look()

    @invariant()
    def no_door_opened_before_what_it_rests_on_was_on_record(self) -> None:
        if self.kiosk:
            _check(self.path)


def _check(path: Path) -> int:
    """Return how many doors opened by a signature; fail where one opened without."""
    reader = connect_to_read(path)
    rows = reader.execute("SELECT type, body FROM events ORDER BY seq").fetchall()
    reader.close()
    category: dict[str, str] = {}
    wants: set[str] = set()
    rests: set[str] = set()
    opened = 0
    for kind, text in rows:
        body = json.loads(text)
        if kind == CategorySet.stored_as:
            category[body["parcel"]] = body["category"]
        elif kind == PolicySatisfied.stored_as:
            assert "signature" in body["way"]
            rests.add(body["movement"])
        elif kind == ParcelCollectIntended.stored_as and body["how"] != SWEEP and not is_shelf(body["place"]):
            if category.get(body["parcel"]) == STEPS_UP:
                wants.add(body["movement"])
        elif kind == DoorCommanded.stored_as and body["movement"] in wants:
            assert body["movement"] in rests, "a door was fired before its basis was on record"
            opened += 1
    return opened


TestSteppingUp = SteppingUp.TestCase
TestSteppingUp.settings = settings(
    max_examples=EXPLORE or 25,
    stateful_step_count=50,
    deadline=None,
    derandomize=not EXPLORE,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_these_journeys_do_come_to_an_open_door() -> None:
    lobby = SteppingUp()
    lobby.open_for_the_first_time()
    lobby.what_waits_is_worth_more_and_is_collected(0, False, DOT)
    assert _check(lobby.path) == 0 and somebody_is_asked(lobby)
    lobby.what_waits_is_worth_more_and_is_collected(0, False, SIGNATURE)
    assert _check(lobby.path) == 1
    lobby.teardown()
