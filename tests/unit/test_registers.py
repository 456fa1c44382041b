"""Registers on paper and page by page: what stands on each sheet, how many there are, where a page ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from kiosk.assembly.press import KEPT_DAYS, ReportPress
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keys.consent import Consent
from kiosk.domain.keys.return_signing import may_be_signed
from kiosk.domain.movein import events as m
from kiosk.domain.movein.movein import MoveIn, digest_of
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.registers.finding import COLUMNS, REGISTERS, Asked, Registers, bounds_of, period_in
from kiosk.flows.registers.papers import Letter, agreement_paper, register_paper
from kiosk.language.messages import Language, known
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.pdf.documents import Cell, Document, Facts, Name, Names, Table, document_html, pen_svg
from kiosk.pdf.making import make_pdf
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Sealed
from tests.lobby import SIGNATURE
from tests.unit.houses import LABEL, at, person
from tests.unit.test_pdf import texts

PEN = (((10, 40), (60, 20), (90, 70), (120, 30)), ((30, 80), (160, 76)))
HEAD = "5b1f0c9e4a7d2c3b" * 4
LONG = "Margaret Featherstonehaugh-Wrightington-Cholmondeley 欧阳娜娜"
PATHS = 2
"""What pypdfium2 calls a drawn line."""


def document(rows: int, *, wide: bool = True) -> Document:
    """Return a register with so many lines, each with two signatures."""
    line = [Cell("2 号水泵房", ("K05",)), Cell(LONG, ("维修 WX-17",)), Cell("2026-05-03"), Cell(pen=PEN)] * 2
    heads = ["Key", "Taken by", "Taken", "Signature"] * 2
    table = Table(heads, [[Cell(f"no. {number}"), *line[1:]] for number in range(rows)], (12, 13) * 4)
    return Document("en", "Yunqi Gardens", "Register of keys lent", "2026-05", [table], "Head:", HEAD, wide)


def drawn_lines(pdf: bytes, page: int = 0) -> int:
    """Return how many lines are drawn on a page, signatures among them."""
    with closing(pypdfium2.PdfDocument(pdf)) as opened, closing(opened[page]) as leaf:
        return sum(1 for _ in leaf.get_objects([PATHS], max_depth=8))


def test_five_hundred_lines_fill_pages_that_each_say_what_they_are() -> None:
    pdf = make_pdf(document_html(document(500)))
    pages = texts(pdf)
    assert len(pages) > 10
    for number, words in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in words and "Register of keys lent" in words
        assert "Taken by" in words and "5B1F 0C9E" in words  # the heads and the chain on every page
    all_words = "".join(pages)
    assert [f"no. {number}" in all_words for number in (0, 250, 499)] == [True] * 3
    with closing(pypdfium2.PdfDocument(pdf)) as opened, closing(opened[0]) as leaf:
        assert [round(points / 72 * 25.4) for points in leaf.get_size()] == [297, 210]


def test_signatures_are_drawn_and_stay_lines() -> None:
    with_pen, without = document(1), Document("en", "E", "T", "", [Facts([("a", "b")])], "Head:", HEAD)
    signed = Document(
        "en",
        "E",
        "T",
        "",
        [Names([Name("Owner", LONG, "3 May", PEN), Name("Estate", "林晓梅", "")])],
        "H",
        HEAD,
    )
    few, some, both = (drawn_lines(make_pdf(document_html(one))) for one in (without, signed, with_pen))
    assert some > few and both > few
    assert pen_svg(()) == "" and pen_svg(((), ())) == "" and pen_svg(PEN).count("<polyline") == 2


def test_a_long_name_stays_on_its_sheet_and_in_its_field() -> None:
    pdf = make_pdf(document_html(document(3)))
    with closing(pypdfium2.PdfDocument(pdf)) as opened, closing(opened[0]) as leaf:
        wide = leaf.get_size()[0]
        with closing(leaf.get_textpage()) as words:
            boxes = [words.get_rect(index) for index in range(words.count_rects())]
    assert boxes and max(right for _, _, right, _ in boxes) < wide - 20
    assert "Cholmondeley" in texts(pdf)[0].replace("\r\n", "").replace("\ufffe", "").replace("-", "")


def test_what_people_typed_is_text_and_nothing_else() -> None:
    html = document_html(
        Document(
            "en", "<b>", "<i>", "&", [Table(["<"], [[Cell("<script>", ("\"'",), tone='"x')]])], "s", HEAD
        )
    )
    assert "<script>" not in html and "<b>" not in html and '"x"' not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("asked", "period"),
    [("2026-05", "2026-05"), ("2026-05-03", "2026-05-03"), ("", ""), ("2026-13", ""), ("2026-02-30", ""),
     ("1026-05", "1026-05"), ("x", ""), ("2026-5", ""), ("9999-12-31", "")],
)  # fmt: skip
def test_a_period_is_a_month_or_a_day(asked: str, period: str) -> None:
    assert period_in(asked) == period


def test_a_month_begins_and_ends_at_the_sites_midnight() -> None:
    assert bounds_of("2026-12", "Asia/Shanghai") == ("2026-11-30T16:00:00", "2026-12-31T16:00:00")
    assert bounds_of("2026-02", "Asia/Shanghai")[1] == "2026-02-28T16:00:00"
    assert bounds_of("2026-05-03", "Europe/Berlin") == ("2026-05-02T22:00:00", "2026-05-03T22:00:00")
    assert bounds_of("", "UTC") == ("", "")


def test_every_column_has_a_head() -> None:
    assert set(COLUMNS) == set(REGISTERS)
    assert all(known(f"registers.column.{name}") for names in COLUMNS.values() for name in names)
    assert all(known(f"registers.title.{name}") for name in REGISTERS)


class Turned(SystemClock):
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = self._began = datetime(2026, 5, 1, tzinfo=UTC)
        super().__init__(lambda: self.at, lambda: (self.at - self._began).total_seconds())


class Book:
    """A ledger with some outings, and its registers."""

    def __init__(self, folder: Path) -> None:
        self.clock = Turned()
        self.ledger = SqliteLedger(folder / "ledger.db", self.clock, os.urandom(32))
        self.register = SqliteRegister(self.ledger.path)
        names = Directory(())
        names.add(Card("a", LONG))
        names.add(Card("r", "张伟"))
        self.registers = Registers(self.ledger, self.register, names, self.clock, "Asia/Shanghai")
        self.ledger.append(
            person("a", "attendant", ("desk",)),
            person("r", "resident"),
            *(e.KeyRegistered(f"k{n}", "common", LABEL, f"T{n}", f"K0{n}", ("desk",), None) for n in (1, 2)),
        )

    def outing(self, number: int, *, key: str = "k1", back: bool = True, order: str = "") -> None:
        """Record an outing that begins `number` hours later than the first one."""
        self.clock.at = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=number)
        name, place = f"i{number:030}", f"K0{key[1]}"
        reference = f"signature:{name}"
        pen = Sealed(reference, "a", str([[list(point) for point in SIGNATURE[0]]]).encode())
        taken = e.KeyIssueIntended(name, key, "a", place, "repair", order, reference, "d", "")
        self.ledger.execute(lambda house: [taken, e.KeyIssueConfirmed(name, "tag")], sealed=[pen])
        self.clock.at += timedelta(minutes=30)
        if back:
            home = f"b{number:030}"
            self.ledger.append(
                e.KeyReturnIntended(home, key, "a", place, ""), e.KeyReturnConfirmed(home, "tag")
            )

    def close(self) -> None:
        """Close the files."""
        self.register.close()
        self.ledger.close()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path)
    yield made
    made.close()


def test_pages_of_fifty_lose_nothing_and_repeat_nothing(book: Book) -> None:
    for number in range(120):
        book.outing(number)
    seen: list[str] = []
    asked, turns = Asked("lent"), 0
    while True:
        page = book.registers.page(asked, Language.ENGLISH)
        seen += [entry.id for entry in page.entries]
        turns += 1
        if page.older is None:
            break
        assert len(page.entries) == 50
        asked = Asked("lent", "", "", *page.older)
    assert turns == 3 and len(seen) == len(set(seen)) == 120 and seen == sorted(seen, reverse=True)
    assert [entry.id for entry in book.registers.all(Asked("lent"), Language.ENGLISH, 70)] == seen[:70]


def test_each_outing_has_its_own_return(book: Book) -> None:
    book.outing(0)
    book.outing(2, back=False)
    book.outing(4, key="k2", order="W-99")
    lines = book.registers.page(Asked("lent"), Language.ENGLISH).entries
    second, first_out, first = lines
    assert second.fields[1].small[0] == "Repair W-99" and second.fields[4].text
    assert first_out.fields[4].text == "still out" and first_out.fields[5].text == ""
    assert "not signed" in first.fields[5].text and first.fields[3].pen and not first.fields[5].pen
    book.outing(6, back=False)  # it came back unseen, and left again
    lines = book.registers.page(Asked("lent", "k1"), Language.ENGLISH).entries
    assert [line.fields[4].text for line in lines][:2] == ["still out", "back without a return"]


def test_a_sheet_holds_its_period_alone(book: Book) -> None:
    for number in (0, 2, 24 * 31):
        book.outing(number)
    asked = Asked("lent", "", "2026-05")
    entries = list(book.registers.all(asked, Language.SIMPLIFIED, 100))
    assert len(entries) == 2
    letter = Letter("云栖花园", "陈立", HEAD)
    writer = book.registers.writer(Language.SIMPLIFIED)
    made = register_paper(writer, letter, asked, entries)
    assert made.wide and made.title == "钥匙借用登记表" and "2026-05" in made.lead and made.tag == "zh-Hans"
    words = "".join(texts(make_pdf(document_html(made))))
    assert "云栖花园" in words and "水泵房" in words and "未签名" in words and "张伟" not in words
    cut = register_paper(writer, letter, asked, entries, more=True)
    assert writer.say("registers.cut_off") in cut.lead and writer.say("registers.cut_off") not in made.lead
    english = register_paper(book.registers.writer(Language.ENGLISH), letter, asked, [])
    assert "No line in this time." in document_html(english)


def test_an_agreement_names_its_own_home_alone(book: Book) -> None:
    since = datetime(2026, 5, 1, tzinfo=UTC)
    consent = Consent("c-1", "1-1-0802", "r", ("repair",), since, since + timedelta(days=90), "paper 17")
    made = agreement_paper(
        book.registers.writer(Language.TRADITIONAL), Letter("雲棲花園", "陳立", HEAD), consent
    )
    html = document_html(made)
    assert not made.wide and "鑰匙代管協議" in html and "张伟" in html and LONG not in html
    assert html.count('class="drawn"') == 2  # a line to sign on where nobody has


LISTED = m.MoveInListed("m", "1", "room", 2, "new", "movein:m:1", "d1", False, "", None, "a")
BEGUN = m.MoveInBegun("m", "1-1-0802", "r", "a", "passport", "", "")


def listed(*events: m.MoveInEvent) -> MoveIn:
    return at(House(), BEGUN, LISTED, *events).move_ins["m"]


@pytest.mark.parametrize(
    "change",
    [
        m.MoveInTried("m", "1", True, "a"),
        m.MoveInPromised("m", "1", date(2026, 6, 1), "a"),
        m.MoveInKeyAsked("m", "1", "x"),
        m.MoveInMetered("m", "water", "1", "a"),
        m.MoveInLineStruck("m", "1", "a"),
        m.MoveInListed("m", "2", "room", 2, "new", "movein:m:2", "d2", False, "", None, "a"),
    ],
    ids=lambda change: type(change).__name__,
)
def test_a_signature_stands_under_all_of_the_list(change: m.MoveInEvent) -> None:
    assert digest_of(listed(change)) != digest_of(listed())


def test_lists_that_are_over_leave_the_running_state_after_a_while() -> None:
    house = House()
    for number in range(20):
        name = f"m{number}"
        house = at(house, m.MoveInBegun(name, f"1-1-{number}", "r", "a", "passport", "", ""))
        owed = ("1",) if number == 3 else ()
        line = m.MoveInListed(name, "1", "room", 1, "new", "w", "d", False, "", date(2026, 6, 1), "a")
        house = at(house, line, m.MoveInEnded(name, (), owed))
    assert len(house.move_ins) == 9 and house.move_ins["m3"].owed


@pytest.mark.parametrize(
    ("kind", "stage", "bearer", "signature", "may"),
    [
        (Kind.RETURN, Stage.CONFIRMED, "a", "", True),
        (Kind.RETURN, Stage.CONFIRMED, "b", "", False),
        (Kind.RETURN, Stage.CONFIRMED, "a", "signature:x", False),
        (Kind.RETURN, Stage.OPENED, "a", "", False),
        (Kind.RETURN, Stage.DOUBTED, "a", "", False),
        (Kind.ISSUE, Stage.CONFIRMED, "a", "", False),
    ],
)
def test_only_the_own_return_is_signed_and_once(
    kind: Kind, stage: Stage, bearer: str, signature: str, may: bool
) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    moved = Movement("i", kind, "k1", "K01", bearer, stage, now, now, now, signature=signature)
    assert may_be_signed(moved, "a") is may
    assert not may_be_signed(None, "a")


def test_what_is_put_down_is_for_nobody_else_and_not_for_ever(tmp_path: Path) -> None:
    clock = Turned()
    press = ReportPress(tmp_path, "云栖花园", clock)
    press.tidy()  # there is no folder yet
    first, second = (Path(press.keep(f"{name}.pdf", b"%PDF-")) for name in ("old", "new"))
    assert first.read_bytes() == b"%PDF-" and first.stat().st_mode & 0o777 == 0o600
    assert first.parent.stat().st_mode & 0o777 == 0o700
    long_ago = (clock.at - timedelta(days=KEPT_DAYS, hours=1)).timestamp()
    os.utime(first, (long_ago, long_ago))
    os.utime(second, (clock.at.timestamp(), clock.at.timestamp()))
    clock.not_before(clock.at + timedelta(days=400))  # the wall clock is behind what is known: nothing ends
    press.tidy()
    assert first.exists()
    clock = Turned()
    ReportPress(tmp_path, "云栖花园", clock).tidy()
    assert not first.exists() and second.exists()


def test_a_document_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    press = ReportPress(tmp_path / "none" / "here", "云栖花园", Turned())
    (tmp_path / "none").write_text("no folder")
    with pytest.raises(Unavailable):
        press.make("<p>x</p>", "r", "n")
    with pytest.raises(Unavailable):
        press.keep("x.pdf", b"%PDF-")
