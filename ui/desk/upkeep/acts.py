"""What the desk does about keys: every form of a key's page, and a loss that was signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.items import Label
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.losses import DeclaredLost
from ui import failures
from ui.desk.sessions import PATH, present
from ui.desk.upkeep.lines import HERE
from ui.desk.upkeep.views import key_page, loss_page
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys, posted_id

pages = Blueprint("desk_upkeep_acts", __name__, url_prefix=f"{PATH}/upkeep/<key>")
AT_THE_PAGE = (
    "fault.",
    "loss.",
    "copy.",
    "reason.",
    "tag.",
    "key.",
    "door.",
    "signature.",
    "person.unknown",
    "pin.",
    "number.",
)


@pages.post("/report")
@role("attendant", at="desk")
def report(key: str) -> AnyResponse:
    """Somebody says that something is wrong with it."""
    what, said_by, words = _posted("what", "said_by", "words")
    act = posted_id()
    return _then(key, lambda: journeys().upkeep.report(present(), key, act, what, said_by, words, []))


@pages.post("/fine")
@role("attendant", at="desk")
def fine(key: str) -> AnyResponse:
    """Nothing is wrong with it."""
    return _then(key, lambda: journeys().upkeep.found_fine(present(), key))


@pages.post("/mended/<fault>")
@role("attendant", at="desk")
def mended(key: str, fault: str) -> AnyResponse:
    """A fault is over."""
    how, order = _posted("how", "order")
    return _then(key, lambda: journeys().upkeep.mend(present(), key, fault, how, order))


@pages.post("/withdraw")
@role("supervisor", at="desk")
def withdraw(key: str) -> AnyResponse:
    """Take it out of service."""
    reason, words = _posted("reason", "words")
    act = posted_id()
    return _then(key, lambda: journeys().upkeep.withdraw(present(), act, key, reason, words))


@pages.post("/put_back")
@role("supervisor", at="desk")
def put_back(key: str) -> AnyResponse:
    """Put it into service again."""
    return _then(key, lambda: journeys().upkeep.put_back(present(), key))


@pages.post("/replace")
@role("supervisor", at="desk")
def replace(key: str) -> AnyResponse:
    """Another cut, tag or label."""
    reason, cut, tag = _posted("reason", "cut", "tag")
    act, label, desk = posted_id(), _label(), journeys().upkeep
    return _then(key, lambda: desk.replace(present(), act, key, reason, cut, label, new_tag=tag == "new"))


@pages.post("/open")
@role("supervisor", at="desk")
def open_again(key: str) -> AnyResponse:
    """Open its slot once more for the new tag."""
    return _then(key, lambda: journeys().upkeep.open_for_replacement(present(), key))


@pages.post("/keep")
@role("supervisor", at="desk")
def keep(key: str) -> AnyResponse:
    """The key stays as it was."""
    return _then(key, lambda: journeys().upkeep.keep_as_is(present(), key))


@pages.post("/lost")
@role("attendant", at="desk")
def lose(key: str) -> AnyResponse:
    """It is lost: signed by who had it, or in their absence."""
    act, (how, owner, words, signer) = posted_id(), _posted("how", "owner", "words", "signer")
    declared = DeclaredLost(act, key, how, strokes_of(request.form.get("strokes", "")), owner)
    try:
        pin = request.form.get("pin", "")
        journeys().losses.declare(present(), declared, words, in_person=signer == "bearer", pin=pin)
    except Refused as refused:
        if not refused.code.startswith(AT_THE_PAGE):
            raise
        return loss_page(key, act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{key}")


@pages.post("/changed")
@role("attendant", at="desk")
def changed(key: str) -> AnyResponse:
    """The lock was changed."""
    loss, done_on, words, order = _posted("loss", "done_on", "words", "order")
    act = posted_id()

    def change() -> None:
        try:
            day = date.fromisoformat(done_on[:10])
        except ValueError:
            raise Refused("loss.done_on_needed") from None
        journeys().losses.changed(present(), act, loss, day, order, words)

    return _then(key, change)


@pages.post("/give")
@role("attendant", at="desk")
def give(key: str) -> AnyResponse:
    """Somebody else sees to the lock change."""
    loss, owner = _posted("loss", "owner")
    return _then(key, lambda: journeys().losses.give(present(), loss, owner))


@pages.post("/recovered")
@role("supervisor", at="desk")
def recovered(key: str) -> AnyResponse:
    """The key turned up in time."""
    loss, words = _posted("loss", "words")
    act = posted_id()
    return _then(key, lambda: journeys().losses.recovered(present(), act, loss, words))


@pages.post("/strike_off")
@role("supervisor", at="desk")
def strike_off(key: str) -> AnyResponse:
    """A lost key leaves the register."""
    journeys().losses.strike_off(present(), key)
    return go(HERE)


@pages.post("/copies")
@role("attendant", at="desk")
def copy_known(key: str) -> AnyResponse:
    """A copy is elsewhere."""
    holder, order, cut, words = _posted("holder", "order", "cut", "words")
    act = posted_id()
    return _then(key, lambda: journeys().losses.copy_known(present(), act, key, holder, order, cut, words))


@pages.post("/copies/over")
@role("attendant", at="desk")
def copy_over(key: str) -> AnyResponse:
    """A copy is not elsewhere any more."""
    copy, why = _posted("copy", "why")
    return _then(key, lambda: journeys().losses.copy_over(present(), key, copy, why))


@pages.post("/count")
@role("attendant", at="desk")
def count(key: str) -> AnyResponse:
    """How many copies there are."""
    found, words = _posted("found", "words")
    act, number = posted_id(), int(found) if found.isdecimal() and len(found) < 4 else -1
    return _then(key, lambda: journeys().losses.count(present(), act, key, number, words))


@pages.post("/fits")
@role("attendant", at="desk")
def fits(key: str) -> AnyResponse:
    """It opens what another key does."""
    (like,) = _posted("like")
    return _then(key, lambda: journeys().losses.fits(present(), key, like))


def _posted(*names: str) -> tuple[str, ...]:
    return tuple(request.form.get(name, "") for name in names)


def _label() -> Label | None:
    """Return the new label; what is left empty is as what was typed first."""
    typed = [request.form.get(f"label_{one}", "").strip()[:40] for one in ("en", "zh_Hans", "zh_Hant")]
    first = next((one for one in typed if one), "")
    return Label(*(one or first for one in typed)) if first else None


def _then(key: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if not refused.code.startswith(AT_THE_PAGE):
            raise
        return key_page(key, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{key}")
