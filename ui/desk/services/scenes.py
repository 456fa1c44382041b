"""The desk's pages about services with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import WitnessChoice
from ui.desk.services import pages as p
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
CUSTOMERS = (
    "胡桂英\u20021-1-0802",
    "Alexandra Featherstonehaugh\u20021-1-1204",
    "欧阳修文\u20023-1-0201",
)
STAFF = (("a-1", "王秀兰"), ("a-2", "Margaret Featherstonehaugh-Wrightington"), ("a-3", "何志强"))


def service_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the list, a request at each point of its life, the forms and the day's calls."""
    frame = Frame(who="王秀兰", supervisor=True, lobby=False)
    rows = _rows(language)
    page = p.ServicesPage(**frame, chips=every_chip(language, "services"), rows=rows, offered=True)
    opened = _opened(language, rows[0])
    wrong = Message(code="service.beforehand_first", facts={})
    form = _form(frame, language)
    deliver = p.DeliverForm(
        **frame, act=ACT, path="/x", number="20260503-017", customer=CUSTOMERS[1], service=_say(language, "laundry"),
        witness=WitnessChoice(STAFF[1:]),
    )  # fmt: skip
    calls = p.CallsPage(
        **frame,
        chips=every_chip(language, "wakeups"),
        day=NOW,
        before="/x",
        after="/x",
        rows=_calls(language),
    )
    return {
        "desk-services": page,
        "desk-services-new": replace(page, open=opened),
        "desk-services-priced": replace(
            page, open=replace(opened, ways=("agree", "pay", "begin", "off")), problem=wrong
        ),
        "desk-services-under-way": replace(page, open=replace(opened, ways=("deliver", "reprint", "off"))),
        "desk-services-order": replace(page, open=replace(opened, ways=("order", "amend", "refuse"))),
        "desk-services-over": replace(
            page, open=replace(opened, ways=("refund",), refund=money_of(54_000, "CNY", language))
        ),
        "desk-services-none": replace(page, rows=(), shown="today"),
        "desk-services-off": replace(page, rows=(), offered=False),
        "desk-service-which": p.WhichService(**frame, groups=_groups(language)),
        "desk-service-form": form,
        "desk-service-form-wrong": replace(
            form,
            problem=Message(code="service.answer.count", facts={"least": 1, "most": 8, "field": "hours"}),
        ),
        "desk-service-amend": replace(form, number="20260503-017", rows=()),
        "desk-service-deliver": deliver,
        "desk-service-deliver-seen": replace(deliver, seen=True),
        "desk-service-deliver-more": replace(
            deliver, seconds=STAFF, problem=Message(code="service.proof", facts={})
        ),
        "desk-wakeups": calls,
        "desk-wakeups-none": replace(calls, rows=(), problem=Message(code="service.call_early", facts={})),
    }


def _say(language: Language, group: str) -> str:
    return text(f"services.group.{'clothes' if group == 'laundry' else group}", language)


def _rows(language: Language) -> tuple[p.RequestRow, ...]:
    priced, free = money_of(60_000, "CNY", language), text("services.price.free", language)
    states = [text(f"services.stage.{one}", language) for one in ("registered", "accepted", "under_way")]
    home, calls = _say(language, "home"), _say(language, "calls")
    due = [NOW + timedelta(minutes=minutes) for minutes in (-20, 40, 900)]
    return (
        p.RequestRow(
            "q-1", "20260503-017", CUSTOMERS[0], home, priced, states[0], due[0], late=True, told=True
        ),
        p.RequestRow("q-2", "20260503-016", CUSTOMERS[1], calls, free, states[1], due[1]),
        p.RequestRow("q-3", "20260502-101", CUSTOMERS[2], home, priced, states[2], due[2], late=True),
        p.RequestRow("q-4", "20260501-003", CUSTOMERS[1], _say(language, "flowers"), priced, states[2]),
    )


def _opened(language: Language, row: p.RequestRow) -> p.OpenRequest:
    kept, back = money_of(6_000, "CNY", language), money_of(54_000, "CNY", language)
    return p.OpenRequest(
        row=row,
        facts=(
            (text("services.price_label", language), row.price),
            (text("services.desk.owner", language), STAFF[1][1]),
        ),
        told=(("电话", "13800001111"), ("What is broken?", "the tap in the kitchen, it drips day and night")),
        pens=(("从哪里到哪里？", "0 0 220 110", STROKES),),
        steps=(("registered", NOW, CUSTOMERS[0]), ("accepted", NOW, STAFF[0][1])),
        ways=("accept", "quote", "amend", "reprint", "refuse", "off"), act=ACT, staff=STAFF, me="a-1", escort=True,
        outside=True, provider="签约租车公司", cents=60_000, price=row.price, wanted=kept, paid=kept, amount="60.00",
        costs=(kept, back),
    )  # fmt: skip


def _form(frame: Frame, language: Language) -> p.ServiceForm:
    return p.ServiceForm(
        **frame, act=ACT, path="/x", title=_say(language, "home"),
        rows=((text("services.price_label", language), text("services.price.quote", language)),),
        fields=(
            p.FormField("kind", "What is it?", "choice", "water", choices=(("water", "给排水"), ("power", "电路电器"))),
            p.FormField("day", "Which day?", "date", "2026-05-04"),
            p.FormField("hour", "几点？", "time", "09:30"),
            p.FormField("hours", "How many hours?", "count", "90", wrong=True),
            p.FormField("what", "具体什么问题？", "text", "", required=False, hand=True),
        ),
        home="1-1-0802", whose="胡",
    )  # fmt: skip


def _groups(language: Language) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    free = text("services.price.free", language)
    names = ("Wake-up call", "车票机票代订", "Let or rent", "银行护送", "Company for a walk")
    return tuple(
        (_say(language, group), tuple((f"s{number}", name, free) for number, name in enumerate(names)))
        for group in ("calls", "journeys", "home", "company")
    )


def _calls(language: Language) -> tuple[p.CallRow, ...]:
    hours = [NOW + timedelta(minutes=15 * step) for step in range(4)]
    done = text("services.desk.answered", language)
    return (
        p.CallRow("q-1", "20260503-001", hours[0], CUSTOMERS[0], "13800001111", 2, ("go_up",)),
        p.CallRow("q-2", "20260503-002", hours[1], CUSTOMERS[1], "0571-8765 4321", 1, ("call",)),
        p.CallRow("q-3", "20260503-003", hours[2], CUSTOMERS[2], "", 0, ("call",)),
        p.CallRow("q-4", "20260503-004", hours[3], CUSTOMERS[2], "13800001111", 1, (), done),
    )
