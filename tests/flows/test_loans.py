"""Things are lent under two signatures and come back: over a power cut, by other hands, damaged or not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.items import Label, with_person
from kiosk.domain.loans.loan import Loan, LoanStage
from kiosk.domain.loans.returning import DUE_NOTICE, reminders
from kiosk.domain.loans.stock import Terms
from kiosk.domain.money.account import cash
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.outgoing import Notice
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.countables import to_count
from kiosk.domain.shifts.differences import Scene, differences
from kiosk.domain.shifts.tally import ToCount
from kiosk.flows.identity.standing_by import StoodBy
from kiosk.flows.items.loan_forms import Borrower, Leave, Seen
from kiosk.flows.registers.finding import Asked
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.flows.test_consents import visit_of
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until

CHEN_PIN = "864200"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("loans"), opens_within_s="1.0")
    play = Play(site)
    chief = staff(play, "s-chen")
    for kind, cents in (("umbrella", 0), ("ladder", 10_000)):
        label = Label(kind.title(), {"umbrella": "雨伞", "ladder": "梯子"}[kind], kind)
        play.journeys.loan_stock.set_kind(chief, Terms(kind, label, cents, 24 * 60))
    for number in range(9):
        play.journeys.loan_stock.add(chief, f"u{number}", "umbrella", "a3")
    play.journeys.loan_stock.add(chief, "l1", "ladder", "A4")
    yield play
    play.close()
    site.close()


@pytest.fixture
def play(played: Play) -> Play:
    """The lobby with everything back on its shelf."""
    for one in played.journeys.lending.out():
        if one.out:
            played.journeys.lending.take_back(staff(played), one.id, Seen("good"), [], SIGNATURE)
    return played


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def fresh() -> str:
    return os.urandom(16).hex()


def lend(play: Play, *items: str, person: str = "r-zhang", hours: int = 2, **more: object) -> list[Loan]:
    due = play.journeys.clock.now() + timedelta(hours=hours)
    act = str(more.pop("act", "")) or fresh()
    return play.journeys.lending.lend(
        staff(play),
        act,
        Borrower(person),
        items,
        due,
        SIGNATURE,
        SIGNATURE,
        **more,  # type: ignore[arg-type]
    )


def test_two_things_leave_under_one_form_and_come_back_one_by_one_over_a_power_cut(play: Play) -> None:
    printed = len(play.bench.printed())
    act = fresh()
    umbrella, ladder = lend(play, "u0", "l1", act=act, note="a scratch on the grip")
    assert lend(play, "u0", "l1", act=act) == [umbrella, ladder], "a double tap lends once"
    assert (umbrella.number, ladder.number) == (f"{act[:6].upper()}-1", f"{act[:6].upper()}-2")
    until(lambda: len(play.bench.printed()) == printed + 1, 15)
    play.power_cycle()
    house = play.journeys.ledger.house
    assert house.loan_items["l1"].custodian == with_person("r-zhang")
    assert standing_cents(house, cash()) == 10_000
    assert play.journeys.lending.words(house.loans[umbrella.id].note) == "a scratch on the grip"
    for loan in (umbrella, ladder):
        again = play.journeys.lending.take_back(staff(play), loan.id, Seen("good"), SIGNATURE, SIGNATURE)
        assert again.stage is LoanStage.BACK and again.settled == "nothing"
        play.journeys.lending.take_back(staff(play), loan.id, Seen("damaged"), SIGNATURE, SIGNATURE)
    assert standing_cents(play.journeys.ledger.house, cash()) == 0
    page = play.journeys.registers.page(Asked("loans"), Language.ENGLISH)
    first = page.entries[0]
    assert first.fields[3].pen and first.fields[5].pen and first.fields[1].text == "Ladder 1"
    found = play.journeys.registers.page(Asked("loans", words=umbrella.number), Language.ENGLISH)
    assert [one.id for one in found.entries] == [umbrella.id]


def test_a_neighbour_brings_it_back_late_without_signing(play: Play) -> None:
    (loan,) = lend(play, "u1")
    seen = Seen("worn", "a bent rib", "other", "李邻居独特")
    back = play.journeys.lending.take_back(staff(play), loan.id, seen, [], SIGNATURE)
    assert (back.stage, back.back_condition, back.back_signature) == (LoanStage.BACK, "worn", "")
    assert play.journeys.lending.brought_by(back) == "李邻居独特"
    assert play.journeys.lending.words(back.back_note) == "a bent rib"
    with pytest.raises(Refused, match=r"signature\.own_missing"):
        play.journeys.lending.take_back(staff(play), lend(play, "u2")[0].id, Seen("good"), SIGNATURE, [])


def test_who_can_not_write_has_a_colleague_stand_by(play: Play) -> None:
    due = play.journeys.clock.now() + timedelta(hours=2)
    by = staff(play)
    (loan,) = play.journeys.lending.lend(
        by, fresh(), Borrower("r-zhang"), ["u1"], due, StoodBy("s-chen", by.id), SIGNATURE
    )
    assert loan.signature.startswith("witness:s-chen")
    assert any(
        one.kind == "signature.witnessed/1" for one in play.journeys.register.events(words="witnessed")
    )


def test_others_borrow_by_a_supervisors_leave_and_are_forgotten(play: Play) -> None:
    lending, due = play.journeys.lending, play.journeys.clock.now() + timedelta(hours=2)
    visitor = Borrower(name="王访客独特", phone="13866660000")

    def ask(leave: Leave) -> list[Loan]:
        return lending.lend(staff(play), fresh(), visitor, ["u3"], due, SIGNATURE, SIGNATURE, leave=leave)

    for leave, code in (
        (Leave(), "loan.residents_only"),
        (Leave("s-chen", CHEN_PIN, ""), "reason.missing"),
        (Leave("s-chen", "000000", "guest"), "pin.wrong"),
        (Leave("a-zhou", "000000", "guest"), "supervisor.needed"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            ask(leave)
    (loan,) = ask(Leave("s-chen", CHEN_PIN, "a guest of the house"))
    assert play.journeys.directory.name(loan.person) == "王访客独特" and loan.leave == "s-chen"
    raw = b"".join(path.read_bytes() for path in (play.site.root / "var").glob("ledger.db*"))
    for secret in ("王访客独特", "13866660000", "a guest of the house", "a scratch on the grip"):
        assert secret.encode() not in raw
    lending.take_back(staff(play), loan.id, Seen("good"), SIGNATURE, SIGNATURE)
    assert lending._to_forget(play.journeys.clock.now() + timedelta(days=29)) == []
    assert loan.person in lending._to_forget(play.journeys.clock.now() + timedelta(days=31))


def test_damage_waits_at_the_desk_until_it_is_settled(play: Play) -> None:
    (loan,) = lend(play, "l1")
    play.journeys.lending.take_back(staff(play), loan.id, Seen("parts", "a rung"), SIGNATURE, SIGNATURE)
    waiting = [one.code for one in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]
    assert waiting.count("loan.damaged") == 1
    play.journeys.lending.charge(staff(play), loan.id, 4_000)
    house = play.journeys.ledger.house
    assert standing_cents(house, cash()) == 4_000 and not house.loan_items["l1"].free
    play.journeys.loan_stock.put_back(staff(play), "l1", "good")
    figures = play.journeys.lending.book.day(play.journeys.questions.today())
    assert figures.charged_cents == 4_000 and figures.damaged == 1


def test_a_resident_sees_what_the_home_has(play: Play) -> None:
    (loan,) = lend(play, "u4", person="r-li")
    visit_of(play, "r-li")
    assert [one.id for one in play.journeys.lending.own()] == [loan.id]
    visit_of(play, "r-zhang")
    assert play.journeys.lending.own() == []
    play.journeys.visits.end()
    with pytest.raises(Refused, match=r"visit\.ended"):
        play.journeys.lending.own()


def test_a_borrower_is_told_once_the_time_is_over_unless_it_is_back(play: Play) -> None:
    (loan,) = lend(play, "u6")
    late = loan.due + timedelta(minutes=1)
    play.kiosk.ledger.execute(lambda house: reminders(house, late))
    assert play.kiosk.ledger.execute(lambda house: reminders(house, late)) == ()
    notice = Notice("n", "r-zhang", DUE_NOTICE, loan.id, late)
    message = play.kiosk._telling._message(notice)
    assert message is not None and "雨伞" in message.body and "前台" in message.body
    play.journeys.lending.take_back(staff(play), loan.id, Seen("good"), SIGNATURE, SIGNATURE)
    assert play.kiosk._telling._message(notice) is None


def test_hostile_words_stay_words(play: Play) -> None:
    for words in ("\0\0", "'; DROP TABLE loans; --", "💣" * 300, "\u202etxt.exe", "{item}{0}%s"):
        (loan,) = lend(play, "u5", note=words)
        kept = play.journeys.lending.words(play.journeys.ledger.house.loans[loan.id].note)
        assert kept == words.strip()[:200]
        play.journeys.lending.take_back(
            staff(play), loan.id, Seen("good", words, "other", words), SIGNATURE, SIGNATURE
        )
    json.dumps(
        [one.fields[0].text for one in play.journeys.registers.page(Asked("loans"), Language.ENGLISH).entries]
    )


def test_a_lost_thing_has_to_be_explained_when_a_shift_ends_and_shelves_are_counted(play: Play) -> None:
    (loan,) = lend(play, "u7")
    play.journeys.lending.lost(staff(play), loan.id)
    house = play.journeys.ledger.house
    now = play.journeys.clock.now()
    scene = Scene(house, play.journeys.furniture, play.journeys.sight.readings(), now)
    (lost,) = [one for one in differences(scene) if one.code == "loan_lost"]
    words = HandoverWords(
        play.journeys.ledger,
        play.journeys.directory,
        play.journeys.furniture,
        Language.ENGLISH,
        "Asia/Shanghai",
    )
    assert words.difference(lost) == "Umbrella 8 is lost"
    (line,) = [one for one in to_count(house) if one.about == "umbrella"]
    assert words.line(line) == "Loan items on the shelf: Umbrella"
    assert replace(words, language=Language.SIMPLIFIED).line(line) == "货架上的出借物品：雨伞"
    drawers = [words.line(ToCount("cash", 0, about=about)) for about in ("desk", "desk@USD", "kitchen")]
    assert drawers == ["Cash in the drawer", "Cash in the drawer", "Cash in the drawer kitchen"]
    assert line.expected == sum(not one.loan for one in house.loan_items.values() if one.kind == "umbrella")
    play.journeys.lending.take_back(staff(play), loan.id, Seen("good"), SIGNATURE, SIGNATURE)
    assert play.journeys.ledger.house.loan_items["u7"].free, "it was found: never refused"
