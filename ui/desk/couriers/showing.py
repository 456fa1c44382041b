"""The page about couriers made of the record: who is let in, and the one, or the company, that was picked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, request

from kiosk.domain.couriers.courier import Company, Standing
from kiosk.domain.couriers.enrolling import newcomers
from kiosk.domain.couriers.week import named
from kiosk.flows.parcels.couriers import Known
from kiosk.flows.reasons import typed_in
from kiosk.language.messages import known
from ui.desk.couriers import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.pages import Chip
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.reach import fresh_id, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/couriers"
AT_ONCE = 80
STANDINGS = ("new", "known", "over", "blocked")


def address(*, who: str = "", words: str = "", standing: str = "", company: str = "") -> str:
    """Return where the page about somebody, or about what is looked for, is; what names people travels sealed."""
    asked = {"who": seal(who), "q": seal(words), "standing": standing, "company": company}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{HERE}?{query}" if query else HERE


def page_of(
    *,
    who: str = "",
    company: str = "",
    blank: p.Blank | None = None,
    problem: Message | None = None,
    status: int = 200,
) -> Response:
    """Return the page: with the courier `who`, a company, or the form for a new one at the right."""
    words, desk = Words(journeys(), chosen_language()), journeys().couriers
    typed, wanted = unseal(request.args.get("q", "")) or "", request.args.get("standing", "")
    everybody = desk.known()
    fitting = [one for one in everybody if _fits(one, typed)]
    listed = [one for one in fitting if wanted not in STANDINGS or _standing(one) == wanted]
    rows = tuple(
        p.CourierRow(
            one.name, one.person.company or "", address(who=one.person.id, words=typed, standing=wanted),
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
            words.say("couriers.chip.all", count=len(counted)), address(words=typed), wanted not in STANDINGS
        )
    ]
    for one in STANDINGS:
        said = words.say(f"couriers.chip.{one}", count=counted.count(one))
        found.append(Chip(said, address(words=typed, standing=one), one == wanted))
    return tuple(found)


def _company(one: Company) -> p.CompanyRow:
    waiting = sum(each.company == one.id for each in newcomers(journeys().ledger.house))
    return p.CompanyRow(
        one.id, one.name, address(company=one.id), one.first_drops, bool(one.code_mac), one.since, waiting,
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
        path=address(who=person.id),
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
        erase_path=f"{PATH}/personal/{seal(person.id)}",
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(journeys().settings.site.time_zone))


def _grouped(digits: str) -> str:
    """Return digits as people read them out, four by four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
