"""Couriers at the desk: who is let in, for which company, when, until which day; who is not any more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.couriers.courier import Company, Standing
from kiosk.domain.couriers.enrolling import newcomers
from kiosk.domain.couriers.week import named
from kiosk.domain.refusal import Refused
from kiosk.flows.couriers import Known
from kiosk.flows.reasons import typed_in
from kiosk.language.messages import Language, known
from ui import failures
from ui.desk.couriers import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.pages import Chip
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/couriers"
pages = Blueprint("desk_couriers", __name__, url_prefix=HERE)
AT_ONCE = 80
STANDINGS = ("new", "known", "over", "blocked")
ABOUT_BLANKS = frozenset({"courier.name", "courier.hours_form", "courier.until", "company.unknown"})


@pages.get("")
@role("attendant", at="desk")
def couriers() -> AnyResponse:
    """Everybody, and who was picked."""
    who = unseal(request.args.get("who", ""))
    if who is None:
        return go(HERE)
    return _page(who=who, company=request.args.get("company", ""))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    return go(_address(words=request.form.get("words", "").strip()))


@pages.get("/new")
@role("attendant", at="desk")
def ask() -> Response:
    """The form for a courier whom the desk lets in."""
    return _page(blank=p.Blank(fresh_id()))


@pages.post("/new")
@role("attendant", at="desk")
def let_in() -> AnyResponse:
    """Let a courier in, or show the form again with what was wrong."""
    act, form = posted_id(), request.form
    spoken = form.get("language", "")
    blank = p.Blank(
        act, form.get("name", ""), form.get("phone", ""), form.get("company", ""), form.get("hours", ""),
        form.get("until", ""), spoken if spoken in {one.value for one in Language} else "zh_Hans",
        form.get("way", "pin") == "pin",
    )  # fmt: skip
    try:
        courier = journeys().couriers.let_in(
            act, present(), name=blank.name, phone=blank.phone, company=blank.company, hours=blank.hours,
            until=_day(blank.until), language=blank.language, with_pin=blank.with_pin,
        )  # fmt: skip
    except Refused as refused:
        if refused.code not in ABOUT_BLANKS:
            raise
        return _page(blank=blank, problem=failures.message(refused.code, refused.facts), status=409)
    return go(_address(who=courier))


@pages.post("/confirm")
@role("attendant", at="desk")
def confirm() -> AnyResponse:
    """The desk knows a courier who had registered alone."""
    return _about(
        lambda courier: journeys().couriers.confirm(courier, present(), request.form.get("name", ""))
    )


@pages.post("/renew")
@role("attendant", at="desk")
def renew() -> AnyResponse:
    """New hours, a new last day."""
    form = request.form
    return _about(
        lambda courier: journeys().couriers.renew(
            courier, present(), form.get("hours", ""), _day(form.get("until", ""))
        )
    )


@pages.post("/block")
@role("attendant", at="desk")
def block() -> AnyResponse:
    """Not let in any more."""
    reason = request.form.get("other", "").strip() or request.form.get("reason", "")
    return _about(lambda courier: journeys().couriers.block(courier, present(), reason))


@pages.post("/forget")
@role("supervisor", at="desk")
def forget() -> AnyResponse:
    """All that is kept of a courier is destroyed."""
    courier = unseal(request.form.get("who", ""))
    if courier:
        journeys().couriers.forget(courier, present())
    return go(HERE)


@pages.post("/pin")
@role("attendant", at="desk")
def pin() -> AnyResponse:
    """A new PIN; the old one is nothing any more."""
    return _about(lambda courier: journeys().couriers.give_pin(courier, present()))


@pages.post("/company")
@role("attendant", at="desk")
def company() -> AnyResponse:
    """A company, new or changed."""
    name, first = request.form.get("company", ""), request.form.get("first_drops", "")
    if not re.fullmatch(r"[0-9a-z-]{1,40}", name):
        raise Refused("company.unknown")
    drops = int(first) if first.isdecimal() and len(first) < 4 else -1
    journeys().couriers.set_company(name, present(), request.form.get("name", ""), drops)
    return go(_address(company=name))


@pages.post("/company/code")
@role("attendant", at="desk")
def code() -> AnyResponse:
    """A new code for a company, or none any more."""
    name = request.form.get("company", "")
    desk = journeys().couriers
    (desk.end_code if request.form.get("end") == "yes" else desk.give_code)(name, present())
    return go(_address(company=name))


def _about(act: Callable[[str], None]) -> AnyResponse:
    courier = unseal(request.form.get("who", ""))
    if not courier:
        raise Refused("courier.unknown")
    act(courier)
    return go(_address(who=courier))


def _day(written: str) -> date | None:
    """Raises: `courier.until` for what is no day to come."""
    if not written.strip():
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise Refused("courier.until") from None
    if day < journeys().couriers.today():
        raise Refused("courier.until")
    return day


def _address(*, who: str = "", words: str = "", standing: str = "", company: str = "") -> str:
    asked = {"who": seal(who), "q": seal(words), "standing": standing, "company": company}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{HERE}?{query}" if query else HERE


def _page(
    *,
    who: str = "",
    company: str = "",
    blank: p.Blank | None = None,
    problem: Message | None = None,
    status: int = 200,
) -> Response:
    words, desk = Words(journeys(), chosen_language()), journeys().couriers
    typed, wanted = unseal(request.args.get("q", "")) or "", request.args.get("standing", "")
    everybody = desk.known()
    fitting = [one for one in everybody if _fits(one, typed)]
    listed = [one for one in fitting if wanted not in STANDINGS or _standing(one) == wanted]
    rows = tuple(
        p.CourierRow(
            one.name, one.person.company or "", _address(who=one.person.id, words=typed, standing=wanted),
            _standing(one), one.person.id == who,
        )
        for one in listed[:AT_ONCE]
    )  # fmt: skip
    companies = tuple(_company(one) for one in desk.companies())
    return show(
        p.CouriersPage(
            **frame(),
            chips=chips(words, "couriers"),
            filters=_filters(words, everybody, typed, wanted),
            rows=rows,
            more=max(0, len(listed) - AT_ONCE),
            words=typed,
            companies=companies,
            company_act=f"co-{fresh_id()[:12]}",
            company=next((one for one in companies if one.id == company), None),
            picked=_picked(desk.one(who)) if who else None,
            blank=blank,
            problem=problem,
        ),
        status,
    )


def _fits(one: Known, typed: str) -> bool:
    wanted = typed.casefold()
    return not wanted or any(
        wanted in part.casefold() for part in (one.name, one.person.company or "", one.phone)
    )


def _standing(one: Known) -> str:
    until = one.record.until if one.record else None
    if one.standing is Standing.KNOWN and until is not None and until < journeys().couriers.today():
        return "over"
    return one.standing.value


def _filters(words: Words, everybody: Sequence[Known], typed: str, wanted: str) -> tuple[Chip, ...]:
    counted = [_standing(one) for one in everybody]
    found = [
        Chip(
            words.say("couriers.chip.all", count=len(counted)), _address(words=typed), wanted not in STANDINGS
        )
    ]
    for one in STANDINGS:
        said = words.say(f"couriers.chip.{one}", count=counted.count(one))
        found.append(Chip(said, _address(words=typed, standing=one), one == wanted))
    return tuple(found)


def _company(one: Company) -> p.CompanyRow:
    waiting = sum(each.company == one.id for each in newcomers(journeys().ledger.house))
    return p.CompanyRow(
        one.id, one.name, _address(company=one.id), one.first_drops, bool(one.code_mac), one.since, waiting,
        _grouped(journeys().couriers.just_made(one.id, present())),
    )  # fmt: skip


def _picked(one: Known) -> p.PickedCourier:
    record, person = one.record, one.person
    has = tuple(way for way, there in (("pin", one.has_pin), ("badge", person.badge is not None)) if there)
    reason = typed_in(journeys().ledger, record.reason) if record and record.reason else ""
    key = f"couriers.reason.{reason}"
    words = Words(journeys(), chosen_language())
    return p.PickedCourier(
        name=one.name,
        company=person.company or "",
        who=seal(person.id),
        path=_address(who=person.id),
        standing=_standing(one),
        phone=one.phone,
        has=has,
        hours=named(record.hours, words.say("couriers.days").split()) if record else "",
        until=record.until if record else None,
        until_at=_noon(record.until) if record and record.until else None,
        since=record.since if record else None,
        drops=record.drops if record else 0,
        pin=_grouped(journeys().couriers.just_made(person.id, present())),
        why=words.say(key) if reason and known(key) else reason,
        badge_path=f"{PATH}/badges?{urlencode({'who': seal(person.id)})}",
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(journeys().settings.site.time_zone))


def _grouped(digits: str) -> str:
    """Return digits as people read them out, four by four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
