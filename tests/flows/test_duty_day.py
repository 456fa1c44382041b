"""A day at the desk before a kiosk that dies: notes, the duty log, an incident's report; what the clock has told."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.incidents.incident import Incident, Stage
from kiosk.domain.incidents.writing import seen_digest
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from tests.flows.test_shifts import Browser, enter
from tests.lobby import LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "s", opens_within_s="1.0")
    yield made
    made.close()


@pytest.fixture
def play(site: Site) -> Iterator[Play]:
    played = Play(site)
    yield played
    played.close()


def act() -> str:
    return os.urandom(16).hex()


def who(play: Play, name: str) -> Person:
    return play.journeys.ledger.house.people[name]


def draft(play: Play, *, ago_h: float = 0, by: str = "a-lin") -> Incident:
    """Return a report that somebody has begun, about something so many hours ago."""
    happened = play.kiosk.clock.now() - timedelta(hours=ago_h)
    return play.journeys.incidents.begin(act(), who(play, by), "water", happened)


def test_what_was_answered_is_on_disk_when_the_power_fails(site: Site) -> None:
    child = site.kiosk_process()
    until(site.answers, 60)
    browser = Browser(site)
    enter(site, browser, LIN, LIN_PIN)
    browser.post("/desk/shift/on")
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime.now(UTC).astimezone(zone)
    when = {"day": now.date().isoformat(), "hour": f"{now:%H:%M}"}
    browser.post("/desk/shift/notes", kind="urgent", words="Call the lift company")
    once = act()
    for _ in range(2):
        browser.post("/desk/dutylog/new", movement=once, kind="patrol", words="B2 is under water", **when)
    page = browser.post("/desk/incidents/new", kind="water", **when)
    name = re.findall(r'data-draft="/desk/incidents/(i-[0-9a-f]+)/draft"', page)[0]
    told = {"part.place": "B2", "part.course": "A pipe burst", "part.measures": "Valve shut"}
    browser.post(f"/desk/incidents/{name}", kind="water", **when, **told)
    os.killpg(child.pid, signal.SIGKILL)  # each was answered
    child.wait()
    play = Play(site)
    try:
        first(play, name, once)
        before = play.journeys.ledger.house
        play.kiosk.ledger.rebuild()
        house = play.journeys.ledger.house
        assert (house.duty_entries, house.incidents) == (before.duty_entries, before.incidents)
    finally:
        play.close()


def first(play: Play, name: str, once: str) -> None:
    """What the kiosk knows after the power cut, and how it goes on."""
    known = play.journeys
    (note,) = known.shift_notes.open()
    assert known.shift_notes.words(note) == "Call the lift company"
    last = known.duty_log.last()
    assert last is not None and last.number == 1 and known.duty_log.words(last) == "B2 is under water"
    again = known.duty_log.write(once, "patrol", None, who(play, "a-lin"), "B2 is under water")
    assert again == last, "the same form after the power cut is the same line"
    one = known.incidents.of(name)
    assert (one.stage, known.incidents.words(one, "course")) == (Stage.DRAFT, "A pipe burst")
    known.incidents.sign(name, who(play, "a-lin"), seen_digest(one), SIGNATURE)
    known.incidents.sent(name, who(play, "a-lin"), "email")
    kinds = [entry.kind for entry in known.duty_log.day(known.duty_log.today())]
    assert [kind for kind in kinds if kind.startswith(("patrol", "incident"))] == [
        "patrol",
        "incident",
        "incident_signed",
        "incident_sent",
    ]


def test_the_clock_tells_who_has_to_know(play: Play) -> None:
    one = draft(play, ago_h=18.5)
    outbox = play.site.root / "outbox"
    until(lambda: play.journeys.incidents.of(one.id).step == 1, 10)  # the watcher, by itself
    until(lambda: any(one.name in file.read_text(encoding="utf-8") for file in outbox.glob("*.json")), 20)
    late = draft(play, ago_h=25, by="a-zhou")
    until(lambda: play.journeys.incidents.of(late.id).step == 2, 10)
    told = [
        line
        for line in play.journeys.register.events(words="incident_overdue")
        if line.kind == "notice.queued/1"
    ]
    assert {line.body["person"] for line in told} == {"s-chen"}
    overdue = [one.id for one, _ in play.journeys.shifts.differences() if one.code == "incident_overdue"]
    assert overdue == [f"incident_overdue-{late.id}"]
    (urgent, _, _) = play.journeys.shifts.tasks()
    assert [one.code for one in urgent if one.matter] == ["incident.overdue", "incident.soon"]


def test_nobody_is_told_by_a_clock_that_can_t_be_believed(play: Play) -> None:
    clock = play.kiosk.clock
    clock.not_before(clock.now() + timedelta(days=2))
    assert not clock.trusted
    one = draft(play, ago_h=30)
    looked = play.kiosk.watcher.last_tick_s
    until(lambda: play.kiosk.watcher.last_tick_s > looked + 0.5, 5)
    assert play.journeys.incidents.of(one.id).step == 0
    assert [one.code for one, _ in play.journeys.shifts.differences() if one.code == "incident_overdue"] == []


def test_a_writer_who_is_forgotten_leaves_a_book_that_still_fits_together(play: Play) -> None:
    log, lin, zhou = play.journeys.duty_log, who(play, "a-lin"), who(play, "a-zhou")
    lines = [log.write(act(), "patrol", None, one, f"Round of {one.id}") for one in (lin, zhou, lin)]
    play.kiosk.ledger.append(PersonForgotten("a-lin", "asked"))
    assert [log.words(one) for one in lines] == ["", "Round of a-zhou", ""]
    last = lines[-1]
    compared = log.compare(last.name, last.mark)
    assert compared.same and compared.whole, "numbers and marks stand, the words are gone"


def test_the_mark_of_a_line_that_was_tampered_with_does_not_fit(play: Play) -> None:
    log = play.journeys.duty_log
    lines = [log.write(act(), "patrol", None, who(play, "a-lin"), f"Round {number}") for number in range(3)]
    ledger = play.kiosk.ledger
    ledger._connection.execute(
        "UPDATE duty_entries SET body = json_set(body, '$.kind', 'visitor') WHERE id = ?", (lines[0].id,)
    )
    assert not log.compare(lines[2].name, lines[2].mark).whole
    with pytest.raises(Refused, match=r"duty\.number"):
        log.compare("2026-0000", "")
    ledger.rebuild()  # the events themselves were not touched
    assert log.compare(lines[2].name, lines[2].mark).whole


def test_words_are_found_a_hundred_lines_later(play: Play) -> None:
    log, lin = play.journeys.duty_log, who(play, "a-lin")
    wanted = log.write(act(), "notice", None, lin, "The Glazier comes on Monday")
    for number in range(100):
        log.write(act(), "patrol", None, lin, f"Round {number}")
    assert wanted.id not in play.journeys.ledger.house.duty_entries
    assert [one.id for one in log.find("glazier")] == [wanted.id]
    assert play.journeys.register.matter(DutyEntry, wanted.id) == wanted
    fixed = log.correct(act(), wanted.id, "notice", None, lin, "The glazier comes on Tuesday")
    old = log.entry(wanted.id)
    assert old is not None and old.corrected_by == fixed.id and fixed.number == 102
