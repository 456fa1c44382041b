"""Personal data at the desk: hindered, given to its person, erased by two, gone in time; and the record's proof."""

from __future__ import annotations

import io
import json
import re
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image
from pyzbar import pyzbar

from kiosk.enrolment import enrol, erased_since, read
from kiosk.language.messages import Language, known, text
from kiosk.ledger.schema import connect_to_read
from kiosk.receipt_qr import receipt_qr
from kiosk.settings import furniture_of
from kiosk.verifying.alone import Findings, Verifier, receipts_in
from kiosk.verifying.command import verify
from kiosk.verifying.exporting import lines_of
from tests.flows.test_codes_at_camera import said
from tests.lobby import CHEN, LIN, LIN_PIN, Play, Site
from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until
from ui.desk.personal.views import SETTLED_AT

HERE = "/desk/personal"
CHEN_PIN = "864200"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("personal"), opens_within_s="1.0")
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(play: Play) -> Desk:
    desk = Desk(play)
    desk.enter(CHEN, CHEN_PIN)
    return desk


def found(desk: Desk, words: str) -> str:
    """Return the page of the one person that words find."""
    shown = desk.client.post(f"{HERE}/find", data={"words": words}, headers=OURS, follow_redirects=True).text
    (path,) = set(re.findall(rf'href="({HERE}/[\w-]{{20,}})"', shown))
    return str(path)


def act_in(shown: str) -> str:
    return str(re.findall(r'name="movement" value="([0-9a-f]{32})"', shown)[0])


def verified(play: Play, *receipts: str) -> Findings:
    """What the verifier says of the record as it stands, with these papers in hand."""
    site, connection = play.site.settings.site.id, connect_to_read(play.kiosk.ledger.path)
    papers = [one for said in receipts for one in receipts_in(said, site)]
    found = Verifier(site, papers).lines(lines_of(connection))
    connection.close()
    return found


def codes_on(picture: bytes) -> list[str]:
    """Every QR code on a printed paper."""
    found = pyzbar.decode(Image.open(io.BytesIO(picture)).convert("L"), [pyzbar.ZBarSymbol.QRCODE])
    return [one.data.decode() for one in found]


def test_nobody_but_a_supervisor_comes_here(play: Play) -> None:
    desk = Desk(play)
    for path in (HERE, f"{HERE}/retention", "/desk/proof"):
        assert desk.client.get(path).status_code == 409
    desk.enter(LIN, LIN_PIN)
    for path in (HERE, f"{HERE}/retention", "/desk/proof"):
        assert desk.client.get(path).status_code == 409, path
    assert HERE not in desk.page("/desk/dayreport") and "/desk/proof" not in desk.page("/desk/dayreport")
    desk.enter(CHEN, CHEN_PIN)
    for path in (HERE, f"{HERE}/retention", "/desk/proof"):
        assert desk.client.get(path).status_code == 200, path


def test_every_hindrance_leads_to_a_page_that_is_there(desk: Desk) -> None:
    for where in {one for one in SETTLED_AT.values() if one}:
        assert desk.client.get(f"/desk/{where}", follow_redirects=True).status_code == 200, where


def test_the_start_and_what_came_since_is_signed_and_shown_as_a_code(play: Play, desk: Desk) -> None:
    shown = desk.page("/desk/proof")
    signed = list(play.kiosk.ledger.house.checkpoints.values())
    newest = max(one.seq for one in signed)
    assert f"No. {newest:06d}" in shown and "<svg" in shown
    assert verified(play).checkpoints >= 1
    assert verified(play).code == 0


def test_somebody_is_erased_once_nothing_hinders_it_and_the_papers_prove_the_record(
    play: Play, desk: Desk
) -> None:
    j = play.journeys
    j.visits.end()
    play.tap("04D4E5F6071880")
    drop = play.drop("SF5550001", "0803")
    until(lambda: play.bench.printed(), 15)
    receipt = play.bench.printed()[-1]
    (slip,) = codes_on(receipt)
    assert slip.startswith("LOGE") and not slip.startswith(
        "LOGE3:"
    )  # its own code; the head stands there as text
    desk.enter(CHEN, CHEN_PIN)
    path = found(desk, "钱芳")
    shown = desk.page(path)
    assert text("personal.hindrance.parcels", Language.ENGLISH) in shown and "/erase" not in shown
    forms = {"movement": "ab" * 16, "second": "a-lin", "pin": LIN_PIN, "why": "moved_out"}
    refused = desk.post(f"{path}/erase", **forms)
    assert refused.status_code == 409 and "To be settled first: 1" in refused.text
    assert j.directory.card("r-qian") is not None

    code = (j.ledger.opened(f"code:{j.ledger.house.parcels[drop.item].slip}") or b"").decode()
    j.visits.end()
    begun = j.collect.by_code(code)
    play.comes_to(begun, "open")
    play.bench.take_parcel(begun.place, "SF5550001")
    play.bench.push_shut(begun.place)
    until(lambda: not j.ledger.house.parcels_at(begun.place), 8)
    desk.enter(CHEN, CHEN_PIN)
    shown = desk.page(path)
    forms["movement"] = act_in(shown)
    for wrong, code_said in (
        ({"pin": "000000"}, "refused.pin.wrong.title"),
        ({"second": "s-chen"}, "refused.erasure.second.title"),
        ({"why": ""}, "refused.reason.missing.title"),
    ):
        answer = desk.post(f"{path}/erase", **(forms | wrong))
        assert answer.status_code == 409 and text(code_said, Language.ENGLISH) in answer.text
    before = len(play.bench.printed())
    done = desk.post(f"{path}/erase", **forms)
    assert done.status_code == 303
    assert desk.post(f"{path}/erase", **forms).location == done.location  # a double tap
    kinds = [line.kind for line in j.register.events(most=40)]
    assert kinds.count("person.erased/1") == 1 and kinds.count("person.forgotten/1") == 1

    page = desk.page(str(done.location))
    number = j.ledger.house.erasures["r-qian"].number
    assert number in page and "林晓梅" in page and "钱芳" not in page
    until(lambda: len(play.bench.printed()) > before, 15)
    (code,) = codes_on(play.bench.printed()[-1])
    looked = verified(play, code)
    assert (looked.code, looked.receipts) == (0, 1)

    for language, words in (("en", "erased person"), ("zh_Hans", "已删除人员"), ("zh_Hant", "已刪除人員")):
        client: FlaskClient = desk.client
        client.set_cookie("language", language)
        assert words in desk.page(f"/desk/items/{drop.item}"), language
        assert "r-qian" not in re.sub(r'"[^"]*"', "", desk.page("/desk/log")), language
    desk.client.set_cookie("language", "en")

    people = read(play.site.people, furniture_of(play.site.settings))
    assert erased_since(people, j.ledger) == ["r-qian"]
    enrol(people, j.ledger, play.kiosk._storage.keys.digest, j.directory.card)
    assert "r-qian" not in j.ledger.house.people and j.directory.card("r-qian") is None


def test_after_a_power_cut_somebody_erased_is_erased(play: Play) -> None:
    play.power_cycle()
    house = play.journeys.ledger.house
    assert "r-qian" in house.erasures and play.journeys.ledger.sealed_of("r-qian") == []
    assert play.replays()
    whys = [one.why for one in house.checkpoints.values() if one.why]
    assert whys.count("start") >= 1 and verified(play).code == 0


def test_a_copy_goes_to_who_proves_who_they_are_and_its_look_is_on_record(play: Play, desk: Desk) -> None:
    path = found(desk, "张伟")
    asked = {"movement": act_in(desk.page(path)), "how": "known", "second": "a-lin"}
    assert desk.post(f"{path}/copy", **asked, pin="000000").status_code == 409
    assert not any(one.person for one in play.journeys.ledger.house.looks.values())
    taken = str(desk.post(f"{path}/copy", **asked, pin=LIN_PIN).location)
    assert desk.post(f"{path}/copy", **asked, pin=LIN_PIN).location == taken
    (look,) = [one for one in play.journeys.ledger.house.looks.values() if one.person]
    assert (look.unit, look.person, look.by) == ("1-1-0802", "r-zhang", "s-chen")
    assert play.journeys.homes_files.looks(unit="1-1-0802")[0].id == look.id  # the household can see it

    file = json.loads(desk.post(f"{taken}/file").data)
    assert file["person"]["name"] == "张伟" and file["person"]["phone"] == "13857130802"
    told = json.dumps(file)
    assert "pin_hash" not in told and "argon2" not in told
    assert any(one["kind"] == "person.copy.given/1" for one in file["record_of_events"])
    assert "李娜" not in json.dumps(file, ensure_ascii=False)

    sheet = desk.post(f"{taken}/sheet")
    name = str(sheet.location).rsplit("/", 1)[1]
    until(
        lambda: play.journeys.exports.of(name, play.journeys.ledger.house.people["s-chen"]).state != "making",
        60,
    )
    made = play.journeys.exports.of(name, play.journeys.ledger.house.people["s-chen"])
    assert made.state == "made", made.trouble
    document = pypdfium2.PdfDocument(made.pdf)
    words = "".join(page.get_textpage().get_text_range() for page in document)
    picture = document[len(document) - 1].render(scale=3).to_pil()
    document.close()
    assert "张伟" in words and "13857130802" in words and "No. 0" in words
    stream = io.BytesIO()
    picture.save(stream, "png")
    (code,) = codes_on(stream.getvalue())
    assert (verified(play, code).code, verified(play, code).receipts) == (0, 1)

    other = Desk(play)
    other.enter(LIN, LIN_PIN)
    assert other.post(f"{taken}/file").status_code == 409


def test_the_rules_and_the_first_round_are_shown(play: Play, desk: Desk) -> None:
    retention = play.journeys.retention
    until(lambda: retention.last_round is not None, 8)  # a day has begun with the start
    shown = desk.page(f"{HERE}/retention")
    for one in retention.rules():
        assert text(f"personal.rule.{one.name}", Language.ENGLISH) in shown
    assert "1,825 days" in shown and "retention.signature_days" in shown and "Last round: " in shown


def test_a_receipt_at_the_camera_opens_nothing_and_is_told_what_it_proves(play: Play) -> None:
    j, key = play.journeys, play.kiosk._storage.keys.device
    j.visits.end()
    j.presented.code("LOGE3:TORN")
    seq, head = play.kiosk.ledger.newest
    whole = receipt_qr(play.site.settings.site.id, seq, head, play.kiosk.clock.now(), key.sign)
    other = receipt_qr(play.site.settings.site.id, seq, "ab" * 32, play.kiosk.clock.now(), key.sign)
    cut = receipt_qr(play.site.settings.site.id, seq + 999, head, play.kiosk.clock.now(), key.sign)
    made_up = receipt_qr(play.site.settings.site.id, seq, head, play.kiosk.clock.now(), lambda _: bytes(64))
    told = {"LOGE3:TORN": "unread", whole: "holds", other: "differs", cut: "differs", made_up: "not_ours"}
    check = j.presented.receipts
    assert check and {one: check(one)[0] for one in told} == {
        one: f"receipt.{said}" for one, said in told.items()
    }
    for code in (whole, other):
        heard = said(play, code)  # by the camera itself
        assert heard == check(code)[0] and known(f"refused.{heard}.title")
    play.tap("04D4E5F6071880")  # a courier, whose next code is a parcel's
    assert j.visits.current
    j.presented.code(whole)
    assert (j.visits.current.barcode or "") == ""


def test_the_command_takes_a_pile_of_receipts_scanned_and_typed(
    play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (seq, head), key = play.kiosk.ledger.newest, play.kiosk._storage.keys.device
    code = receipt_qr(play.site.settings.site.id, seq, head, play.kiosk.clock.now(), key.sign)
    groups = [head[start : start + 4] for start in range(0, 64, 4)]
    pile, settings, root = tmp_path / "pile.txt", play.site.settings, play.site.root

    def says(*lines: str) -> tuple[int, str]:
        pile.write_text("\n".join(lines))
        code = verify(settings, root, Namespace(receipts=[pile]))
        told = capsys.readouterr()
        return code, told.out + told.err

    typed = f"No. {seq:06d} {' '.join(groups)}"
    assert says("# two papers", code, typed)[0] == 0
    slip = f"No. {seq:06d} {' '.join([*groups[:3], '0000', *groups[4:]])}"
    assert (told := says(code, slip))[0] == 3 and "pile.txt line 2" in told[1] and "group 4" in told[1]
    forged = f"No. {seq:06d} {'ab12 ' * 16}"
    assert (told := says(typed, forged))[0] == 2 and "pile.txt line 2 proves it" in told[1]
    assert (told := says("No. 12 9f3c 07"))[0] == 1 and "pile.txt line 1: group 2 '07' has 2 digits" in told[
        1
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO(code))
    assert verify(settings, root, Namespace(receipts=[Path("-")])) == 0
    assert "1 receipts hold" in capsys.readouterr().out
