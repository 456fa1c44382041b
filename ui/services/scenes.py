"""The lobby's pages about services with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ui.screens import Message, Screen
from ui.services import screens as s
from ui.services.telling import ICONS

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
GROUPS = ("Calls", "出行票务", "Errands", "At home", "洗衣", "Flowers", "Let and sell", "陪同")
ROWS = (
    ("Which car?", "Saloon, a day"),
    ("When", "5 May, 09:30"),
    ("Price", "CN¥600.00"),
    ("Paid beforehand", "CN¥60.00"),
    ("取消规则", "free until 4 May, 09:30; then 100 % of what was paid is kept"),
)


def service_screens() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, full, and as it looks after a wrong answer."""
    groups = tuple(
        s.Answer(label, path="/x", icon=icon) for label, icon in zip(GROUPS, ICONS.values(), strict=True)
    )
    pick = s.Pick(
        title="What may we do for you?", body="Choose a kind of service.", options=groups, gold=True,
        more=("services.mine", "/x"),
    )  # fmt: skip
    yield "service-pick", pick
    named = (("Travel", "named by the desk"), ("车票机票代订", "由前台报价"), ("Car hire", "from CN¥250.00"))
    which = tuple(s.Answer(label, small, "/x") for label, small in named)
    yield "service-which", replace(pick, title="哪项服务？", options=which, more=None, gold=False)
    own = tuple(s.Answer(label, "20261122-017 · under way", "/x") for label, _ in (*named, *named[:2]))
    yield "service-mine", replace(pick, options=own, more=("services.another", "/x"), gold=False)
    yield from _questions(pick)
    about = s.About(
        title="Car hire", told="10 % deposit; free to cancel until 24 hours before.",
        rows=(
            ("Price", "from CN¥250.00"), ("Paid beforehand", "10 %"),
            ("Calling it off", "free until 24 h before; then 100 % is kept"),
        ),
        code="car-hire", movement=ID, known=True,
    )  # fmt: skip
    yield "service-about", about
    yield "service-about-unknown", replace(about, known=False)
    yield "service-about-free", replace(about, told="", rows=(("价格", "无偿"),))
    yield "service-check", s.Check(service="Car hire", rows=ROWS)
    yield "service-check-free", s.Check(service="叫醒服务", rows=(("价格", "无偿"),))
    one = s.OneRequest(
        title="It is registered", number="20261122-017", service="Car hire",
        rows=(("State", "registered"), ("Price", "CN¥600.00")),
        next="Please pay CN¥60.00 at the desk beforehand.", path="/x", may_call_off=True,
    )  # fmt: skip
    yield "service-one", one
    yield (
        "service-one-agree",
        replace(one, title="The price is named", next="", agrees=("Yes, at CN¥1,250.00", 125_000)),
    )
    yield "service-one-over", replace(one, next="", may_call_off=False)
    off = s.CallOff(number="20261122-017", service="Car hire", body="services.off_free_none", path="/x")
    money = {"kept": "CN¥60.00", "amount": "CN¥540.00"}
    yield "service-off", off
    yield "service-off-free", replace(off, body="services.off_free", facts={"amount": "CN¥600.00"})
    yield "service-off-costs", replace(off, body="services.off_costs", facts=money)
    yield "service-slip", s.SlipShown(number="20261122-017", service="Car hire", state="accepted")


def _questions(pick: s.Pick) -> Iterator[tuple[str, Screen]]:
    missing = Message(code="service.answer.missing", facts={})
    days = ("Today", "Tomorrow", "24 Nov 2026", "2026年11月25日", "26 Nov 2026", "27 Nov 2026")
    options = tuple(s.Answer(one, value="2026-11-22") for one in days)
    day = replace(
        pick, title="Which day?", options=options, posts="/x", more=("services.other_day", "/x"), gold=False
    )
    yield "service-day", day
    yield "service-day-wrong", replace(day, problem=Message(code="service.too_early", facts={}))
    yield "service-choice", replace(day, title="怎样洗涤？", options=options[:3], more=None)
    unit = (s.Answer("My home 1-1-0802", value="1-1-0802"),)
    yield "service-unit", replace(day, title="Which home?", options=unit, more=None, skips="tell")
    time = s.Typed(
        title="At what time?",
        body="Four digits: 0730 is half past seven in the morning.",
        posts="/x",
        longest=4,
    )
    yield "service-time", time
    yield "service-time-wrong", replace(time, problem=Message(code="service.answer.time", facts={}))
    phone = replace(
        time,
        title="Which number do we ring?",
        body="Only the desk sees it.",
        extra="-",
        longest=16,
        skips="tell",
    )
    yield "service-phone", phone
    count = Message(code="service.answer.count", facts={"least": 2, "most": 8})
    yield "service-count-wrong", replace(time, title="How many hours?", longest=1, problem=count)
    write = s.Written(
        title="What is to be done?", body="Write by hand, as you would on paper.", posts="/x", skips="tell"
    )
    yield "service-write", write
    yield "service-write-empty", replace(write, skips="skip", problem=missing)
