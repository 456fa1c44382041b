"""The duty log: numbers without a gap, corrections beside what they correct, marks that hold the book together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.dutylog.adding import with_added_lines
from kiosk.domain.dutylog.entry import BY_ITSELF, KINDS, RECENT, DutyEntry, last_written, mark_of
from kiosk.domain.dutylog.writing import FARTHEST, WriteLine, decide_correction, decide_line, written_by
from kiosk.domain.events import Event
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.language.messages import known
from tests.unit.houses import NOON, PEOPLE, at, person

HOUSE = at(PEOPLE, person("chief", "supervisor"), person("b", "attendant"))


def line(
    name: str,
    *,
    kind: str = "patrol",
    by: str = "a",
    words: str = "words:x",
    year: int = 2026,
    ago: float = 0,
) -> WriteLine:
    happened = NOON - timedelta(hours=ago)
    return WriteLine(name, kind, happened, HOUSE.people[by], words, f"digest-{name}", year)


def written(house: House, *lines: WriteLine) -> House:
    for one in lines:
        house = at(house, *decide_line(house, one, NOON))
    return house


def one_of(house: House, act: str) -> DutyEntry:
    found = written_by(house, act)
    assert found is not None, act
    return found


def names(house: House) -> list[str]:
    return [one.name for one in house.duty_entries.values() if one.written]


def test_numbers_run_without_a_gap_and_begin_anew_each_year() -> None:
    house = written(HOUSE, line("1"), line("2"), line("3", year=2027), line("4", year=2027))
    assert names(house) == ["2026-0001", "2026-0002", "2027-0001", "2027-0002"]


def test_a_clock_that_was_set_back_opens_no_old_book() -> None:
    house = written(HOUSE, line("1", year=2027), line("2", year=2026))
    assert names(house) == ["2027-0001", "2027-0002"]


def test_the_same_form_twice_is_one_line() -> None:
    house = written(HOUSE, line("1"))
    assert decide_line(house, line("1"), NOON) == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (line("1", kind="gossip"), "duty.kind"),
        (line("1", words=""), "duty.empty"),
        (line("1", ago=-1), "duty.when"),
        (line("1", ago=FARTHEST.total_seconds() / 3600 + 1), "duty.when"),
        (line("1", by="r"), "staff.needed"),
    ],
)
def test_what_is_not_written(command: WriteLine, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide_line(HOUSE, command, NOON)
    assert refused.value.code == code


def test_a_correction_is_a_new_line_and_the_old_one_stays() -> None:
    house = written(HOUSE, line("1"))
    house = at(house, *decide_correction(house, line("2"), one_of(house, "1"), NOON))
    old, new = one_of(house, "1"), one_of(house, "2")
    assert (old.corrected_by, old.words, new.corrects, new.name) == (new.id, "words:x", old.id, "2026-0002")
    with pytest.raises(Refused, match=r"duty\.corrected"):
        decide_correction(house, line("3"), old, NOON)
    assert decide_correction(house, line("2"), old, NOON) == [], "posted twice"
    house = at(house, *decide_correction(house, line("3"), new, NOON))
    assert one_of(house, "2").corrected_by == one_of(house, "3").id


def test_a_colleague_s_line_is_corrected_by_a_supervisor_alone() -> None:
    house = written(HOUSE, line("1"))
    was = one_of(house, "1")
    with pytest.raises(Refused, match=r"duty\.not_yours"):
        decide_correction(house, line("2", by="b"), was, NOON)
    assert decide_correction(house, line("2", by="chief"), was, NOON)


def test_a_line_of_long_ago_can_be_corrected() -> None:
    first = written(HOUSE, line("first"))
    was = one_of(first, "first")
    house = written(first, *(line(f"n{number}") for number in range(RECENT + 3)))
    assert written_by(house, "first") is None
    house = at(house, *decide_correction(house, line("late"), was, NOON))
    assert one_of(house, "first").corrected_by == one_of(house, "late").id
    assert one_of(house, "late").number == RECENT + 5


def test_the_last_number_stays_however_much_the_house_adds() -> None:
    house = written(HOUSE, line("1"), line("2"))
    for number in range(RECENT + 20):
        house = at(house, s.ShiftBegun(f"s{number}", "b"), s.ShiftClosed(f"s{number}", "chief", "ill", ""))
    last = last_written(house)
    assert last is not None and last.name == "2026-0002"
    assert len(house.duty_entries) <= RECENT + 1
    assert one_of(written(house, line("3")), "3").number == 3


def test_each_mark_covers_the_lines_before_it() -> None:
    house = written(HOUSE, line("1"), line("2"), line("3"))
    one, two, three = (one_of(house, name) for name in "123")
    assert (mark_of(one, ""), mark_of(two, one.mark), mark_of(three, two.mark)) == (
        one.mark,
        two.mark,
        three.mark,
    )
    other = written(HOUSE, line("1", kind="visitor"), line("2"), line("3"))
    assert one_of(other, "3").mark != three.mark, "another first line is another book"


def test_what_the_house_adds_refers_and_has_no_number() -> None:
    before = HOUSE
    recorded = Recorded(7, NOON, s.ShiftBegun("s", "a"))
    (added,) = evolve(before, recorded).duty_entries.values()
    assert (added.kind, added.by, added.about, added.number, added.words) == ("shift_on", "a", "s", 0, "")
    with pytest.raises(Refused, match=r"duty\.unknown"):
        decide_correction(evolve(before, recorded), line("1"), added, NOON)
    assert with_added_lines(before, before, Recorded(8, NOON, Event())) is before


def test_every_kind_has_its_words() -> None:
    assert all(known(f"duty.kind.{one}") for one in KINDS)
    assert all(known(f"duty.added.{one}") for one in BY_ITSELF)
    assert DutyEntry("x", "patrol", NOON, NOON, "a").name == ""
