"""Erasing somebody: who may, what stands in the way, what is left; and whom a copy is given to."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest

from kiosk.domain import events as e
from kiosk.domain.bookings.booking import Booking
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.deposits.deposit import Deposit
from kiosk.domain.erasure.deciding import Erase, decide_copy, decide_erase
from kiosk.domain.erasure.erasure import REASONS
from kiosk.domain.erasure.events import CopyGiven, PersonErased
from kiosk.domain.erasure.hindrances import FOUND, hindrances
from kiosk.domain.followups.followup import FollowUp
from kiosk.domain.grievances.grievance import Grievance
from kiosk.domain.homesfile.look import HomeNote
from kiosk.domain.house import House
from kiosk.domain.identity.events import DocumentDeleted
from kiosk.domain.identity.known import Card, FiledId, KeptDocument
from kiosk.domain.inspections.inspection import Plan
from kiosk.domain.loans.loan import Loan
from kiosk.domain.money.account import Account
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.releases.release import Release
from kiosk.domain.sending.sending import Sending
from kiosk.domain.services.request import Request
from kiosk.domain.shifts.shift import Shift
from kiosk.domain.transfers.transfer import Transfer
from kiosk.domain.workorders.order import WorkOrder
from kiosk.flows.personal.kept import KINDS, counted, kind_of
from kiosk.language.messages import known
from tests.unit.houses import NOON, OUT, PEOPLE, WAITING, at, commanded, person
from ui.desk.personal.views import SETTLED_AT

V = TypeVar("V")
UNTIL = date(2026, 6, 7)
HOUSE = at(PEOPLE, person("s", "supervisor"), person("s2", "supervisor"))
ASKED = Erase("act", "r", "s", "a", "asked", 3, UNTIL)


def bare(kind: type[V], **said: Any) -> V:
    """One entity of which only this is said."""
    empty = {"str": "", "int": 0, "bool": False, "datetime": NOON, "date": NOON.date()}
    for one in fields(kind):  # type: ignore[arg-type]
        if one.default is MISSING and one.default_factory is MISSING and one.name not in said:
            said[one.name] = empty.get(str(one.type), ())
    return kind(**said)


def with_one(table: str, entity: object) -> House:
    return HOUSE.having(**{table: {"x": entity}})


def refused(house: House, command: Erase) -> str:
    with pytest.raises(Refused) as told:
        decide_erase(house, command)
    return told.value.code


def test_everything_that_can_hinder_has_words_a_next_step_and_a_way_there() -> None:
    assert FOUND.keys() == SETTLED_AT.keys()
    assert [one for one in FOUND if not known(f"personal.hindrance.{one}")] == []
    assert [one for one in FOUND if not known(f"personal.step.{one}")] == []
    assert [one for one in (*REASONS,) if not known(f"personal.why.{one}")] == []
    assert [one for one in Role if not known(f"personal.role.{one.value}")] == []
    assert [one for one in KINDS if not known(f"personal.kind.{one}")] == []


HINDERED = {
    "moving": (commanded(HOUSE, e.KeyIssueIntended("i", "k1", "a", "K01", "repair", "", "", "", "")), "a"),
    "keys_held": (OUT, "a"),
    "parcels": (WAITING, "r"),
    "deposits": (with_one("deposits", bare(Deposit, person="r", count=1)), "r"),
    "transfers": (with_one("transfers", bare(Transfer, person="x", visitor="r")), "r"),
    "sendings": (with_one("sendings", bare(Sending, person="r", fee="carrier")), "r"),
    "loans": (with_one("loans", bare(Loan, person="r")), "r"),
    "money": (with_one("accounts", bare(Account, id="prepaid:r", person="r", balance_cents=-100)), "r"),
    "services": (with_one("requests", bare(Request, person="r")), "r"),
    "orders": (with_one("work_orders", bare(WorkOrder, person="r")), "r"),
    "grievances": (with_one("grievances", bare(Grievance, person="r")), "r"),
    "followups": (with_one("follow_ups", bare(FollowUp, person="r")), "r"),
    "releases": (with_one("releases", bare(Release, person="r")), "r"),
    "inspections": (with_one("inspection_plans", bare(Plan, given_by="r")), "r"),
    "move_ins": (with_one("move_ins", bare(MoveIn, owner="r")), "r"),
    "shift": (with_one("shifts", bare(Shift, person="a")), "a"),
    "bookings": (with_one("bookings", bare(Booking, person="a")), "a"),
    "works": (with_one("work_orders", bare(WorkOrder, worker="a")), "a"),
    "last_supervisor": (at(PEOPLE, person("s", "supervisor")), "s"),
    "own_keys": (
        at(HOUSE, e.KeyRegistered("k9", "unit", HOUSE.keys["k1"].label, "T9", "K09", (), "1-1-0802")), "r",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", HINDERED)
def test_what_is_open_hinders_the_one_it_is_about_and_nobody_else(code: str) -> None:
    house, whom = HINDERED[code]
    house = at(house, *(person(name, "supervisor") for name in ("s2", "s3") if code != "last_supervisor"))
    assert [one.code for one in hindrances(house, whom)] == [code]
    assert hindrances(house, "other") == []
    if code != "last_supervisor":
        second = "other" if whom == "a" else "a"
        assert refused(house, replace(ASKED, person=whom, by="s2", second=second)) == "erasure.hindered"


def test_a_key_of_a_home_hinders_its_last_resident_only() -> None:
    house = at(HINDERED["own_keys"][0], person("r2", "resident"))
    assert hindrances(house, "r") == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"by": "a"}, "supervisor.needed"),
        ({"by": "r"}, "supervisor.needed"),
        ({"person": "s"}, "erasure.own"),
        ({"person": "nobody"}, "person.unknown"),
        ({"second": "s"}, "erasure.second"),
        ({"second": "r"}, "erasure.second"),
        ({"second": "c"}, "erasure.second"),
        ({"second": "left"}, "erasure.second"),
        ({"second": ""}, "erasure.second"),
        ({"why": "curious"}, "reason.missing"),
    ],
)
def test_two_of_the_staff_decide_and_nobody_decides_about_themselves(
    changed: dict[str, str], code: str
) -> None:
    assert refused(HOUSE, replace(ASKED, **changed)) == code  # type: ignore[arg-type]


def test_the_one_erased_is_no_second_person_of_their_own_erasure() -> None:
    assert refused(HOUSE, replace(ASKED, person="a", second="a")) == "erasure.second"


def full() -> House:
    day = NOON + timedelta(days=9)
    kept = bare(KeptDocument, id="x", person="r", number_until=day, picture_until=day)
    return HOUSE.having(
        cards={"x": bare(Card, id="x", person="r"), "y": bare(Card, id="y", person="c")},
        filed_ids={"r": bare(FiledId, person="r")},
        kept_documents={"x": kept},
        home_notes={"x": bare(HomeNote, id="x", person="r")},
        delegations={"x": bare(Delegation, principal="r"), "y": bare(Delegation, person="r")},
        deliveries={"SF1": bare(Delivery, barcode="SF1", unit="1-1-0802", recipient="r")},
    )


def test_an_erasure_takes_along_all_that_stood_for_somebody_and_says_nothing_of_them() -> None:
    events = decide_erase(full(), ASKED)
    kinds = [type(one) for one in events]
    assert kinds == [DocumentDeleted, DocumentDeleted, PersonErased, PersonForgotten, e.PaperQueued]
    house = at(full(), *events)
    assert "r" not in house.people and house.erasures["r"].number == "EACT"
    assert set(house.cards) == {"y"}
    for table in (house.filed_ids, house.kept_documents, house.home_notes, house.delegations):
        assert not table
    assert house.deliveries["SF1"].recipient == ""
    assert "1-1-0802" not in repr(events)


def test_a_double_tap_erases_once() -> None:
    house = at(HOUSE, *decide_erase(HOUSE, ASKED))
    assert decide_erase(house, ASKED) == []
    assert decide_erase(house, replace(ASKED, erasure="later", by="s2")) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"by": "a"}, "supervisor.needed"),
        ({"person": "s"}, "copy.own"),
        ({"person": "nobody"}, "person.unknown"),
        ({"how": "he says so"}, "copy.how"),
    ],
)
def test_a_copy_is_given_by_a_supervisor_to_somebody_who_proved_who_they_are(
    changed: dict[str, str], code: str
) -> None:
    given = CopyGiven("c1", "r", "s", "document", 7)
    house = at(HOUSE, *decide_copy(HOUSE, given))
    look = house.looks["c1"]
    assert (look.unit, look.by, look.why, look.contacts, look.person) == (
        "1-1-0802", "s", "resident_asks", True, "r",
    )  # fmt: skip
    with pytest.raises(Refused) as told:
        decide_copy(HOUSE, replace(given, **changed))  # type: ignore[arg-type]
    assert told.value.code == code


def test_what_lies_in_the_vault_is_told_by_kind() -> None:
    found = {
        "person:r": "card", "signature:1": "signatures", "code:1": "codes", "card:1": "codes",
        "document-number:1": "documents", "document-picture:1": "documents", "evidence:1": "pictures",
        "deposit-photo:1": "pictures", "words:home:1": "words", "sending:1": "words", "deposit:1": "words",
    }  # fmt: skip
    assert {one: kind_of(one) for one in found} == found
    assert counted(found) == {
        "card": 1, "signatures": 1, "documents": 2, "pictures": 2, "words": 3, "codes": 2,
    }  # fmt: skip
