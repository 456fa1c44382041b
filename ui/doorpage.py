"""The page at a door, for each kind of movement and each moment: which words, which drawing, which ways on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.domain.entrusted.item import HOWS as ENTRUSTED
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.sharing import SOME_LEFT
from kiosk.domain.places import Furniture, PlaceKind
from kiosk.domain.sending.sending import HOW as SEND
from kiosk.domain.sending.sending import TAKEN as SENT
from kiosk.domain.sending.sending import UNSENT
from kiosk.domain.waiting.returning import HOW as TO_SENDER
from kiosk.language.messages import known
from ui.drawing import close_up, draw
from ui.screens import Act, Door

LEAVES_AFTER_S = 12
"""How long a finished page stays before the screen goes back to the start by itself."""

Ways = tuple[str, ...]

AT_ANY: Mapping[str, Ways] = {
    "opening": (),
    "not_opened": ("stop", "again"),
    "unreachable": ("stop", "again"),
    "given_up": ("finish",),
    "doubt": ("finish",),
}
"""The ways on where a kind has none of its own; the last is the primary one."""

AT: Mapping[Kind, Mapping[str, Ways]] = {
    Kind.DROP: {
        "not_opened": ("stop", "other_door", "again"),
        "should_be_open": ("did_not_open", "not_put_in", "too_small", "it_is_in"),
        "unreachable": ("stop", "other_door", "again"),
        "open": ("not_put_in", "unfit", "too_small"),
        "left_open": ("unfit", "too_small", "shut"),
        "blind": ("not_put_in", "too_small", "shut"),
        "ask": ("not_put_in", "it_was_last", "next_parcel"),
        "empty": ("not_put_in", "it_is_in", "again"),
        "still_inside": ("not_put_in", "it_is_in", "again"),
        "done": ("last_parcel", "scan"),
        "given_up": ("last_parcel", "scan"),
        "doubt": ("last_parcel", "scan"),
    },
    Kind.COLLECT: {
        "not_opened": ("stop", "i_took_it", "again"),
        "should_be_open": ("did_not_open", "not_mine", "empty", "i_took_it"),
        "open": ("not_mine", "empty", "amiss"),
        "left_open": ("not_mine", "empty", "amiss", "shut"),
        "blind": ("not_mine", "empty", "amiss", "shut"),
        "ask": ("again", "not_taken", "i_took_it"),
        "still_inside": ("later", "i_took_it", "again"),
        "some_left": (SOME_LEFT, "again"),
        "not_mine_gone": ("i_took_it", "again"),
        "done": ("amiss", "receipt", "finish"),
    },
    Kind.RECALL: {
        "should_be_open": ("did_not_open", "not_taken", "i_took_it"),
        "open": ("not_taken",),
        "left_open": ("not_taken", "shut"),
        "blind": ("not_taken", "shut"),
        "ask": ("again", "not_taken", "i_took_it"),
        "still_inside": ("not_taken", "again"),
        "some_left": ("not_taken", "again"),
        "done": ("last_parcel", "scan"),
        "given_up": ("last_parcel", "scan"),
        "doubt": ("last_parcel", "scan"),
    },
    Kind.ISSUE: {
        "should_be_open": ("did_not_open", "not_taken", "i_took_it"),
        "open": ("not_taken",),
        "left_open": ("not_taken", "shut"),
        "blind": ("not_taken", "shut"),
        "ask": ("again", "not_taken", "i_took_it"),
        "still_inside": ("not_taken", "again"),
        "wrong_key": ("not_taken", "again"),
        "two_tags": ("not_taken", "again"),
        "unreadable": ("not_taken", "i_took_it", "again"),
        "done": ("receipt", "keys", "finish"),
        "given_up": ("keys", "finish"),
        "doubt": ("keys", "finish"),
    },
    Kind.RETURN: {
        "should_be_open": ("did_not_open", "not_put_in", "it_is_in"),
        "open": ("not_put_in",),
        "left_open": ("not_put_in", "shut"),
        "blind": ("not_put_in", "shut"),
        "ask": ("again", "not_put_in", "it_is_in"),
        "empty": ("not_put_in", "again"),
        "wrong_key": ("not_put_in", "again"),
        "two_tags": ("not_put_in", "again"),
        "unreadable": ("not_put_in", "it_is_in", "again"),
        "wrong_slot": ("again", "settle"),
        "done": ("receipt", "keys", "finish"),
        "given_up": ("keys", "finish"),
        "doubt": ("keys", "finish"),
    },
    Kind.LEAVE: {
        "should_be_open": ("did_not_open", "not_put_in", "it_is_in"),
        "open": ("not_put_in",),
        "left_open": ("not_put_in", "shut"),
        "blind": ("not_put_in", "shut"),
        "ask": ("again", "not_put_in", "it_is_in"),
        "empty": ("not_put_in", "again"),
        "wrong_key": ("not_put_in", "again"),
        "two_tags": ("not_put_in", "again"),
        "unreadable": ("not_put_in", "again"),
        "done": ("finish",),
    },
    Kind.TAKE_BACK: {
        "should_be_open": ("did_not_open", "not_taken", "i_took_it"),
        "open": ("not_taken",),
        "left_open": ("not_taken", "shut"),
        "blind": ("not_taken", "shut"),
        "ask": ("again", "not_taken", "i_took_it"),
        "still_inside": ("not_taken", "again"),
        "wrong_key": ("not_taken", "again"),
        "two_tags": ("not_taken", "again"),
        "unreadable": ("not_taken", "i_took_it", "again"),
        "done": ("finish",),
    },
}


def door(
    movement: Movement,
    moment: str,
    furniture: Furniture,
    *,
    fresh_id: Callable[[], str],
    waits_s: float = 0.0,
    receipt: str | None = None,
    item: str = "",
    due_form: str = "MMMd Hm",
    beside: str = "",
    pair: str = "",
    then: Act | None = None,
    signs: bool = False,
    then_key: str = "",
) -> Door:
    """Return the page of a movement at this moment. `receipt` is the state of its paper, None when none was asked for.

    `fresh_id` makes ids for movements that a button may begin; `item` names a key (a parcel is not named).
    `pair`: the key that belongs with one in hand and has not come out; `then`: the way to `then_key`, the next
    one of the visit.
    """
    place = furniture.places[movement.place]
    ended = movement.ended
    leaves = ended and _leaves(movement) and then is None
    return Door(
        movement=movement.id,
        kind=movement.kind.value,
        moment=moment,
        text=_text(movement, moment),
        title=_title(movement),
        number=furniture.label_of(place),
        is_slot=place.kind is PlaceKind.SLOT,
        drawing=draw(furniture.places.values(), {place.id: _mark(moment)}),
        near=close_up(furniture.places.values(), place, _mark(moment)),
        acts=_then(then, movement)
        if then
        else _signing(_acts(movement, moment, receipt, fresh_id), movement, signs),
        pair=pair,
        then_key=then_key if then else "",
        waits_s=waits_s or None,
        item=item,
        receipt=_paper_text(receipt),
        due=movement.due if moment in ("open", "left_open", "done") and movement.kind is Kind.ISSUE else None,
        due_form=due_form,
        beside=beside,
        leaves_in_s=LEAVES_AFTER_S if leaves and receipt is None else 2 * LEAVES_AFTER_S if leaves else None,
        topics=(f"movement:{movement.id}",),
        back=None,
        rests=ended,
        cue={
            "not_opened": "refused",
            "unreachable": "refused",
            "doubt": "refused",
            "wrong_key": "refused",
            "two_tags": "alarm",
        }.get(moment),
    )


def _text(movement: Movement, moment: str) -> str:
    """The subject of the words: a variant for what the person said, the kind's own, or those for all kinds."""
    noted = (
        "open_noted"
        if moment == "open" and movement.note in ("not_put_in", "too_small", "empty", "not_mine", "strange")
        else ""
    )
    said = f"{moment}_{movement.note}" if movement.note else f"{moment}_{movement.how}"
    scopes = (f"{movement.kind.value}_{movement.how}", *_no_courier(movement), movement.kind.value, "any")
    candidates = [f"{scope}.{name}" for name in (noted, said, moment) if name for scope in scopes]
    return next(name for name in candidates if known(f"door.{name}.title"))


def _no_courier(movement: Movement) -> tuple[str, ...]:
    """The words for what is no courier's parcel: an item of the desk, or what a resident sends."""
    if movement.how not in (SEND, UNSENT, *ENTRUSTED):
        return ()
    return ("parcel.put_in" if movement.kind is Kind.DROP else "parcel.taken_out",)


def _title(movement: Movement) -> str:
    """What is done here, where that is more than the kind says; else ""."""
    own = f"{movement.kind.value}_{movement.how}"
    return own if known(f"movement.{own}") else ""


def _mark(moment: str) -> str:
    return "open" if moment in ("open", "left_open", "blind") else "target"


def _paper_text(receipt: str | None) -> str:
    if receipt is None:
        return ""
    states = {"queued": "printing", "begun": "printing", "printed": "printed"}
    return f"movement.receipt_{states.get(receipt, 'failed')}"


def _acts(
    movement: Movement, moment: str, receipt: str | None, fresh_id: Callable[[], str]
) -> tuple[Act, ...]:
    ways = AT[movement.kind].get(moment) or AT_ANY[moment]
    if movement.how in (TO_SENDER, SEND, SENT, UNSENT, *ENTRUSTED):
        ways = _of_outgoing(movement, ways)
    if moment == "wrong_slot" and movement.ended:
        ways = ("keys", "finish")
    if receipt is not None:
        ways = tuple(way for way in ways if way != "receipt")
    acts = [_act(movement, way, fresh_id) for way in ways]
    if moment == "done" and movement.kind is Kind.COLLECT and receipt is None:
        acts = [replace(one, icon="") for one in acts]  # three ways have no room for drawings
        acts[-1] = replace(acts[-1], label="movement.no_receipt")
    if acts and moment not in (
        "open",
        "left_open",
    ):  # at an open door the next step is the hand's, not a button's
        acts[-1] = replace(acts[-1], look="primary")
    return tuple(acts)


def _leaves(movement: Movement) -> bool:
    """Whether the finished page goes back to the start by itself: a courier goes on, everybody else has done."""
    return movement.kind not in (Kind.DROP, Kind.RECALL) or movement.how in (
        SEND,
        UNSENT,
        TO_SENDER,
        *ENTRUSTED,
    )


def _of_outgoing(movement: Movement, ways: Ways) -> Ways:
    """Return the ways of a parcel that leaves the house: nobody here is a courier with further drops."""
    if movement.ended:
        return ("outgoing",) if movement.how == SENT else ("finish",)
    kept = {
        "next_parcel": "it_is_in",
        "it_was_last": "",
        "too_small": "",
        "other_door": "",
        "unfit": "not_put_in",
    }
    return tuple(dict.fromkeys(name for way in ways if (name := kept.get(way, way))))


def _signing(acts: tuple[Act, ...], movement: Movement, signs: bool) -> tuple[Act, ...]:
    """A key is back whether its bearer signs for it or not: the way to that stands beside the others."""
    if not signs:
        return acts
    if len(acts) > 2:  # four ways have no room for drawings
        acts = tuple(replace(one, icon="") for one in acts)
    return Act("returning.offer", f"/movements/{movement.id}/sign", {}, way="get"), *acts


def _then(then: Act, movement: Movement) -> tuple[Act, ...]:
    """The keys of one visit come out one after the other: nothing else is asked meanwhile."""
    ends = Act("common.finish", "/visit/end", {})
    if movement.stage is not Stage.CONFIRMED:  # or the one in hand is brought back
        ends = Act("movement.more_keys", "/keys", {}, way="get", icon="key")
    return ends, replace(then, look="primary", icon="key")


def _act(movement: Movement, way: str, fresh_id: Callable[[], str]) -> Act:
    at = f"/movements/{movement.id}"
    came = {"came_from": at}
    elsewhere = {
        "again": Act("movement.again", f"{at}/again", came, icon="again"),
        "stop": Act("movement.stop", f"{at}/stop", came),
        "settle": Act("common.ok", f"{at}/stop", came),
        "other_door": Act("movement.other_door", f"{at}/other-door", {**came, "movement": fresh_id()}),
        "too_small": Act("movement.too_small", f"{at}/larger", {}, way="get"),
        "amiss": Act(f"movement.amiss{'_done' if movement.ended else ''}", f"{at}/amiss", {}, way="get"),
        "unfit": Act("movement.unfit", f"{at}/unfit", {}, way="get"),
        "next_parcel": Act("movement.next_parcel", f"{at}/next", came, icon="next"),
        "receipt": Act("movement.receipt", f"{at}/receipt", came, icon="receipt"),
        "finish": Act("common.finish", "/visit/end", {}),
        "outgoing": Act(
            "sending.onward", f"/courier/outgoing/{movement.work_order}", {}, way="get", icon="next"
        ),
        "keys": Act("movement.more_keys", "/keys", {}, way="get", icon="key"),
        "scan": Act("movement.next_parcel", "/courier/scan", {}, way="get", icon="next"),
        "it_was_last": Act("movement.last_parcel", f"{at}/last", came),
        "last_parcel": Act("movement.last_parcel", "/courier/summary", {}, way="get"),
        "later": Act("movement.later", f"{at}/say", {**came, "statement": "not_taken"}),
    }
    return elsewhere.get(way) or Act(f"movement.{way}", f"{at}/say", {**came, "statement": way})
