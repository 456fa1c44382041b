"""Asking for a key before a real reader: what is wanted, who agrees, and that nothing of it outlives the visit."""

from __future__ import annotations

import os
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain import events as e
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.asking import Question
from kiosk.flows.paper.slips import Slips
from kiosk.language.messages import Language, moment_of
from kiosk.paper import Facts
from tests.flows.test_badges import FRESH, READER, SECURE, Played, adopted, played
from tests.flows.test_desk import waiting
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, WANG, ZHOU, Play
from tests.wire.waiting import until

__all__ = ["played"]  # a fixture

STRANGER = "04FFFFFFFFFF80"
ZHOU_PIN, CHEN_PIN = "135790", "864200"
LOBBY, HOME = "k-lobby", "k-1504"


class Asker:
    """Attendant Lin before the screen, asking for one key."""

    def __init__(self, play: Play, key: str = LOBBY) -> None:
        self.play = play
        self.key = key
        self.asking = play.journeys.asking
        play.tap(LIN)
        self.asking.begin(key)

    def wants(self, reason: str = "repair") -> Question:
        """Return what is asked next after this reason was touched."""
        self.asking.choose(self.key, reason)
        return self.now()

    def now(self) -> Question:
        """Return what the screen asks now."""
        return self.asking.question(self.key)

    def colleague(self, badge: str, kind: str = "ntag") -> str:
        """Lay a badge on the reader; return "" if its owner may agree now, else the code of why not."""
        with_this = self.play.journeys.hub.subscribe()
        self.play.bench.tap(badge, kind=kind)
        while (message := with_this.next(8)) is not None and message[0] != "show":
            pass
        self.play.journeys.hub.leave(with_this)
        assert message == ("show", {"to": "asking", "key": self.key})
        self.play.bench.lift()
        self.play._until_looked("badge-reader", 4)
        draft = self.now().draft
        assert (draft.seen is None) == bool(draft.problem)
        return draft.problem

    def agrees(self, pin: str = "") -> Question:
        """Have whoever tapped agree, and return what is asked next."""
        seen = self.now().draft.seen
        assert seen is not None
        self.asking.agree(self.key, seen.id, pin)
        return self.now()

    def signs(self, reason: str = "repair", pin: str = LIN_PIN) -> Movement:
        """Return the movement that the signature begins."""
        return self.play.journeys.keys.issue(os.urandom(16).hex(), self.key, reason, "", pin, SIGNATURE)


def ruled(play: Play, key: str = LOBBY, **rule: object) -> None:
    """Have a key ask for more."""
    play.kiosk.ledger.append(r.KeyRuleSet(f"key:{key}", KeyRule(**rule), "test"))  # type: ignore[arg-type]


def who(play: Play) -> str:
    """Return whose visit goes on."""
    visit = play.journeys.visits.current
    return visit.person.id if visit else ""


def test_a_key_without_rules_asks_for_nothing_but_the_reason(play: Play) -> None:
    asker = Asker(play)
    assert asker.now().wanted == "reason"
    assert asker.wants().wanted == "sign"
    play.comes_to(asker.signs(), "open")


def test_two_colleagues_agree_by_their_own_pin_and_go_on_record(play: Play) -> None:
    ruled(play, authorisers=2)
    asker = Asker(play)
    assert (asker.wants().wanted, asker.now().missing) == ("authorisers", 2)
    assert asker.colleague(ZHOU) == ""
    assert who(play) == "a-lin"  # the tap began no visit
    with pytest.raises(Refused, match=r"pin\.wrong"):
        asker.agrees(LIN_PIN)
    assert asker.agrees(ZHOU_PIN).missing == 1
    assert asker.colleague(ZHOU) == "authoriser.already"
    assert asker.colleague(CHEN) == ""
    assert asker.agrees(CHEN_PIN).wanted == "sign"
    movement = asker.signs()
    play.comes_to(movement, "open")
    assert movement.authorisers == ("a-zhou", "s-chen")
    proven = [line.body for line in play.journeys.register.events(words="badge and pin")]
    assert {str(body["person"]) for body in proven} == {"a-zhou", "s-chen"}


@pytest.mark.parametrize(
    ("badge", "code"),
    [
        (LIN, "authoriser.self"),
        (WANG, "authoriser.not_staff"),
        (STRANGER, "badge.unknown"),
        (CHEN, ""),
    ],
)
def test_whose_word_counts(play: Play, badge: str, code: str) -> None:
    ruled(play, authorisers=1)
    asker = Asker(play)
    asker.wants()
    assert asker.colleague(badge) == code
    assert (who(play), asker.now().missing, asker.now().draft.agreed) == ("a-lin", 1, ())
    assert play.bench.firings() == []


def test_somebody_of_the_own_group_alone_does_not_count_where_another_is_asked_for(play: Play) -> None:
    ruled(play, authorisers=1, from_another_group=True)
    zhou = play.kiosk.ledger.house.people["a-zhou"]
    play.kiosk.ledger.append(
        e.PersonEnrolled("a-zhou", "attendant", ("desk",), None, None, "en", zhou.badge, True)
    )
    asker = Asker(play)
    asker.wants()
    assert asker.colleague(ZHOU) == "authoriser.same_group"
    assert asker.colleague(CHEN) == ""


def test_a_word_given_for_one_reason_is_none_for_another_and_good_for_one_issue(play: Play) -> None:
    ruled(play, authorisers=1)
    asker = Asker(play)
    asker.wants()
    asker.colleague(CHEN)
    assert asker.agrees(CHEN_PIN).wanted == "sign"
    assert asker.wants("inspection").missing == 1
    with pytest.raises(Refused, match=r"key\.authorisers_needed"):
        asker.signs("repair")
    asker.colleague(CHEN)
    asker.agrees(CHEN_PIN)
    movement = asker.signs("inspection")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "not_taken")
    play.comes_to(movement, "given_up")
    asker.asking.begin(LOBBY)
    assert asker.wants("inspection").missing == 1


def test_another_badge_in_between_agrees_to_nothing(play: Play) -> None:
    ruled(play, authorisers=1)
    asker = Asker(play)
    asker.wants()
    asker.colleague(ZHOU)
    first = asker.now().draft.seen
    assert first is not None
    asker.colleague(CHEN)
    with pytest.raises(Refused, match=r"authoriser\.again"):
        asker.asking.agree(LOBBY, first.id, ZHOU_PIN)
    assert asker.now().draft.agreed == ()


def test_a_tap_is_a_visit_again_once_nobody_is_awaited(play: Play) -> None:
    ruled(play, authorisers=1)
    asker = Asker(play)
    asker.wants()
    asker.asking.begin(LOBBY)  # back to the reasons
    play.bench.tap(ZHOU)
    until(lambda: who(play) == "a-zhou", 8)
    with pytest.raises(Refused, match=r"asking\.over"):
        asker.now()


def test_a_note_is_asked_for_and_is_sealed_with_the_issue(play: Play) -> None:
    play.kiosk.ledger.append(r.ReasonSet(Reason("cleaning", needs_note=True), "test"))
    asker = Asker(play)
    assert asker.wants("cleaning").wanted == "note"
    with pytest.raises(Refused, match=r"key\.note_needed"):
        asker.asking.write(LOBBY, [[(3, 3, 0)]])
    asker.asking.write(LOBBY, SIGNATURE)
    assert asker.now().wanted == "sign"
    movement = asker.signs("cleaning")
    assert movement.note_reference == f"note:{movement.id}"
    assert (play.kiosk.ledger.opened(movement.note_reference) or b"").startswith(b"[[[")


def test_a_work_order_and_a_key_that_goes_first(play: Play) -> None:
    ruled(play, needs_work_order=True, only_with=("k-club",))
    asker = Asker(play)
    question = asker.wants()
    assert (question.wanted, question.other) == ("with", "k-club")
    ruled(play, needs_work_order=True)
    assert asker.now().wanted == "work_order"
    asker.asking.order(LOBBY, " WX-0231 ")
    assert (asker.now().wanted, asker.now().draft.work_order) == ("sign", "WX-0231")


def test_reasons_that_do_not_count_are_told_with_why(play: Play) -> None:
    asker = Asker(play, "k-1201")
    why = dict(asker.asking.begin("k-1201")[1])
    assert why["repair"] is None and why["inspection"] is None and why["emergency"] is None
    assert why["cleaning"] == "consent.reason"
    with pytest.raises(Refused, match=r"consent\.reason"):
        asker.wants("cleaning")


def test_a_power_cut_leaves_nothing_of_an_asking(play: Play) -> None:
    ruled(play, authorisers=1)
    asker = Asker(play)
    asker.wants()
    asker.colleague(CHEN)
    asker.agrees(CHEN_PIN)
    play.power_cycle()
    assert (play.journeys.visits.current, play.bench.firings()) == (None, [])
    play.tap(LIN)
    with pytest.raises(Refused, match=r"asking\.over"):
        play.journeys.asking.question(LOBBY)
    with pytest.raises(Refused, match=r"key\.authorisers_needed"):
        asker.play.journeys.keys.issue(os.urandom(16).hex(), LOBBY, "repair", "", LIN_PIN, SIGNATURE)


def test_an_emergency_takes_a_note_a_second_person_and_a_report(play: Play) -> None:
    asker = Asker(play, HOME)
    question = asker.wants("emergency")
    assert (question.wanted, question.report) == ("note", True)
    asker.asking.write(HOME, SIGNATURE)
    assert asker.now().wanted == "authorisers"
    asker.colleague(CHEN)
    asker.agrees(CHEN_PIN)
    movement = asker.signs("emergency")
    play.comes_to(movement, "open")
    assert [task.movement for task in waiting(play) if task.code == "report_due"] == [movement.id]
    lin, keys = play.journeys.ledger.house.people["a-lin"], play.journeys.keys
    with pytest.raises(Refused, match=r"report\.missing"):
        keys.report(movement.id, lin, "  ", [])
    keys.report(movement.id, lin, "水管爆裂", SIGNATURE)
    assert [task for task in waiting(play) if task.code == "report_due"] == []
    told = (play.kiosk.ledger.opened(f"report:{movement.id}") or b"").decode()
    assert "水管爆裂" in told
    with pytest.raises(Refused, match=r"report\.not_due"):
        keys.report(movement.id, lin, "again", [])
    logged = play.journeys.register.events(words="key.emergency.reported", most=1)[0].body
    assert "水管" not in str(logged) and logged["by"] == "a-lin"


def test_an_emergency_key_that_stayed_wants_no_report(play: Play) -> None:
    asker = Asker(play, HOME)
    asker.wants("emergency")
    asker.asking.write(HOME, SIGNATURE)
    asker.now()
    asker.colleague(CHEN)
    asker.agrees(CHEN_PIN)
    movement = asker.signs("emergency")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "not_taken")
    play.comes_to(movement, "given_up")
    assert [task for task in waiting(play) if task.code == "report_due"] == []


def test_the_receipt_tells_when_the_key_is_due(play: Play) -> None:
    movement = play.issue("k-1201")
    play.comes_to(movement, "open")
    due = play.journeys.doors.need(movement.id).due
    assert due is not None
    site = play.kiosk.settings.site
    slips = Slips(play.kiosk.ledger, play.journeys.directory, site, Ed25519PrivateKey.generate())
    paper = Paper("r-1", "receipt", movement.id, "en", PaperStage.QUEUED, due)
    (facts,) = [block for block in slips.compose(paper) if isinstance(block, Facts)]
    assert dict(facts.rows)["Please return by"] == moment_of(due, Language.ENGLISH, site.time_zone)


def test_the_list_says_when_and_until_when(play: Play) -> None:
    play.kiosk.ledger.append(
        r.GrantEnded("group-desk", "test"),
        r.GrantEnded("group-housekeeping", "test"),
        r.GrantGiven("g", "group:desk", "kind:common", None, None, None, "test"),
        r.GrantGiven("late", "group:desk", "key:k-1201", None, _tomorrow(play), None, "test"),
    )
    offers = {offer.key: offer for offer in play.journeys.keys.offered("a-lin")}
    assert list(offers) == ["k-lobby", "k-roof", "k-club", "k-1201"]
    assert offers["k-1201"].why_not == "key.right_later"
    again = offers["k-1201"].again
    assert again is not None and again.date() == _tomorrow(play)
    assert offers["k-lobby"].again is None


def _tomorrow(play: Play) -> date:
    zone = ZoneInfo(play.kiosk.settings.site.time_zone)
    return (play.journeys.clock.now().astimezone(zone) + timedelta(days=1)).date()


@pytest.fixture
def secure(played: Played) -> Play:
    """A lobby whose badges can prove themselves."""
    return played(READER + '\nsecure = "ntag424"')


def test_a_badge_that_proves_itself_agrees_with_one_touch(secure: Play) -> None:
    adopted(secure, "a-zhou")
    ruled(secure, authorisers=1)
    asker = Asker(secure)
    asker.wants()
    assert asker.colleague(FRESH, SECURE) == ""
    seen = asker.now().draft.seen
    assert seen is not None and seen.proven
    assert asker.agrees().wanted == "sign"
    assert asker.now().draft.agreed[0].how == "secure badge"
