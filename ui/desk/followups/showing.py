"""Follow-ups as the attendants' pages show them: who is to be called, one call, the rates of the months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.followups.deciding import rests_until
from kiosk.domain.followups.followup import GRIEVANCE, RESULTS, SERVICE, FollowUp, Rate, Stage
from kiosk.flows.services.followups import stamp
from kiosk.language.messages import moment_of, number_of
from ui.desk.deskwork import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.desk.workorders.showing import moment
from ui.reach import fresh_id, journeys
from ui.rendering import surroundings
from ui.screens import Message

HERE = f"{PATH}/followups"
LAST, COMING, MONTHS = 12, 12, 3


def follow_ups_page(words: Words) -> p.WorkList:
    """Return who is to be called now and later, and who was called last."""
    flow, by = journeys().follow_ups, present()
    heads = tuple(words.say(f"followups.head.{one}") for one in ("after", "who", "tried", "by"))
    over = tuple(words.say(f"followups.head.{one}") for one in ("after", "who", "tried", "result"))
    return p.WorkList(
        **frame(),
        title=words.say("followups.title"),
        chips=chips(words, "followups"),
        ways=(
            p.Way(words.say("followups.rates"), f"{HERE}/rates", "receipt"),
            p.Way(words.say("followups.book"), f"{PATH}/registers/followups"),
        ),
        tables=(
            p.Table(
                words.say("followups.now"),
                heads,
                tuple(_line(words, one) for one in flow.to_ask(by)),
                words.say("followups.none"),
            ),
            p.Table(
                words.say("followups.coming"),
                heads,
                tuple(_line(words, one) for one in flow.coming(by)[:COMING]),
            ),
            p.Table(
                words.say("followups.asked"), over, tuple(_line(words, one) for one in flow.asked(by)[:LAST])
            ),
        ),
    )


def _line(words: Words, one: FollowUp) -> p.Line:
    said, tone = due_of(words, one)
    cells = (
        p.Cell(one.number, after_of(words, one)),
        p.Cell(words.person(one.person)),
        p.Cell(tried_of(words, one)),
        p.Cell(said, _points(words, one.satisfaction) if one.satisfaction else "", tone),
    )
    return p.Line(cells, f"{HERE}/{one.id}", tone if tone in ("care", "bad") else "")


def due_of(words: Words, one: FollowUp) -> tuple[str, str]:
    """Return how one stands against its days, and how loudly that is said."""
    now = journeys().clock.now()
    if one.over:
        tone = "good" if one.stage is Stage.REACHED else ""
        return words.say(f"followups.stage.{one.stage.value.replace(' ', '_')}"), tone
    if one.opens > now:
        return words.say("followups.from", time=_day(words, one.opens)), ""
    if one.due <= now:
        return words.say("followups.late", time=_day(words, one.due)), "bad"
    rests = rests_until(one)
    if rests and rests > now:
        return words.say("followups.rest", time=moment(words, rests)), "quiet"
    return words.say("followups.by", time=moment(words, one.due)), ""


def after_of(words: Words, one: FollowUp) -> str:
    """Return after what somebody is asked."""
    if one.of == SERVICE:
        service = journeys().settings.catalogue.services.get(one.service)
        return (
            service.name.in_language(words.language.value) if service else words.say("followups.of.service")
        )
    return words.say(f"followups.of.{one.of}")


def tried_of(words: Words, one: FollowUp) -> str:
    """Return how often somebody was tried."""
    if not one.tries:
        return words.say("followups.not_tried") if not one.over else ""
    last = moment(words, one.tries[-1].at)
    return words.say("followups.tried", count=len(one.tries), time=last)


def follow_up_page(
    words: Words, one: FollowUp, phone: str | None = None, problem: Message | None = None
) -> p.WorkOne:
    """Return one call with its form. `phone`: the number, once somebody has asked to see it; "" for none."""
    here = f"{HERE}/{one.id}"
    return p.WorkOne(
        **frame(),
        title=f"{one.number} · {after_of(words, one)}",
        under=words.person(one.person),
        here=here,
        back_to=HERE,
        facts=tuple(_facts(words, one, phone)),
        words=journeys().follow_ups.words(one),
        ways=_ways(words, one),
        forms=tuple(_forms(words, one, here, phone)),
        problem=problem,
    )


def _facts(words: Words, one: FollowUp, phone: str | None) -> Iterator[p.Fact]:
    say = words.say
    said, tone = due_of(words, one)
    yield p.Fact(say("followups.fact.stage"), said, tone)
    yield p.Fact(say("followups.fact.ended"), moment(words, one.made))
    if not one.over:
        yield p.Fact(say("followups.fact.by"), moment(words, one.due))
    if one.tries:
        yield p.Fact(say("followups.fact.tried"), tried_of(words, one))
    if one.satisfaction:
        yield p.Fact(say("followups.fact.points"), _points(words, one.satisfaction))
    if one.handler:
        own = one.handler == present().id and not one.over
        told = (
            say("followups.handled_by", who=words.person(one.handler)) if own else words.person(one.handler)
        )
        yield p.Fact(say("followups.fact.handled"), told, "care" if own else "")
    if phone is not None:
        yield p.Fact(say("followups.fact.phone"), phone or say("followups.no_phone"), "" if phone else "care")
    for led in one.led_to:
        what, _, about = led.partition(":")
        kind, number = ("orders", _order(about)) if what == "order" else ("grievances", _grievance(about))
        yield p.Fact(say("followups.fact.led_to"), number or about, "", f"{PATH}/{kind}/{about}")


def _order(about: str) -> str:
    known = journeys().ledger.house.work_orders.get(about)
    return known.number if known else ""


def _grievance(about: str) -> str:
    known = journeys().ledger.house.grievances.get(about)
    return known.number if known else ""


def _ways(words: Words, one: FollowUp) -> tuple[p.Way, ...]:
    if not one.over or one.stage is not Stage.REACHED:
        return ()
    say = words.say
    if one.of == GRIEVANCE:
        return (p.Way(say("followups.act.to_reopen"), f"{PATH}/grievances/{one.about}", "again"),)
    return ()


def _forms(words: Words, one: FollowUp, here: str, phone: str | None) -> Iterator[p.Form]:
    say = words.say
    if one.over:
        if one.stage is Stage.REACHED and one.of != GRIEVANCE:
            yield p.Form(f"{here}/to-grievance", say("followups.act.to_grievance"), movement=fresh_id())
            yield p.Form(f"{here}/to-order", say("followups.act.to_order"), movement=fresh_id())
        return
    if phone is None:
        hint = say("followups.act.phone_hint")
        yield p.Form(f"{here}/phone", say("followups.act.phone"), (), hint, strong=True)
    if one.is_open(journeys().clock.now()):
        results = tuple((name, say(f"followups.act.result_{name}")) for name in RESULTS)
        points = tuple((str(n), say(f"followups.act.point_{n}")) for n in range(5, 0, -1))
        fields = (
            p.Field("result", say("followups.act.result"), "picks", "", results),
            p.Field("points", say("followups.act.points"), "picks", "", points),
            p.Field("words", say("followups.act.words"), "area", most=600),
        )
        yield p.Form(f"{here}/tell", say("followups.act.tell"), fields, strong=True, movement=fresh_id())


def rates_page(words: Words) -> p.WorkList:
    """Return the rates of the last months against their targets."""
    heads = tuple(
        words.say(f"followups.rate.{one}")
        for one in ("of", "ended", "due", "asked", "percent", "target", "reached", "points")
    )
    tables: list[p.Table] = []
    for since, before in journeys().follow_ups.months(MONTHS):
        found = journeys().follow_ups.rates(stamp(since), stamp(before))
        title = moment_of(since, words.language, surroundings().time_zone, "yMMMM")
        none = words.say("followups.rate.none") if not tables else ""
        tables.append(p.Table(title, heads, tuple(_rate(words, one) for one in found), none))
    return p.WorkList(
        **frame(),
        title=words.say("followups.rate.title"),
        chips=chips(words, "followups"),
        ways=(p.Way(words.say("followups.title"), HERE, "before"),),
        said=(words.say("followups.rate.about"),),
        tables=tuple(tables),
    )


def _rate(words: Words, one: Rate) -> p.Line:
    language = words.language
    points = f"{one.points / one.rated:.1f}" if one.rated else ""
    share = words.say("followups.rate.met", percent=one.percent) if one.due else ""
    cells = (
        p.Cell(words.say(f"followups.of.{one.of}")),
        p.Cell(number_of(one.ended, language)),
        p.Cell(number_of(one.due, language)),
        p.Cell(number_of(one.asked, language)),
        p.Cell(share, tone=("good" if one.met else "bad") if one.due else ""),
        p.Cell(words.say("followups.rate.met", percent=one.target_percent)),
        p.Cell(number_of(one.reached, language)),
        p.Cell(words.say("followups.rate.of_five", points=points) if points else ""),
    )
    return p.Line(cells, tone="" if one.met else "care")


def _points(words: Words, points: int) -> str:
    return words.say(f"followups.act.point_{points}")


def _day(words: Words, at: datetime) -> str:
    return moment_of(at, words.language, surroundings().time_zone, "MMMd")
