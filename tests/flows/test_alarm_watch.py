"""What time does to alarms, by a clock that the test moves: whom they reach, when they sound, what falls silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.alarms.alarm import Duties, Patience
from kiosk.domain.alarms.events import AlarmSilenced, AlarmTaken
from kiosk.flows.doors.alarmwatch import PART_GONE_AFTER_S, AlarmWatch
from kiosk.flows.telling.hub import Hub, Subscription
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.devices import DeviceState
from tests.unit.houses import LABEL, person
from tests.wire.waiting import until

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.past_s = 0.0

    def now(self) -> datetime:
        """Return noon and what has passed."""
        return NOON + timedelta(seconds=self.past_s)

    def monotonic_s(self) -> float:
        """Return what has passed."""
        return self.past_s


class Wall:
    """The devices of a small site, as a test sets them."""

    def __init__(self) -> None:
        self.condition, self.code = "up", ""

    def states(self) -> Sequence[DeviceState]:
        """Return one line of locks."""
        return [DeviceState("locks-a", "locks", self.condition, NOON, "board 2", 0, code=self.code)]

    def is_up(self, kind: str) -> bool:
        """Return whether the line works at all."""
        return self.condition != "down"


class Stand:
    """A ledger and the watch over its alarms."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.wall, self.hub, self.trusted = Clock(), Wall(), Hub(), True
        self.ledger = SqliteLedger(folder / "ledger.db", self.clock, bytes(32))
        self.ledger.append(person("s", "supervisor"), person("m", "manager"))
        self.heard: Subscription = self.hub.subscribe()
        self.watch = AlarmWatch(
            self.ledger,
            self.wall,
            self.hub,
            self.clock,
            Duties(boards=("locks-a",)),
            Patience(2, 30),
            sound_every_s=30,
            trusted=lambda: self.trusted,
        )
        self.ledger.listen(self.watch.heard)
        self.watch.start()
        self._opened = False

    def close(self) -> None:
        """Stop it."""
        self.watch.stop()
        self.ledger.close()

    def looks(self) -> None:
        """Wait until the watch has looked at everything once from now on."""
        for _ in range(2):  # a look under way may have begun before
            self._opened = not self._opened
            self.watch.saw_seal("X", self._opened)
            until(lambda: bool((s := self.ledger.house.seals.get("X")) and s.seen_open is self._opened), 5)

    def told(self) -> list[str]:
        """Return who was told of what, in order."""
        return [one.person for one in self.ledger.house.notices.values() if "forced" in one.item]

    def tones(self) -> int:
        """Return how often it sounded since the last time this was asked."""
        found = 0
        while (message := self.heard.next(0.01)) is not None:
            found += message[0] == "tone"
        return found


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path)
    yield made
    made.close()


def test_it_reaches_the_owner_and_then_the_manager_each_once(stand: Stand) -> None:
    stand.ledger.append(e.DoorForced("K01"))
    stand.looks()
    assert stand.told() == []
    for past_s, told in ((121, ["s"]), (600, ["s"]), (1801, ["s", "m"]), (9000, ["s", "m"])):
        stand.clock.past_s = past_s
        stand.looks()
        assert stand.told() == told


def test_nobody_is_told_while_the_clock_cannot_be_trusted(stand: Stand) -> None:
    stand.ledger.append(e.DoorForced("K01"))
    stand.trusted, stand.clock.past_s = False, 9000
    stand.looks()
    assert stand.told() == []
    stand.trusted = True
    stand.looks()
    assert stand.told() == ["m"]


def test_it_sounds_again_until_somebody_is_on_it(stand: Stand) -> None:
    stand.looks()
    (pacing,) = stand.ledger.house.alarms.values()
    stand.ledger.append(
        AlarmTaken(pacing.id, "s"), e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None)
    )
    stand.looks()
    stand.tones()
    stand.ledger.append(e.KeyGone("k1", "K01"))
    stand.looks()
    assert stand.tones() == 1
    stand.clock.past_s = 29
    stand.looks()
    assert stand.tones() == 0
    stand.clock.past_s = 31
    stand.looks()
    assert stand.tones() == 1
    (alarm,) = [one for one in stand.ledger.house.alarms.values() if one.kind == "key_gone"]
    stand.ledger.append(AlarmSilenced(alarm.id, "s"))
    stand.clock.past_s = 120
    stand.looks()
    assert stand.tones() == 0


def test_a_part_that_is_away_for_longer_than_a_moment_is_lost(stand: Stand) -> None:
    def lost() -> list[str]:
        found = [one for one in stand.ledger.house.alarms.values() if one.device]
        return [f"{one.kind}{'.' if one.ended else ''}" for one in found]

    stand.wall.condition, stand.wall.code = "degraded", "board_silent"
    stand.looks()
    assert lost() == []
    stand.clock.past_s = PART_GONE_AFTER_S
    stand.looks()
    stand.looks()
    assert lost() == ["board_lost"]
    stand.wall.condition, stand.wall.code = "up", ""
    stand.looks()
    assert lost() == ["board_lost."]
    stand.wall.condition, stand.wall.code = "degraded", "unsteady"
    stand.looks()
    assert lost() == ["board_lost."]
