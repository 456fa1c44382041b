"""What a service leaves on paper: 《金钥匙服务单》 in two parts, and its line in 《金钥匙服务信息登记表》."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from kiosk import claim_slip
from kiosk.domain.services.catalogue import Asked, Catalogue, Kind
from kiosk.domain.services.request import Request, Stage
from kiosk.flows.keys.movein_slip import day_in
from kiosk.flows.people.directory import Directory
from kiosk.flows.reasons import typed_in
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.flows.services.service_answers import told_of
from kiosk.language.messages import Language, moment_of, number_of, text
from kiosk.language.money import money_of
from kiosk.paper import Block
from kiosk.paper.forms import Letterhead, TwoParts, two_parts
from kiosk.ports.record import Ledger

PARTS = ("paper.service.file", "paper.service.customer", "paper.service.keep")
COLUMNS = ("service_number", "customer", "service", "wished", "service_price", "service_state", "delivered")


def service_slip(
    ledger: Ledger,
    directory: Directory,
    catalogue: Catalogue,
    one: Request | None,
    paper: Letterhead,
    qr: Callable[[str, int], str],
) -> Sequence[Block]:
    """Return both parts of a request's slip; nothing once it is over. Nothing personal but the masked name is on it."""
    if one is None or one.over:
        return ()
    language, zone = paper.language, paper.time_zone
    service = catalogue.services.get(one.service)
    asked = service.fields if service else ()
    rows = [
        (paper.word("paper.service.what"), one.name.in_language(language.value)),
        (paper.word("paper.service.for"), directory.masked(one.person)),
        (paper.word("paper.unit"), one.unit),
        *answered(asked, one, language, one.terms.currency),
        (paper.word("paper.service.price"), price_in(one, language)),
        (paper.word("paper.service.beforehand"), _beforehand(one, language)),
        (paper.word("paper.service.free_until"), _free_until(one, language, zone)),
        (paper.word("paper.service.asked"), paper.time(one.made)),
    ]
    line = service.slip.in_language(language.value) if service and service.slip else ""
    slip = TwoParts(
        "paper.service.title",
        one.number,
        tuple((label, value) for label, value in rows if value),
        qr(one.slip, claim_slip.SERVICE),
        ledger.head,
        terms=line,
        parts=PARTS,
    )
    return two_parts(slip, paper)


def answered(
    asked: Sequence[Asked], one: Request, language: Language, currency: str
) -> list[tuple[str, str]]:
    """Return the answers that may be seen by anybody, with what was asked, in words."""
    return [
        (field.name.in_language(language.value), in_words(field, one.answers[field.code], language, currency))
        for field in asked
        if field.code in one.answers
    ]


def in_words(asked: Asked, answer: str, language: Language, currency: str) -> str:
    """Return one answer as people of that language write it."""
    if asked.kind is Kind.CHOICE:
        chosen = next((one for one in asked.choices if one.code == answer), None)
        return chosen.name.in_language(language.value) if chosen else answer
    if asked.kind is Kind.DATE:
        return day_in(language, date.fromisoformat(answer))
    if asked.kind in (Kind.COUNT, Kind.NUMBER):
        return number_of(int(answer), language)
    if asked.kind is Kind.MONEY:
        return money_of(int(answer), currency, language)
    return answer


def price_in(one: Request, language: Language) -> str:
    """Return what a request costs, in words of its own where it is free or yet to be named."""
    if not one.terms.paid:
        return text("services.price.free", language)
    if one.terms.cents is None:
        return text("services.price.quote", language)
    return money_of(one.terms.cents, one.terms.currency, language)


def _beforehand(one: Request, language: Language) -> str:
    cents = one.terms.beforehand_cents
    return money_of(cents, one.terms.currency, language) if cents else ""


def _free_until(one: Request, language: Language, zone: str) -> str:
    return moment_of(one.terms.free_until, language, zone, "MMMd Hm") if one.terms.free_until else ""


def service_line(writer: Writer, one: Request) -> Entry:
    """Return a line of 《金钥匙服务信息登记表》: who asked for what, when, for how much, and how it ended."""
    fields = (
        Field(one.number, (writer.time(one.made),)),
        Field(writer.name(one.person), (one.unit, writer.say(f"services.channel.{one.channel}"))),
        Field(one.name.in_language(writer.language.value), _said(writer, one)),
        Field(writer.time(one.wished) if one.wished else "–"),
        Field(price_in(one, writer.language)),
        _state(writer, one),
        _delivered(writer, one),
    )
    tone = "quiet" if one.stage in (Stage.CANCELLED, Stage.REFUSED) else ""
    return Entry(fields, one.made.isoformat(), one.id, tone=tone)


def _said(writer: Writer, one: Request) -> tuple[str, ...]:
    told = told_of(writer.ledger, one)
    if not told.kept:
        return (writer.say("registers.erased"),)
    found: list[str] = []
    for name, words in told.words.items():
        if name in told.pens:
            found.append(writer.say("services.by_hand"))
        elif told.kinds.get(name) == Kind.MONEY.value:
            found.append(money_of(int(words), one.terms.currency, writer.language))
        elif name in told.kinds:
            found.append(words)
    return tuple(found)


def _state(writer: Writer, one: Request) -> Field:
    small = [writer.name(one.owner)] if one.owner else []
    if one.why:
        small.append(typed_in(writer.ledger, one.why))
    if one.kept_cents:
        kept = money_of(one.kept_cents, one.terms.currency, writer.language)
        small.append(writer.say("services.kept", amount=kept))
    tone = "quiet" if one.stage in (Stage.CANCELLED, Stage.REFUSED) else ""
    return Field(writer.say(f"services.stage.{one.stage.name.lower()}"), tuple(small), tone=tone)


def _delivered(writer: Writer, one: Request) -> Field:
    if one.stage is not Stage.DONE or one.ended is None:
        return Field()
    proof = writer.say(f"services.proved.{one.proved_by or 'word'}")
    late = (writer.say("services.was_late"),) if one.on_time is False else ()
    if one.signature:
        return writer.signed(one.signature, writer.time(one.ended), proof, *late)
    return Field(writer.time(one.ended), (proof, *late))


def service_notice(template: str, one: Request, language: Language, zone: str) -> dict[str, str] | None:
    """Return what a notice about a request says of it; None: that is so no more."""
    if template == "service_late" and (one.over or one.due is None or not one.told_late):
        return None
    if template == "service_quoted" and not one.agreement_wanted:
        return None
    due = moment_of(one.due, language, zone, "MMMd Hm") if one.due else ""
    name, amount = one.name.in_language(language.value), price_in(one, language)
    return {"number": one.number, "service": name, "due": due, "amount": amount}
