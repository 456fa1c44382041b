"""Who may take which key, who may drop and who may collect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage, at_place, with_person
from kiosk.domain.keys.events import KeyIssueGranted
from kiosk.domain.keys.issuing import IssueKey, ReturnKey, decide_issue, decide_return, may_take
from kiosk.domain.parcels.parcels import (
    CollectParcel,
    DropParcel,
    by_code,
    by_slip,
    decide_collect,
    decide_drop,
)
from kiosk.domain.refusal import Refused
from tests.unit.houses import (
    COLLECT,
    DROP,
    ISSUE,
    NOON,
    OUT,
    PEOPLE,
    RETURN,
    WAITING,
    at,
    commanded,
    furniture,
    place,
    shut,
)

ASKED = IssueKey("i", "a", "k1", "repair", "", "signature:i", "digest")
SITE = furniture(place("L01", "S"))
BROUGHT = DropParcel("m", "c", "r", "SF1", "S", "slip", "mac")


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


class TestMayTake:
    @pytest.mark.parametrize(
        ("house", "person", "code"),
        [
            (PEOPLE, "a", None),
            (PEOPLE, "left", "person.inactive"),
            (PEOPLE, "other", "key.not_yours"),
            (PEOPLE, "r", "key.not_yours"),
            (PEOPLE, "c", "key.not_yours"),
            (commanded(PEOPLE, ISSUE), "a", "key.moving"),
            (OUT, "a", "key.out"),
            (at(PEOPLE, e.KeyGone("k1", "K01")), "a", "key.out"),
            (at(PEOPLE, e.KeyBack("k1", "K02")), "a", "key.elsewhere"),
            (at(PEOPLE, e.DoorDoubted("K01", "wrong_slot")), "a", "door.doubt"),
            (at(PEOPLE, replace(ISSUE, key="k2")), "a", "door.busy"),
        ],
    )
    def test_rules(self, house: House, person: str, code: str | None) -> None:
        assert may_take(house, house.people[person], house.keys["k1"], NOON) == code


class TestIssue:
    def test_intent_and_command_go_together(self) -> None:
        intent, granted, command = decide_issue(PEOPLE, ASKED, ("repair",), NOON)
        assert isinstance(intent, e.KeyIssueIntended) and intent.place == "K01"
        assert granted == KeyIssueGranted("i", None, "", (), "", False)
        assert command == e.DoorCommanded("K01", "i", "a")

    def test_a_known_movement_is_not_begun_again(self) -> None:
        assert decide_issue(OUT, ASKED, ("repair",), NOON) == []

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (replace(ASKED, bearer="nobody"), "key.not_yours"),
            (replace(ASKED, key="none"), "key.not_yours"),
            (replace(ASKED, reason="fun"), "key.reason_needed"),
            (replace(ASKED, signature=""), "signature.missing"),
        ],
    )
    def test_refusals(self, command: IssueKey, code: str) -> None:
        with pytest.raises(Refused) as refused:
            decide_issue(PEOPLE, command, ("repair",), NOON)
        assert code_of(refused) == code


class TestReturn:
    @pytest.mark.parametrize(
        "house",
        [
            OUT,
            at(
                OUT, e.PersonEnrolled("a", "attendant", (), None, None, "en", None, False)
            ),  # left the service
            at(OUT, e.DoorDoubted("K01", "switch")),
            at(OUT, e.KeyBack("k2", "K01")),
        ],
    )
    def test_never_refused_to_the_bearer(self, house: House) -> None:
        intent, command = decide_return(house, ReturnKey("b", "a", "k1"))
        assert isinstance(intent, e.KeyReturnIntended) and isinstance(command, e.DoorCommanded)

    @pytest.mark.parametrize(
        ("house", "bearer", "code"),
        [
            (OUT, "other", "key.not_with_you"),
            (PEOPLE, "a", "key.not_with_you"),
            (at(OUT, replace(ISSUE, movement="j", key="k2")), "a", "door.busy"),
            (commanded(OUT, RETURN), "a", "door.busy"),
        ],
    )
    def test_what_is_no_return(self, house: House, bearer: str, code: str) -> None:
        with pytest.raises(Refused) as refused:
            decide_return(house, ReturnKey("b2", bearer, "k1"))
        assert code_of(refused) == code


class TestDrop:
    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (replace(BROUGHT, courier="r"), "courier.needed"),
            (replace(BROUGHT, courier="nobody"), "courier.needed"),
            (replace(BROUGHT, courier="fired"), "person.inactive"),
            (replace(BROUGHT, recipient="a"), "recipient.unknown"),
            (replace(BROUGHT, recipient="gone"), "recipient.unknown"),
            (replace(BROUGHT, barcode=" "), "parcel.barcode_missing"),
            (replace(BROUGHT, size="L"), "no_room"),
        ],
    )
    def test_refusals(self, command: DropParcel, code: str) -> None:
        with pytest.raises(Refused) as refused:
            decide_drop(PEOPLE, SITE, {"L01": shut("L01")}, command)
        assert code_of(refused) == code

    def test_custody_changes_only_when_it_is_in(self) -> None:
        house = at(PEOPLE, *decide_drop(PEOPLE, SITE, {"L01": shut("L01")}, BROUGHT))
        (parcel,) = house.parcels.values()
        assert (parcel.stage, parcel.custodian) == (ParcelStage.ARRIVING, with_person("c"))
        assert house.parcels_at("L01") == [parcel], "its compartment is taken already"
        (parcel,) = at(house, e.ParcelDropConfirmed("m", "presence")).parcels.values()
        assert (parcel.stage, parcel.custodian) == (ParcelStage.WAITING, at_place("L01"))


class TestCollect:
    def test_intent_and_command_go_together(self) -> None:
        intent, command = decide_collect(WAITING, CollectParcel("n", "p", "slip"))
        assert intent == COLLECT and command == e.DoorCommanded("L01", "n", "r")

    @pytest.mark.parametrize("house", [commanded(WAITING, COLLECT), at(WAITING, COLLECT)])
    def test_one_at_a_time(self, house: House) -> None:
        assert decide_collect(house, CollectParcel("another", "p", "slip")) == []

    @pytest.mark.parametrize(
        ("house", "code"),
        [
            (at(WAITING, COLLECT, e.ParcelCollectConfirmed("n", "door")), "slip.used"),
            (at(PEOPLE, DROP), "slip.void"),
            (at(PEOPLE, DROP, e.ParcelDropAbandoned("m", "empty")), "slip.void"),
            (at(WAITING, replace(DROP, movement="m2", parcel="p2")), "door.busy"),
            (PEOPLE, "slip.used"),
        ],
    )
    def test_refusals(self, house: House, code: str) -> None:
        with pytest.raises(Refused) as refused:
            decide_collect(house, CollectParcel("n2", "p", "slip"))
        assert code_of(refused) == code

    def test_a_new_slip_voids_the_old_one(self) -> None:
        replaced = at(WAITING, e.SlipReplaced("p", "new", "new-code", "a"))
        assert by_slip(replaced, "new").id == "p"
        assert replaced.parcels["p"].code_mac == "new-code"
        with pytest.raises(Refused) as refused:
            by_slip(replaced, "slip")
        assert code_of(refused) == "slip.unknown"

    def test_a_code_is_good_only_while_its_parcel_waits(self) -> None:
        assert by_code(at(PEOPLE, DROP), "mac") is None
        assert by_code(WAITING, "mac") == WAITING.parcels["p"]
        assert by_code(at(WAITING, COLLECT, e.ParcelCollectConfirmed("n", "door")), "mac") is None


def test_a_doubted_drop_is_kept_at_hand_until_it_is_settled() -> None:
    house = at(PEOPLE, DROP, e.ParcelDropDoubted("m", "unseen"))
    for number in range(80):
        other = replace(DROP, movement=f"x{number}", parcel=f"y{number}", place="L02")
        house = at(house, other, e.ParcelDropAbandoned(f"x{number}", "not_put_in"))
    assert [parcel.id for parcel in house.parcels_at("L01")] == ["p"]
