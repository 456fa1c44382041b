"""Who lives here and means ill, or a program with a token or without, wants to spoil what others have."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from kiosk.domain.guesses import FREE_FAILURES
from kiosk.domain.refusal import Refused
from kiosk.flows.items.deposits import Left
from kiosk.serve import Limits, Server
from kiosk.settings import SettingsProblems, load
from tests.attacks.standing import app_of, filled, rules, stood
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import HERE, LIN, Play
from tests.receiver import Told, verified
from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until

HUGE = "大" * 400_000
SPOILT = (
    "",
    "\0",
    "-1",
    "9" * 400,
    "﷽" * 200,
    "\u202e" * 50,
    "1e999",
    "[[",
    "NaN",
    "١٢٣",
    "2026-13-45",
    "r-zhang",
    "../x",
)
FIELDS = (
    "movement", "size", "code", "until", "carrier", "fee", "strokes", "statement", "what", "who", "name", "called",
    "person", "count", "goods", "due", "note", "recipient", "barcode", "pin", "phone", "last_four", "token", "answer",
    "days",
)  # fmt: skip


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("residents"))


@pytest.fixture(scope="module")
def app(play: Play) -> Flask:
    return app_of(play)


def test_wants_a_page_to_break_at_what_is_posted_to_it(play: Play, app: Flask) -> None:
    """Every form of the lobby, by a resident who is there: an answer in words, and no latch fires."""
    client = app.test_client()
    visit_of(play, "r-zhang")
    bound, play.kiosk.ledger.forms_a_day = (
        play.kiosk.ledger.forms_a_day,
        0,
    )  # else most of what follows would be refused before anybody looks at it
    fired = len(play.bench.firings())
    lobby = [rule for rule in rules(app, unsafe=True) if not rule.rule.startswith("/desk")]
    assert len(lobby) > 60
    for rule in lobby:
        if rule.rule in ("/visit/end", "/speech", "/comfort"):
            continue
        for spoilt in SPOILT:
            for movement in (spoilt, os.urandom(16).hex()):
                form = {**dict.fromkeys(FIELDS, spoilt), "movement": movement}
                answer = client.post(filled(rule, "x"), data=form, headers=OURS)
                assert answer.status_code in (200, 204, 303, 404, 409, 413), (
                    rule.rule,
                    spoilt,
                    answer.status_code,
                )
    assert len(play.bench.firings()) == fired
    assert not play.journeys.ledger.house.parcels
    play.kiosk.ledger.forms_a_day = bound
    play.journeys.visits.end()


def test_wants_memory_or_the_record_filled_by_one_text(play: Play, app: Flask) -> None:
    client, before = app.test_client(), play.kiosk.ledger.seq
    for path in ("/collect/code", "/desk/enter", "/courier/pin", "/voice", "/speech"):
        answer = client.post(path, data={"code": HUGE, "pin": HUGE, "words": HUGE}, headers=OURS)
        assert answer.status_code in (303, 409, 413), path
    many = client.post("/collect/code", data={f"f{number}": "x" for number in range(5000)}, headers=OURS)
    assert many.status_code in (303, 409, 413)
    assert play.kiosk.ledger.seq - before < 10
    assert client.get("/" + "a" * 100_000).status_code in (404, 414)


def test_wants_the_desk_and_the_record_flooded_by_forms_from_one_card(play: Play, app: Flask) -> None:
    """Left, called off, and left again: never is more than one of them open, and all of it is on record."""
    ledger, desk = play.kiosk.ledger, Desk(play, app)
    assert ledger.forms_a_day == play.site.settings.lobby.forms_a_day
    parcel, known = waiting_parcel(play, "SFR8"), ledger.house.form_days.get("r-zhang")
    ledger.forms_a_day = (known.count if known else 0) + 6
    visit_of(play, "r-zhang")
    assert [flooded(desk) for _ in range(9)] == [303] * 6 + [409] * 3
    kept = ledger.house.form_days
    ledger.rebuild()  # as after a power cut that has lost every projection
    assert flooded(desk) == 409 and ledger.house.form_days == kept
    refused = desk.post("/deposits/goods", goods="cash", movement=os.urandom(16).hex())
    assert refused.status_code == 409 and "The desk takes this in" in refused.text
    visit_of(play, "r-li")
    assert flooded(desk) == 303, "nobody else is kept out"
    staff = ledger.house.people["a-lin"]
    play.journeys.deposits.describe(os.urandom(16).hex(), "r-zhang", Left("bag", 1, "none"), staff)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    ledger.forms_a_day = play.site.settings.lobby.forms_a_day


def flooded(desk: Desk) -> int:
    """Return how a form is answered that leaves nothing open: an item that is left, and called off at once."""
    name = os.urandom(16).hex()
    answer = desk.post("/deposits/new", what="bag", count="1", goods="none", movement=name)
    desk.post(f"/deposits/{name}/call-off", movement=os.urandom(16).hex())
    return answer.status_code


def test_wants_ten_lobbies_at_once_to_collect_one_parcel(play: Play) -> None:
    parcel = waiting_parcel(play, "SFR1")
    slip, fired = slip_text(play, parcel), len(play.bench.firings())

    def takes(_: int) -> str:
        try:
            return play.journeys.collect.by_slip(slip).id
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(10) as hands:
        told = set(hands.map(takes, range(10)))
    assert len({one for one in told if len(one) == 32}) == 1, told
    movement = next(one for one in told if len(one) == 32)
    play.comes_to(movement, "open")
    assert len(play.bench.firings()) == fired + 1
    place = play.journeys.doors.need(movement).place
    play.bench.take_parcel(place)
    play.bench.push_shut(place)
    play.comes_to(movement, "done")


def test_wants_the_movement_of_another_to_be_theirs_by_its_id(play: Play, app: Flask) -> None:
    first, second = waiting_parcel(play, "SFR2"), waiting_parcel(play, "SFR3", "1201")
    taken = play.journeys.collect.by_slip(slip_text(play, first))
    play.comes_to(taken, "open")
    visit_of(play, "r-li")
    client = app.test_client()
    fired = len(play.bench.firings())
    for path in ("/send/new", f"/home/delegates/{taken.id}/collect"):
        client.post(
            path, data={"movement": taken.id, "size": "S", "carrier": "顺丰速运", "fee": "desk"}, headers=OURS
        )
    kept = play.journeys.doors.need(taken.id)
    assert (kept.item, kept.bearer) == (taken.item, taken.bearer)
    assert len(play.bench.firings()) == fired
    assert play.journeys.ledger.house.parcels[second].live
    play.bench.take_parcel(taken.place)
    play.bench.push_shut(taken.place)
    play.comes_to(taken, "done")
    play.journeys.visits.end()


def test_wants_a_negative_count_or_somebody_elses_home(play: Play, app: Flask) -> None:
    desk = Desk(play, app)
    desk.enter()
    before = play.journeys.ledger.house.money_entries
    for amount in ("-100", "0", "1e3", "0.001", "NaN", "١٠٠", "1,000,000,000,000", "--1", "0x10"):
        for path in (
            "/desk/prepaid/new",
            "/desk/prepaid/x/refund",
            "/desk/cash/count",
            "/desk/passes/x/settle",
        ):
            answer = desk.post(
                path, amount=amount, movement=os.urandom(16).hex(), home="1-1-0802", count=amount
            )
            assert answer.status_code in (303, 404, 405, 409), (path, amount)
    assert play.journeys.ledger.house.money_entries == before
    play.journeys.visits.end()


def test_wants_to_be_taken_for_another_by_letters_that_look_alike(play: Play) -> None:
    """A name of lookalikes is another name: the desk searches by what is written, custody goes by ids."""
    house = play.journeys.ledger.house
    for name in ("r-zhang\u200b", "r\u2010zhang", "R-ZHANG", "r-zh\u0430ng", "\uff52-zhang", "r-zhang "):
        assert name not in house.people
        with pytest.raises((Refused, KeyError)):
            play.journeys.drop.start(os.urandom(16).hex(), "SFR9", name, "S")


def test_wants_a_signature_of_nothing_to_count(play: Play) -> None:
    play.tap(LIN)
    nothing: tuple[list[list[tuple[int, int, int]]], ...] = (
        [], [[]], [[(0, 0, 0)]], [[(5, 5, 5)] * 40], [[(10**12, 1, 1), (1, 1, 2)] * 20], [[(-1, -1, -1)] * 3],
    )  # fmt: skip
    for strokes in nothing:
        fired = len(play.bench.firings())
        with pytest.raises(Refused):
            play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "W-7", "246810", strokes)
        assert len(play.bench.firings()) == fired
    play.journeys.visits.end()


def test_wants_the_lobby_to_stand_still_by_many_open_pages(app: Flask, play: Play) -> None:
    """Event streams and half-sent requests by the dozen: the screen is still answered, and the watcher goes round."""
    server = Server(app, "127.0.0.1", 0, limits=Limits(connections=200, silent_s=2, whole_within_s=3))
    server.start()
    try:
        with ExitStack() as stack:
            for number in range(90):
                way = stack.enter_context(
                    closing(socket.create_connection(("127.0.0.1", server.port), timeout=5))
                )
                head = b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                way.sendall(head + (b"\r\n" if number % 2 else b"X: "))
            for _ in range(5):
                with closing(HTTPConnection("127.0.0.1", server.port, timeout=10)) as screen:
                    screen.request("GET", "/")
                    assert screen.getresponse().status == 200
            ticked_s = play.kiosk.watcher.last_tick_s
            until(lambda: play.kiosk.watcher.last_tick_s > ticked_s, 5)
            assert not play.kiosk.stuck()
    finally:
        server.stop()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        b"GET /desk/map HTTP/1.1\r\n\r\n",
        b"POST /collect/code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /collect/code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\nx",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/desk/map HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 60_000 + b"\r\n",
        b"\x00" * 4096,
        b"GET /\x00\xff HTTP/9.9\r\n\r\n",
    ],
    ids=[
        "smuggled",
        "negative",
        "endless",
        "two hosts",
        "another host",
        "a long head",
        "nothing",
        "no protocol",
    ],
)
def test_wants_a_request_that_is_none_taken_for_two(app: Flask, sent: bytes) -> None:
    server = Server(app, "127.0.0.1", 0, threads=4, limits=Limits(silent_s=2, whole_within_s=3))
    server.start()
    try:
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=15)) as way:
            way.sendall(sent)
            way.shutdown(socket.SHUT_WR)
            answered = everything(way)
        assert (
            answered.count(b"HTTP/1.1 200") <= 1
            and b"data-live" not in answered
            and b"Traceback" not in answered
        )
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=10)) as screen:
            screen.request("GET", "/")
            assert screen.getresponse().status == 200
    finally:
        server.stop()


def everything(way: socket.socket) -> bytes:
    """Return what is answered until the connection ends, however it does."""
    answered = b""
    try:
        while part := way.recv(65_536):
            answered += part
    except ConnectionError:
        pass
    return answered


def test_wants_the_api_or_a_webhook_in_the_clear_on_the_network(play: Play, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(
        play.site.file.read_text() + '\n[api]\non = true\nlisten = "0.0.0.0:8412"\n'
    )
    with pytest.raises(SettingsProblems, match=r"in the clear"):
        load(tmp_path / "site.toml")


def test_wants_a_webhook_of_theirs_taken_for_the_houses() -> None:
    secret, body = "whsec_" + "QUJD" * 8, json.dumps({"type": "parcel.waiting"})
    now = datetime.now(UTC)
    good = Webhook(secret).sign("m1", now, body)
    headers = {"webhook-id": "m1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": good}
    assert taken(secret, headers, body)
    for signature in (
        "",
        "v1,",
        "v1,AAAA",
        "v0,AAAA",
        "v1a,AAAA",
        good.replace("v1,", "v1a,"),
        good[:-4] + "AAA=",
    ):
        assert not taken(secret, {**headers, "webhook-signature": signature}, body), signature
    assert not taken("whsec_" + "QUJE" * 8, headers, body)
    assert not taken(secret, headers, body.replace("waiting", "wanting"))
    assert not taken(secret, {**headers, "webhook-id": "m2"}, body)
    assert not taken(secret, {**headers, "webhook-timestamp": str(int(now.timestamp()) - 3600)}, body), (
        "a replay"
    )


def taken(secret: str, headers: dict[str, str], body: str) -> bool:
    try:
        return bool(verified(Told(headers, body.encode()), secret))
    except WebhookVerificationError:
        return False


def test_wants_codes_paused_for_good_so_that_nobody_collects(play: Play, app: Flask) -> None:
    """Wrong codes pause the keypad; who has the slip collects all the same."""
    parcel = waiting_parcel(play, "SFR5")
    client = app.test_client()
    for number in range(FREE_FAILURES * 4):
        client.post("/collect/code", data={"code": f"{number:010}"}, headers=OURS)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")


def test_wants_the_record_itself_from_another_account(play: Play) -> None:
    folder = play.site.root / play.site.settings.storage.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700
    unit = (HERE / "systemd" / "kiosk.service").read_text(encoding="utf-8")
    assert "UMask=0077" in unit and "StateDirectoryMode=0700" in unit and "LimitCORE=0" in unit
    assert (
        "CapabilityBoundingSet=\n" in unit
        and "NoNewPrivileges=yes" in unit
        and "ProtectSystem=strict" in unit
    )


def test_wants_a_stick_or_a_keyboard_that_is_plugged_in_to_do_something() -> None:
    rules_of = "\n".join(one.read_text(encoding="utf-8") for one in (HERE / "systemd").glob("*.rules"))
    assert "authorized" in rules_of or "LIBINPUT_IGNORE_DEVICE" in rules_of
    assert 'ENV{LIBINPUT_IGNORE_DEVICE}="1"' in rules_of
