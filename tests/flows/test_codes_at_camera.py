"""Codes before the camera of a running lobby: torn ones open their door, worthless ones say why and open nothing."""

from __future__ import annotations

import io
import random
from datetime import timedelta

import numpy as np
from PIL import Image

from kiosk import claim_slip
from kiosk.domain.parcels.events import DelegateNamed
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import Play
from tests.slip_pictures import in_the_dark, phone, slip, tilted, torn
from tests.wire.waiting import until


def show(play: Play, picture: np.ndarray) -> None:
    """Hold a picture before the camera."""
    made = io.BytesIO()
    Image.fromarray(picture).save(made, "PNG")
    play.bench.show(made.getvalue())


def said(play: Play, text: str) -> str:
    """Return the code of the message that the lobby's screen is sent to when a QR code with this text is shown."""
    screen = play.journeys.hub.subscribe()
    play.bench.show_text(text, "qr")

    def message() -> str | None:
        heard = screen.next(0.2)
        to_message = heard is not None and heard[0] == "show" and heard[1]["to"] == "message"
        return str(heard[1]["code"]) if heard is not None and to_message else None

    try:
        return until(message, 8) or ""
    finally:
        play.bench.clear()
        play.journeys.hub.leave(screen)


def test_the_printed_slip_with_a_fifth_torn_off_opens_its_door(play: Play) -> None:
    parcel = waiting_parcel(play)
    until(lambda: play.bench.printed(), 15)
    paper = np.asarray(Image.open(io.BytesIO(play.bench.printed()[-1])).convert("L"), np.uint8)
    show(play, torn(paper, "bottom left"))
    movement = until(lambda: play.journeys.ledger.house.moving(parcel), 8)
    assert movement is not None
    play.bench.clear()
    take(play, movement)


def test_a_slip_in_the_dark_and_a_phone_in_glare_open_theirs(play: Play) -> None:
    first, second = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2", last_four="1201")
    dark = in_the_dark(tilted(slip(slip_text(play, first)), 15, "y"))
    glare = phone(slip_text(play, second), random.Random(1))
    for parcel, picture in ((first, dark), (second, glare)):
        show(play, picture)
        movement = until(lambda parcel=parcel: play.journeys.ledger.house.moving(parcel), 8)  # type: ignore[misc]
        assert movement is not None
        play.bench.clear()
        take(play, movement)


def test_a_code_read_over_a_shoulder_is_worth_nothing_after_use(play: Play) -> None:
    parcel = waiting_parcel(play)
    text = slip_text(play, parcel)
    take(play, play.journeys.collect.by_slip(text))
    fired = len(play.bench.firings())
    assert said(play, text) == "slip.used"
    play.power_cycle()
    assert said(play, text) == "slip.used"
    assert len(play.bench.firings()) == fired


def test_forged_foreign_unknown_and_overdue_codes_say_what_they_are_and_open_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    good, key, site = slip_text(play, parcel), play.kiosk._storage.keys.slips, play.site.settings.site.id
    fired = len(play.bench.firings())
    number = claim_slip.new_number()
    past = play.journeys.clock.now() - timedelta(hours=1)
    play.kiosk.ledger.append(DelegateNamed("d-over", "r-zhang", "", number, (parcel,), past, ""))
    for text, code in (
        (good[:-3] + ("AA0" if good[-3:] != "AA0" else "BB0"), "slip.forged"),
        (claim_slip.write(key, "another-site", "00" * 8), "slip.other_site"),
        (claim_slip.write(key, site, claim_slip.new_number()), "slip.unknown"),
        (claim_slip.write(key, site, number), "delegate.over"),
        ("https://example.org/win-a-phone", "code.not_ours"),
    ):
        assert said(play, text) == code
    assert len(play.bench.firings()) == fired
