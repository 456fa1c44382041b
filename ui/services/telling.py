"""Services in words for the lobby: prices, rules, what is agreed, what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kiosk.domain.services.catalogue import Kind, PriceKind, Service
from kiosk.domain.services.request import Request, Terms
from kiosk.flows.services.service_slips import in_words
from kiosk.flows.services.services import Draft
from kiosk.language.messages import Language, moment_of, text
from kiosk.language.money import money_of

ICONS = {
    "calls": "bell",
    "journeys": "courier",
    "errands": "receipt",
    "home": "home",
    "clothes": "shirt",
    "flowers": "flower",
    "property": "door",
    "company": "badge",
}
"""The picture of each group of services."""
SHOWN_ANSWERS = 3
Rows = tuple[tuple[str, str], ...]


def price_of(service: Service, language: Language, currency: str) -> str:
    """Return what a service costs, as far as that is known before anything is answered."""
    price = service.price
    if price.kind is PriceKind.FIXED:
        return money_of(price.cents, currency, language)
    if price.kind is PriceKind.EACH:
        return text("services.price.each", language, amount=money_of(price.cents, currency, language))
    if price.kind is PriceKind.CHOICE:
        asked = service.field(price.by)
        least = min((one.cents for one in asked.choices), default=0) if asked else 0
        return text("services.price.choice", language, amount=money_of(least, currency, language))
    return text(f"services.price.{'quote' if price.kind is PriceKind.QUOTE else 'free'}", language)


def about_rows(service: Service, language: Language, currency: str) -> Rows:
    """Return price, what is paid beforehand, and the rule for calling it off, for who asks for nothing yet."""
    price, cancel = service.price, service.cancellation
    rows = [(text("services.price_label", language), price_of(service, language, currency))]
    if price.beforehand_percent:
        rows.append((text("services.beforehand_label", language), f"{price.beforehand_percent} %"))
    elif price.beforehand_cents:
        amount = money_of(price.beforehand_cents, currency, language)
        rows.append((text("services.beforehand_label", language), amount))
    if cancel.keep_percent:
        hours = cancel.free_until_min // 60
        rule = text("services.rule_kept_short", language, hours=hours, percent=cancel.keep_percent)
        rows.append((text("services.rule_label", language), rule))
    elif price.paid:
        rows.append((text("services.rule_label", language), text("services.rule_free", language)))
    return tuple(rows)


def terms_rows(terms: Terms, wished: datetime | None, language: Language, zone: str, now: datetime) -> Rows:
    """Return what is agreed, line by line; a free time that is over by now is not promised."""
    found: list[tuple[str, str]] = []
    if wished is not None and not terms.calls:
        found.append((text("services.when_label", language), moment_of(wished, language, zone, "MMMd Hm")))
    if terms.begin_by is not None:
        found.append(
            (text("services.begin_label", language), moment_of(terms.begin_by, language, zone, "Hm"))
        )
    found.append((text("services.price_label", language), agreed_price(terms, language)))
    if terms.beforehand_cents:
        amount = money_of(terms.beforehand_cents, terms.currency, language)
        found.append((text("services.beforehand_label", language), amount))
    elif terms.beforehand_percent and terms.cents is None:
        found.append((text("services.beforehand_label", language), f"{terms.beforehand_percent} %"))
    if terms.free_until is not None:
        time = moment_of(terms.free_until, language, zone, "MMMd Hm")
        code = "services.rule_kept" if now < terms.free_until else "services.rule_late"
        rule = text(code, language, time=time, percent=terms.keep_percent)
        found.append((text("services.rule_label", language), rule))
    return tuple(found)


def agreed_price(terms: Terms, language: Language) -> str:
    """Return a price as it stands."""
    if not terms.paid:
        return text("services.price.free", language)
    if terms.cents is None:
        return text("services.price.quote", language)
    return money_of(terms.cents, terms.currency, language)


def tells_hour(service: Service, terms: Terms, clear: Mapping[str, str]) -> bool:
    """Return whether the line of the wished time says all of it: no other line then says day or hour again."""
    hour = service.first_of(Kind.TIME)
    return hour is not None and hour.code in clear and not terms.calls


def answer_rows(
    draft: Draft, clear: Mapping[str, str], language: Language, currency: str, without_time: bool = False
) -> Rows:
    """Return what was answered; what is personal is not repeated on the screen.

    `without_time`: not the wished day and hour, which stand in a line of their own.
    """
    rows: list[tuple[str, str]] = []
    told = {draft.service.first_of(Kind.DATE), draft.service.first_of(Kind.TIME)} if without_time else set()
    for asked in draft.service.fields:
        if asked in told:
            continue
        label = asked.name.in_language(language.value)
        if asked.code in draft.pens:
            rows.append((label, text("services.by_hand", language)))
        elif asked.code in draft.untold:
            rows.append((label, text("services.told_desk", language)))
        elif asked.code in clear:
            rows.append((label, in_words(asked, clear[asked.code], language, currency)))
    return tuple(rows[:SHOWN_ANSWERS])


def stage_of(one: Request, language: Language) -> str:
    """Return how far a request is."""
    return text(f"services.stage.{one.stage.name.lower()}", language)
