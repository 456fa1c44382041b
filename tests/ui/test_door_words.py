"""The words at a door fit what goes through it: a courier's parcel, an item of the desk, what a resident sends."""

from __future__ import annotations

import pytest

from kiosk.domain.entrusted.item import TAKEN_IN, TAKEN_OUT
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.sending.sending import HOW as SEND
from kiosk.domain.sending.sending import UNSENT
from kiosk.language.messages import Language, known, text
from tests.ui.sites import demo_site
from ui.doorpage import AT, door
from ui.scenes import NOW
from ui.screens import Door

IN, OUT = (*TAKEN_IN, SEND), (*TAKEN_OUT, UNSENT)
NO_COURIER = [*((Kind.DROP, how) for how in IN), *((Kind.RECALL, how) for how in OUT)]


def page(kind: Kind, how: str, moment: str) -> Door:
    """Return the page of a movement at one of the demonstration's compartments."""
    movement = Movement("m", kind, "i", "L05", "a", Stage.UNCLEAR, NOW, NOW, NOW, how=how)
    return door(movement, moment, demo_site().furniture, fresh_id=lambda: "n")


@pytest.mark.parametrize(("kind", "how"), NO_COURIER)
def test_no_button_is_named_that_is_not_there(kind: Kind, how: str) -> None:
    for moment in AT[kind]:
        said = text(f"door.{page(kind, how, moment).text}.body", Language.ENGLISH, number=5)
        assert "Next parcel" not in said, moment


@pytest.mark.parametrize(("kind", "how"), [one for one in NO_COURIER if one[1] not in (SEND, UNSENT)])
def test_an_item_of_the_desk_is_called_no_parcel(kind: Kind, how: str) -> None:
    for moment in ("should_be_open", "open", "ask", "done", "given_up"):
        shown = page(kind, how, moment)
        title = text(f"door.{shown.text}.title", Language.ENGLISH)
        assert "parcel" not in title.lower(), moment
    assert known(f"movement.{shown.title}")


def test_a_courier_is_asked_for_the_next_parcel() -> None:
    assert page(Kind.DROP, "", "ask").text == "parcel.drop.ask"
    assert page(Kind.RECALL, "", "ask").text == "parcel.recall.ask"
