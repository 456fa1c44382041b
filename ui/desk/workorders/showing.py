"""Work orders as the attendants' pages show them: the list, and one of them with all that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.services.request import Request
from kiosk.domain.workorders.order import Stage, WorkOrder
from kiosk.domain.workorders.paying import owed
from kiosk.flows.services.followups import stamp
from kiosk.language.messages import moment_of, span_of
from kiosk.language.money import money_of
from ui.desk.deskwork import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.desk.workorders.doing import forms, ways
from ui.reach import journeys
from ui.rendering import surroundings
from ui.screens import Message

HERE = f"{PATH}/orders"
LAST = 12
"""How many that are over stand on the page; the book has the others."""


def orders_page(words: Words, problem: Message | None = None) -> p.WorkList:
    """Return what is wanted, what is open, and what was over last."""
    flow, house = journeys().work_orders, journeys().ledger.house
    written = {one.request for one in house.work_orders.values()}
    wanted = [
        one
        for one in house.requests.values()
        if one.terms.work_order and not one.over and one.number not in written
    ]
    heads = tuple(words.say(f"orders.head.{one}") for one in ("number", "where", "who", "clock"))
    asked = tuple(words.say(f"orders.head.{one}") for one in ("number", "where", "asked", "clock"))
    return p.WorkList(
        **frame(),
        title=words.say("orders.title"),
        chips=chips(words, "orders"),
        ways=(
            p.Way(words.say("orders.new"), f"{HERE}/new", "pen", strong=True),
            p.Way(words.say("orders.book"), f"{PATH}/registers/orders"),
        ),
        said=(_month(words),),
        tables=(
            p.Table(words.say("orders.wanted"), asked, tuple(_wanted(words, one) for one in wanted)),
            p.Table(
                words.say("orders.open"),
                heads,
                tuple(_line(words, one) for one in flow.open()),
                words.say("orders.none"),
            ),
            p.Table(words.say("orders.over"), heads, tuple(_line(words, one) for one in flow.over()[:LAST])),
        ),
        problem=problem,
    )


def _month(words: Words) -> str:
    flow = journeys().work_orders
    since, before = journeys().follow_ups.months(1)[0]
    had, clocks = flow.shares(stamp(since), stamp(before)), flow.clocks
    return words.say(
        "orders.month", issued=had.issued_in_time, orders=had.orders, issue=clocks.issue_min,
        sited=had.sited_in_time, due=had.sited, site=clocks.on_site_min,
    )  # fmt: skip


def _wanted(words: Words, one: Request) -> p.Line:
    by = journeys().work_orders.clocks.issue_by(one.made)
    late = by <= journeys().clock.now()
    cells = (
        p.Cell(one.number, one.name.in_language(words.language.value)),
        p.Cell(words.person(one.person)),
        p.Cell(moment(words, one.made)),
        p.Cell(words.say("orders.clock.write_by", time=hour(words, by)), tone="bad" if late else "care"),
    )
    return p.Line(cells, f"{HERE}/new?request={one.id}", "bad" if late else "care")


def _line(words: Words, one: WorkOrder) -> p.Line:
    said, tone = clock_of(words, one)
    who = words.person(one.worker) if one.worker else words.say("orders.nobody")
    cells = (
        p.Cell(one.number, stage_of(words, one)),
        p.Cell(place_of(words, one), words.say(f"orders.what.{one.what}")),
        p.Cell(who, tone="" if one.worker else "care"),
        p.Cell(said, tone=tone),
    )
    return p.Line(cells, f"{HERE}/{one.id}", tone if tone in ("care", "bad") else "")


def clock_of(words: Words, one: WorkOrder) -> tuple[str, str]:
    """Return how an order stands against its clock, and how loudly that is said."""
    now, clocks = journeys().clock.now(), journeys().work_orders.clocks
    if one.over:
        ended = moment(words, one.ended or one.made)
        if one.stage is Stage.CALLED_OFF:
            return f"{words.say('orders.stage.called_off')} {ended}", "quiet"
        return words.say("orders.clock.done", time=ended), "good"
    if one.stage is Stage.WAITING and one.waits_until:
        return words.say("orders.clock.until", time=moment(words, one.waits_until)), "care"
    due = clocks.done_by(one)
    if due <= now:
        return words.say("orders.clock.done_late", time=moment(words, due)), "bad"
    if one.on_site:
        return words.say("orders.clock.done_by", time=moment(words, due)), ""
    site = clocks.site_by(one)
    late = site <= now
    key = "orders.clock.site_late" if late else "orders.clock.site_by"
    return words.say(key, time=hour(words, site)), "bad" if late else "care"


def order_page(words: Words, one: WorkOrder, problem: Message | None = None) -> p.WorkOne:
    """Return one order with all that is known and can be done."""
    where, said = journeys().work_orders.words_of(one)
    here = f"{HERE}/{one.id}"
    return p.WorkOne(
        **frame(),
        title=f"{one.number} · {words.say(f'orders.what.{one.what}')}",
        under=where or place_of(words, one),
        here=here,
        back_to=HERE,
        right=f"{PATH}/corrections/orders/{one.id}",
        facts=tuple(_facts(words, one)),
        words=said,
        ways=tuple(ways(words, one, here)),
        forms=tuple(forms(words, one, here)),
        tables=(_materials(words, one),) if one.materials else (),
        steps=tuple(_steps(words, one)),
        problem=problem,
    )


def _facts(words: Words, one: WorkOrder) -> Iterator[p.Fact]:
    say, clocks = words.say, journeys().work_orders.clocks
    said, tone = clock_of(words, one)
    yield p.Fact(say("orders.fact.stage"), f"{stage_of(words, one)} · {said}", tone)
    if one.person:
        yield p.Fact(say("orders.fact.customer"), words.person(one.person))
    if one.request:
        yield p.Fact(say("orders.fact.service"), one.request)
    worker = words.person(one.worker) if one.worker else say("orders.nobody")
    yield p.Fact(say("orders.fact.worker"), worker, "" if one.worker else "care")
    in_time = one.made <= clocks.issue_by(one.asked)
    yield p.Fact(
        say("orders.fact.written"),
        say("orders.clock.written", span=span(words, one.asked, one.made)),
        "good" if in_time else "bad",
    )
    if one.on_site:
        late = one.on_site > clocks.site_by(one)
        words_of = say("orders.clock.on_site", span=span(words, one.made, one.on_site))
        yield p.Fact(say("orders.fact.site"), words_of, "bad" if late else "good")
    yield from _about_money(words, one)
    yield from _about_keys(words, one)
    if one.over and one.stage is Stage.DONE:
        yield p.Fact(say("orders.fact.done"), say(f"orders.fact.by.{one.how}"))


def _about_money(words: Words, one: WorkOrder) -> Iterator[p.Fact]:
    say, quote = words.say, one.quote
    if quote:
        how = say(f"orders.fact.by.{quote.how}") if quote.holds else say("orders.fact.not_agreed")
        amount = money_of(quote.cents, quote.currency, words.language)
        yield p.Fact(say("orders.fact.quote"), f"{amount} · {how}", "good" if quote.holds else "care")
    if one.stage is Stage.DONE and one.person:
        amount = money_of(one.cents, one.currency, words.language) if one.cents else say("orders.fact.free")
        yield p.Fact(say("orders.fact.cost"), amount)
        if one.paid:
            yield p.Fact(say("orders.fact.paid"), say(f"orders.fact.pay.{one.paid_by}"), "good")
        elif owed(one):
            yield p.Fact(say("orders.fact.paid"), say("orders.fact.unpaid"), "care")


def _about_keys(words: Words, one: WorkOrder) -> Iterator[p.Fact]:
    out = journeys().work_orders.keys_out(one)
    for key in out:
        who = key.custodian.id
        said = (
            words.say("orders.fact.key_with", item=words.key(key), who=words.person(who))
            if who
            else words.say("orders.fact.key_unknown", item=words.key(key))
        )
        yield p.Fact(words.say("orders.fact.key"), said, "care", f"{PATH}/items/{key.id}")
    if not out and not one.over and one.unit:
        yield p.Fact(
            words.say("orders.fact.key"), words.say("orders.fact.key_hint", number=one.number), "quiet"
        )


def _materials(words: Words, one: WorkOrder) -> p.Table:
    say = words.say
    heads = tuple(say(f"orders.act.material_{name}") for name in ("what", "count", "each", "sum"))
    lines = tuple(
        p.Line(
            (
                p.Cell(
                    journeys().work_orders.note(line.words), say("orders.act.struck") if line.struck else ""
                ),
                p.Cell(str(line.count)),
                p.Cell(money_of(line.cents, one.currency, words.language)),
                p.Cell(money_of(line.sum_cents, one.currency, words.language)),
            )
        )
        for line in one.materials
    )
    return p.Table(say("orders.act.material"), heads, lines)


def _steps(words: Words, one: WorkOrder) -> Iterator[p.StepLine]:
    for step in reversed(one.steps):
        what = words.say(f"orders.stage.{step.what.replace(' ', '_')}")
        note = journeys().work_orders.note(step.words) if step.words else ""
        until = words.say("orders.clock.until", time=moment(words, step.until)) if step.until else ""
        yield p.StepLine(step.at, what, words.person(step.by), " ".join(one for one in (until, note) if one))


def place_of(words: Words, one: WorkOrder) -> str:
    """Return the home, or which common area it is."""
    if one.unit:
        return one.unit
    return journeys().work_orders.words_of(one)[0] or words.say("orders.common")


def stage_of(words: Words, one: WorkOrder) -> str:
    """Return how far it is, in words."""
    return words.say(f"orders.stage.{one.stage.value.replace(' ', '_')}")


def moment(words: Words, at: datetime) -> str:
    """Return a moment as it stands in a list."""
    return moment_of(at, words.language, surroundings().time_zone, "MMMd Hm")


def hour(words: Words, at: datetime) -> str:
    """Return the hour of a moment."""
    return moment_of(at, words.language, surroundings().time_zone, "Hm")


def span(words: Words, since: datetime, until: datetime) -> str:
    """Return how long it took."""
    return span_of((until - since).total_seconds(), words.language)
