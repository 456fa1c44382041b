"""An ID card held before the lobby's camera, read by a process apart; and a lobby whose reader dies or is missing."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from drivers.camera.driver import Mounting
from drivers.documents.sim_card import has_fonts
from drivers.sim.id_cards import holder_of
from kiosk.assembly.cameras import LobbyCamera
from kiosk.assembly.house import Kiosk
from kiosk.domain.documents.document import FieldName, Kind
from kiosk.ports.devices import Unavailable
from tests.flows.test_collect import waiting_parcel
from tests.lobby import Play, Site
from tests.wire.waiting import until

pytestmark = pytest.mark.skipif(not has_fonts(), reason="no Noto CJK fonts to draw cards with")

ZHANG = {"id": "r-zhang", "name": "张伟", "unit": "1-1-0802"}
BRIGHT = 120


def seen(play: Play, person: str, side: str = "front") -> bytes:
    """Hold somebody's card to the camera; return the still that shows it."""
    camera = LobbyCamera(play.kiosk.loops["camera"], Mounting())
    play.bench.clear()
    until(lambda: fill_of(camera.still()) < BRIGHT, 10)
    play.bench.show_id_card(person, side)

    def shown() -> bytes:
        still = camera.still()
        return still if fill_of(still) > BRIGHT else b""

    return until(shown, 10)


def fill_of(still: bytes) -> float:
    """How bright the middle of a still is: the lobby is dim, a card is not."""
    view = Image.open(io.BytesIO(still)).convert("L")
    wide, high = view.size
    return ImageStat.Stat(view.crop((wide // 3, high // 3, wide * 2 // 3, high * 2 // 3))).mean[0]


def test_a_card_before_the_camera_is_read(play: Play) -> None:
    assert play.kiosk.documents is not None
    play.kiosk.documents.prepare()
    found = play.kiosk.documents.cut_out([seen(play, "r-zhang")])
    assert found is not None
    card, said = holder_of(ZHANG), found.document
    assert said.kind is Kind.RESIDENT_FRONT and said.text(FieldName.NAME) == "张伟"
    assert said.text(FieldName.NUMBER) == card.number and said.is_sure(FieldName.NUMBER)
    assert said.text(FieldName.ADDRESS) == card.address
    assert found.picture.startswith(b"\xff\xd8")
    back = play.kiosk.documents.read([seen(play, "张伟", "back")])
    assert back is not None and back.kind is Kind.RESIDENT_BACK and back.is_sure(FieldName.EXPIRES)


def test_an_empty_lobby_is_no_document(play: Play) -> None:
    assert play.kiosk.documents is not None
    still = LobbyCamera(play.kiosk.loops["camera"], Mounting()).still()
    assert play.kiosk.documents.read([still]) is None
    assert play.kiosk.documents.read([]) is None


def test_a_reader_that_dies_takes_nothing_with_it_and_comes_back(play: Play) -> None:
    documents, reader = play.kiosk.documents, play.kiosk.loops["document-reader"]
    assert documents is not None
    still = seen(play, "r-zhang")
    assert documents.read([still]) is not None
    pid = reader.call(lambda one: one.pid, within_s=5)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(Unavailable) as gone:
        documents.read([still])
    assert gone.value.kind == "document_reader"
    waiting_parcel(play)
    until(lambda: play.journeys.devices.is_up("document_reader"), 15)
    assert documents.read([still]) is not None


def test_a_machine_without_it_says_so_and_serves_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.documents.reader.NEEDED", ("onnxruntime_that_is_not_there",))
    site = Site(tmp_path / "s")
    kiosk = Kiosk(site.settings, site.root)
    kiosk.start()

    def conditions() -> dict[str, tuple[str, str]]:
        return {one.name: (one.condition, one.code) for one in kiosk.states.states()}

    try:
        until(lambda: conditions()["document-reader"] == ("down", "not_installed"), 10)
        until(
            lambda: all(c == "up" for name, (c, _) in conditions().items() if name != "document-reader"), 20
        )
        assert not kiosk.journeys.identifying.there
        closed = {part: code for part, code in kiosk.journeys.readiness().items() if code}
        assert closed == {"read_id": "trouble.document_reader"}
        assert kiosk.documents is not None
        with pytest.raises(Unavailable):
            kiosk.documents.read([b"x"])
    finally:
        kiosk.stop()
        site.close()
