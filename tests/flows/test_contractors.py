"""A contractor gets a key for a day: document, signature, sponsor, deposit, slip; and the key always comes back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.stay import Errand, Stay
from kiosk.domain.items import UNKNOWN
from kiosk.domain.keeping.keeping import Signed, decide_withdrawal
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.passes.contractor_records import Arrival
from kiosk.flows.passes.sponsoring import Listening
from kiosk.flows.shifts.tasks import tasks
from kiosk.ledger.chain import GENESIS, link
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.wire.waiting import until

ZONE = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}".replace("+0", "")
"""Where it is about noon: a contractor's key is due the same day, at whatever hour this runs."""
HU = "11010519491231002X"
MA = "440524198001010013"
CENTS = 20_000
CONTRACTORS = f"""
[contractors]
deposit_by_kind = {{ plant = {CENTS} }}
closing = "18:00"
keep_days = 30
unit_on_slip = false
"""


def at_noon(text: str) -> str:
    """Return a site's settings with what it wants of contractors, in a place where it is about noon."""
    return text.replace('time_zone = "Asia/Shanghai"', f'time_zone = "{ZONE}"') + CONTRACTORS


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=at_noon)
    played = Play(site)
    yield played
    played.close()
    site.close()


def person(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def refusal(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act meets."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def fresh() -> str:
    return os.urandom(16).hex()


def arrival(**changes: object) -> Arrival:
    known = Arrival(fresh(), "id_card", HU, "胡海", "华安机电", "13600001111", "zh_Hans", agreed=True)
    return replace(known, **changes)  # type: ignore[arg-type]


def admit(play: Play, **changes: object) -> Stay:
    return play.journeys.contractors.admit(person(play), arrival(**changes), SIGNATURE)


def asked(play: Play, stay: Stay, key: str = "k-pump", reason: str = "repair", note: str = "") -> str:
    """Return the errand for a key that a contractor asks for."""
    name = fresh()
    play.journeys.errands.ask(person(play), stay.id, name, key, reason, "W-7", note)
    return name


def lay(play: Play, badge: str) -> str:
    """Lay a badge while the desk waits for it; return the id of what was seen."""
    by = person(play)
    before = play.journeys.sponsoring.listening(by)
    assert before is not None
    play.bench.tap(badge)

    def seen() -> bool:
        now = play.journeys.sponsoring.listening(by)
        return now is not None and now.id != before.id

    until(seen, 8)
    play.bench.lift()
    play._until_looked("badge-reader", 4)
    now = play.journeys.sponsoring.listening(by)
    assert now is not None
    return now.id


def sponsored(play: Play, stay: Stay, errand: str, badge: str = ZHOU, pin: str = "135790") -> None:
    play.journeys.sponsoring.listen(person(play), stay.id, errand)
    seen = lay(play, badge)
    play.journeys.sponsoring.confirm(person(play), stay.id, errand, seen, pin, met=False)


def ready(play: Play, key: str = "k-pump") -> tuple[Stay, str]:
    """Return a stay and an errand for which all is there but the signature."""
    stay = admit(play)
    errand = asked(play, stay, key)
    sponsored(play, stay, errand)
    if errand_of(play, stay, errand).owes:
        play.journeys.errands.deposit(person(play), stay.id, errand, "YJ-0042")
    return stay, errand


def errand_of(play: Play, stay: Stay, errand: str) -> Errand:
    return play.journeys.ledger.house.stays[stay.id].errands[errand]


def issue(play: Play, stay: Stay, errand: str, movement: str = "") -> Movement:
    return play.journeys.errands.issue(person(play), stay.id, errand, movement or fresh(), SIGNATURE)


def out(play: Play, key: str = "k-pump") -> tuple[Stay, str, str, str]:
    """Return a stay and an errand whose key is with the contractor, the slot, and the key's tag."""
    stay, errand = ready(play, key)
    movement = issue(play, stay, errand)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    return stay, errand, movement.place, tag


def hung_back(play: Play, movement: Movement, tag: str) -> None:
    play.comes_to(movement, "open")
    play.bench.put_key(movement.place, tag)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")


def papers(play: Play, what: str) -> list[PaperStage]:
    found = play.journeys.ledger.house.papers.values()
    return [paper.stage for paper in found if paper.what == f"contractor {what}"]


def codes(play: Play) -> list[str]:
    found = tasks(play.journeys.ledger.house, play.journeys.devices.states(), play.journeys.clock.now())
    return [task.code for task in found]


def moments_pass(play: Play, **span: float) -> None:
    """Have the clock know that so much time has passed."""
    play.kiosk.clock.not_before(play.journeys.clock.now() + timedelta(**span))


def test_a_whole_day_of_a_contractor(play: Play) -> None:
    stay, errand, slot, tag = out(play)
    house = play.journeys.ledger.house
    key = house.keys["k-pump"]
    assert key.custodian.id == stay.person and house.people[stay.person].role is Role.CONTRACTOR
    assert house.people[stay.person].role not in STAFF and house.people[stay.person].badge is None
    assert key.due is not None and key.since is not None
    local = key.due.astimezone(ZoneInfo(ZONE))
    assert (local.hour, local.minute) == (18, 0)
    assert local.date() == key.since.astimezone(local.tzinfo).date()
    issued = next(iter(play.journeys.register.movements(item="k-pump", kind="key.issue")))
    assert (issued.bearer, issued.authorisers) == (stay.person, ("a-zhou", "a-lin"))
    until(lambda: papers(play, "deposit slip") == [PaperStage.PRINTED], 15)
    until(lambda: papers(play, "key slip") == [PaperStage.PRINTED], 15)
    assert refusal(lambda: play.journeys.errands.give_deposit_back(person(play), stay.id, errand, "T")) == (
        "deposit.key_out"
    )
    back = play.journeys.errands.bring(person(play), stay.id, errand, fresh())
    assert back.place == slot
    hung_back(play, back, tag)
    until(lambda: "contractor_deposit" in codes(play), 8)
    assert (
        refusal(lambda: play.journeys.contractors.leave(person(play), stay.id)) == "contractor.deposit_here"
    )
    play.journeys.errands.give_deposit_back(person(play), stay.id, errand, "YJ-0042-T")
    assert "contractor_deposit" not in codes(play)
    until(lambda: papers(play, "deposit back slip") == [PaperStage.PRINTED], 15)
    kinds = [one.kind.value for one in play.journeys.register.movements(person=stay.person)]
    assert kinds == ["key.return", "key.issue"]
    play.journeys.contractors.leave(person(play), stay.id)
    assert play.journeys.contractors.inside() == []
    assert not play.journeys.ledger.house.people[stay.person].active


def test_the_log_tells_no_name_and_no_number(play: Play) -> None:
    stay, _ = ready(play)
    play.journeys.contractors.block(person(play, "s-chen"), stay.person, later(play, 5), "带走了水泵")
    for line in play.journeys.register.events(most=500):
        body = str(line.body)
        assert not any(secret in body for secret in (HU, "胡海", "13600001111", "华安机电", "带走了水泵"))
    details = play.journeys.contractors.details(stay.person)
    assert details is not None and (details.number, details.company) == (HU, "华安机电")


def later(play: Play, days: int) -> datetime:
    return play.journeys.clock.now() + timedelta(days=days)


def test_nobody_is_let_in_without_number_name_rules_and_signature(play: Play) -> None:
    wrong = {
        "id.check": {"number": "110105194912310021"},
        "id.old_form": {"number": "110105491231002"},
        "document.kind": {"kind": ""},
        "contractor.name_needed": {"name": "  "},
        "contractor.rules_needed": {"agreed": False},
    }
    for code, changes in wrong.items():
        assert refusal(lambda changes=changes: admit(play, **changes)) == code  # type: ignore[misc]
    nothing = refusal(lambda: play.journeys.contractors.admit(person(play), arrival(), []))
    assert nothing == "signature.missing"
    assert play.journeys.ledger.house.stays == {}


def test_known_again_by_the_number_and_never_two_by_one(play: Play) -> None:
    first = admit(play)
    assert refusal(lambda: admit(play)) == "contractor.in_already"
    play.journeys.contractors.leave(person(play), first.id)
    assert play.journeys.contractors.shown("id_card", HU).person == first.person
    assert refusal(lambda: admit(play, name="马强")) == "contractor.other_name"
    other = admit(play, number=MA, name="马强")
    assert other.person != first.person
    again = admit(play, name="胡 海")
    assert again.person == first.person and again.id != first.id
    play.journeys.contractors.leave(person(play), again.id)
    corrected = arrival(name="胡海波")
    assert (
        play.journeys.contractors.admit(person(play, "s-chen"), corrected, SIGNATURE).person == first.person
    )
    assert play.journeys.directory.name(first.person) == "胡海波"


def test_a_form_posted_twice_lets_in_once(play: Play) -> None:
    once = arrival()
    stays = {play.journeys.contractors.admit(person(play), once, SIGNATURE).id for _ in range(2)}
    assert len(stays) == 1 and len(play.journeys.ledger.house.stays) == 1


def test_who_may_answer_for_a_contractor(play: Play) -> None:
    stay = admit(play)
    errand = asked(play, stay)
    assert refusal(lambda: issue(play, stay, errand)) == "sponsor.needed"
    play.journeys.sponsoring.listen(person(play), stay.id, errand)
    lay(play, LIN)  # of the desk, and no right to plant rooms
    assert waits(play).problem == "sponsor.no_right"
    lay(play, "04D4E5F6071880")  # a courier
    assert waits(play).problem == "sponsor.not_here"
    seen = lay(play, ZHOU)
    assert play.journeys.visits.current is None, "it was no visit"
    confirm = play.journeys.sponsoring.confirm
    assert refusal(lambda: confirm(person(play), stay.id, errand, "x", "135790", met=True)) == "sponsor.again"
    assert refusal(lambda: confirm(person(play), stay.id, errand, seen, "000000", met=True)) == "pin.wrong"
    confirm(person(play), stay.id, errand, seen, "135790", met=False)
    assert errand_of(play, stay, errand).sponsor == "a-zhou"


def waits(play: Play) -> Listening:
    found = play.journeys.sponsoring.listening(person(play))
    assert found is not None
    return found


def test_nobody_answers_for_themselves(play: Play) -> None:
    """A member of the staff who is let in as a contractor, by their own name or telephone."""
    stay = admit(play, name="周建国")
    errand = asked(play, stay)
    play.journeys.sponsoring.listen(person(play), stay.id, errand)
    lay(play, ZHOU)
    assert waits(play).problem == "sponsor.self"
    assert play.journeys.ledger.house.keys["k-pump"].custodian.id == "K05"


def test_the_deposit_comes_first_and_is_taken_once(play: Play) -> None:
    stay = admit(play)
    errand = asked(play, stay)
    sponsored(play, stay, errand)
    assert refusal(lambda: issue(play, stay, errand)) == "deposit.needed"
    assert (
        refusal(lambda: play.journeys.errands.deposit(person(play), stay.id, errand, " ")) == "voucher.needed"
    )
    for voucher in ("YJ-1", "YJ-2"):
        play.journeys.errands.deposit(person(play), stay.id, errand, voucher)
    deposit = errand_of(play, stay, errand).deposit
    assert deposit is not None and (deposit.cents, deposit.voucher) == (CENTS, "YJ-1")
    taken = [one for one in play.journeys.register.events(most=200) if one.kind == c.DepositTaken.stored_as]
    assert len(taken) == 1
    assert len(papers(play, "deposit slip")) == 1
    free = asked(play, stay, "k-lobby")
    assert (
        refusal(lambda: play.journeys.errands.deposit(person(play), stay.id, free, "YJ-3")) == "deposit.none"
    )


def test_the_power_fails_between_deposit_and_issue(play: Play) -> None:
    stay, errand = ready(play)
    fired = len(play.bench.firings())
    play.power_cycle()
    known = errand_of(play, stay, errand)
    assert known.holds_money and known.sponsor == "a-zhou" and not known.movement
    assert len(play.bench.firings()) == fired
    assert play.journeys.directory.name(stay.person) == "胡海"
    movement = issue(play, stay, errand)
    play.comes_to(movement, "open")
    play.power_cycle()
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done", 12)
    assert play.journeys.ledger.house.keys["k-pump"].custodian.id == stay.person


def test_a_double_tap_issues_once_and_one_word_is_good_for_one_outing(play: Play) -> None:
    stay, errand = ready(play)
    name = fresh()
    first, second = issue(play, stay, errand, name), issue(play, stay, errand, name)
    assert first.id == second.id
    assert refusal(lambda: issue(play, stay, errand)) == "errand.over"
    play.comes_to(first, "open")
    tag = play.bench.take_key(first.place)
    play.bench.push_shut(first.place)
    play.comes_to(first, "done")
    back = play.journeys.errands.bring(person(play), stay.id, errand, fresh())
    hung_back(play, back, tag)
    assert refusal(lambda: issue(play, stay, errand)) == "errand.over"


def test_a_stranger_brings_the_key_with_the_slip(play: Play) -> None:
    stay, errand, slot, tag = out(play)
    number = errand_of(play, stay, errand).slip
    text = claim_slip.write(play.kiosk._storage.keys.slips, play.site.settings.site.id, number)
    play.journeys.contractors.block(person(play, "s-chen"), stay.person, later(play, 5), "x")
    play.bench.show_text(text)
    until(lambda: play.journeys.ledger.house.moving("k-pump"), 8)
    play.bench.clear()
    back = play.journeys.ledger.house.moving("k-pump")
    assert back is not None and back.place == slot
    hung_back(play, back, tag)
    brought = [
        one for one in play.journeys.register.events(most=50) if one.kind == "contractor.key.brought/1"
    ]
    assert [(one.body["how"], one.body["by"]) for one in brought] == [("slip", "")]
    assert refusal(lambda: play.journeys.errands.by_slip(text)) == "slip.key_back"


def test_a_slip_brings_back_a_key_that_was_given_up_for_lost(play: Play) -> None:
    stay, errand, slot, tag = out(play)
    number = errand_of(play, stay, errand).slip
    text = claim_slip.write(play.kiosk._storage.keys.slips, play.site.settings.site.id, number)
    play.kiosk.ledger.append(e.CustodySettled("k-pump", UNKNOWN, "s-chen", "nobody knows"))
    back = play.journeys.errands.by_slip(text)
    assert back is not None and back.place == slot
    hung_back(play, back, tag)


def test_whoever_answers_for_it_brings_it_with_their_badge(play: Play) -> None:
    stay, _, _, tag = out(play)
    play.tap(ZHOU)
    mine = [offer.key for offer in play.journeys.keys.offered("a-zhou") if offer.held_by_me]
    assert mine == ["k-pump"]
    assert not [offer.key for offer in play.journeys.keys.offered("a-lin") if offer.held_by_me]
    (offer,) = [offer for offer in play.journeys.keys.offered("a-zhou") if offer.held_by_me]
    assert offer.label.en == "Pump room B1 · with a contractor"
    back = play.journeys.keys.give_back(fresh(), "k-pump")
    assert back.bearer == stay.person
    hung_back(play, back, tag)


def test_another_ones_badge_does_not_bring_it(play: Play) -> None:
    out(play)
    play.tap(CHEN)
    assert refusal(lambda: play.journeys.keys.give_back(fresh(), "k-pump")) == "key.not_with_you"


def test_keys_that_contractors_never_get(play: Play) -> None:
    play.kiosk.ledger.append(r.KeyRuleSet("key:k-roof", KeyRule(contractors=False), "test"))
    stay = admit(play)
    assert refusal(lambda: asked(play, stay, "k-roof")) == "contractor.not_this_key"
    assert "k-roof" not in [key.id for key in play.journeys.errands.on_offer()]


def test_a_homes_key_leaves_only_under_a_consent_that_names_contractors(play: Play) -> None:
    stay = admit(play)
    errand = asked(play, stay, "k-1201")
    play.journeys.sponsoring.listen(person(play), stay.id, errand)
    lay(play, CHEN)
    assert waits(play).problem == "consent.contractor"
    now = play.journeys.clock.now()
    play.kiosk.ledger.append(
        r.ConsentGiven(
            "c-2", "1-2-1201", "r-li", ("repair",), now, later(play, 9), "paper 18", ("contractor",), True
        )
    )
    sponsored(play, stay, errand, CHEN, "864200")
    movement = issue(play, stay, errand)
    assert movement.unit == "1-2-1201"
    granted = play.journeys.ledger.house.movements[movement.id]
    assert granted.consent == "c-2" and not granted.report


def test_an_emergency_without_consent_takes_two_people_and_a_report(play: Play) -> None:
    stay = admit(play)
    errand = asked(play, stay, "k-1504", "emergency", note="水管爆裂")
    sponsored(play, stay, errand, LIN, LIN_PIN)  # who also serves: one person
    assert refusal(lambda: issue(play, stay, errand)) == "key.authorisers_needed"
    play.journeys.sponsoring.listen(person(play), stay.id, errand)
    sponsored(play, stay, errand, CHEN, "864200")
    movement = issue(play, stay, errand)
    assert play.journeys.ledger.house.movements[movement.id].report == "due"
    play.comes_to(movement, "open")


def test_late_keys_are_told_to_the_sponsor_first(play: Play) -> None:
    stay, _, _, _ = out(play)
    due = play.journeys.ledger.house.keys["k-pump"].due
    assert due is not None
    play.kiosk.clock.not_before(due + timedelta(minutes=1))
    trust(play)
    until(lambda: play.journeys.ledger.house.keys["k-pump"].overdue_step == 1, 8)
    notices = [one for one in play.journeys.register.events(most=60) if one.kind == "notice.queued/1"]
    told = [(one.body["person"], one.body["template"]) for one in notices]
    assert ("a-zhou", "key_due_contractor") in told and stay.person not in [who for who, _ in told]


def test_blocked_until_the_supervisor_says_otherwise(play: Play) -> None:
    stay, errand = ready(play)
    block = play.journeys.contractors.block
    assert refusal(lambda: block(person(play), stay.person, later(play, 5), "x")) == "supervisor.needed"
    assert (
        refusal(lambda: block(person(play, "s-chen"), stay.person, later(play, 5), " ")) == "reason.missing"
    )
    assert refusal(lambda: block(person(play, "s-chen"), stay.person, later(play, -1), "x")) == (
        "contractor.until_needed"
    )
    block(person(play, "s-chen"), stay.person, later(play, 5), "擅自复制钥匙")
    assert refusal(lambda: issue(play, stay, errand)) == "contractor.blocked"
    assert refusal(lambda: play.journeys.contractors.shown("id_card", HU)) == "contractor.blocked"
    before = play.journeys.ledger.house
    play.kiosk.ledger.rebuild()
    after = play.journeys.ledger.house
    assert (after.stays, after.blocks) == (before.stays, before.blocks)
    (known,) = play.journeys.contractors.blocked()
    assert (known.name, known.reason, known.number) == ("胡海", "擅自复制钥匙", "**************002X")
    assert (
        refusal(lambda: play.journeys.contractors.unblock(person(play), known.block.id))
        == "supervisor.needed"
    )
    play.journeys.contractors.unblock(person(play, "s-chen"), known.block.id)
    assert play.journeys.contractors.shown("id_card", HU).person == stay.person


def test_the_day_ends_and_later_all_is_forgotten_and_the_chain_still_holds(play: Play) -> None:
    stay, errand, _, tag = out(play, "k-lobby")
    moments_pass(play, days=1)
    play.journeys.contractors.look_after()
    assert play.journeys.contractors.inside(), "a key is out: the day is not over"
    hung_back(play, play.journeys.errands.bring(person(play), stay.id, errand, fresh()), tag)
    assert refusal(lambda: asked(play, stay)) == "contractor.day_over"
    trust(play)
    play.journeys.contractors.look_after()
    assert play.journeys.contractors.inside() == []
    assert play.journeys.contractors.found("华安")[0].id == stay.id
    moments_pass(play, days=29)
    trust(play)
    play.journeys.contractors.look_after()
    assert play.journeys.directory.name(stay.person) == "胡海"
    moments_pass(play, days=2)
    trust(play)
    play.journeys.contractors.look_after()
    assert_forgotten(play, stay)
    play.power_cycle()
    assert_forgotten(play, stay)
    assert chain_holds(play)


def trust(play: Play) -> None:
    """Have the wall clock be where the known time is: a day in a moment."""
    clock = play.kiosk.clock
    ahead = clock.now() - clock._wall()
    wall = clock._wall
    if ahead > timedelta(0):
        clock._wall = lambda: wall() + ahead
    assert clock.trusted


def assert_forgotten(play: Play, stay: Stay) -> None:
    house = play.journeys.ledger.house
    assert stay.person not in house.people and stay.id not in house.stays
    assert play.journeys.directory.card(stay.person) is None
    assert play.journeys.contractors.details(stay.person) is None
    assert play.journeys.contractors.shown("id_card", HU).person == ""
    vault = play.kiosk.ledger.vault._connection
    for table in ("person_keys", "sealed"):
        assert vault.execute(f"SELECT count(*) FROM {table} WHERE person = ?", (stay.person,)).fetchone() == (
            0,
        )
    issued = [
        one for one in play.journeys.register.movements(person=stay.person) if one.kind.value == "key.issue"
    ]
    assert issued and play.journeys.ledger.opened(issued[0].signature) is None


def chain_holds(play: Play) -> bool:
    """Whether every event of the log still carries the hash of the one before it."""
    head, rows = (
        GENESIS,
        play.kiosk.ledger._connection.execute("SELECT seq, at, type, body, hash FROM events ORDER BY seq"),
    )
    for seq, at, kind, body, stored in rows:
        head = link(head, seq, at, kind, body)
        if head != stored:
            return False
    return head.hex() == play.journeys.ledger.head


def test_nothing_ends_and_no_key_leaves_by_a_clock_that_nobody_can_trust(play: Play) -> None:
    stay, errand = ready(play, "k-lobby")
    play.journeys.contractors.block(
        person(play, "s-chen"), admit(play, number=MA, name="马强").person, later(play, 1), "x"
    )
    moments_pass(play, days=60)
    assert not play.kiosk.clock.trusted
    play.journeys.contractors.look_after()
    assert [one.id for one in play.journeys.contractors.inside()][-1] == stay.id
    assert len(play.journeys.contractors.blocked()) == 1
    assert refusal(lambda: issue(play, stay, errand)) == "clock.untrusted"
    assert play.journeys.ledger.house.keys["k-lobby"].custodian.id == "K01"
    trust(play)
    play.journeys.contractors.look_after()
    assert play.journeys.contractors.inside() == [] and play.journeys.contractors.blocked() == []


def test_a_deposit_is_kept_by_the_supervisor_alone_and_with_a_reason(play: Play) -> None:
    stay, errand = ready(play)
    keep = play.journeys.errands.keep_deposit
    assert refusal(lambda: keep(person(play), stay.id, errand, "弄丢钥匙扣")) == "supervisor.needed"
    assert refusal(lambda: keep(person(play, "s-chen"), stay.id, errand, " ")) == "reason.missing"
    keep(person(play, "s-chen"), stay.id, errand, "弄丢钥匙扣")
    deposit = errand_of(play, stay, errand).deposit
    assert deposit is not None and deposit.settled == "kept"
    assert refusal(lambda: issue(play, stay, errand)) == "errand.over"
    play.journeys.errands.drop(person(play), stay.id, errand)
    play.journeys.contractors.leave(person(play), stay.id)


def test_a_withdrawn_consent_is_told_to_whoever_answers_for_it(play: Play) -> None:
    now = play.journeys.clock.now()
    agreed = r.ConsentGiven(
        "c-2", "1-2-1201", "r-li", ("repair",), now, later(play, 9), "paper 18", ("contractor",), False
    )
    play.kiosk.ledger.append(agreed)
    stay = admit(play)
    errand = asked(play, stay, "k-1201")
    sponsored(play, stay, errand, CHEN, "864200")
    movement = issue(play, stay, errand)
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    signed = Signed("id_card", "a-lin", "signature:w", "d")
    play.kiosk.ledger.execute(
        lambda house: decide_withdrawal(house, "c-2", "r-li", signed, play.journeys.clock.now())
    )
    assert "key_recalled" in codes(play)
    notices = [one.body for one in play.journeys.register.events(most=20) if one.kind == "notice.queued/1"]
    assert ("s-chen", "key_recalled") in [(one["person"], one["template"]) for one in notices]


def photos(play: Play) -> list[str]:
    """Return what the log tells of pictures, newest first, with why there is none."""
    lines = [one for one in play.journeys.register.events(most=200) if "photo" in one.kind]
    return [f"{one.kind} {one.body.get('missing', '')}".strip() for one in lines]


def test_a_picture_is_taken_where_the_site_wants_one_and_goes_with_the_rest(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", amend=lambda text: at_noon(text) + "photo = true\n")
    play = Play(site)
    try:
        batches: list[set[str]] = []
        play.kiosk.ledger.listen(lambda told: batches.append({one.event.stored_as for one in told}))
        stay = admit(play)
        both = {"contractor.admitted/1", "contractor.photographed/1"}
        assert [
            batch for batch in batches if batch & both and not both <= batch
        ] == []  # a power cut parts them not
        assert play.journeys.contractors.has_photo(stay.id)
        assert play.journeys.contractors.photo(stay.id, person(play)).startswith(b"\xff\xd8")
        assert photos(play) == ["contractor.photo.seen/1", "contractor.photographed/1"]
        play.bench.pull("camera")
        until(lambda: not play.journeys.devices.is_up("camera"), 15)
        other = admit(play, number=MA, name="马强")
        assert not play.journeys.contractors.has_photo(other.id)
        assert photos(play)[0] == "contractor.photographed/1 camera_down"
        play.journeys.contractors.leave(person(play), stay.id)
        play.journeys.contractors.forget(stay.person, "asked for")
        assert refusal(lambda: play.journeys.contractors.photo(stay.id, person(play))) == "evidence.gone"
    finally:
        play.close()
        site.close()
