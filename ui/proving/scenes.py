"""One thing more, and an identity card at the camera, with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ui.proving.screens import DeskCalled, IdCard, More, Thing, Who
from ui.screens import Screen

THINGS = (
    Thing("proving.thing.card", "badge"),
    Thing("proving.thing.qr_card", "camera"),
    Thing("proving.thing.id", "camera", "/collect/id/begin", posts=True),
    Thing("proving.thing.code", "keypad", "/collect/code"),
    Thing("proving.thing.signature", "pen", "/collect/sign"),
    Thing("proving.thing.slip", "receipt"),
)


def proving_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, and full."""
    yield "more", More(token="t", things=THINGS[:3])
    yield "more-one", More(token="t", things=THINGS[:1])
    yield "more-full", More(token="t", things=THINGS)
    yield "more-desk-only", More(token="t", things=())
    yield "more-desk", DeskCalled()
    yield "who", Who(things=THINGS[:3], to="/deposits")
    yield "who-card", Who(things=THINGS[:1], to="/deposits")
    yield "who-desk-only", Who(things=(), to="/deposits")
    yield (
        "who-id-read",
        IdCard(step="read", id="r", number="**************0027", named="欧阳**", to="/deposits"),
    )
    yield "id-ready", IdCard(step="ready")
    yield "id-looking", IdCard(step="looking")
    yield "id-looking-seen", IdCard(step="looking", seen="card")
    yield "id-looking-other-side", IdCard(step="looking", seen="other_side")
    yield "id-looking-back", IdCard(step="looking", wants="back")
    read = IdCard(step="read", id="r", number="**************0027", named="欧阳**")
    yield "id-read", read
    yield "id-read-again", replace(read, sure=False)
    yield "id-read-doubts", replace(read, sure=False, doubts=("number.check",))
    yield "id-read-expired", replace(read, over=True, doubts=("expired",))
    yield "id-read-lacks-back", replace(read, lacks_back=True)
    number, named = "33010219870412002X", "Alexandra Featherstonehaugh"
    yield "id-read-whole", replace(read, whole=True, number=number, named=named)
    yield "id-nothing", IdCard(step="nothing")
    yield "id-trouble", IdCard(step="trouble", trouble="trouble.document_reader")
