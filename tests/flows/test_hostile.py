"""Devices that lie, people who try, and accidents in the wrong moment."""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kiosk.assembly.restless import REST_S, Restlessness
from kiosk.channels import WebhookChannel
from kiosk.domain.items import ParcelStage
from kiosk.domain.refusal import Refused
from kiosk.ports.telling import Message
from kiosk.settings import Webhook
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.lobby import WANG, Play
from tests.wire.waiting import until


def test_a_mute_line_knows_nothing_and_the_others_go_on(play: Play) -> None:
    play.bench.do("line_fault", device="locks-b", faults={"silent": True})
    until(lambda: play.journeys.sight.reading("L02").shut is None, 8)
    assert play.journeys.sight.reading("L03").shut is True
    assert play.journeys.drop.free_by_size()["M"] == 0
    assert "M" in play.journeys.drop.out_of_reach()
    play.bench.mend("locks-b")
    until(lambda: play.journeys.sight.reading("L02").shut is True, 10)


def test_a_jammed_door_with_a_lying_sensor_collects_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    play.bench.jam(place)
    play.bench.presence(place, "stuck empty")
    until(lambda: play.journeys.ledger.house.door(place).doubt == "parcel_gone", 5)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "not_opened")
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.WAITING


def test_an_open_door_is_not_fired_again(play: Play) -> None:
    parcel = waiting_parcel(play)
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    chen = play.journeys.ledger.house.people["s-chen"]
    play.journeys.desk.open_door(place, chen, "look")
    until(lambda: play.journeys.ledger.house.door(place).seen_open, 5)
    fired = len(play.bench.firings())
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(place)
    play.bench.push_shut(place)
    play.comes_to(movement, "done")
    assert len(play.bench.firings()) == fired


def test_many_hands_on_open_again_fire_once(play: Play) -> None:
    parcel = waiting_parcel(play)
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    play.bench.jam(place)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "not_opened")
    fired = len(play.bench.firings())
    hands = [threading.Thread(target=play.journeys.doors.again, args=(movement.id,)) for _ in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(play.bench.firings()) == fired + 1


def test_the_same_label_again_is_not_the_word_that_it_is_in(play: Play) -> None:
    play.tap(WANG)
    movement = play.start_drop("SF1", size="M")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "ask")
    assert play.journeys.drop.scanned("SF1") is not None
    assert play.moment(movement) == "ask"
    play.journeys.doors.say(movement.id, "not_put_in")
    assert not play.journeys.ledger.house.notices


def test_a_lost_slips_code_dies_with_it(play: Play) -> None:
    parcel = waiting_parcel(play)
    lost_code, lost_slip = code(play, parcel), slip_text(play, parcel)
    chen = play.journeys.ledger.house.people["s-chen"]
    play.journeys.desk.reissue_slip(parcel, chen)
    with pytest.raises(Refused, match=r"code\.unknown"):
        play.journeys.collect.by_code(lost_code)
    with pytest.raises(Refused, match=r"slip\.unknown"):
        play.journeys.collect.by_slip(lost_slip)
    movement = play.journeys.collect.by_code(code(play, parcel))
    play.comes_to(movement, "open")


def test_what_is_no_code_at_all_is_no_guess(play: Play) -> None:
    for typed in ("", "123", "hello", "123456789012"):
        with pytest.raises(Refused, match=r"code\.mistyped"):
            play.journeys.collect.by_code(typed)
    assert not play.journeys.ledger.house.guesses


def test_a_door_whose_switch_sticks_open_is_settled_at_the_desk(play: Play) -> None:
    play.close()
    play.site.file.write_text(play.site.file.read_text().replace("ajar_after_s = 60", "ajar_after_s = 5"))
    play.site.settings = play.site.settings.model_copy(
        update={"lobby": play.site.settings.lobby.model_copy(update={"ajar_after_s": 5})}
    )
    play.kiosk = play.site.kiosk()
    play.journeys = play.kiosk.journeys
    play.tap(WANG)
    movement = play.start_drop("SF1")
    play.comes_to(movement, "open")
    play.bench.put_parcel(movement.place, "SF1")
    play.bench.switch(movement.place, "stuck open")
    play.bench.push_shut(movement.place)
    until(lambda: play.journeys.ledger.house.door(movement.place).ajar_told, 10)
    chen = play.journeys.ledger.house.people["s-chen"]
    play.journeys.desk.settle(movement.place, chen, "item_inside", "looked")
    house = play.journeys.ledger.house
    assert house.parcels[movement.item].stage is ParcelStage.WAITING
    assert house.door(movement.place).doubt == "switch"
    assert play.moment(movement) == "doubt"
    assert house.notices or list((play.site.root / "outbox").glob("*.json"))


def test_a_contact_that_chatters_is_unknown_and_believed_again_after_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now_s = 100.0
    monkeypatch.setattr("kiosk.assembly.restless.time.monotonic", lambda: now_s)
    contact = Restlessness()
    said = []
    for turn in range(12):
        now_s += 0.2
        said.append(contact.is_moving({"shut": turn % 2 == 0, "present": None}))
    assert said[0] is False and said[-1] is True
    now_s += REST_S + 0.1
    assert contact.is_moving({"shut": False, "present": None}) is False


class _Nonsense(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.wfile.write(b"what?\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_webhook_that_answers_nonsense_is_tried_again_later() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Nonsense)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    hook = WebhookChannel(Webhook(url=f"http://127.0.0.1:{server.server_port}/"))
    message = Message("n-1", "r", "张伟", None, None, "zh_Hans", "s", "b")
    with pytest.raises(OSError):
        hook.send(message)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_visit_that_ends_while_the_door_opens_leaves_its_movement_alone(play: Play) -> None:
    play.tap(WANG)
    play.bench.bring_parcel("SF1")
    play.scan("SF1")
    visit = play.journeys.visits.current
    assert visit is not None
    play.journeys.visits.end()
    play.journeys.visits.dropped(visit, os.urandom(16).hex())  # as `start` does once the latch has fired
    assert play.journeys.visits.current is None
