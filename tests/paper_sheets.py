"""`python -m tests.paper_sheets [FOLDER]`: each document that the registers give out, page by page as PNG."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.items import Label
from kiosk.domain.keeping.events import ConsentCountersigned
from kiosk.domain.keys.events import ConsentGiven, KeyIssueGranted, KeyReturnSigned
from kiosk.domain.movein import events as m
from kiosk.domain.stocktake import events as s
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.registers import papers as papers
from kiosk.flows.registers.finding import Asked, Registers
from kiosk.language.messages import Language
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.pdf.documents import Document, document_html
from kiosk.pdf.making import make_pdf
from kiosk.ports.record import Sealed

FOLDER = Path("var/sheets")
ESTATES = {Language.SIMPLIFIED: "云栖花园", Language.ENGLISH: "Yunqi Gardens"}
BEGUN = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
PEN = [
    [[10, 60, 0], [40, 20, 9], [70, 80, 20], [100, 25, 30], [140, 70, 44], [190, 35, 60]],
    [[60, 95, 80], [200, 88, 99]],
]
NAMES = {"a": "林晓梅", "b": "Margaret Featherstonehaugh-Wrightington", "r": "欧阳娜娜", "s": "陈立"}
LABELS = (
    ("k1", "1-2-1201 住户钥匙", "Home 1-2-1201"),
    ("k2", "地下一层水泵房", "Pump room B1"),
    ("k3", "3栋电梯机房", "Lift machine room, tower 3"),
)


class Turned(SystemClock):
    """A clock that is set."""

    def __init__(self) -> None:
        self.at = BEGUN
        super().__init__(lambda: self.at, lambda: (self.at - BEGUN).total_seconds())


def recorded(folder: Path) -> tuple[SqliteLedger, Registers, SqliteRegister]:
    """Return a ledger in which a little of everything happened."""
    clock = Turned()
    ledger = SqliteLedger(folder / "ledger.db", clock, os.urandom(32))
    names = Directory(())
    for who, name in NAMES.items():
        names.add(Card(who, name))
        role = "resident" if who == "r" else "supervisor" if who == "s" else "attendant"
        home = "1-2-1201" if who == "r" else None
        ledger.append(e.PersonEnrolled(who, role, ("desk",), home, None, "zh_Hans", None, True))
    for number, (key, hans, english) in enumerate(LABELS, 1):
        home = "1-2-1201" if key == "k1" else None
        label = Label(english, hans, hans)
        ledger.append(
            e.KeyRegistered(
                key, "unit" if home else "common", label, f"T{number}", f"K0{number}", ("desk",), home
            )
        )
    register = SqliteRegister(ledger.path)
    _outings(ledger, clock)
    _agreement(ledger)
    _move_in(ledger)
    _stocktake(ledger)
    return ledger, Registers(ledger, register, names, clock, "Asia/Shanghai"), register


def _sealed(reference: str, person: str) -> Sealed:
    return Sealed(reference, person, json.dumps(PEN).encode())


def _outings(ledger: SqliteLedger, clock: Turned) -> None:
    for number in range(34):
        clock.at = BEGUN + timedelta(hours=7 * number)
        key, who = LABELS[number % 3][0], "ab"[number % 2]
        name, home, place = f"i{number:030}", f"h{number:030}", f"K0{key[1]}"
        pen = f"signature:{name}"
        taken = e.KeyIssueIntended(
            name,
            key,
            who,
            place,
            "repair",
            f"WX-202605-{number:04}",
            pen,
            "d",
            "1-2-1201" if key == "k1" else "",
        )
        granted = KeyIssueGranted(
            name, clock.at + timedelta(hours=4), "", ("s",) if number % 4 == 0 else (), "", False
        )
        known = [taken, granted, e.KeyIssueConfirmed(name, "tag")]
        ledger.execute(lambda house, known=known: known, sealed=[_sealed(pen, who)])  # type: ignore[misc]
        if number >= 33:
            return
        clock.at += timedelta(hours=5 if number % 5 == 0 else 2)
        back = [e.KeyReturnIntended(home, key, who, place, ""), e.KeyReturnConfirmed(home, "tag")]
        ledger.append(*back)
        if number % 3:
            signed = KeyReturnSigned(home, who, f"signature:{home}", "d")
            ledger.execute(lambda house, signed=signed: [signed], sealed=[_sealed(signed.signature, who)])  # type: ignore[misc]


def _agreement(ledger: SqliteLedger) -> None:
    until = BEGUN + timedelta(days=365)
    given = ConsentGiven(
        "c-4f1a9b2c7d",
        "1-2-1201",
        "r",
        ("repair", "inspection"),
        BEGUN,
        until,
        "signature:c",
        ("desk",),
        True,
    )
    signed = ConsentCountersigned("c-4f1a9b2c7d", "a", "signature:cc", "d")
    ledger.execute(
        lambda house: [given, signed], sealed=[_sealed("signature:c", "r"), _sealed("signature:cc", "a")]
    )


def _move_in(ledger: SqliteLedger) -> None:
    name = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
    rows = (
        ("entrance", "入户门（含备用）", "KABA 4471-02", 2, None),
        ("letterbox", "信箱", "", 2, None),
        ("room", "主卧、次卧、书房、儿童房", "", 6, None),
        ("parking", "地下车库遥控", "", 1, date(2026, 5, 12)),
        ("card", "门禁 IC 卡 No. 00917 / 00918", "", 2, None),
    )
    known: list[e.Event] = [m.MoveInBegun(name, "1-2-1201", "r", "a", "id_card", "", "")]
    sealed = []
    for number, (what, label, lock, count, promised) in enumerate(rows):
        words = f"movein:{name}:{number}"
        sealed.append(Sealed(words, "r", json.dumps({"label": label, "number": lock}).encode()))
        known.append(
            m.MoveInListed(name, str(number), what, count, "new", words, "d", not promised, "", promised, "a")
        )
    known.append(m.MoveInMetered(name, "water", "1234.5", "a"))
    known.append(m.MoveInMetered(name, "power", "88012", "a"))
    for part, who in (("owner", "r"), ("attendant", "a")):
        sealed.append(_sealed(f"signature:m-{part}", who))
        known.append(m.MoveInSigned(name, part, who, f"signature:m-{part}", "d", "d"))
    known.append(m.MoveInEnded(name, ("0", "1", "2", "4"), ("3",)))
    ledger.execute(lambda house: known, sealed=sealed)


def _stocktake(ledger: SqliteLedger) -> None:
    known: list[e.Event] = [s.StocktakeBegun("7c2e91", "a", "routine")]
    for number, (key, _, _) in enumerate(LABELS, 1):
        finding = "missing" if key == "k3" else "as recorded"
        known.append(s.SlotCounted("7c2e91", f"K0{number}", finding, (key,), () if key == "k3" else (key,)))
    known.append(s.SlotLookedAt("7c2e91", "K03", "a", "empty", "与电梯维保公司核对中"))
    for who in ("a", "s"):
        known.append(s.StocktakeSigned("7c2e91", who, f"signature:s-{who}", "d"))
    known.append(s.StocktakeEnded("7c2e91", ("K03",)))
    ledger.execute(lambda house: known, sealed=[_sealed(f"signature:s-{who}", who) for who in ("a", "s")])


def documents(
    ledger: SqliteLedger, registers: Registers, register: SqliteRegister, language: Language
) -> dict[str, Document]:
    """Return every document in one language, by name."""
    writer = registers.writer(language)
    letter = papers.Letter(ESTATES[language], NAMES["s"], ledger.head)
    asked = Asked("lent", "", "2026-05")
    counted = register.stocktake("7c2e91")
    assert counted is not None
    return {
        "lent": papers.register_paper(writer, letter, asked, list(registers.all(asked, language, 500))),
        "agreement": papers.agreement_paper(writer, letter, ledger.house.consents["c-4f1a9b2c7d"]),
        "movein": papers.move_in_paper(writer, letter, next(iter(ledger.house.move_ins.values()))),
        "stocktake": papers.stocktake_paper(writer, letter, counted),
    }


def main(folder: Path = FOLDER) -> None:
    """Write one PNG a page."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        ledger, registers, register = recorded(Path(place))
        for language in ESTATES:
            for name, made in documents(ledger, registers, register, language).items():
                with closing(pypdfium2.PdfDocument(make_pdf(document_html(made)))) as pdf:
                    for number, leaf in enumerate(pdf, 1):
                        with closing(leaf):
                            picture = leaf.render(scale=1.6).to_pil()
                            picture.save(folder / f"{name}-{language.value}-{number}.png")
        register.close()
        ledger.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
