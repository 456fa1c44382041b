"""Contractors: which rules guard their keys, until when, who answers, and what is over when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.contractors import contractors, deposits, errands, outings
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.contractors import Admit, days_over, sponsored, to_forget
from kiosk.domain.house import House
from kiosk.domain.keys import events as r
from kiosk.domain.keys.issuing import ReturnKey
from kiosk.domain.keys.overdue import Escalation, overdue
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from kiosk.settings.contractors import ContractorSettings
from tests.unit.houses import LABEL, NOON, PEOPLE, at, person

REASONS = ("repair", "private", "handover", "emergency")
UNIT = "1-1-0802"
FAR = NOON + timedelta(days=30)
IN = at(
    PEOPLE,
    person("x", "contractor", ("contractor",)),
    person("s", "supervisor", ("desk",)),
    e.KeyRegistered("own", "unit", LABEL, "T3", "K03", ("desk",), UNIT),
    r.ReasonSet(Reason("private", private=True), "t"),
    r.ReasonSet(Reason("handover", work=False), "t"),
    r.ReasonSet(Reason("emergency", emergency=True), "t"),
    c.ContractorAdmitted("stay", "x", "id_card", "a", "rules", "signature:stay", "d"),
)
"""A contractor is in, let in by the attendant "a"."""
FOR_STAFF = r.ConsentGiven("c1", UNIT, "r", ("repair",), NOON, FAR, "paper", (), False)
FOR_BOTH = r.ConsentGiven("c2", UNIT, "r", ("repair",), NOON, FAR, "paper", ("desk", "contractor"), False)


def asked(house: House, key: str = "k1", reason: str = "repair", cents: int = 0, **more: str) -> House:
    """Return the house after the contractor has asked for a key."""
    note, order = more.get("note", ""), more.get("order", "")
    return at(house, c.ContractorAsked("stay", "job", key, reason, order, note, cents, "a"))


def answered(house: House, sponsor: str = "a", by: str = "a") -> str:
    """Return what the rules say when `sponsor` answers for the errand: a refusal's code, what is wanted, or "yes"."""
    stay = house.stays["stay"]
    try:
        told = errands.answer_for(
            house, stay, stay.errands["job"], house.people[sponsor], house.people[by], REASONS, NOON
        )
    except Refused as refused:
        return refused.code
    return ", ".join(told.wanted) or "yes"


@pytest.mark.parametrize(
    ("key", "reason", "sponsor", "rules", "says"),
    [
        ("k1", "repair", "a", (), "yes"),
        ("k1", "private", "a", (), "key.not_for_private"),
        ("k1", "handover", "a", (), "contractor.not_work"),
        ("k1", "repair", "other", (), "sponsor.no_right"),
        ("k1", "repair", "left", (), "person.inactive"),
        ("k1", "repair", "r", (), "sponsor.not_here"),
        ("k1", "repair", "c", (), "sponsor.not_here"),
        ("k1", "repair", "x", (), "sponsor.self"),
        ("k1", "repair", "a", (KeyRule(contractors=False),), "contractor.not_this_key"),
        ("k1", "repair", "a", (KeyRule(needs_work_order=True),), "work_order"),
        ("k1", "repair", "a", (KeyRule(only_with=("k2",)),), "with:k2"),
        ("k1", "repair", "a", (KeyRule(authorisers=1),), "authorisers"),
        ("k1", "repair", "s", (KeyRule(authorisers=1),), "yes"),
        ("k1", "repair", "s", (KeyRule(authorisers=2),), "authorisers"),
        ("k1", "repair", "s", (KeyRule(authorisers=1, from_another_group=True),), "authorisers"),
        ("own", "repair", "a", (), "consent.none"),
        ("own", "repair", "a", (FOR_STAFF,), "consent.contractor"),
        ("own", "repair", "a", (FOR_BOTH,), "yes"),
        ("own", "handover", "a", (FOR_BOTH,), "consent.reason"),
        ("own", "repair", "r", (FOR_BOTH,), "yes"),
        ("own", "repair", "r", (FOR_STAFF,), "consent.contractor"),
        ("own", "repair", "gone", (FOR_BOTH,), "person.inactive"),
        ("own", "emergency", "a", (), "note, authorisers"),
        ("own", "emergency", "s", (), "note"),
    ],
)
def test_who_may_answer_for_which_key(
    key: str, reason: str, sponsor: str, rules: tuple[object, ...], says: str
) -> None:
    house = IN
    for rule in rules:
        event = r.KeyRuleSet(f"key:{key}", rule, "t") if isinstance(rule, KeyRule) else rule
        house = at(house, event)  # type: ignore[arg-type]
    house = at(house, r.GrantGiven("g2", "role:supervisor", "key:k1", None, None, None, "t"))
    house = at(house, r.GrantGiven("g3", "role:supervisor", "key:own", None, None, None, "t"))
    assert answered(asked(house, key, reason), sponsor) == says


def test_how_many_keys_a_contractor_may_hold() -> None:
    limited = at(IN, r.LimitsSet((), (("contractor", 1),), "t"))
    assert answered(asked(limited)) == "yes"
    holds = at(
        limited,
        e.KeyIssueIntended("i", "k2", "x", "K02", "repair", "", "", "", ""),
        e.KeyIssueConfirmed("i", "tag"),
    )
    assert answered(asked(holds)) == "key.too_many"


@pytest.mark.parametrize(
    ("taken", "own", "due"),
    [
        ("09:00", None, "18:00"),
        ("09:00", "13:00", "13:00"),
        ("17:59", None, "18:00"),
        ("09:00", "20:00", "18:00"),
        ("18:00", None, "23:59"),
        ("21:30", None, "23:59"),
        ("21:30", "22:00", "22:00"),
        ("23:30", "+1 08:00", "23:59"),
    ],
)
def test_a_key_is_due_the_same_day(taken: str, own: str | None, due: str) -> None:
    def moment(hour: str) -> datetime:
        days = 1 if hour.startswith("+1") else 0
        at_hour = datetime.strptime(hour.removeprefix("+1 "), "%H:%M").replace(tzinfo=UTC)
        return at_hour.replace(year=2026, month=5, day=3 + days)

    found = outings.due_of(moment(own) if own else None, moment(taken), 18 * 60)
    assert found.strftime("%d %H:%M") == f"03 {due}"


TAKE = outings.Take("stay", "job", "m", "5117", "signature:m", "digest", IN.people["a"], closing_min=18 * 60)


def take(house: House, when: datetime = NOON, **changes: object) -> str:
    """Return what comes of taking the key: a refusal's code, or the names of the events."""
    try:
        decided = outings.decide_take(house, replace(TAKE, **changes), REASONS, when)  # type: ignore[arg-type]
    except Refused as refused:
        return refused.code
    return " ".join(event.stored_as.partition("/")[0] for event in decided)


OPENS = "key.issue.intended key.issue.granted contractor.key.issued door.commanded"
SPONSORED = c.ContractorSponsored("stay", "job", "a", "secure badge", "a")
PAID = c.DepositTaken("stay", "job", 500, "V1", "a")
BACK = c.DepositReturned("stay", "job", 500, "V2", "a")


def test_the_slot_opens_for_nothing_less_than_all_of_it() -> None:
    wants = asked(IN, cents=500)
    assert take(wants) == "sponsor.needed"
    assert take(at(wants, SPONSORED)) == "deposit.needed"
    ready = at(wants, SPONSORED, PAID)
    assert take(ready, signature="") == "signature.missing"
    assert take(ready) == OPENS
    assert take(ready, by=IN.people["r"]) == "staff.needed"
    assert take(at(ready, BACK)) == "errand.over"
    assert take(ready, NOON + timedelta(days=1)) == "contractor.day_over"
    assert take(at(ready, c.ContractorLeft("stay", "a"))) == "contractor.left"
    closed = e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, False)
    assert take(at(ready, closed), by=IN.people["s"]) == "person.inactive"
    assert take(at(ready, r.GrantEnded("g", "t"))) == "sponsor.no_right"
    assert take(at(ready, e.DoorDoubted("K01", "switch"))) == "door.doubt"


OUT = at(
    asked(IN, cents=500),
    SPONSORED,
    PAID,
    e.KeyIssueIntended("m", "k1", "x", "K01", "repair", "", "signature:m", "", ""),
    r.KeyIssueGranted("m", NOON + timedelta(hours=1), "", ("a",), "", False),
    c.ContractorTakes("stay", "job", "m", "5117"),
    e.KeyIssueConfirmed("m", "tag"),
)
"""The key is out with the contractor, "a" answers for it, 500 cents lie at the desk."""
RETURNED = (e.KeyReturnIntended("b", "k1", "x", "K01", ""), e.KeyReturnConfirmed("b", "tag"))


def test_one_word_is_good_for_one_outing_unless_the_key_was_not_taken() -> None:
    assert take(at(OUT, *RETURNED), movement="n") == "errand.over"
    tried = at(
        asked(IN),
        SPONSORED,
        e.KeyIssueIntended("m", "k1", "x", "K01", "repair", "", "signature:m", "", ""),
        c.ContractorTakes("stay", "job", "m", "5117"),
    )
    assert take(tried, movement="n") == "errand.over"
    given_up = at(tried, e.KeyIssueAbandoned("m", "not_taken"))
    assert take(given_up, movement="n") == OPENS
    assert outings.key_slip(OUT, "m") and not outings.key_slip(OUT, "another")


def refused(act: str, house: House, by: str = "a") -> str:
    """Return the code of what is refused, "" for nothing."""
    who = house.people[by]
    acts = {
        "leave": lambda: contractors.decide_leaving(house, "stay", who),
        "drop": lambda: errands.decide_drop(house, "stay", "job", who),
        "deposit": lambda: deposits.decide_deposit(house, "stay", "job", "V9", who),
        "back": lambda: deposits.decide_deposit_back(house, "stay", "job", "V9", who),
        "kept": lambda: deposits.decide_deposit_kept(house, "stay", "job", who, "ref", "d"),
    }
    try:
        acts[act]()
    except Refused as no:
        return no.code
    return ""


def test_money_goes_back_when_the_key_is_back() -> None:
    assert refused("back", OUT) == "deposit.key_out"
    home = at(OUT, *RETURNED)
    assert refused("back", home) == "" and refused("leave", home) == "contractor.deposit_here"
    settled = at(home, BACK)
    assert refused("leave", settled) == ""
    assert deposits.decide_deposit_back(settled, "stay", "job", "V9", settled.people["a"]) == []
    assert deposits.decide_deposit(settled, "stay", "job", "V9", settled.people["a"]) == []
    assert refused("back", asked(IN)) == "deposit.none"
    assert refused("kept", OUT) == "supervisor.needed" and refused("kept", OUT, "s") == ""
    assert refused("back", home, "c") == "staff.needed"
    assert refused("drop", OUT) == "contractor.keys_out"
    assert refused("drop", at(asked(IN, cents=500), PAID)) == "contractor.deposit_here"
    assert refused("drop", asked(IN)) == ""
    assert refused("leave", OUT) == "contractor.keys_out"


def test_a_deposit_that_waits_is_a_task() -> None:
    def codes(house: House, later: timedelta = timedelta(0)) -> list[str]:
        return [task.code for task in tasks(house, (), NOON + later)]

    assert "contractor_deposit" not in codes(OUT)
    assert "contractor_deposit" in codes(at(OUT, *RETURNED))
    assert "contractor_deposit" not in codes(at(OUT, *RETURNED, BACK))
    unused = at(asked(IN, cents=500), PAID)
    assert "contractor_deposit" not in codes(unused)
    assert "contractor_deposit" in codes(unused, timedelta(hours=13))


def test_who_is_told_that_it_is_late() -> None:
    def told(minutes: int) -> list[tuple[str, str]]:
        found = overdue(OUT, NOON + timedelta(minutes=minutes), Escalation())
        return [(one.person, one.template) for one in found if isinstance(one, e.NoticeQueued)]

    assert told(59) == []
    assert told(61) == [("a", "key_due_contractor")]
    assert told(60 + 61) == [("s", "key_overdue")]


def test_whoever_brings_it_it_comes_back() -> None:
    key = OUT.keys["k1"]
    errand = sponsored(OUT, key)
    assert errand is not None and errand.sponsor == "a"
    assert outings.bearer_for(OUT, "k1", "a") == "x"
    assert outings.bearer_for(OUT, "k1", "other") == "other"
    assert outings.bearer_for(OUT, "k2", "a") == "a"
    back = ReturnKey("b", "x", "k1")
    assert outings.brought(OUT, back, "slip", "") == [c.ContractorKeyBrought("stay", "job", "b", "slip", "")]
    assert outings.brought(at(OUT, *RETURNED), back, "slip", "") == []
    assert outings.by_slip(OUT, "5117") == (OUT.stays["stay"], OUT.stays["stay"].errands["job"])
    assert outings.by_slip(OUT, "") is None and outings.by_slip(OUT, "5118") is None


def test_the_day_ends_when_nothing_is_left_to_settle() -> None:
    tomorrow = NOON + timedelta(days=1)
    assert days_over(IN, NOON + timedelta(hours=11)) == []
    assert days_over(IN, tomorrow) == [c.ContractorLeft("stay", "")]
    assert days_over(OUT, tomorrow) == []
    assert days_over(at(OUT, *RETURNED), tomorrow) == []
    over = at(OUT, *RETURNED, BACK)
    assert days_over(over, tomorrow) == [c.ContractorLeft("stay", "")]
    gone = at(over, c.ContractorLeft("stay", ""))
    assert days_over(gone, tomorrow) == [] and not gone.people["x"].active


def test_nobody_is_forgotten_too_early() -> None:
    keep = timedelta(days=30)
    gone = at(IN, c.ContractorLeft("stay", "a"))
    assert to_forget(IN, NOON + timedelta(days=99), keep) == []
    assert to_forget(gone, NOON + timedelta(days=29), keep) == []
    assert to_forget(gone, NOON + timedelta(days=30), keep) == ["x"]
    again = at(gone, c.ContractorAdmitted("two", "x", "id_card", "a", "", "", ""))
    assert to_forget(again, NOON + timedelta(days=99), keep) == []
    later = at(again, c.ContractorLeft("two", "a"), after_s=86_400 * 10)
    assert to_forget(later, NOON + timedelta(days=39), keep) == []
    assert to_forget(later, NOON + timedelta(days=40), keep) == ["x"]
    forgotten = at(later, c.PersonForgotten("x", "expired"))
    assert forgotten.stays == {} and "x" not in forgotten.people
    assert forgotten.people.keys() == PEOPLE.people.keys() | {"s"}


def test_a_contractor_is_no_staff_and_is_let_in_once() -> None:
    command = Admit("two", "x", "passport", "digest", "en", True, "", IN.people["a"], "signature:2", "d")

    def outcome(house: House, **changes: object) -> str:
        try:
            decided = contractors.decide_admission(house, replace(command, **changes))  # type: ignore[arg-type]
        except Refused as no:
            return no.code
        return " ".join(event.stored_as for event in decided)

    assert outcome(IN) == "contractor.in_already"
    assert outcome(IN, stay="stay") == ""
    assert outcome(IN, person="y") == "person.enrolled/1 contractor.admitted/1"
    assert outcome(IN, person="y", by=IN.people["x"]) == "staff.needed"
    blocked = at(IN, c.ContractorBlocked("digest", FAR, "s", "block:digest"))
    assert outcome(blocked, person="y") == "contractor.blocked"
    assert outcome(at(blocked, c.ContractorUnblocked("digest", "s")), person="y").startswith("person.")
    assert IN.people["x"].role is Role.CONTRACTOR


def test_what_a_site_asks_for() -> None:
    asks = ContractorSettings(deposit_cents=100, deposit_by_kind={"plant": 20_000, "unit": 0})
    assert [asks.deposit_for(kind) for kind in ("plant", "common", "unit")] == [20_000, 100, 0]
    assert ContractorSettings().closing_min == 18 * 60 and ContractorSettings().deposit_for("plant") == 0
