"""The page about couriers by name with fixed contents, so that each state can be looked at alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from kiosk.language.messages import Language, text
from ui.desk.couriers import pages as c
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": False, "lobby": False}
PEOPLE = (
    ("*0802", "顺丰速运", "new"),
    ("*7731", "京东物流", "new"),
    ("许雪梅", "顺丰速运", "known"),
    ("王伟", "京东物流", "known"),
    ("Aleksandra Wojciechowska", "United Parcel Service", "over"),
    ("赵强", "中通快递", "blocked"),
)
ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def courier_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return the page with companies, with each kind of courier, with the form, and with what was just made."""
    companies = (
        c.CompanyRow("co-sf", "顺丰速运", "/desk/couriers", 3, True, NOW, 1),
        c.CompanyRow("co-jd", "京东物流", "/desk/couriers", 10, True, NOW, 1),
        c.CompanyRow("co-ups", "United Parcel Service", "/desk/couriers", 0, False, NOW),
    )
    page = _page(language, companies)
    known = c.PickedCourier(
        "许雪梅", "顺丰速运", "x", "/x", "known", "13911110802", ("pin", "badge"), "07:00-21:00", date(2026, 12, 31),
        datetime(2026, 12, 31, 4, tzinfo=UTC), NOW,
    )  # fmt: skip
    new = replace(
        known, name="*0802", standing="new", has=("pin",), hours="", until=None, until_at=None, drops=2
    )
    why = text("couriers.reason.misconduct", language)
    blocked = replace(known, name="赵强", standing="blocked", why=why)
    over = replace(known, name="Aleksandra Wojciechowska", standing="over", until=date(2026, 4, 30))
    blank = c.Blank(ID, "孙丽", "139 0000 1234", "co-sf", "7-21")
    wrong = Message(code="courier.hours_form", facts={})
    return {
        "desk-couriers": page,
        "desk-couriers-none": replace(page, rows=(), companies=(), words="Nemo"),
        "desk-courier-new": replace(page, picked=new),
        "desk-courier-known": replace(page, picked=known),
        "desk-courier-pin": replace(page, picked=replace(known, pin="3141 5926")),
        "desk-courier-over": replace(page, picked=over),
        "desk-courier-blocked": replace(page, picked=blocked),
        "desk-courier-form": replace(page, blank=c.Blank(ID)),
        "desk-courier-form-wrong": replace(page, blank=blank, problem=wrong),
        "desk-courier-form-no-company": replace(page, blank=c.Blank(ID), companies=()),
        "desk-company": replace(page, company=companies[0]),
        "desk-company-code": replace(page, company=replace(companies[0], just_made="2718 2818 28")),
        "desk-company-none": replace(page, company=companies[2]),
    }


def _page(language: Language, companies: tuple[c.CompanyRow, ...]) -> c.CouriersPage:
    counts = {"all": 24, "new": 2, "known": 19, "over": 2, "blocked": 1}
    filters = tuple(
        Chip(text(f"couriers.chip.{name}", language, count=count), "/desk/couriers", name == "all")
        for name, count in counts.items()
    )
    rows = tuple(c.CourierRow(name, company, "/x", standing) for name, company, standing in PEOPLE)
    chips = every_chip(language, "couriers")
    return c.CouriersPage(
        **FRAME, chips=chips, filters=filters, rows=rows, companies=companies, company_act="co-new"
    )
