"""A courier's pages beyond scan, recipient and size, by name with fixed contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kiosk.domain.movements import Kind
from kiosk.language.messages import Language, text
from ui.courier_screens import CourierPin, Found, Number, Recipient, Scan, Size
from ui.registering import Asked, Given
from ui.screens import Act, Door, Message, Screen
from ui.sweeping import Unfit

EN = Language.ENGLISH
ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FREE = {"S": 7, "M": 3, "L": 0, "XL": 2}


def courier_scenes(scan: Scan, door: Callable[[Kind, str], Door]) -> Iterator[tuple[str, Screen]]:
    """Yield each page; `scan` is the one where all begins, `door` makes that of one door."""
    yield "courier-pin-new", CourierPin(new_here=True)
    yield "courier-code", Asked(what="code", path="/courier/new", digits=10)
    wrong = Message(code="company.code", facts={})
    yield "courier-code-wrong", Asked(what="code", path="/courier/new", digits=10, problem=wrong)
    phone = Asked(what="phone", path="/x", digits=15, company="United Parcel Service", back="/courier/new")
    yield "courier-phone", phone
    for code in ("courier.phone", "courier.phone_known"):
        yield f"courier-phone-{code[8:]}", replace(phone, problem=Message(code=code, facts={}))
    yield "courier-given", Given(pin="3141 5926", first=3)
    yield "courier-given-none", Given(pin="3141 5926", first=0)
    yield "courier-scan-due-back", replace(scan, due_back=4, sweep=ID)
    yield "courier-scan-both", replace(scan, due_back=4, outgoing=14, sweep=ID)
    yield "courier-number-letters", Number(letters=True)
    size = Size(movement=ID, path="/courier/drop", recipient="r-li", free=FREE, asks_heavy=True)
    yield "courier-size-heavy", replace(size, heavy=True)
    yield "courier-size-beside", replace(size, beside="L12", beside_number="G12", storeroom=True)
    marked = replace(
        size, marks=("registered", "valuable"), beside="L12", beside_number="G12", storeroom=True
    )
    yield "courier-size-marks", marked
    yield (
        "courier-size-marks-announced",
        replace(marked, for_whom=Found("r-li", "A******** F*****", "3-2-1201")),
    )
    floors = tuple((f"{floor:02}", "/x") for floor in range(1, 34))
    keyed = Recipient(by="unit", barcode="SF1234567890123", keys=floors, so_far="3-2-", back="/x")
    yield "courier-home-floors", keyed
    yield "courier-home-flats", replace(keyed, keys=floors[:4], so_far="3-2-12")
    yield (
        "courier-home-buildings",
        replace(
            keyed, keys=(("1", "/x"), ("2", "/x"), ("A", "/x")), so_far="", asks="courier.which_building"
        ),
    )
    yield "courier-unfit", Unfit(path="/x", movement=ID, number="G12", back="/x")
    of, coming = text("pickup.of", EN, number=1, of=3), text("pickup.next", EN, place="G12")
    taking = replace(door(Kind.RECALL, "open"), title="parcel.recall_sweep", text="parcel.recall_sweep.open")
    yield "door-sweep-open", replace(taking, lines=(of, "SF1390045512871, JDVA00448812903-1-1- +2"))
    taken = replace(door(Kind.RECALL, "done"), title="parcel.recall_sweep", text="parcel.recall_sweep.done")
    ways = (
        Act("movement.sweep_stop", "/x", {}),
        Act("movement.sweep_next", "/x", {}, "primary", icon="door"),
    )
    yield "door-sweep-done-next", replace(taken, acts=ways, lines=(f"{of} · {coming}",), waits_s=1.4)
    ends = (Act("movement.sweep_ends", "/x", {}, "primary", "get", "next"),)
    yield "door-sweep-done", replace(taken, acts=ends, lines=(text("pickup.of", EN, number=3, of=3),))
    left = replace(
        door(Kind.RECALL, "given_up"), title="parcel.recall_sweep", text="parcel.recall_sweep.given_up"
    )
    yield "door-sweep-given_up", replace(left, acts=ways, lines=(f"{of} · {coming}",))
