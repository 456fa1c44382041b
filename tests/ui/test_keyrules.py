"""A supervisor changes who may take what on the desk's pages, before a real kiosk: looked at, confirmed, on record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from kiosk.domain.keys import events as r
from kiosk.domain.people import Person
from kiosk.ports.register import LogLine
from tests.lobby import CHEN, Play, Site
from tests.ui.test_desk import Desk
from tests.ui.test_keybook import CHEN_PIN, take

HERE = "/desk/keyrules"


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("rules"), opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Desk:
    found = Desk(lobby)
    found.enter(CHEN, CHEN_PIN)
    return found


def hidden(page: str) -> dict[str, str]:
    """Return what a page's form carries on."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def looked(desk: Desk, subject: str, **typed: str) -> TestResponse:
    """Open the form of a rule, type something, and look at what it does."""
    form = hidden(desk.page(f"{HERE}/edit?subject={subject}"))
    return desk.post(f"{HERE}/look", **{**form, **typed})


def confirmed(desk: Desk, page: TestResponse, why: str = "a new rota") -> TestResponse:
    """Confirm what a page shows."""
    return desk.post(f"{HERE}/change", **{**hidden(page.text), "why": why})


def test_only_a_supervisor_sees_and_changes_rules(lobby: Play) -> None:
    desk = Desk(lobby)
    desk.enter()
    for path in (
        "grants",
        "hours",
        "rules",
        "reasons",
        "limits",
        "history",
        "history.csv",
        "edit?subject=grant:",
    ):
        assert desk.client.get(f"{HERE}/{path}").status_code == 409
    assert desk.post(f"{HERE}/change", subject="grant:", act="end").status_code == 409
    assert "keyrules" not in desk.page("/desk/keys")


def test_a_right_is_given_looked_at_and_ended(desk: Desk) -> None:
    ledger = desk.play.kiosk.ledger
    page = looked(
        desk, "grant:", who="person:a-lin", what="key:k-pump", timetable="", since="", until="2099-12-31"
    )
    assert page.status_code == 200, page.text
    assert "From now on: 林晓梅 may take Pump room B1, at any hour, until Dec 31, 2099." in page.text
    assert "gains" in page.text and "Until now there was no such rule." in page.text
    refused = confirmed(desk, page, why=" ")
    assert refused.status_code == 409 and "A reason, please" in refused.text
    seq = ledger.seq
    assert confirmed(desk, page).headers["Location"].endswith("/grants")
    assert confirmed(desk, page).status_code == 303, "a double tap"
    (name,) = [one.id for one in ledger.house.grants.values() if one.who == "person:a-lin"]
    assert [line.kind for line in ledger_lines(desk, seq)] == ["key.rules.changed/1", "key.grant.given/1"]
    assert "a new rota" not in str([line.body for line in ledger_lines(desk, seq)])
    shown = desk.page(f"{HERE}/grants")
    assert "林晓梅 may take Pump room" in shown and "Changed at the desk by 陈立" in shown
    ended = looked(desk, f"grant:{name}", act="end")
    assert "may no longer take Pump room B1" in ended.text and "loses" in ended.text
    assert confirmed(desk, ended, "rota over").status_code == 303
    assert name not in ledger.house.grants
    history = desk.page(f"{HERE}/history")
    assert history.index("rota over") < history.index("a new rota") and "this right is over." in history
    rows = list(
        csv.reader(
            io.StringIO(desk.client.get(f"{HERE}/history.csv").get_data(as_text=True).lstrip("\ufeff"))
        )
    )
    assert rows[3][0] == "Head of the chain" and len(rows[3][1]) == 64
    assert rows[6][2] == "rota over" and rows[7][2] == "a new rota"


def ledger_lines(desk: Desk, seq: int) -> list[LogLine]:
    """Return what was recorded after `seq`, the oldest first."""
    found = desk.play.journeys.register.events(most=50)
    return [line for line in reversed(found) if line.seq > seq]


def test_two_supervisors_at_once(desk: Desk) -> None:
    page = looked(desk, "limits:estate", most_attendant="3", holidays="2099-10-01..2099-10-03")
    assert "attendants 3" in page.text and "Oct 1, 2099–Oct 3, 2099" in page.text
    other = Person("s-chen", desk.play.journeys.ledger.house.people["s-chen"].role)
    rules = desk.play.journeys.key_rules
    theirs = r.LimitsSet((), (("attendant", 5),), "s-chen")
    rules.change(other, "theirs", rules.version, theirs, "peak season")
    refused = confirmed(desk, page)
    assert refused.status_code == 409 and "The rules have changed" in refused.text
    assert "attendants 5" in refused.text, "how it is now"
    assert desk.play.journeys.ledger.house.limits["estate"].most_at_once == {"attendant": 5}
    assert confirmed(desk, refused).status_code == 303
    limits = desk.play.journeys.ledger.house.limits["estate"]
    assert limits.most_at_once == {"attendant": 3} and len(limits.holidays) == 3


def test_a_change_that_leaves_nobody_is_warned_about(desk: Desk) -> None:
    asks = {"authorisers": "3", "from_another_group": "yes", "contractors": "yes"}
    page = looked(desk, "rule:", what="key:k-lobby", **asks)
    assert page.status_code == 200 and "Nobody could take these keys any more" in page.text
    assert "Change it all the same" in page.text and "ask for something else from now on: 1." in page.text
    back = desk.post(f"{HERE}/change", **{**hidden(page.text), "step": "form"})
    assert back.status_code == 200 and re.search(r'name="authorisers" value="3" checked', back.text)


def test_hours_and_reasons(desk: Desk) -> None:
    unclear = looked(desk, "hours:", name="office", mon="8-18")
    assert (
        unclear.status_code == 409
        and "“8-18” can't be read" in unclear.text
        and 'value="office"' in unclear.text
    )
    page = looked(desk, "hours:", name="office", mon="08:00-18:00", tue="08:00-18:00", holidays_apart="yes")
    assert "Mon–Tue 08:00-18:00, holidays never" in page.text
    assert confirmed(desk, page).status_code == 303
    assert "office" in desk.page(f"{HERE}/edit?subject=grant:")
    reason = looked(
        desk, "reason:", name="paint", label_en="Painting", label_zh_Hans="粉刷", needs_note="yes"
    )
    assert "Reason “Painting”: a note, not for contractors." in reason.text
    assert confirmed(desk, reason).status_code == 303
    label = desk.play.journeys.ledger.house.reasons["paint"].label
    assert label is not None and (label.zh_Hans, label.zh_Hant) == ("粉刷", "Painting")


@pytest.mark.parametrize("subject", ["grant:unheard-of", "rule:key:x", "hours:x", "reason:x"])
def test_a_rule_that_is_not_there(desk: Desk, subject: str) -> None:
    assert desk.client.get(f"{HERE}/edit?subject={subject}").status_code == 409


def test_how_much_keys_are_used(desk: Desk) -> None:
    play = desk.play
    assert "No key was used that month." in desk.page("/desk/keys/use")
    assert "Home 1-2-1201" in desk.page("/desk/keys/unused?since=2020-01-01")
    play.journeys.visits.end()
    take(play, "k-1201", "K09")
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page("/desk/keys/use")
    assert (
        "Home 1-2-1201" in page
        and re.search(r"Keys used: 1. Outings: 1, 0\.\d h\.", page)
        and "林晓梅, 1×" in page
    )
    assert "No key was used that month." in desk.page("/desk/keys/use?month=2021-02")
    one = desk.page("/desk/keys/use/k-1201")
    assert "林晓梅, 1×" in one
    assert "Home 1-2-1201" not in desk.page("/desk/keys/unused?since=2020-01-01")
    found = desk.post("/desk/keys/outings/find", unit="1-2-1201").headers["Location"]
    assert "1-2-1201" not in found, "what names a home travels sealed"
    shown = desk.page(found)
    assert "still out" in shown and "Outings: 1" in shown and "Repair" in shown
    assert "No key of this home" in desk.page(
        desk.post("/desk/keys/outings/find", unit="9-9-9").headers["Location"]
    )


@pytest.mark.parametrize(
    ("path", "columns"),
    [
        ("/desk/keys.csv", 6), ("/desk/keys.csv?view=late", 6), ("/desk/keys/rights.csv?key=k-lobby", 4),
        ("/desk/keys/use.csv", 6), ("/desk/keys/use/k-1201.csv", 4), ("/desk/keys/unused.csv", 3),
        ("/desk/keys/life/k-1201.csv", 6), ("/desk/keys/outings.csv", 5), ("/desk/keyrules/history.csv", 5),
    ],
)  # fmt: skip
def test_every_answer_can_be_taken_along(desk: Desk, path: str, columns: int) -> None:
    head = desk.play.kiosk.ledger.head
    answer = desk.client.get(path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[1][0] == "Period" and rows[2][2].startswith("陈立") and rows[3][1] == head
    assert {len(row) for row in rows[5:]} == {columns}
    (given,) = desk.play.journeys.register.events(most=1)
    assert given.kind == "register.exported/1" and given.body["head"] == head and given.body["by"] == "s-chen"
    assert given.body["rows"] == len(rows) - 6
