"""What the settings of a printer allow, and how they say what is wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from drivers.escpos_printer.codec import read_status
from drivers.escpos_printer.driver import Proof
from drivers.escpos_printer.ways import address_of
from kiosk.assembly.printers import ailment_of, paper_stock
from kiosk.settings.printer import PrinterSettings

GOOD = [
    "/dev/loge-printer",
    "dev/printer",
    "tcp://192.0.2.9",
    "tcp://192.0.2.9:9100",
    "tcp://[2001:db8::9]:9100",
]
BAD = [
    "tcp://printer",
    "tcp://192.0.2.9:0",
    "tcp://192.0.2.9:70000",
    "tcp://",
    "http://192.0.2.9",
    "tcp://2001:db8::9",
    "tcp://192.0.2.9/x",
]


@pytest.mark.parametrize("device", GOOD)
def test_ways_that_are_allowed_can_be_opened(device: str) -> None:
    assert PrinterSettings(device=device).device == device
    assert (address_of(device) is None) == (not device.startswith("tcp://"))


@pytest.mark.parametrize("device", BAD)
def test_an_address_that_is_none_is_told_with_one_that_is(device: str) -> None:
    with pytest.raises(ValidationError, match=r"tcp://192\.0\.2\.9:9100"):
        PrinterSettings(device=device)


@pytest.mark.parametrize(("paper_mm", "dots"), [(58, 576), (58, 512), (80, 384)])
def test_dots_that_no_such_printer_has(paper_mm: int, dots: int) -> None:
    with pytest.raises(ValidationError, match=f"for {paper_mm} mm has dots ="):
        PrinterSettings(device="x", paper_mm=paper_mm, dots=dots)


@pytest.mark.parametrize("proof", Proof)
def test_what_commissioning_finds_can_be_written_down(proof: Proof) -> None:
    assert PrinterSettings(device="x", proof=proof.value).proof == proof.value


def test_the_stock_is_what_the_settings_say() -> None:
    stock = paper_stock(PrinterSettings(device="x", paper_mm=80, dots=512, cuts=False, text="gb18030"))
    assert (stock.paper_mm, stock.dots, stock.cuts, stock.typed) == (80, 512, False, True)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ("12 12 12 12", ""),
        ("12 12 12 1E", "paper_low"),
        ("1A 32 12 7E", "paper_out"),
        ("1A 16 12 12", "cover_open"),
        ("1A 52 1A 12", "cutter"),
        ("1A 52 52 12", "overheated"),
        ("1A 52 32 12", "printer_error"),
        ("1A 12 12 12", "printer_error"),
    ],
)
def test_every_state_has_a_code_that_people_have_words_for(answers: str, code: str) -> None:
    ailment = ailment_of(read_status(*bytes.fromhex(answers)))
    assert ailment.code == code
    assert bool(ailment) == bool(code)
