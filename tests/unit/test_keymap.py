"""The printed key map: what stands on it, when it is due again, and who may print it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.alarms.events import SealSet
from kiosk.domain.evolving import evolve
from kiosk.domain.hanging.events import KeyRehung
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import Label
from kiosk.domain.keymap import events as m
from kiosk.domain.keymap import issuing
from kiosk.domain.keymap.issuing import IssueMap, decide_map, decide_seal, decide_sheet
from kiosk.domain.keymap.keymap import MapLine, digest_of, in_order, moved_since
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.keymap_paper import MapWords, map_page, map_slip
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from kiosk.paper import Cut, Facts, Line, PaperStock, Plan
from kiosk.paper.forms import Letterhead
from kiosk.pdf.making import make_pdf
from tests.unit.houses import NOON, PEOPLE, at, furniture, person, place
from tests.unit.test_pdf import texts

NAMED = Label("Mrs Zhang's spare", "张女士备用", "張女士備用")
HOME = e.KeyRegistered("u-1", "unit", NAMED, "T9", "K10", ("desk",), "1-1-0802")
SITE = at(PEOPLE, HOME, person("s", "supervisor"), person("m", "manager"))
PRINT = IssueMap(1, "a", "s", "slip", "en")
HEAD = "9f3a" * 16


def issued(house: House, number: int = 1, **changes: str) -> House:
    """Return the house after one more map was printed."""
    command = replace(PRINT, number=number, **changes)
    return at(house, *decide_map(house, command, {"u-1": "417"}))


def issued_again(house: House) -> e.Event:
    """Return the event by which the next map is printed."""
    return next(iter(decide_map(house, replace(PRINT, number=2), {"u-1": "417"})))


def codes(house: House, after: int = 1) -> list[str]:
    """Return the codes of the tasks about key maps."""
    found = tasks(house, [], NOON, keymap_after=after)
    return [f"{task.code} {task.keymap}" for task in found if task.code.startswith("keymap")]


def test_slots_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["K10", "K9", "B2", "K100"], key=in_order) == ["B2", "K9", "K10", "K100"]
    assert [line.place for line in issuing.lines_now(SITE)] == ["K01", "K02", "K10"]


@pytest.mark.parametrize(
    ("now", "moved"),
    [
        ({"a": "K01", "b": "K02"}, []),
        ({"a": "K02", "b": "K01"}, ["a", "b"]),
        ({"a": "K01"}, ["b"]),
        ({"a": "K01", "b": "K02", "c": "K03"}, ["c"]),
    ],
)
def test_a_change_is_a_key_that_moved_came_or_went(now: dict[str, str], moved: list[str]) -> None:
    assert moved_since([MapLine("K01", "a"), MapLine("K02", "b", "417")], now) == moved


def test_the_digest_is_of_slots_and_keys_alone() -> None:
    assert digest_of([MapLine("K01", "a")]) == digest_of([MapLine("K01", "a", "417")])
    assert digest_of([MapLine("K01", "a")]) != digest_of([MapLine("K02", "a")])


class TestPrinting:
    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (replace(PRINT, by="r"), "staff.needed"),
            (replace(PRINT, by="left"), "staff.needed"),
            (replace(PRINT, second="a"), "supervisor.needed"),
            (replace(PRINT, second="other"), "supervisor.needed"),
            (replace(PRINT, second="nobody"), "supervisor.needed"),
            (replace(PRINT, form="parchment"), "keymap.form"),
        ],
    )
    def test_who_may_not(self, command: IssueMap, code: str) -> None:
        with pytest.raises(Refused, match=re.escape(code)):
            decide_map(SITE, command, {})

    @pytest.mark.parametrize("second", ["s", "m"])
    def test_a_supervisor_or_the_manager_is_there(self, second: str) -> None:
        event, paper = decide_map(SITE, replace(PRINT, second=second), {"u-1": "417"})
        assert isinstance(event, m.KeyMapIssued) and (event.by, event.second) == ("a", second)
        assert event.lines == (("K01", "k1", ""), ("K02", "k2", ""), ("K10", "u-1", "417"))
        assert event.digest == digest_of(issuing.lines_now(SITE))
        assert isinstance(paper, e.PaperQueued) and paper.what == issuing.PAPER

    def test_a_double_tap_prints_once(self) -> None:
        assert decide_map(issued(SITE), PRINT, {}) == []

    def test_a_page_queues_no_slip(self) -> None:
        (event,) = decide_map(SITE, replace(PRINT, form="sheet"), {})
        assert isinstance(event, m.KeyMapIssued)

    def test_nothing_about_people_is_in_the_event(self) -> None:
        assert "张" not in repr(decide_map(SITE, PRINT, {"u-1": "417"}))


class TestRenewal:
    def test_without_a_map_nobody_is_told(self) -> None:
        assert codes(SITE) == [] and issuing.changes(SITE) == []

    def test_a_key_that_moves_makes_it_old(self) -> None:
        house = at(issued(SITE), KeyRehung("k1", "K05", "K01"))
        assert issuing.changes(house) == ["k1"]
        assert codes(house) == ["keymap_due 1"]
        assert codes(house, after=2) == [] and codes(house, after=0) == []
        assert issuing.changes(at(house, KeyRehung("k1", "K01", "K05"))) == []  # back again: true again

    def test_another_seal_on_an_override_makes_it_old(self) -> None:
        sealed = at(SITE, SealSet("K", "4417", "s"))
        house = at(issued(sealed), m.KeyMapSealed(1, "A 1", "a"))
        assert issuing.resealed(house) == [] and codes(house) == []
        later = Recorded(99, NOON + timedelta(hours=1), SealSet("K", "4501", "s"))
        house = evolve(house, later)
        assert issuing.resealed(house) == ["K"] and codes(house) == ["keymap_due 1"]
        assert codes(house, after=0) == []
        renewed = evolve(house, Recorded(100, NOON + timedelta(hours=2), issued_again(house)))
        assert issuing.resealed(renewed) == []

    def test_a_key_that_only_goes_out_does_not(self) -> None:
        out = e.KeyIssueIntended("i", "k1", "a", "K01", "repair", "", "s", "", "")
        assert codes(at(issued(SITE), out, e.KeyIssueConfirmed("i", "tag"))) == []

    def test_the_one_before_is_to_be_destroyed_and_then_forgotten(self) -> None:
        house = issued(issued(SITE), 2)
        assert codes(house) == ["keymap_destroy 1"]
        assert house.keymaps["0001"].lines == () and house.keymaps["0002"].lines
        house = at(house, m.KeyMapDestroyed(1, "a"))
        assert list(house.keymaps) == ["0002"] and codes(house) == []
        assert issuing.decide_destroyed(house, 1, house.people["a"]) == []

    @pytest.mark.parametrize("outcome", ["not sent", "unknown"])
    def test_one_that_did_not_come_out_replaces_no_paper(self, outcome: str) -> None:
        house = at(issued(issued(SITE), 2), e.PaperEnded("m-2", outcome, "power cut"))
        assert (
            codes(house) == codes(house, after=0) == ["keymap_unprinted 2"]
        )  # whoever obeyed would have no map
        assert codes(issued(house, 3)) == ["keymap_destroy 1", "keymap_destroy 2"]
        assert codes(at(house, m.KeyMapSealed(2, "S-2", "a"))) == [
            "keymap_destroy 1"
        ]  # it came out after all

    def test_without_its_paper_the_newest_is_due_at_once_and_numbers_go_on(self) -> None:
        house = at(issued(SITE), m.KeyMapDestroyed(1, "a"))
        assert codes(house) == ["keymap_due 1"] and issuing.next_number(house) == 2
        house = issued(house, 2)
        assert list(house.keymaps) == ["0002"] and codes(house) == []


class TestSeal:
    def test_a_sealed_map_has_no_second_copy(self) -> None:
        house = issued(SITE, form="sheet")
        by = house.people["a"]
        assert decide_sheet(house, 1, by) == [m.KeyMapSheetMade(1, "a")]
        with pytest.raises(Refused, match=r"keymap\.seal_needed"):
            decide_seal(house, 1, by, "  ")
        house = at(house, *decide_seal(house, 1, by, " A 17 "))
        assert house.keymaps["0001"].seal == "A 17"
        assert decide_seal(house, 1, by, "A 17") == []
        with pytest.raises(Refused, match=r"keymap\.sealed_otherwise"):  # two had the form open
            decide_seal(house, 1, by, "A 18")
        with pytest.raises(Refused, match=r"keymap\.sealed"):
            decide_sheet(house, 1, by)

    @pytest.mark.parametrize("house", [issued(SITE), issued(issued(SITE, form="sheet"), 2), SITE])
    def test_what_is_no_sheet_or_not_the_newest_has_no_page(self, house: House) -> None:
        with pytest.raises(Refused, match=r"keymap\.sealed"):
            decide_sheet(house, 1, house.people["a"])


def words(house: House, language: Language = Language.ENGLISH) -> MapWords:
    """Return what a map is told in."""
    site = furniture(place("K01"), place("K02"), place("K10"))
    cards = [Card("a", "Lin", None, None, None, None), Card("s", "Chen", None, None, None, None)]
    paper = Letterhead("Yunqi", language, "Asia/Shanghai", "1")
    return MapWords(house, Directory(card.sealed().content for card in cards), site, paper)


def rows(blocks: object) -> list[tuple[str, str]]:
    """Return all rows of label and value."""
    return [row for block in blocks if isinstance(block, Facts) for row in block.rows]  # type: ignore[attr-defined]


class TestPaper:
    def test_the_map_hides_homes_and_the_second_part_tells_them(self) -> None:
        house = issued(SITE)
        slip = list(map_slip(words(house), house.keymaps["0001"], HEAD))
        cut = next(index for index, block in enumerate(slip) if isinstance(block, Cut))
        first, second = rows(slip[:cut]), rows(slip[cut:])
        assert first.count(("K10", "Home key no. 417")) == 2  # by slot, and by key
        assert ("K01", "Pump room") in first and ("Supervisor", "Chen") in first
        assert second == [("417", "1-1-0802")]
        assert "0802" not in repr(slip[:cut]) and "K10" not in repr(slip[cut:])
        assert "Zhang" not in repr(slip)  # what a resident called the key stands nowhere
        assert any(isinstance(block, Plan) and len(block.boxes) == 3 for block in slip)

    def test_the_seal_on_an_override_stands_on_it_or_a_line_to_write_it_on(self) -> None:
        sealed = issued(at(SITE, SealSet("K", "4417", "s")))
        for house, says in ((sealed, "override: 4417."), (issued(SITE), "override: ____")):
            slip = map_slip(words(house), house.keymaps["0001"], HEAD)
            assert any(isinstance(block, Line) and says in block.text for block in slip)
            assert says in map_page(words(house), house.keymaps["0001"], HEAD)

    def test_a_site_may_name_homes_and_then_has_one_part(self) -> None:
        house = at(SITE, *decide_map(SITE, PRINT, {}))
        slip = map_slip(words(house), house.keymaps["0001"], HEAD)
        assert not any(isinstance(block, Cut) for block in slip)
        assert ("K10", "1-1-0802") in rows(slip) and "Zhang" not in repr(slip)

    @pytest.mark.parametrize("typed", [False, True])
    @pytest.mark.parametrize("paper_mm", [80, 58])
    def test_it_fits_every_paper(self, paper_mm: int, typed: bool) -> None:
        house = issued(SITE)
        slip = map_slip(words(house, Language.TRADITIONAL), house.keymaps["0001"], HEAD)
        assert len(PaperStock(paper_mm, typed=typed).pieces(slip, "zh-Hant")) == 2

    def test_a_page_keeps_both_parts_on_sheets_of_their_own(self) -> None:
        house = issued(SITE, form="sheet")
        first, second = texts(make_pdf(map_page(words(house), house.keymaps["0001"], HEAD)))
        assert "Key map no. 1" in first and "Home key no. 417" in first and "0802" not in first
        assert "1-1-0802" in second and "K10" not in second
        assert "Seal no." in first and "Seal no." in second


def test_replaying_the_log_ends_in_the_same_maps() -> None:
    events = [HOME, *decide_map(SITE, PRINT, {"u-1": "417"}), m.KeyMapSealed(1, "A 1", "a")]
    one = SITE
    for number, event in enumerate(events):
        one = evolve(one, Recorded(number, NOON, event))
    assert one.keymaps["0001"].seal == "A 1" and one.keymaps["0001"].hides_homes
