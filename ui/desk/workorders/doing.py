"""What can be done with a work order just now: its buttons and forms."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.people import STAFF
from kiosk.domain.workorders.order import CALLED_OFF, Stage, WorkOrder
from kiosk.domain.workorders.paying import PAYS_BY, owed
from ui.desk.deskwork import pages as p
from ui.desk.words import Words
from ui.reach import fresh_id, journeys


def ways(words: Words, one: WorkOrder, here: str) -> Iterator[p.Way]:
    """Yield the pages that the next step is taken on."""
    if one.quote and not one.quote.holds and not one.over:
        yield p.Way(words.say("orders.act.agree_sign"), f"{here}/agree", "pen", strong=True)
    if one.on_site and not one.over:
        yield p.Way(words.say("orders.act.done"), f"{here}/done", "check", strong=True)
    if one.photo:
        yield p.Way(words.say("orders.act.picture"), f"{here}/photo.jpg", "camera")


def forms(words: Words, one: WorkOrder, here: str) -> Iterator[p.Form]:
    """Yield what can be done on the order's own page, the next step first."""
    say = words.say
    if owed(one):
        known = tuple((way, say(f"orders.fact.pay.{way}")) for way in PAYS_BY)
        pays = p.Field("way", say("orders.act.pay_how"), "picks", PAYS_BY[0], known)
        yield p.Form(f"{here}/pay", say("orders.act.pay"), (pays,), strong=True, movement=fresh_id())
    if one.over:
        return
    if one.stage is Stage.ISSUED and one.worker:
        yield _step(words, here, Stage.TAKEN, strong=True)
    if one.worker and one.stage is not Stage.ON_SITE:
        yield _step(words, here, Stage.ON_SITE, strong=one.stage is Stage.TAKEN)
    if one.quote and not one.quote.holds:
        price = p.Field("cents", kind="hidden", value=str(one.quote.cents))
        yield p.Form(f"{here}/agree-by-phone", say("orders.act.agree_phone"), (price,))
    yield _naming(words, one, here)
    yield from _folded(words, one, here)


def _step(words: Words, here: str, step: Stage, *, strong: bool) -> p.Form:
    name = step.value.replace(" ", "_")
    field = p.Field("step", kind="hidden", value=name)
    return p.Form(f"{here}/step", words.say(f"orders.act.{name}"), (field,), strong=strong)


def _naming(words: Words, one: WorkOrder, here: str) -> p.Form:
    who = p.Field("worker", words.say("orders.form.worker"), "select", one.worker, workers(words))
    return p.Form(
        f"{here}/assign", words.say("orders.act.assign"), (who,), title=words.say("orders.act.assign"),
        folded=bool(one.worker), strong=not one.worker,
    )  # fmt: skip


def _folded(words: Words, one: WorkOrder, here: str) -> Iterator[p.Form]:
    say = words.say
    if one.person:
        amount = p.Field("amount", say("orders.act.amount"), "number", hint="120.00", most=12)
        yield p.Form(
            f"{here}/quote", say("orders.act.quote_now"), (amount,), say("orders.act.quote"), folded=True
        )
    if one.on_site:
        fields = (
            p.Field("what", say("orders.act.material_what"), most=120),
            p.Field("count", say("orders.act.material_count"), "number", "1", most=3),
            p.Field("each", say("orders.act.material_each"), "number", "", most=12, hint="0.00"),
        )
        yield p.Form(
            f"{here}/materials", say("orders.act.material_add"), fields, say("orders.act.material"),
            movement=fresh_id(), folded=True,
        )  # fmt: skip
        used = tuple(
            (line.id, journeys().work_orders.note(line.words)) for line in one.materials if not line.struck
        )
        if used:
            line = p.Field("line", say("orders.act.material"), "select", "", used)
            yield p.Form(f"{here}/materials/strike", say("orders.act.strike"), (line,), say("orders.act.strike"),
                         folded=True)  # fmt: skip
    if one.worker:
        fields = (
            p.Field("step", kind="hidden", value="waiting"),
            p.Field("until", say("orders.act.until"), "date"),
            p.Field("note", say("orders.act.note")),
        )
        yield p.Form(f"{here}/step", say("orders.act.wait_now"), fields, say("orders.act.wait"), folded=True)
    reasons = tuple((code, say(f"orders.act.reason_{code}")) for code in CALLED_OFF)
    why = (p.Field("reason", say("orders.act.call_off"), "picks", "", reasons), *key_stays(words, one))
    yield p.Form(f"{here}/call-off", say("orders.act.call_off"), why, say("orders.act.call_off"), folded=True)


def key_stays(words: Words, one: WorkOrder) -> tuple[p.Field, ...]:
    """Return the question why a key may stay out; nothing while none is."""
    if not journeys().work_orders.keys_out(one):
        return ()
    codes = ("", "work_goes_on", "with_resident", "lost")
    options = tuple((code, words.say(f"orders.act.key_stays_{code or 'none'}")) for code in codes)
    return (p.Field("key_stays", words.say("orders.act.key_stays"), "picks", "", options),)


def workers(words: Words) -> tuple[tuple[str, str], ...]:
    """Return who may be named, the staff first."""
    known = sorted(journeys().work_orders.workers(), key=lambda one: one.role not in STAFF)
    return (("", "–"), *((one.id, words.person(one.id)) for one in known))
