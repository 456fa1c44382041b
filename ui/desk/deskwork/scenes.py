"""The desk's pages about work orders, complaints and follow-ups with fixed contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.followups.followup import RESULTS
from kiosk.domain.grievances.grievance import ABOUT, KINDS, OUTCOMES, TOLD_BY
from kiosk.domain.workorders.order import CALLED_OFF, WHAT
from kiosk.domain.workorders.paying import PAYS_BY
from kiosk.language.messages import Language, span_of, text
from kiosk.language.money import money_of
from ui.desk.deskwork import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import WitnessChoice
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
LONG = "Alexandra Featherstonehaugh\u20021-1-1204"
HU = "胡桂英\u20021-1-0802"
WITNESSES = WitnessChoice((("a-1", "林志强"), ("a-2", "Alexandra Featherstonehaugh")))
Say = Callable[..., str]


def desk_work_scenes(language: Language) -> Mapping[str, Screen]:
    """Return lists, single things and forms, as they are, refused and empty."""

    def say(key: str, **facts: object) -> str:
        return text(key, language, **facts)

    return {
        **_orders(say, language),
        **_order_forms(say, language),
        **_grievances(say, language),
        **_follow_ups(say, language),
    }


def _frame() -> Frame:
    return Frame(who="王秀兰", supervisor=True, lobby=False)


def _orders(say: Say, language: Language) -> dict[str, Screen]:
    heads = tuple(say(f"orders.head.{one}") for one in ("number", "where", "who", "clock"))
    wanted = p.Line(
        (p.Cell("20261122-017", say("orders.what.water")), p.Cell(LONG), p.Cell("May 3 09:21"),
         p.Cell(say("orders.clock.write_by", time="09:26"), tone="bad")), "/x", "bad",
    )  # fmt: skip
    lines = (
        p.Line(
            (p.Cell("WX-00042", say("orders.stage.issued")), p.Cell("1-1-0802", say("orders.what.water")),
             p.Cell(say("orders.nobody"), tone="care"), p.Cell(say("orders.clock.site_by", time="09:39"), tone="care")),
            "/x", "care",
        ),
        p.Line(
            (p.Cell("WX-00041", say("orders.stage.on_site")), p.Cell("3-1-0201", say("orders.what.heating")),
             p.Cell(LONG), p.Cell(say("orders.clock.done_late", time="May 2 18:00"), tone="bad")), "/x", "bad",
        ),
        p.Line(
            (p.Cell("WX-00040", say("orders.stage.waiting")), p.Cell("B2 car park, P17", say("orders.what.light")),
             p.Cell("林志强"), p.Cell(say("orders.clock.until", time="May 9 18:00"), tone="care")), "/x", "care",
        ),
    )  # fmt: skip
    over = p.Line(
        (p.Cell("WX-00039", say("orders.stage.done")), p.Cell("1-1-1303", say("orders.what.power")),
         p.Cell("林志强"), p.Cell(say("orders.clock.done", time="May 2 17:10"), tone="good")), "/x",
    )  # fmt: skip
    page = p.WorkList(
        **_frame(), title=say("orders.title"), chips=every_chip(language, "orders"),
        ways=(p.Way(say("orders.new"), "/x", "pen", strong=True), p.Way(say("orders.book"), "/x")),
        said=(say("orders.month", issued=41, orders=44, issue=5, sited=39, due=43, site=15),),
        tables=(
            p.Table(say("orders.wanted"), heads, (wanted,)),
            p.Table(say("orders.open"), heads, lines, say("orders.none")),
            p.Table(say("orders.over"), heads, (over,)),
        ),
    )  # fmt: skip
    none = tuple(replace(one, lines=()) for one in page.tables)
    return {"desk-orders": page, "desk-orders-none": replace(page, tables=none), **_one_order(say, language)}


def _one_order(say: Say, language: Language) -> dict[str, Screen]:
    quoted = money_of(12000, "CNY", language)
    agreed = f"{quoted} · {say('orders.fact.by.signature')}"
    key = say("orders.fact.key_with", item="1-1-0802", who=LONG)
    facts = (
        p.Fact(
            say("orders.fact.stage"),
            f"{say('orders.stage.on_site')} · {say('orders.clock.done_by', time='May 5')}",
        ),
        p.Fact(say("orders.fact.customer"), HU),
        p.Fact(say("orders.fact.service"), "20261122-017"),
        p.Fact(say("orders.fact.worker"), LONG),
        p.Fact(say("orders.fact.written"), say("orders.clock.written", span=span_of(180, language)), "good"),
        p.Fact(say("orders.fact.site"), say("orders.clock.on_site", span=span_of(1320, language)), "bad"),
        p.Fact(say("orders.fact.quote"), agreed, "good"),
        p.Fact(say("orders.fact.key"), key, "care", "/x"),
    )
    heads = tuple(say(f"orders.act.material_{name}") for name in ("what", "count", "each", "sum"))
    cells = (p.Cell("Ceramic cartridge 35 mm"), p.Cell("2"), p.Cell(quoted), p.Cell(quoted))
    steps = tuple(
        p.StepLine(NOW - timedelta(minutes=ago), say(f"orders.stage.{what}"), HU, words)
        for ago, what, words in ((2, "on_site", ""), (14, "taken", ""), (25, "issued", "李姐说下午在家"))
    )
    hidden = p.Field("line", say("orders.act.material"), "select", "x", (("x", "Ceramic cartridge 35 mm"),))
    reasons = tuple((code, say(f"orders.act.reason_{code}")) for code in CALLED_OFF)
    forms = (
        p.Form("/x", say("orders.act.quote_now"), (p.Field("amount", say("orders.act.amount"), "number"),),
               say("orders.act.quote"), folded=True),
        p.Form("/x", say("orders.act.strike"), (hidden,), say("orders.act.strike"), folded=True),
        p.Form("/x", say("orders.act.call_off"), (p.Field("reason", say("orders.act.call_off"), "picks", "", reasons),),
               say("orders.act.call_off"), folded=True),
    )  # fmt: skip
    page = p.WorkOne(
        **_frame(), title=f"WX-00042 · {say('orders.what.water')}", under="1-1-0802", here="/x", back_to="/x",
        facts=facts, words="厨房水龙头漏水，水槽下面也湿了。The tap in the kitchen drips.",
        ways=(p.Way(say("orders.act.done"), "/x", "check", strong=True),), forms=forms,
        tables=(p.Table(say("orders.act.material"), heads, (p.Line(cells),)),), steps=steps, right="/x",
    )  # fmt: skip
    pays = tuple((way, say(f"orders.fact.pay.{way}")) for way in PAYS_BY)
    pay = p.Form(
        "/x",
        say("orders.act.pay"),
        (p.Field("way", say("orders.act.pay_how"), "picks", "cash", pays),),
        strong=True,
    )
    step = p.Form("/x", say("orders.act.taken"), (), strong=True)
    who = p.Field("worker", say("orders.form.worker"), "select", "", (("", "–"), ("a-1", LONG)))
    name = p.Form("/x", say("orders.act.assign"), (who,), say("orders.act.assign"), strong=True)
    refused = Message(code="order.over_quote", facts={"cents": 12000})
    return {
        "desk-order": page,
        "desk-order-new-one": replace(page, facts=facts[:4], ways=(), forms=(step, name, *forms), tables=()),
        "desk-order-refused": replace(page, problem=refused),
        "desk-order-unpaid": replace(page, ways=(), forms=(pay,)),
    }


def _order_forms(say: Say, language: Language) -> dict[str, Screen]:
    what = tuple((one, say(f"orders.what.{one}")) for one in WHAT)
    asked = tuple((str(ago), say("orders.form.asked_ago", minutes=ago)) for ago in (5, 15))
    fields = (
        p.Field("what", say("orders.form.what"), "picks", "water", what),
        p.Field("home", say("orders.form.home"), value="1-1-0802"),
        p.Field("where", say("orders.form.where")),
        p.Field("words", say("orders.form.words"), "area"),
        p.Field("worker", say("orders.form.worker"), "select", "", (("", "–"), ("a-1", LONG))),
        p.Field("urgent", say("orders.form.urgent"), "tick", "yes"),
        p.Field("asked", say("orders.form.asked"), "select", "5", asked),
    )
    form = p.Form("/x", say("orders.new"), fields, movement=ACT)
    new = p.WorkForm(**_frame(), title=say("orders.new"), here="/x", back_to="/x", form=form)
    hows = tuple((way, say(f"orders.act.how_{way}")) for way in ("signature", "nobody_home"))
    stays = tuple(
        (code, say(f"orders.act.key_stays_{code or 'none'}")) for code in ("", "work_goes_on", "lost")
    )
    ending = (
        p.Field("how", say("orders.act.how"), "picks", "signature", hows),
        p.Field("labour", say("orders.act.labour"), "number"),
        p.Field("key_stays", say("orders.act.key_stays"), "picks", "", stays),
        p.Field("photo", say("orders.act.photo"), "file"),
    )
    amount = money_of(12000, "CNY", language)
    facts = (p.Fact(say("orders.act.material"), amount), p.Fact(say("orders.fact.agreed"), amount))
    done = p.WorkForm(
        **_frame(), title=say("orders.act.done"), under="WX-00042 · 1-1-0802", here="/x", back_to="/x",
        form=p.Form("/x", say("orders.act.done"), ending), facts=facts,
        sign_hint=say("orders.act.sign_here"), witness=WITNESSES,
    )  # fmt: skip
    agree = p.WorkForm(
        **_frame(), title=f"{say('orders.fact.quote')} {amount}", under="WX-00042 · 1-1-0802", here="/x",
        back_to="/x", form=p.Form("/x", say("orders.act.agree")),
        facts=(p.Fact(say("orders.fact.customer"), LONG),), sign_hint=say("orders.act.sign_here"), witness=WITNESSES,
    )  # fmt: skip
    return {
        "desk-order-write": new,
        "desk-order-write-refused": replace(new, problem=Message(code="order.what", facts={})),
        "desk-order-done": done,
        "desk-order-done-refused": replace(done, problem=Message(code="order.key_out", facts={"count": 1})),
        "desk-order-agree": agree,
    }


def _grievances(say: Say, language: Language) -> dict[str, Screen]:
    heads = tuple(say(f"grievances.head.{one}") for one in ("number", "about", "who", "owner", "due"))
    lines = (
        p.Line(
            (p.Cell("TS-00042", f"{say('grievances.kind.complaint')} · {say('grievances.urgent')}"),
             p.Cell(say("grievances.about.noise"), say("grievances.way.phone")), p.Cell(LONG, "May 2 21:10"),
             p.Cell(say("grievances.nobody"), tone="care"),
             p.Cell(say("grievances.due_late", time="May 3 01:10"), tone="bad")), "/x", "bad",
        ),
        p.Line(
            (p.Cell("TS-00041", say("grievances.kind.complaint")),
             p.Cell(say("grievances.about.cleaning"), say("grievances.way.lobby")),
             p.Cell(say("grievances.unnamed"), "May 1 08:30"), p.Cell("林志强"),
             p.Cell(say("grievances.due_by", time="May 4 08:30"))), "/x",
        ),
    )  # fmt: skip
    page = p.WorkList(
        **_frame(), title=say("grievances.title"), chips=every_chip(language, "grievances"),
        ways=(p.Way(say("grievances.new"), "/x", "pen", strong=True), p.Way(say("grievances.book"), "/x")),
        tables=(p.Table(say("grievances.open"), heads, lines, say("grievances.none")),),
    )  # fmt: skip
    facts = (
        p.Fact(say("grievances.fact.stage"), say("grievances.stage.open")),
        p.Fact(say("grievances.fact.who"), LONG),
        p.Fact(say("grievances.fact.owner"), say("grievances.nobody"), "care"),
        p.Fact(say("grievances.fact.due"), say("grievances.due_late", time="May 3 01:10"), "bad"),
        p.Fact(say("grievances.fact.against"), say("grievances.against", who="何志强"), "care"),
    )
    outcomes = tuple((name, say(f"grievances.outcome.{name}")) for name in OUTCOMES)
    answer = (
        p.Field("outcome", say("grievances.act.outcome"), "picks", "", outcomes),
        p.Field("words", say("grievances.act.answer"), "area"),
    )
    handle = p.Form("/x", say("grievances.act.handle"), answer, say("grievances.act.handle"), strong=True)
    one = p.WorkOne(
        **_frame(), title=f"TS-00042 · {say('grievances.kind.complaint')}", under=say("grievances.about.noise"),
        here="/x", back_to="/x", facts=facts, strokes=STROKES, box="0 0 220 110", forms=(handle,), right="/x",
        steps=(p.StepLine(NOW, say("grievances.step.noted"), "林志强", "已上门了解情况。"),),
    )  # fmt: skip
    hows = tuple((how, say(f"grievances.told.{how}")) for how in TOLD_BY)
    told = p.Form(
        "/x", say("grievances.act.told"), (p.Field("how", say("grievances.act.told_how"), "picks", "", hows),)
    )
    new = p.WorkForm(
        **_frame(), title=say("grievances.new"), here="/x", back_to="/x",
        form=p.Form("/x", say("grievances.new"), _grievance_fields(say), movement=ACT),
    )  # fmt: skip
    return {
        "desk-grievances": page,
        "desk-grievances-none": replace(page, tables=(replace(page.tables[0], lines=()),)),
        "desk-grievance": one,
        "desk-grievance-told": replace(one, forms=(told,)),
        "desk-grievance-refused": replace(one, problem=Message(code="grievance.outcome", facts={})),
        "desk-grievance-write": new,
        "desk-grievance-write-refused": replace(new, problem=Message(code="grievance.words", facts={})),
    }


def _grievance_fields(say: Say) -> tuple[p.Field, ...]:
    kinds = tuple((one, say(f"grievances.kind.{one}")) for one in KINDS)
    abouts = tuple((one, say(f"grievances.about.{one}")) for one in ABOUT)
    ways = tuple((one, say(f"grievances.way.{one}")) for one in ("desk", "phone"))
    return (
        p.Field("kind", say("grievances.form.kind"), "picks", "complaint", kinds),
        p.Field("about", say("grievances.form.about"), "picks", "noise", abouts),
        p.Field("way", say("grievances.form.way"), "picks", "desk", ways),
        p.Field("home", say("grievances.form.home")),
        p.Field("against", say("grievances.form.against"), "select", "", (("", "–"), ("a-1", LONG))),
        p.Field("words", say("grievances.form.words"), "area"),
        p.Field("urgent", say("grievances.form.urgent"), "tick"),
    )


def _follow_ups(say: Say, language: Language) -> dict[str, Screen]:
    heads = tuple(say(f"followups.head.{one}") for one in ("after", "who", "tried", "by"))
    lines = (
        p.Line(
            (p.Cell("TS-00039", say("followups.of.grievance")), p.Cell(LONG),
             p.Cell(say("followups.tried", count=2, time="May 2 18:00")),
             p.Cell(say("followups.late", time="May 2"), tone="bad")), "/x", "bad",
        ),
        p.Line(
            (p.Cell("WX-00031", say("followups.of.repair")), p.Cell(HU), p.Cell(say("followups.not_tried")),
             p.Cell(say("followups.by", time="May 10"))), "/x",
        ),
    )  # fmt: skip
    page = p.WorkList(
        **_frame(), title=say("followups.title"), chips=every_chip(language, "followups"),
        ways=(p.Way(say("followups.rates"), "/x", "receipt"), p.Way(say("followups.book"), "/x")),
        tables=(p.Table(say("followups.now"), heads, lines, say("followups.none")),),
    )  # fmt: skip
    results = tuple((name, say(f"followups.act.result_{name}")) for name in RESULTS)
    points = tuple((str(n), say(f"followups.act.point_{n}")) for n in range(5, 0, -1))
    fields = (
        p.Field("result", say("followups.act.result"), "picks", "reached", results),
        p.Field("points", say("followups.act.points"), "picks", "4", points),
        p.Field("words", say("followups.act.words"), "area"),
    )
    look = p.Form("/x", say("followups.act.phone"), (), say("followups.act.phone_hint"), strong=True)
    tell = p.Form("/x", say("followups.act.tell"), fields, strong=True, movement=ACT)
    one = p.WorkOne(
        **_frame(), title=f"WX-00031 · {say('followups.of.repair')}", under=HU, here="/x", back_to="/x",
        facts=(
            p.Fact(say("followups.fact.stage"), say("followups.by", time="May 10")),
            p.Fact(say("followups.fact.handled"), say("followups.handled_by", who="王秀兰"), "care"),
        ),
        forms=(look, tell),
    )  # fmt: skip
    seen = p.Fact(say("followups.fact.phone"), "138 0000 0000")
    over = (
        p.Form("/x", say("followups.act.to_grievance")),
        p.Form("/x", say("followups.act.to_order")),
    )
    return {
        "desk-followups": page,
        "desk-followups-none": replace(page, tables=(replace(page.tables[0], lines=()),)),
        "desk-followup": one,
        "desk-followup-phone": replace(one, facts=(*one.facts, seen), forms=(tell,)),
        "desk-followup-refused": replace(one, problem=Message(code="followup.satisfaction", facts={})),
        "desk-followup-over": replace(one, words="师傅来得很快，谢谢。", forms=over),
        "desk-followup-rates": _rates(say, language),
    }


def _rates(say: Say, language: Language) -> Screen:
    names = ("of", "ended", "due", "asked", "percent", "target", "reached", "points")
    heads = tuple(say(f"followups.rate.{one}") for one in names)
    rows = (("grievance", 12, 9, 9, 100, 100, 8, "4.1"), ("repair", 44, 26, 14, 53, 60, 13, "4.6"))
    lines = tuple(
        p.Line(
            (p.Cell(say(f"followups.of.{of}")), p.Cell(str(ended)), p.Cell(str(due)), p.Cell(str(asked)),
             p.Cell(say("followups.rate.met", percent=share), tone="good" if share >= target else "bad"),
             p.Cell(say("followups.rate.met", percent=target)), p.Cell(str(reached)),
             p.Cell(say("followups.rate.of_five", points=points))), tone="" if share >= target else "care",
        )
        for of, ended, due, asked, share, target, reached, points in rows
    )  # fmt: skip
    tables = (p.Table("2026-05", heads, lines), p.Table("2026-04", heads, lines[:1]))
    return p.WorkList(
        **_frame(), title=say("followups.rate.title"), chips=every_chip(language, "followups"),
        ways=(p.Way(say("followups.title"), "/x", "before"),), said=(say("followups.rate.about"),), tables=tables,
    )  # fmt: skip
