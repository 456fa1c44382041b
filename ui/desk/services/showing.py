"""Requests in words for the desk: rows, one of them with everything that can be done to it now."""

from __future__ import annotations

from kiosk.domain.house import House
from kiosk.domain.people import STAFF
from kiosk.domain.services.catalogue import Asked, Service
from kiosk.domain.services.request import Request, Stage
from kiosk.flows.reasons import typed_in
from kiosk.flows.services.service_slips import in_words
from kiosk.language.messages import moment_of
from kiosk.language.money import money_of
from ui.desk.services import pages as p
from ui.desk.sessions import PATH, present
from ui.desk.words import Words, points_of
from ui.reach import fresh_id
from ui.services.telling import agreed_price, stage_of

HERE = f"{PATH}/services"


def row_of(words: Words, one: Request) -> p.RequestRow:
    """Return a line of the list."""
    now = words.journeys.services.now()
    return p.RequestRow(
        id=one.id,
        number=one.number,
        customer=words.person(one.person),
        service=one.name.in_language(words.language.value),
        price=agreed_price(one.terms, words.language),
        state=stage_of(one, words.language),
        due=one.due or one.wished,
        late=one.due is not None and one.due <= now,
        told=bool(one.told_late),
    )


def opened(words: Words, one: Request) -> p.OpenRequest:
    """Return a request with all that is known of it, and the ways that are open now."""
    flow, language = words.journeys.services, words.language
    told, leaving, paid = flow.told(one), flow.leaving(one), flow.paid(one)
    service = flow.catalogue.services.get(one.service)
    asked = {field.code: field for field in service.fields} if service else {}
    missing = max(0, (one.terms.cents or one.terms.beforehand_cents) - paid)
    currency = one.terms.currency

    def money(cents: int) -> str:
        return money_of(cents, currency, language)

    pens = tuple(
        (_label(asked, code, language.value), box, strokes)
        for code, pen in told.pens.items()
        for strokes, box in (points_of(pen),)
    )
    provider = words.journeys.ledger.opened(one.provider) if one.provider else b""
    return p.OpenRequest(
        row=row_of(words, one), facts=_facts(words, one), told=_told(words, one, asked), pens=pens,
        steps=tuple((step.what, step.at, words.person(step.by)) for step in one.steps),
        ways=ways_of(words.journeys.ledger.house, one, paid), act=fresh_id(), staff=_staff(words), me=present().id,
        escort=one.terms.escort, outside=bool(service and service.done_by == "outside"),
        provider=_provider(service, provider or b"", language.value), cents=one.terms.cents or 0,
        price=agreed_price(one.terms, language),
        wanted=money(one.terms.beforehand_cents) if one.terms.beforehand_cents else "",
        paid=money(paid) if paid else "", amount=f"{missing / 100:.2f}" if missing else "",
        costs=(money(leaving.kept_cents), money(leaving.refund_cents)) if leaving.paid_cents else ("", ""),
        refund=money(paid) if one.over and paid > 0 else "",
    )  # fmt: skip


def ways_of(house: House, one: Request, paid_cents: int) -> tuple[str, ...]:
    """Return what can be done with a request now, what comes next first."""
    if one.over:
        return ("refund",) if paid_cents > 0 else ()
    if one.terms.work_order:
        return ("order", *(["amend"] if one.stage is not Stage.UNDER_WAY else []), "reprint", "refuse", "off")
    found: list[str] = []
    if one.stage is Stage.REGISTERED:
        found.append("accept")
    if one.terms.paid and one.stage is not Stage.UNDER_WAY:
        found.append("quote")
    if one.agreement_wanted:
        found.append("agree")
    if one.terms.paid and paid_cents < (one.terms.cents or one.terms.beforehand_cents):
        found.append("pay")
    if one.stage is Stage.ACCEPTED and not one.calls:
        found.append("begin")
    if one.stage is Stage.UNDER_WAY and not one.calls:
        found.append("deliver")
    if one.stage is not Stage.UNDER_WAY or one.calls:
        found.append("amend")
    found.append("reprint")
    if one.stage is not Stage.UNDER_WAY:
        found.append("refuse")
    return (*found, "off")


def _facts(words: Words, one: Request) -> p.Lines:
    zone, language = words.journeys.settings.site.time_zone, words.language
    moments = (
        ("services.when_label", one.wished),
        ("services.begin_label", one.terms.begin_by),
        ("paper.service.free_until", one.terms.free_until),
    )
    rows = [
        (words.say(label), moment_of(at, language, zone, "MMMd Hm"))
        for label, at in moments
        if at and not one.calls
    ]
    rows.append((words.say("services.price_label"), agreed_price(one.terms, language)))
    for label, person in (("services.desk.owner", one.owner), ("services.desk.escorts", one.escorts)):
        if person:
            rows.append((words.say(label), words.person(person)))
    rows.append((words.say("services.desk.channel"), words.say(f"services.channel.{one.channel}")))
    if one.why:
        rows.append((words.say("services.desk.reason"), typed_in(words.journeys.ledger, one.why)))
    return tuple(rows)


def _told(words: Words, one: Request, asked: dict[str, Asked]) -> p.Lines:
    told = words.journeys.services.told(one)
    rows: list[tuple[str, str]] = []
    for code, answer in told.words.items():
        label = _label(asked, code, words.language.value)
        if code in told.pens:
            continue
        known = asked.get(code)
        plain = in_words(known, answer, words.language, one.terms.currency) if known else answer
        rows.append((label, plain))
    for code in one.untold:
        rows.append((_label(asked, code, words.language.value), words.say("services.desk.untold")))
    if not told.kept:
        rows.append(("–", words.say("services.desk.erased")))
    return tuple(rows)


def _label(asked: dict[str, Asked], code: str, language: str) -> str:
    return asked[code].name.in_language(language) if code in asked else code


def _staff(words: Words) -> p.Named:
    people = words.journeys.ledger.house.people.values()
    return tuple(
        (one.id, words.journeys.directory.name(one.id)) for one in people if one.role in STAFF and one.active
    )


def _provider(service: Service | None, typed: bytes, language: str) -> str:
    if typed:
        return typed.decode(errors="replace")
    return service.provider.in_language(language) if service and service.provider else ""
