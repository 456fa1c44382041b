"""The lobby's pages about services with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.items import Label
from kiosk.language.messages import Language, moment_of, text
from kiosk.language.money import money_of
from ui.screens import Message, Screen
from ui.services import screens as s
from ui.services.telling import ICONS

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
WHEN = datetime(2026, 5, 5, 1, 30, tzinfo=UTC)
CAR = Label("Car hire", "预约用车", "預約用車")
TICKETS = Label("Train and bus tickets", "车票机票代订", "車票機票代訂")
WHAT_TIME = Label("At what time?", "几点？", "幾點？")
WHICH_NUMBER = Label("Which number do we ring?", "拨打哪个电话？", "撥打哪個電話？")
HOW_LONG = Label("How many hours?", "几小时？", "幾小時？")
WHAT = Label("What is to be done?", "需要做什么？", "需要做什麼？")
HOW = Label("How is it to be washed?", "怎样洗涤？", "怎樣洗滌？")
DAY = Label("Which day?", "哪一天？", "哪一天？")
HOME = Label("Which home?", "哪一户？", "哪一戶？")
AMOUNTS = (6_000, 54_000, 60_000, 125_000)


def service_screens(language: Language) -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, full, and as it looks after a wrong answer."""

    def say(key: str, **facts: object) -> str:
        return text(f"services.{key}", language, **facts)

    kept, back, price, named = (money_of(cents, "CNY", language) for cents in AMOUNTS)
    groups = tuple(s.Answer(say(f"group.{one}"), path="/x", icon=icon) for one, icon in ICONS.items())
    groups = (*groups, s.Answer(text("lending.way", language), path="/x", icon="loan"))
    pick = s.Pick(
        title=say("pick"), body=say("pick_body"), options=groups, gold=True, more=("services.mine", "/x")
    )
    yield "service-pick", pick
    car, tickets = CAR.in_language(language.value), TICKETS.in_language(language.value)
    known = ((tickets, say("price.quote")), (car, say("price.choice", amount=price)))
    which = tuple(s.Answer(label, small, "/x") for label, small in known)
    yield "service-which", replace(pick, title=say("which"), options=which, more=None, gold=False)
    under_way = f"20261122-017 · {say('stage.under_way')}"
    own = tuple(s.Answer(label, under_way, "/x") for label, _ in (*known, *known))
    yield "service-mine", replace(pick, options=own, more=("services.another", "/x"), gold=False)
    yield from _questions(pick, language)
    rule = say("rule_kept_short", hours=24, percent=100)
    terms = (
        (say("price_label"), say("price.choice", amount=price)),
        (say("beforehand_label"), "10 %"),
        (say("rule_label"), rule),
    )
    free = ((say("price_label"), say("price.free")),)
    about = s.About(title=car, told="", rows=terms, code="car-hire", movement=ID, known=True)
    yield "service-about", about
    yield "service-about-unknown", replace(about, known=False)
    yield "service-about-free", replace(about, rows=free)
    rows = (
        (say("when_label"), moment_of(WHEN, language, "Asia/Shanghai", "MMMd Hm")),
        (say("price_label"), price),
        (say("beforehand_label"), kept),
        (say("rule_label"), rule),
    )
    yield "service-check", s.Check(service=car, rows=rows)
    yield "service-check-free", s.Check(service=tickets, rows=free)
    one = s.OneRequest(
        title=say("done_title"), number="20261122-017", service=car,
        rows=((say("state_label"), say("stage.registered")), (say("price_label"), price)),
        next=say("done_pay", amount=kept), path="/x", may_call_off=True,
    )  # fmt: skip
    yield "service-one", one
    agrees = (say("agree", amount=named), AMOUNTS[-1])
    yield "service-one-agree", replace(one, title=say("agree_title"), next="", agrees=agrees)
    yield "service-one-over", replace(one, next="", may_call_off=False)
    off = s.CallOff(number="20261122-017", service=car, body="services.off_free_none", path="/x")
    yield "service-off", off
    yield "service-off-free", replace(off, body="services.off_free", facts={"amount": price})
    yield (
        "service-off-costs",
        replace(off, body="services.off_costs", facts={"kept": kept, "amount": back}),
    )
    yield "service-slip", s.SlipShown(number="20261122-017", service=car, state=say("stage.accepted"))


def _questions(pick: s.Pick, language: Language) -> Iterator[tuple[str, Screen]]:
    """Yield a question of each kind; what a site's own catalogue asks stays as it is written there."""
    missing = Message(code="service.answer.missing", facts={})
    days = [text(f"services.{one}", language) for one in ("today", "tomorrow")]
    days += [moment_of(WHEN + timedelta(days=day), language, "Asia/Shanghai", "yMMMd") for day in range(2, 6)]
    options = tuple(s.Answer(one, value="2026-11-22") for one in days)
    day = replace(
        pick,
        title=DAY.in_language(language.value),
        options=options,
        posts="/x",
        more=("services.other_day", "/x"),
        gold=False,
    )
    yield "service-day", day
    yield "service-day-wrong", replace(day, problem=Message(code="service.too_early", facts={}))
    yield (
        "service-choice",
        replace(day, title=HOW.in_language(language.value), options=options[:3], more=None),
    )
    unit = (s.Answer(f"{text('services.own_home', language)} 1-1-0802", value="1-1-0802"),)
    yield (
        "service-unit",
        replace(day, title=HOME.in_language(language.value), options=unit, more=None, skips="tell"),
    )
    time = s.Typed(
        title=WHAT_TIME.in_language(language.value),
        body=text("services.type_time", language),
        posts="/x",
        longest=4,
    )
    yield "service-time", time
    yield "service-time-wrong", replace(time, problem=Message(code="service.answer.time", facts={}))
    phone = replace(
        time,
        title=WHICH_NUMBER.in_language(language.value),
        body=text("services.type_phone", language),
        extra="-",
        longest=16,
        skips="tell",
    )
    yield "service-phone", phone
    count = Message(code="service.answer.count", facts={"least": 2, "most": 8})
    yield (
        "service-count-wrong",
        replace(time, title=HOW_LONG.in_language(language.value), longest=1, problem=count),
    )
    write = s.Written(
        title=WHAT.in_language(language.value),
        body=text("services.write_body", language),
        posts="/x",
        skips="tell",
    )
    yield "service-write", write
    yield "service-write-empty", replace(write, skips="skip", problem=missing)
