"""Loans, passes and goods that leave at the desk's own pages, over the client; and what residents see of them."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator

import pytest
from PIL import Image

from kiosk import claim_slip
from kiosk.domain.loans.loan import Loan, LoanStage
from kiosk.domain.passes.permit import PermitStage
from kiosk.domain.releases.release import ReleaseStage
from tests.flows.test_consents import visit_of
from tests.lobby import CHEN, LIN_PIN, SIGNATURE, Play, Site
from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until

PEN = json.dumps([[list(point) for point in stroke] for stroke in SIGNATURE])
CHEN_PIN = "864200"
HOME = "1-1-0802"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("lending"), opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.fixture
def desk(play: Play) -> Desk:
    """The desk with a stock of three umbrellas and a ladder, and the attendant at it."""
    desk = Desk(play)
    if not play.journeys.ledger.house.loan_kinds:
        desk.enter(CHEN, CHEN_PIN)
        for kind, name, deposit, copies in (
            ("umbrella", "Umbrella", "0", "3"),
            ("ladder", "Ladder", "100", "1"),
        ):
            answer = desk.post(
                f"/desk/loans/stock/kinds/{kind}", movement=act(), label_en=name, label_zh_Hans=name,
                label_zh_Hant=name, deposit=deposit, longest="24", copies=copies, shelf="a3", offered="yes",
            )  # fmt: skip
            assert answer.status_code == 303, answer.text
    desk.enter()
    return desk


def act() -> str:
    return os.urandom(16).hex()


def fields(page: str, name: str) -> list[str]:
    """Return the values of a form's fields of this name, as the page has them."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def lend(desk: Desk, kind: str = "umbrella", **more: str) -> Loan:
    """Return a loan that was made at the desk's form, as it came."""
    page = desk.page(f"/desk/loans/new?kind={kind}")
    due = re.findall(r'name="due" value="([^"]*)" checked', page)[0]
    item = re.findall(r'name="item" value="([^"]*)" checked', page)[0]
    (name,) = set(fields(page, "movement"))
    answer = desk.post(
        f"/desk/loans/new?kind={kind}", movement=name, home=HOME, item=item, due=due, strokes=PEN, own=PEN, **more
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    (loan,) = desk.play.journeys.lending.of_lending(name)
    return loan


def back(desk: Desk, loan: Loan, **more: str) -> None:
    answer = desk.post(
        f"/desk/loans/{loan.id}/back", movement=act(), **{"condition": "good", "own": PEN, **more}
    )
    assert answer.status_code == 303, answer.text


def test_an_umbrella_goes_and_comes(desk: Desk) -> None:
    loan = lend(desk)
    listed = desk.page("/desk/loans")
    assert loan.number in listed and "2 of 3 free" in listed and "Umbrella 1" in listed
    assert "Umbrella 1" in desk.page(f"/desk/loans/{loan.id}")
    assert desk.client.get(f"/desk/loans/{loan.id}/back").status_code == 200
    missing = desk.post(f"/desk/loans/{loan.id}/back", movement=act(), condition="good", strokes=PEN)
    assert missing.status_code == 409 and "The attendant signs too" in missing.text
    back(desk, loan, strokes=PEN)
    assert desk.client.get(f"/desk/loans/{loan.id}/back").status_code == 303
    assert "3 of 3 free" in desk.page("/desk/loans")
    assert loan.number in desk.page("/desk/registers/loans")


def test_the_form_says_what_is_to_be_taken_as_a_deposit(desk: Desk) -> None:
    page = desk.page("/desk/loans/new?kind=ladder")
    assert re.search(r"Ladder 1\s+CN¥100\.00", page)
    assert not re.search(r"Umbrella 1\s+CN¥", page)


def test_a_form_that_lacks_something_comes_again_as_it_was(desk: Desk) -> None:
    for changes, said in (
        ({"home": "9-9-9999"}, "resident"),
        ({"item": ""}, "Nothing was chosen|Which thing"),
        ({"due": "nonsense"}, "time can|time can&#39;t"),
        ({"strokes": ""}, "sign"),
        ({"own": ""}, "attendant signs too"),
    ):
        typed = {
            "home": HOME,
            "item": "x",
            "due": "",
            "strokes": PEN,
            "own": PEN,
            "note": "a <b>torn</b> seam",
        }
        page = desk.page("/desk/loans/new?kind=umbrella")
        typed |= {"item": fields(page, "item")[0], "due": fields(page, "due")[0], **changes}
        answer = desk.post("/desk/loans/new?kind=umbrella", movement=act(), **typed)
        assert answer.status_code == 409 and re.search(said, answer.text, re.IGNORECASE), (
            changes,
            answer.text,
        )
        assert "a &lt;b&gt;torn&lt;/b&gt; seam" in answer.text
    assert desk.play.journeys.lending.out() == []


def test_a_double_tap_lends_once(desk: Desk) -> None:
    page = desk.page("/desk/loans/new?kind=umbrella")
    typed = {"movement": fields(page, "movement")[0], "home": HOME, "strokes": PEN, "own": PEN}
    typed |= {"item": fields(page, "item")[0], "due": fields(page, "due")[0]}
    for _ in range(2):
        assert desk.post("/desk/loans/new?kind=umbrella", **typed).status_code == 303
    (loan,) = desk.play.journeys.lending.out()
    back(desk, loan)


def test_whoever_has_tapped_their_card_need_not_be_typed(desk: Desk) -> None:
    visit_of(desk.play, "r-zhang")
    page = desk.client.get("/desk/loans/new?kind=umbrella", environ_base={"REMOTE_ADDR": "192.0.2.7"}).text
    desk.play.journeys.visits.end()
    assert re.search(r'name="person" value="r-zhang" checked', page) and f'value="{HOME}"' in page


def test_damage_is_settled_at_the_page_and_the_supervisor_writes_off(desk: Desk) -> None:
    loan = lend(desk, "ladder")
    back(desk, loan, condition="damaged", note="a cracked rung", brought_by="other", bringer="somebody")
    page = desk.page(f"/desk/loans/{loan.id}")
    assert "Damaged, to be settled" in page and "a cracked rung" in page and "somebody" in page
    assert "came back damaged" in desk.page("/desk/map")
    assert desk.post(f"/desk/loans/{loan.id}/charge", movement=act(), amount="much").status_code == 409
    assert desk.post(f"/desk/loans/{loan.id}/write-off", movement=act(), reason="old").status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    assert desk.post(f"/desk/loans/{loan.id}/write-off", movement=act(), reason="old").status_code == 303
    assert "Written off" in desk.page(f"/desk/loans/{loan.id}")
    item = f"/desk/loans/stock/{loan.item}"
    assert desk.post(f"{item}/put-back", movement=act(), condition="good").status_code == 303


def test_a_lost_thing_is_charged_and_leaves_the_stock(desk: Desk) -> None:
    loan = lend(desk)
    assert desk.post(f"/desk/loans/{loan.id}/lost", movement=act()).status_code == 303
    assert desk.post(f"/desk/loans/{loan.id}/charge", movement=act(), amount="25.50").status_code == 303
    known = desk.play.journeys.lending.need(loan.id)
    assert (known.stage, known.charged_cents) == (LoanStage.WRITTEN_OFF, 2_550)
    assert "Umbrella" in desk.page(f"/desk/loans/{loan.id}"), "it is gone from the stock, not from the record"
    assert loan.item not in desk.play.journeys.ledger.house.loan_items
    assert desk.post(f"/desk/loans/{loan.id}/found", movement=act(), condition="good").status_code == 303
    assert desk.play.journeys.ledger.house.loan_items[loan.item].free
    assert "Give payment back" in desk.page(f"/desk/loans/{loan.id}")
    assert desk.post(f"/desk/loans/{loan.id}/refund", movement=act()).status_code == 303


def test_a_visitor_borrows_by_a_supervisors_leave(desk: Desk) -> None:
    page = desk.page("/desk/loans/new?kind=umbrella&visitor=1")
    typed = {
        "movement": fields(page, "movement")[0],
        "visitor": "yes",
        "name": "Guest",
        "phone": "13811112222",
    }
    typed |= {"item": fields(page, "item")[0], "due": fields(page, "due")[0], "strokes": PEN, "own": PEN}
    assert "Lent to residents" in desk.post("/desk/loans/new?kind=umbrella", **typed).text
    typed |= {"leave": "s-chen", "leave_pin": CHEN_PIN, "why": "a guest of the house"}
    assert desk.post("/desk/loans/new?kind=umbrella", **typed).status_code == 303
    (loan,) = desk.play.journeys.lending.out()
    shown = desk.page(f"/desk/loans/{loan.id}")
    assert "Guest" in shown and "13811112222" in shown and "a guest of the house" in shown
    back(desk, loan)


def test_a_copy_has_a_picture_and_may_be_out_of_service(desk: Desk) -> None:
    item = next(iter(desk.play.journeys.ledger.house.loan_items))
    at = f"/desk/loans/stock/{item}"
    assert desk.client.get(f"{at}/photo.jpg").status_code == 409
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(file, "PNG")
    for content, status in ((b"no picture", 409), (file.getvalue(), 303)):
        form = {"movement": act(), "file": (io.BytesIO(content), "a.png")}
        assert desk.client.post(f"{at}/picture", data=form, headers=OURS).status_code == status
    assert desk.client.get(f"{at}/photo.jpg").mimetype == "image/jpeg"
    assert desk.post(f"{at}/withdraw", movement=act(), reason="cleaning").status_code == 303
    assert "Being cleaned" in desk.page(at)
    assert desk.post(f"{at}/put-back", movement=act(), condition="good").status_code == 303
    assert desk.post(f"{at}/strike-off", movement=act(), reason="old").status_code == 409, "the supervisor's"


def test_passes_are_given_out_and_counted_in(desk: Desk) -> None:
    today = desk.play.journeys.passes.today().isoformat()
    typed = {
        "movement": act(), "home": HOME, "company": "Acme Works", "responsible": "Bob", "phone": "13833334444",
        "since": today, "until": today, "deposit": "50", "worker": "Alice", "kind": "passport", "number": "E1234567",
        "strokes": PEN, "own": PEN,
    }  # fmt: skip
    again = desk.post("/desk/passes/new", **typed, more="yes")
    assert again.status_code == 200 and again.text.count('name="worker"') == 3, "rows for more of them"
    wrong = desk.post("/desk/passes/new", **{**typed, "number": ""})
    assert wrong.status_code == 409 and "Acme Works" in wrong.text
    assert desk.post("/desk/passes/new", **typed).status_code == 303
    name = typed["movement"]
    assert "Acme Works" in desk.page("/desk/passes") and "Alice" in desk.page(f"/desk/passes/{name}")
    permit = desk.play.journeys.passes.need(name)
    key, site = desk.play.kiosk._storage.keys.slips, desk.play.journeys.settings.site.id
    text = claim_slip.write(key, site, permit.passes[0].slip, claim_slip.PASS)
    desk.play.journeys.presented.code(text)
    assert "Pass is valid" in desk.page("/shown") and "Alice" not in desk.page("/shown")
    assert "Valid" in desk.page("/desk/passes") and "Alice" in desk.page("/desk/passes")
    assert "CN¥50.00" in desk.page(f"/desk/passes/{name}/count")
    assert desk.post(f"/desk/passes/{name}/count", movement=act(), own=PEN).status_code == 303
    over = desk.play.journeys.passes.need(name)
    assert (over.stage, over.kept_cents) == (PermitStage.OVER, 5_000)
    page = desk.page(f"/desk/passes/{name}")
    assert "missing" in page and "It is here after all" in page
    assert desk.post(f"/desk/passes/{name}/found", number="9").status_code == 409
    for _ in range(2):
        assert desk.post(f"/desk/passes/{name}/found", number="1").status_code == 303
    found = desk.play.journeys.passes.need(name)
    assert (found.kept_cents, found.returned_cents, found.missing) == (0, 5_000, ())
    assert "It is here after all" not in desk.page(f"/desk/passes/{name}")
    assert "Acme Works" in desk.page("/desk/registers/passes")


def test_how_a_thing_comes_back_is_pictured_on_its_own_page(desk: Desk) -> None:
    loan = lend(desk)
    until(lambda: desk.play.journeys.devices.is_up("camera"), 10)
    back(desk, loan, strokes=PEN, photo="camera")
    first = desk.play.journeys.ledger.house.loan_items[loan.item].photo
    page = desk.page(f"/desk/loans/{loan.id}")
    assert first and "photo.jpg" in page and "Use the camera" in page
    desk.play.bench.pull("camera")
    until(lambda: not desk.play.journeys.devices.is_up("camera"), 8)
    again = desk.post(f"/desk/loans/{loan.id}/picture", movement=act())
    assert again.status_code == 409 and "The camera does not answer" in again.text
    desk.play.bench.plug("camera")
    until(lambda: desk.play.journeys.devices.is_up("camera"), 10)
    assert desk.post(f"/desk/loans/{loan.id}/picture", movement=act()).status_code == 303
    assert desk.play.journeys.ledger.house.loan_items[loan.item].photo != first
    assert desk.post(f"/desk/loans/{loan.id}/picture", movement=act(), file="").status_code in (303, 409)


def test_goods_wait_for_the_owner_who_signs_at_the_lobby(desk: Desk) -> None:
    today = desk.play.journeys.passes.today().isoformat()
    name = act()
    typed = {
        "movement": name,
        "home": HOME,
        "carrier": "Movers",
        "plate": "a12345",
        "since": today,
        "until": today,
    }
    assert desk.post("/desk/releases/new", **typed).status_code == 409, "nothing was listed"
    goods = "a sofa\n<script>alert(1)</script>\nthree\nfour"
    assert desk.post("/desk/releases/new", **typed, goods=goods).status_code == 303
    assert "Waits for the owner" in desk.page(f"/desk/releases/{name}")
    assert "word is wanted" in desk.page("/desk/map")
    assert desk.post(f"/desk/releases/{name}/gone", movement=act()).status_code == 409
    visit_of(desk.play, "r-zhang")
    assert "/home/goods" in desk.page("/home")
    first, second = desk.page("/home/goods"), desk.page("/home/goods?page=2")
    assert "a sofa" in first and "four" in second and "<script>alert" not in first
    assert f"/home/goods/{name}/sign" not in first and f"/home/goods/{name}/sign" in second, (
        "all of it is seen first"
    )
    assert desk.post(f"/home/goods/{name}/sign", strokes="").status_code == 409
    assert desk.post(f"/home/goods/{name}/sign", strokes=PEN).status_code == 303
    assert "They may leave" in desk.page("/home/goods/done")
    desk.enter()
    assert desk.post(f"/desk/releases/{name}/gone", movement=act()).status_code == 303
    assert desk.play.journeys.releases.need(name).stage is ReleaseStage.GONE
    assert "a sofa" in desk.page("/desk/registers/releases")


def test_goods_by_telephone_and_by_signature_at_the_desk(desk: Desk) -> None:
    today = desk.play.journeys.passes.today().isoformat()
    for way in ("called", "word"):
        name = act()
        typed = {"movement": name, "home": HOME, "goods": "a sofa", "since": today, "until": today}
        assert desk.post("/desk/releases/new", **typed).status_code == 303
        page = desk.page(f"/desk/releases/{name}")
        number = fields(page, "number")[0]
        assert desk.post(f"/desk/releases/{name}/called", movement=act(), number="10086").status_code == 409
        sent = {"number": number} if way == "called" else {"who": "r-zhang", "strokes": PEN}
        assert desk.post(f"/desk/releases/{name}/{way}", movement=act(), **sent).status_code == 303
        assert "Released until" in desk.page(f"/desk/releases/{name}")
        assert desk.post(f"/desk/releases/{name}/call-off", movement=act()).status_code == 303


def test_a_resident_sees_what_there_is_to_borrow_and_what_the_home_has(desk: Desk) -> None:
    loan = lend(desk)
    desk.play.journeys.visits.end()
    anybody = desk.page("/lending")
    assert "Umbrella" in anybody and "until" not in anybody
    visit_of(desk.play, "r-zhang")
    assert "/lending" in desk.page("/home/desk")
    assert "Umbrella" in desk.page("/lending") and "until" in desk.page("/lending")
    desk.enter()
    back(desk, loan)


def test_nobody_else_sees_these_pages(desk: Desk) -> None:
    loan = lend(desk)
    desk.post("/desk/leave")
    desk.play.journeys.visits.end()
    for path in (
        "/desk/loans",
        f"/desk/loans/{loan.id}",
        "/desk/loans/stock",
        "/desk/passes",
        "/desk/releases",
    ):
        assert desk.client.get(path).status_code == 409, path
    assert desk.client.get("/home/goods").status_code == 409
    desk.enter(pin=LIN_PIN)
    assert desk.client.get("/desk/loans/stock/kinds/umbrella").status_code == 409, (
        "terms are the supervisor's"
    )
    back(desk, loan)


def test_where_a_thing_is_and_who_had_it_is_answered_by_the_map(desk: Desk) -> None:
    loan = lend(desk)
    held = desk.page("/desk/map?show=away")
    assert f"/desk/items/{loan.item}" in held
    page = desk.page(f"/desk/items/{loan.item}")
    assert "Lent" in page and "Taken into stock" in page and HOME in page
    back(desk, loan)
    assert f"/desk/items/{loan.item}" not in desk.page("/desk/map?show=away")
    assert "A3" in desk.page(f"/desk/items/{loan.item}")
