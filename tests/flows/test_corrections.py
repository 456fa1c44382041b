"""Registers put right before a real lobby: what stood there and what is true can both be read, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.items import Label
from kiosk.domain.loans.loan import Loan
from kiosk.domain.loans.stock import Terms
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import Asked
from kiosk.flows.services.grievances import Complaint
from kiosk.language.messages import Language
from tests.flows.test_deposits import deposit, refusal, staff, taken_in, with_shelves
from tests.flows.test_loans import lend
from tests.flows.test_passes import give_out
from tests.flows.test_transfers import GUEST, brought, transfer
from tests.flows.test_workorders import fresh, issued
from tests.lobby import CHEN, Play, Site
from tests.ui.test_desk import Desk


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("right"), opens_within_s="1.0", amend=with_shelves)
    played = Play(site)
    yield played
    played.close()
    site.close()


@dataclass(frozen=True)
class Hand:
    """Somebody of the staff who puts a line right."""

    play: Play
    register: str
    about: str
    by: str = "a-lin"

    def right(self, field: str, typed: str, why: str = "独特原因", act: str = "") -> None:
        flow = self.play.journeys.corrections
        flow.correct(
            act or fresh(), (self.register, self.about, field), typed, why, staff(self.play, self.by)
        )

    def stands(self) -> dict[str, str]:
        """Return what the line says, by value."""
        found = self.play.journeys.corrections.values(self.register, self.about, staff(self.play, self.by))
        return {one.field: one.plain for one in found}

    def line(self) -> str:
        """Return the line of the register, all in one."""
        entries = self.play.journeys.registers.all(Asked(self.register), Language.ENGLISH, 50)
        entry = next(one for one in entries if one.id == self.about)
        return "\n".join("\n".join((one.text, *one.small)) for one in entry.fields)


def in_files(play: Play, *words: str) -> list[str]:
    """Return which of these words stand in the record's files."""
    raw = b"".join(path.read_bytes() for path in (play.site.root / "var").glob("ledger.db*"))
    return [one for one in words if one.encode() in raw]


def test_a_deposit_is_put_right_and_claimed_by_what_is_true(play: Play) -> None:
    hand = Hand(play, "deposits", taken_in(play, 3, words="blue, no strap"))
    once = fresh()
    for _ in range(2):  # a double tap
        hand.right("words", "  green,\n with a strap ", act=once)
    hand.right("condition", "worn")
    assert hand.stands() == {"what": "bag", "count": "3", "condition": "worn", "words": "green, with a strap"}
    assert len(play.journeys.corrections.of("deposits", hand.about)) == 2
    assert refusal(lambda: hand.right("count", "2")) == "supervisor.needed"
    Hand(play, "deposits", hand.about, "s-chen").right("count", "2")
    assert refusal(lambda: hand.right("words", "green, with a strap")) == "correction.same"
    line = hand.line()
    assert "Put right: Description green, with a strap, not blue, no strap. 林晓梅" in line
    assert "Put right: Pieces 2, not 3. " in line and "独特原因" in line
    assert "Bag × 2" in line and "not in good order" in line
    play.kiosk.ledger.rebuild()
    play.power_cycle()
    assert deposit(play, hand.about).count == 2 and hand.line() == line
    assert not in_files(play, "green, with a strap", "独特原因", "blue, no strap")
    hand.right("words", "green", act=once)  # the first form once more, after the power cut
    assert hand.stands()["words"] == "green, with a strap"


def test_the_other_party_of_a_transfer_is_reached_by_the_right_number(play: Play) -> None:
    hand = Hand(play, "transfers", brought(play, words="a book"))
    hand.right("visitor_phone", "13911112222")
    hand.right("visitor_name", "陈大为")
    hand.right("phone", "13700001111")
    hand.right("words", "two books")
    told = play.journeys.transfers.told(transfer(play, hand.about))
    assert (told.visitor_phone, told.resident_phone, told.words) == (
        "13911112222",
        "13700001111",
        "two books",
    )
    assert refusal(lambda: hand.right("phone", "nobody")) == "guest.phone"
    visitor = transfer(play, hand.about).visitor
    play.power_cycle()
    assert play.journeys.directory.name(visitor) == "陈大为"
    line = hand.line()
    assert "陈大为" in line and f"not {GUEST[0]}" in line and f"not {GUEST[1]}" in line
    assert not in_files(play, "陈大为", "13911112222", "13700001111")
    play.kiosk.ledger.append(PersonForgotten(visitor, "expired"))
    play.journeys.directory.remove(visitor)
    line = hand.line()
    assert "陈大为" not in line and GUEST[0] not in line and "two books" in line
    assert not {"visitor_name", "visitor_phone"} & hand.stands().keys()
    assert refusal(lambda: hand.right("visitor_name", "x")) == "correction.unknown"


def test_every_register_of_the_desk_is_put_right(play: Play) -> None:
    chief = staff(play, "s-chen")
    play.journeys.loan_stock.set_kind(
        chief, Terms("trolley", Label("Trolley", "手推车", "手推車"), 0, 24 * 60)
    )
    play.journeys.loan_stock.add(chief, "t1", "trolley", "A1")
    (loan,) = lend(play, "t1")
    loaned = Hand(play, "loans", loan.id)
    loaned.right("condition", "worn")
    loaned.right("note", "left wheel is loose")
    assert loaned.stands() == {"condition": "worn", "note": "left wheel is loose"}
    works = Hand(play, "passes", give_out(play).id)
    works.right("company", "Bright Windows Ltd")
    works.right("phone", "13500002222")
    assert works.stands()["company"] == "Bright Windows Ltd" and "Bright Windows Ltd" in works.line()
    order = Hand(play, "orders", issued(play).id)
    order.right("where", "bathroom, not the kitchen")
    assert order.stands() == {"where": "bathroom, not the kitchen", "words": "厨房漏水独特"}
    answers = {"what": "milk and bread", "hours": "1"}
    asked = play.journeys.services.ask(fresh(), "errand", "r-zhang", answers, "desk", staff(play))
    service = Hand(play, "services", asked.id)
    assert service.stands() == {"answer.what": "milk and bread"}, "hours make the price: they are amended"
    service.right("answer.what", "milk and rice")
    assert play.journeys.services.told(play.journeys.services.need(asked.id)).words["what"] == "milk and rice"
    play.kiosk.ledger.rebuild()
    play.power_cycle()
    assert service.stands() == {"answer.what": "milk and rice"}
    assert loaned.stands()["note"] == "left wheel is loose" and works.stands()["phone"] == "13500002222"
    with pytest.raises(Refused, match=r"correction\.unknown"):
        Hand(play, "loans", "nothing").stands()
    assert isinstance(play.journeys.register.matter(Loan, loan.id), Loan)


def test_what_was_complained_of_is_put_right_and_the_register_keeps_it_to_itself(play: Play) -> None:
    said = Complaint("complaint", "noise", "desk", "r-zhang", "drums at night", "a-zhou")
    one = play.journeys.grievances.register(fresh(), said, staff(play))
    hand = Hand(play, "grievances", one.id)
    hand.right("words", "drums at noon")
    hand.right("about", "neighbour")
    assert hand.stands() == {"about": "neighbour", "words": "drums at noon"}
    line = hand.line()
    assert "Put right: Description. " in line and "drums" not in line and "独特原因" not in line
    desk = Desk(play)
    desk.enter()
    assert "drums at noon, not drums at night" in desk.page(f"/desk/corrections/grievances/{one.id}")
    assert (
        refusal(lambda: Hand(play, "grievances", one.id, "a-zhou").right("words", "x")) == "grievance.unknown"
    )


def test_from_the_register_s_page_and_back(play: Play) -> None:
    name = taken_in(play, 2, words="red")
    desk = Desk(play)
    here = f"/desk/corrections/deposits/{name}"
    assert desk.client.get(here).status_code == 409, "nobody is at the desk"
    desk.enter()
    assert here in desk.page("/desk/registers/deposits")
    page = desk.page(here)
    assert "Description" in page and f"{here}/words" in page
    form = desk.page(f"{here}/words")
    assert ">red</textarea>" in form
    why = desk.post(f"{here}/words", movement=fresh(), value="<b>pink", why="")
    assert why.status_code == 409 and "Why was it wrong?" in why.text and "&lt;b&gt;pink" in why.text
    act = fresh()
    for _ in range(2):
        assert (
            desk.post(f"{here}/words", movement=act, value="<b>pink", why="looked again").status_code == 303
        )
    assert desk.page(here).count("not red") == 1
    assert "&lt;b&gt;pink, not red" in desk.page("/desk/registers/deposits")
    assert "not red" in desk.page("/desk/registers/deposits.csv")
    refused = desk.post(f"{here}/count", movement=fresh(), value="1", why="lost one")
    assert refused.status_code == 409
    desk.enter(CHEN, "864200")
    assert desk.post(f"{here}/count", movement=fresh(), value="1", why="miscounted").status_code == 303
    assert deposit(play, name).count == 1
    for path in (f"{here}/stage", f"{here}/person", "/desk/corrections/deposits/none"):
        assert desk.client.get(path).status_code == 409
    assert desk.client.get("/desk/corrections/people/r-zhang").status_code == 404
