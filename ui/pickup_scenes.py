"""Doors of one gesture, drops that can be undone, and shelves, by name with fixed contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kiosk.domain.movements import Kind, Stage
from kiosk.language.messages import Language, text
from ui.amiss import asking
from ui.screens import Act, Door, Screen, Stored

EN = Language.ENGLISH
FREE = {"S": 0, "M": 0, "L": 0, "XL": 0}


def pickup_scenes(door: Callable[[Kind, str], Door]) -> Iterator[tuple[str, Screen]]:
    """Yield each page; `door` makes that of one door."""
    later, now = Act("pickup.later", "/x", {}), Act("pickup.open_next", "/x", {}, "primary", icon="door")
    of, coming = text("pickup.of", EN, number=1, of=3), text("pickup.next", EN, place="G12")
    left = text("pickup.left_out.not_opened", EN, place="G12")
    done = replace(door(Kind.COLLECT, "done"), acts=(later, now), leaves_in_s=None)
    swapped = replace(door(Kind.DROP, "open"), lines=(text("pickup.still_open", EN, place="G12"),))
    yield "door-parcel.drop-open-swapped", swapped
    for moment in ("open", "ask"):
        shared = replace(door(Kind.COLLECT, moment), lines=(text("pickup.share", EN, count=2), of))
        yield f"door-parcel.collect-{moment}-shared", shared
    yield "door-parcel.collect-open-several", replace(door(Kind.COLLECT, "open"), lines=(of,))
    yield "door-parcel.collect-done-next", replace(done, lines=(f"{of} · {coming}",), waits_s=2.4)
    yield "door-parcel.collect-done-next-left", replace(done, lines=(f"{of} · {coming}", left), waits_s=2.4)
    skip = replace(now, label="pickup.skip")
    stuck = door(Kind.COLLECT, "not_opened")
    again = replace(stuck.acts[-1], look="second", icon="")
    yield "door-parcel.collect-not_opened-several", replace(stuck, acts=(again, skip), lines=(of,))
    yield "amiss-open", asking("x", Stage.OPENED)
    yield "amiss-done", asking("x", Stage.CONFIRMED)
    for one in ("damaged", "wrong_one", "door"):
        said = text(f"amiss.noted.{one}", EN)
        yield f"door-parcel.collect-done-noted-{one}", replace(door(Kind.COLLECT, "done"), lines=(said,))
    given_up = replace(door(Kind.COLLECT, "given_up"), text="parcel.collect.given_up_not_opened")
    yield "door-parcel.collect-given_up_not_opened", given_up
    stopped = text("pickup.later_done", EN)
    yield "door-parcel.collect-done-later", replace(door(Kind.COLLECT, "done"), lines=(of, stopped))
    dropped = door(Kind.DROP, "done")
    yield "door-parcel.drop-done-undo", replace(dropped, acts=(Act("movement.undo", "/x", {}), *dropped.acts))
    out = door(Kind.RECALL, "done")
    other = Act("movement.elsewhere", "/x", {}, "primary", "get")
    quiet = (replace(one, look="second", icon="") for one in out.acts)
    yield "door-parcel.recall-done-elsewhere", replace(out, acts=(*quiet, other))
    on = Act("movement.next_parcel", "/x", {}, "primary", "get", "next")
    ways = {
        "put": (
            Act("storeroom.stays", "/x", {}),
            Act("storeroom.is_there", "/x", {}, "primary", icon="check"),
        ),
        "give": (Act("storeroom.stays", "/x", {}), on),
        "in": (Act("movement.undo", "/x", {}), on),
        "out": (on,),
    }
    for subject, acts in ways.items():
        yield f"courier-stored-{subject}", Stored(shelf="A2-07", tag="5B1F0C", subject=subject, acts=acts)
