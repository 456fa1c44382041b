"""Reports: what stands in them, what cannot get into them, and what their signature proves."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject

from kiosk.pdf.child import PdfTrouble
from kiosk.pdf.making import MOST_HTML, make_pdf
from kiosk.pdf.signing import ReportSigner, report_signer, sign_pdf
from kiosk.pdf.verifying import NotVerified, Verified, verify_pdf
from kiosk.site_keys import LooseSecrets

PAGE = '<!doctype html><html lang="{lang}"><head><title>R</title></head><body>{body}</body></html>'


def page(body: str, lang: str = "en") -> str:
    return PAGE.format(lang=lang, body=body)


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, as another program reads it."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        found = []
        for leaf in document:
            with closing(leaf), closing(leaf.get_textpage()) as words:
                found.append(words.get_text_range())
        return found


def picture(pdf: bytes) -> Image.Image:
    """Return the first page as another program draws it."""
    with closing(pypdfium2.PdfDocument(pdf)) as document, closing(document[0]) as leaf:
        drawn: Image.Image = leaf.render(scale=1).to_pil().convert("RGB")
    return drawn


def is_red(drawn: Image.Image) -> bool:
    """Return whether any of it is pure red."""
    return (255, 0, 0) in {colour for _, colour in drawn.getcolors(1 << 20) or ()}


RED = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9' fill='red'/></svg>"
)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> ReportSigner:
    return report_signer(tmp_path_factory.mktemp("keys"), "云栖花园")


@pytest.fixture(scope="module")
def signed(signer: ReportSigner) -> bytes:
    return sign_pdf(make_pdf(page("<h1>Doors</h1>")), signer, reason="commissioning", name="林晓梅")


def test_pages_are_numbered_and_carry_the_title() -> None:
    first, second = texts(make_pdf(page("<h1>Register 登记表</h1><p class='new-page'>second</p>")))
    assert "1 / 2" in first and "Register 登记表" in first
    assert "2 / 2" in second and "second" in second and "Register 登记表" in second


def test_a_sheet_is_a4() -> None:
    with closing(pypdfium2.PdfDocument(make_pdf(page("<p>x</p>")))) as document, closing(document[0]) as leaf:
        assert [round(points / 72 * 25.4) for points in leaf.get_size()] == [210, 297]


def test_fonts_travel_with_the_report_in_parts() -> None:
    pdf = make_pdf(page("<h1>调试</h1><p lang='zh-Hant'>門</p><p lang='en'>door</p>", "zh-Hans"))
    assert len(pdf) < 400_000  # a whole font has 19 MB
    with closing(pypdfium2.PdfDocument(pdf)) as document, closing(document[0]) as leaf:
        fonts = {thing.get_font().get_base_name() for thing in leaf.get_objects([1])}
    assert any("SC" in name for name in fonts) and any("TC" in name for name in fonts), fonts


def test_the_language_chooses_the_shape_of_a_character() -> None:
    hans, hant = (
        picture(make_pdf(page("<p style='font-size:60pt'>骨</p>", lang))) for lang in ("zh-Hans", "zh-Hant")
    )
    assert ImageChops.difference(hans, hant).getbbox() is not None


@pytest.mark.parametrize("way", ["file", "http"])
def test_nothing_comes_from_outside(tmp_path: Path, way: str) -> None:
    red = tmp_path / "red.svg"
    red.write_text(RED, encoding="utf-8")
    address = red.as_uri() if way == "file" else "http://127.0.0.1:9/red.svg"
    pdf = make_pdf(
        page(f"<img src='{address}' style='width:50mm'><link rel=stylesheet href='{address}'><p>here</p>")
    )
    assert "here" in texts(pdf)[0]
    assert not is_red(picture(pdf))


def test_a_picture_within_the_document_is_drawn() -> None:
    red = f"data:image/svg+xml;base64,{b64encode(RED.encode()).decode()}"
    assert is_red(picture(make_pdf(page(f'<img src="{red}" style="width:50mm">'))))


def test_too_much_and_too_long_are_said() -> None:
    with pytest.raises(PdfTrouble, match="too much for one PDF"):
        make_pdf("x" * (MOST_HTML + 1))
    with pytest.raises(PdfTrouble, match="not done within 0 s"):
        make_pdf(page("<p>x</p>"), within_s=0.01)


def test_what_is_no_pdf_cannot_be_signed(signer: ReportSigner) -> None:
    with pytest.raises(PdfTrouble):
        sign_pdf(b"receipt", signer, reason="r", name="n")


def test_one_who_runs_an_event_loop_may_ask(signed: bytes) -> None:
    async def asked() -> Verified | NotVerified:
        return verify_pdf(signed)

    with ThreadPoolExecutor(1) as aside:  # this thread may have one already
        assert isinstance(aside.submit(lambda: asyncio.run(asked())).result(), Verified)


def test_a_signature_tells_who_and_what_for(signed: bytes, signer: ReportSigner) -> None:
    found = verify_pdf(signed)
    assert isinstance(found, Verified)
    assert (found.site, found.name, found.reason) == ("云栖花园", "林晓梅", "commissioning")
    assert found.fingerprint == signer.fingerprint and len(found.fingerprint.split()) == 16
    assert found.signed_at is not None and found.signed_at.tzinfo is not None


def test_one_changed_byte_is_enough(signed: bytes) -> None:
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    places = {
        *range(20, len(signed), len(signed) // 150),
        *range(start, start + 1570, 3),
        *range(start - 400, start, 9),
    }
    passed = []
    for place in sorted(places):
        changed = bytearray(signed)
        changed[place] ^= 1
        if not isinstance(verify_pdf(bytes(changed)), NotVerified):
            passed.append(place)
    assert passed == []


def test_an_appended_page_is_found(signed: bytes) -> None:
    writer, longer = IncrementalPdfFileWriter(BytesIO(signed)), BytesIO()
    blank = writer.add_object(StreamObject(stream_data=b"BT ET"))
    page_two = PageObject(contents=blank, media_box=(0, 0, 595, 842))  # type: ignore[no-untyped-call]
    writer.insert_page(page_two)  # type: ignore[no-untyped-call]
    writer.write(longer)  # type: ignore[no-untyped-call]
    assert len(texts(longer.getvalue())) == 2  # other readers show it
    assert verify_pdf(longer.getvalue()) == NotVerified("added to")


@pytest.mark.parametrize(
    ("report", "why"),
    [(b"", "no PDF"), (b"receipt", "no PDF"), (b"%PDF-1.7 torn", "changed")],
)
def test_what_proves_nothing(report: bytes, why: str) -> None:
    assert verify_pdf(report) == NotVerified(why)


def test_an_unsigned_report_proves_nothing(signed: bytes) -> None:
    assert verify_pdf(make_pdf(page("<p>x</p>"))) == NotVerified("unsigned")
    assert verify_pdf(signed + b"\n") == NotVerified("added to")


def test_the_key_is_made_once_and_kept_close(tmp_path: Path) -> None:
    first, again = report_signer(tmp_path / "keys", "A"), report_signer(tmp_path / "keys", "B")
    assert first == again
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in repr(first)
    file.chmod(0o640)
    with pytest.raises(LooseSecrets, match="chmod 600"):
        report_signer(tmp_path / "keys", "A")
    file.chmod(0o600)
    file.write_text("torn")
    with pytest.raises(LooseSecrets, match="damaged"):
        report_signer(tmp_path / "keys", "A")


def verify_report(file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "verify-report", str(file), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ, timeout=60)


def test_the_command_says_it_to_people(tmp_path: Path, signed: bytes, signer: ReportSigner) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(signed)
    done = verify_report(file)
    assert done.returncode == 0 and signer.fingerprint in done.stdout and "林晓梅" in done.stdout
    assert verify_report(file, "--fingerprint", signer.fingerprint.lower()).returncode == 0
    other = verify_report(file, "--fingerprint", "00" * 32)
    assert other.returncode == 2 and "ANOTHER KEY" in other.stdout
    file.write_bytes(signed.replace(b"%%EOF", b"%%EOG", 1))
    assert verify_report(file).returncode == 2
    assert verify_report(tmp_path / "none.pdf").returncode == 1
