"""What is posted about a move-in: an owner made known, a list begun, written, signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.movein.listing import BeginMoveIn
from kiosk.domain.movein.movein import METERS
from kiosk.domain.movein.signing import next_part
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.movein import Thing
from kiosk.flows.people.newcomers import Newcomer
from ui import failures
from ui.desk.movein.rows import HERE
from ui.desk.movein.views import after, begin_page, known, list_page, overview, owner_of, sign_page
from ui.desk.sealing import seal
from ui.desk.sessions import frame, present
from ui.desk.witnesses import ASKS, posted_name
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys, posted_id
from ui.rendering import chosen_language
from ui.screens import Message

pages = Blueprint("desk_movein_forms", __name__, url_prefix=HERE)
AT_THE_LIST = frozenset(
    {
        "movein.line",
        "movein.full",
        "movein.signed",
        "movein.date_needed",
        "movein.meter",
        "movein.key_left",
        "movein.key_waits",
        "movein.empty",
        "key.out",
        "key.moving",
        "door.doubt",
        "door.busy",
        "reason.missing",
    }
)


@pages.post("/known")
@role("attendant", at="desk")
def make_known() -> AnyResponse:
    """A new owner is known from now on; then the list begins."""
    form, person = request.form, request.form.get("person", "")
    if not re.fullmatch(r"r-[0-9a-f]{16}", person):
        raise Refused("movein.owner")
    spoken = form.get("language", "") or chosen_language().value
    newcomer = Newcomer(form.get("unit", ""), form.get("name", ""), form.get("phone", ""), spoken)
    typed = (newcomer.unit[:20], newcomer.name[:60], newcomer.phone[:20])
    return after(
        lambda: journeys().move_ins.make_known(present(), person, newcomer),
        frozenset({"movein.owner"}),
        f"{HERE}/new/{seal(person)}",
        lambda problem: overview(problem, typed),
    )


@pages.post("/new/<who>")
@role("attendant", at="desk")
def begin(who: str) -> AnyResponse:
    """The document was seen: the list begins, or the one that nobody has finished goes on."""
    form, act, owner = request.form, posted_id(), owner_of(who)
    follows, why = form.get("follows", ""), form.get("why", "")
    command = BeginMoveIn(act, owner.id, form.get("document", ""), follows, why)
    try:
        begun = journeys().move_ins.begin(present(), command)
    except Refused as refused:
        if refused.code not in ("identity.needed", "movein.going_on"):
            raise
        return begin_page(who, act, follows, why, failures.message(refused.code, refused.facts))
    return go(f"{HERE}/{begun.id}")


@pages.post("/<move_in>/lines")
@role("attendant", at="desk")
def put_down(move_in: str) -> AnyResponse:
    """A line more."""
    form, line = request.form, posted_id()[:16]
    missing = form.get("promised", "")
    thing = Thing(
        what=form.get("what", ""),
        label=form.get("label", ""),
        number=form.get("number", ""),
        count=_count(form.get("count", "1")),
        condition=form.get("condition", ""),
        tried="yes" in form.getlist("tried"),
        promised=_day(missing) if missing else None,
    )
    flow, name = journeys().move_ins, known(move_in).id
    return _at(name, lambda: flow.put_down(present(), name, line, thing))


@pages.post("/<move_in>/keys/<key>")
@role("attendant", at="desk")
def hand_out(move_in: str, key: str) -> AnyResponse:
    """The slot of the home's key opens; the lobby's screen shows it to the owner."""
    name, movement = known(move_in).id, posted_id()

    def open_slot() -> None:
        begun = journeys().move_ins.hand_out(present(), name, key, movement)
        if not frame()["lobby"]:  # on the lobby's own screen this page goes on
            journeys().hub.show("movement", id=begun.id)

    return _at(name, open_slot)


@pages.post("/<move_in>/keys/<key>/missing")
@role("attendant", at="desk")
def owe_key(move_in: str, key: str) -> AnyResponse:
    """The home's key is out: it follows by a day."""
    name, line, day = known(move_in).id, posted_id()[:16], _day(request.form.get("promised", ""))
    return _at(name, lambda: journeys().move_ins.owe_key(present(), name, key, line, day))


@pages.post("/<move_in>/lines/<line>/tried")
@role("attendant", at="desk")
def tried(move_in: str, line: str) -> AnyResponse:
    """Tried in its lock, or not."""
    name, yes = known(move_in).id, request.form.get("tried") == "yes"
    return _at(name, lambda: journeys().move_ins.tried(present(), name, line, yes))


@pages.post("/<move_in>/lines/<line>/missing")
@role("attendant", at="desk")
def missing(move_in: str, line: str) -> AnyResponse:
    """It follows by a day."""
    name, day = known(move_in).id, request.form.get("promised", "")
    return _at(name, lambda: journeys().move_ins.promise(present(), name, line, _day(day)))


@pages.post("/<move_in>/lines/<line>/here")
@role("attendant", at="desk")
def here(move_in: str, line: str) -> AnyResponse:
    """It is here after all."""
    name = known(move_in).id
    return _at(name, lambda: journeys().move_ins.promise(present(), name, line, None))


@pages.post("/<move_in>/lines/<line>/strike")
@role("attendant", at="desk")
def strike(move_in: str, line: str) -> AnyResponse:
    """Off the list."""
    name = known(move_in).id
    return _at(name, lambda: journeys().move_ins.strike(present(), name, line))


@pages.post("/<move_in>/meters")
@role("attendant", at="desk")
def meters(move_in: str) -> AnyResponse:
    """What the meters showed."""
    name = known(move_in).id

    def keep() -> None:
        for meter in METERS:
            journeys().move_ins.meter(present(), name, meter, request.form.get(meter, ""))

    return _at(name, keep)


@pages.post("/<move_in>/sign")
@role("attendant", at="desk")
def sign(move_in: str) -> AnyResponse:
    """The owner's name, then the attendant's; the second one ends the list."""
    name, part, flow = known(move_in).id, request.form.get("part"), journeys().move_ins
    if part != next_part(known(move_in)):  # a second tap on the first name is not the second name
        return go(f"{HERE}/{name}")

    def put_name() -> None:
        if part == "owner":
            flow.owner_signs(present(), name, posted_name())
        else:
            flow.attendant_signs(present(), name, strokes_of(request.form.get("strokes", "")))

    return after(
        put_name,
        frozenset({"signature.missing", *ASKS}),
        f"{HERE}/{name}/sign" if part == "owner" else f"{HERE}/{name}",
        lambda problem: sign_page(name, problem),
    )


@pages.post("/<move_in>/reopen")
@role("attendant", at="desk")
def reopen(move_in: str) -> AnyResponse:
    """Something was wrong: the owner signs again."""
    name = known(move_in).id
    return _at(name, lambda: journeys().move_ins.reopen(present(), name))


@pages.post("/<move_in>/give-up")
@role("attendant", at="desk")
def give_up(move_in: str) -> AnyResponse:
    """Leave it unfinished."""
    name, why = known(move_in).id, request.form.get("why", "")
    return _at(name, lambda: journeys().move_ins.give_up(present(), name, why))


def _at(name: str, act: Callable[[], object]) -> AnyResponse:
    def again(problem: Message) -> Response:
        return list_page(name, problem)

    return after(act, AT_THE_LIST, f"{HERE}/{name}", again)


def _count(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _day(typed: str) -> date:
    """Return a day that was typed; one long past for what is none: it is then refused as such."""
    try:
        return date.fromisoformat(typed[:10])
    except ValueError:
        return date.min
