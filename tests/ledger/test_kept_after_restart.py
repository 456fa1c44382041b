"""What was changed is so after a restart, also where something newer of its kind is on record."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.domain.couriers.courier import Standing
from kiosk.domain.couriers.events import CourierBlocked, CourierRegistered
from kiosk.domain.deliveries.events import DeliveryAnnounced
from kiosk.domain.events import Event, NoticeQueued, NoticeTaken
from kiosk.domain.house import House
from kiosk.domain.parcels.events import DelegateEnded, DelegateNamed, ReachAsked
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_kiosk import picture
from tests.lobby import HERE
from tests.unit.houses import person

UNTIL = datetime(2035, 1, 1, tzinfo=UTC)
PEOPLE = (
    person("r1", "resident"),
    person("r2", "resident"),
    person("c1", "courier"),
    person("c2", "courier"),
)


def announced(barcode: str, size: str) -> DeliveryAnnounced:
    return DeliveryAnnounced(barcode, "1-1-0802", "r1", size, False, "", "api:x")


STORIES: dict[str, tuple[tuple[Event, ...], Callable[[House], object], object]] = {
    "a slip that was taken back": (
        (
            DelegateNamed("d1", "r1", "", "slip1", ("p1",), UNTIL, ""),
            DelegateNamed("d2", "r1", "", "slip2", ("p2",), UNTIL, ""),
            DelegateEnded("d1", "revoked"),
        ),
        lambda house: house.delegations["d1"].ended,
        "revoked",
    ),
    "a courier who is blocked": (
        (
            CourierRegistered("c1", "co"),
            CourierRegistered("c2", "co"),
            CourierBlocked("c1", "a1", "lost"),
        ),
        lambda house: (house.couriers["c1"].standing, house.people["c1"].active),
        (Standing.BLOCKED, False),
    ),
    "a resident who asked for doors in reach": (
        (ReachAsked("r1", True, "r1"),),
        lambda house: house.people["r1"].in_reach,
        True,
    ),
    "a notice that one way has taken": (
        (
            NoticeQueued("n1", "r1", "parcel_waiting", "p1"),
            NoticeQueued("n2", "r1", "parcel_waiting", "p2"),
            NoticeTaken("n1", "sms"),
        ),
        lambda house: house.notices["n1"].taken,
        ("sms",),
    ),
    "a parcel that is announced anew": (
        (announced("SF1", "S"), announced("SF2", "S"), announced("SF1", "L")),
        lambda house: house.deliveries["SF1"].size,
        "L",
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_what_was_changed_stays_changed(tmp_path: Path, story: str) -> None:
    events, asked, answer = STORIES[story]
    ledger = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    ledger.append(*PEOPLE)
    for event in events:
        ledger.append(event)
    lived = picture(ledger.house)
    assert asked(ledger.house) == answer
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    assert asked(again.house) == answer
    assert picture(again.house) == lived
    again.close()


def test_nothing_is_changed_in_the_midst_of_its_mapping() -> None:
    """`{**house.things, name: changed}` leaves a thing where it was; `newest` puts it where it is read back."""
    wrong = []
    for path in sorted((HERE / "kiosk" / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict) and len(node.keys) > 1 and _spreads_a_mapping(node):
                wrong.append(f"{path.relative_to(HERE)}:{node.lineno}")
    assert not wrong


def _spreads_a_mapping(node: ast.Dict) -> bool:
    first = node.values[0] if node.keys[0] is None else None
    return (
        isinstance(first, ast.Attribute) and isinstance(first.value, ast.Name) and first.value.id == "house"
    )


def test_what_an_older_release_got_wrong_is_made_anew_once(tmp_path: Path) -> None:
    events, seen, meant = STORIES["a courier who is blocked"]
    ledger = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    ledger.append(*PEOPLE, *events)
    connection = ledger._connection
    connection.execute("UPDATE couriers SET body = json_set(body, '$.standing', 'known') WHERE id = 'c1'")
    ledger.close()
    stale = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    assert seen(stale.house) != meant, "a file of this release is believed"
    stale._connection.execute("DELETE FROM projected")
    stale.close()
    mended = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    assert seen(mended.house) == meant
    mended.close()
