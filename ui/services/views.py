"""A resident asks for a service at the lobby screen: by pictures, one question a page, price and rules before a yes."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.services.request import Request, Stage
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show, surroundings
from ui.services import screens as s
from ui.services import telling
from ui.services.asking import asked_again, question, taken_in
from ui.voice.repairs import repair_rows

pages = Blueprint("services", __name__, url_prefix="/services")
MOST_MINE = 5


@pages.get("/pick")
@role("anyone")
def pick() -> AnyResponse:
    """By pictures: what kind of service?"""
    language, flow = chosen_language(), journeys().services
    options = tuple(
        s.Answer(_say(f"services.group.{group}"), path=f"/services/group/{group}", icon=telling.ICONS[group])
        for group in flow.catalogue.groups(in_lobby=True)
    )
    if journeys().ledger.house.loan_kinds:
        options = (*options, s.Answer(_say("lending.way"), path="/lending", icon="loan"))
    mine = ("services.mine", "/services/mine") if _resident() and flow.mine() else None
    title, body = text("services.pick", language), text("services.pick_body", language)
    home = "/home" if _resident() else "/"
    return show(s.Pick(title=title, body=body, options=options, more=mine, gold=True, back=home))


@pages.get("/group/<group>")
@role("anyone")
def group(group: str) -> AnyResponse:
    """Which of them?"""
    language, catalogue = chosen_language(), journeys().services.catalogue
    found = catalogue.groups(in_lobby=True).get(group, [])
    if not found:
        raise Refused("service.unknown")
    options = tuple(
        s.Answer(
            one.name.in_language(language.value),
            telling.price_of(one, language, catalogue.currency),
            f"/services/of/{one.code}",
        )
        for one in found
    )
    body = _say("services.which_body")
    return show(s.Pick(title=_say("services.which"), body=body, options=options, back="/services/pick"))


@pages.get("/of/<code>")
@role("anyone")
def about(code: str) -> Response:
    """What it costs and which rules it has; a card asks for it."""
    language, flow = chosen_language(), journeys().services
    service = flow.service(code)
    if not service.in_lobby:
        raise Refused("service.unknown")
    if not _resident():
        journeys().introducing.asks()
    return show(
        s.About(
            title=service.name.in_language(language.value),
            told=service.told.in_language(language.value) if service.told else "",
            rows=telling.about_rows(service, language, flow.catalogue.currency),
            code=code,
            movement=fresh_id(),
            known=_resident(),
            back=f"/services/group/{service.group}",
        )
    )


@pages.post("/of/<code>")
@role("anyone")
def begin(code: str) -> AnyResponse:
    """The first question."""
    journeys().services.begin_own(posted_id(), code)
    return go("/services/ask/0")


@pages.get("/ask/<int:number>")
@role("anyone")
def ask(number: int) -> AnyResponse:
    """One question; after the last of them everything once more."""
    draft = journeys().services.draft()
    if number >= len(draft.service.fields):
        return go("/services/check")
    return show(question(draft, number))


@pages.post("/ask/<int:number>")
@role("anyone")
def answer(number: int) -> AnyResponse:
    """It is answered."""
    draft = journeys().services.draft()
    if number >= len(draft.service.fields):
        return go("/services/check")
    problem = taken_in(draft, number)
    if problem is not None:
        return show(question(journeys().services.draft(), number, problem), 409)
    return go(f"/services/ask/{number + 1}")


@pages.get("/check")
@role("anyone")
def check() -> Response:
    """Everything once more, with its price and rules."""
    flow, language = journeys().services, chosen_language()
    draft = flow.draft()
    try:
        terms, said = flow.offered(draft)
    except Refused as refused:
        return asked_again(draft, refused)
    currency = flow.catalogue.currency
    at_hour = telling.tells_hour(draft.service, terms, said.clear)
    return show(
        s.Check(
            service=draft.service.name.in_language(language.value),
            rows=(
                *telling.answer_rows(draft, said.clear, language, currency, without_time=at_hour),
                *telling.terms_rows(
                    terms,
                    said.wished if at_hour else None,
                    language,
                    surroundings().time_zone,
                    journeys().clock.now(),
                ),
            ),
            back=f"/services/ask/{max(0, len(draft.service.fields) - 1)}"
            if draft.service.fields
            else f"/services/of/{draft.service.code}",
        )
    )


@pages.post("/check")
@role("anyone")
def confirm() -> AnyResponse:
    """It is asked for: number and slip."""
    try:
        made = journeys().services.ask_own()
    except Refused as refused:
        return asked_again(journeys().services.draft(), refused)
    return go(f"/services/mine/{made.id}")


@pages.get("/mine")
@role("anyone")
def mine() -> AnyResponse:
    """What I have asked for."""
    if not _resident():
        return go("/services/pick")
    language, own = chosen_language(), journeys().services.mine()
    if not own:
        return go("/services/pick")
    options = tuple(
        s.Answer(
            one.name.in_language(language.value),
            f"{one.number} · {telling.stage_of(one, language)}",
            f"/services/mine/{one.id}",
        )
        for one in own[:MOST_MINE]
    )
    more = ("services.another", "/services/pick")
    body = _say("services.mine_body")
    return show(s.Pick(title=_say("services.mine"), body=body, options=options, more=more, back="/home"))


@pages.get("/mine/<name>")
@role("anyone")
def one(name: str) -> Response:
    """Its number, how far it is, what comes next."""
    language = chosen_language()
    known = journeys().services.own(name)
    price = telling.agreed_price(known.terms, language)
    agrees = (_say("services.agree", amount=price), known.terms.cents or 0)
    calls_off = not known.over and (known.stage is not Stage.UNDER_WAY or bool(known.calls))
    return show(
        s.OneRequest(
            title=_say("services.agree_title" if known.agreement_wanted else "services.done_title"),
            number=known.number,
            service=known.name.in_language(language.value),
            rows=(
                (_say("services.state_label"), telling.stage_of(known, language)),
                (_say("services.price_label"), price),
                *repair_rows(known.number),
            ),
            next=_next(known, language),
            path=f"/services/mine/{known.id}",
            agrees=agrees if known.agreement_wanted else None,
            may_call_off=calls_off,
        )
    )


@pages.post("/mine/<name>/agree")
@role("anyone")
def agree(name: str) -> AnyResponse:
    """Its customer agrees to the price as it was shown."""
    cents = request.form.get("cents", "")
    journeys().services.agree_own(name, int(cents) if cents.isdecimal() and len(cents) < 10 else -1)
    return go(f"/services/mine/{name}")


@pages.get("/mine/<name>/off")
@role("anyone")
def ask_off(name: str) -> Response:
    """Call it off? What it costs comes first."""
    language, flow = chosen_language(), journeys().services
    known = flow.own(name)
    cost, currency = flow.leaving(known), known.terms.currency
    body = "services.off_costs" if cost.kept_cents else "services.off_free"
    facts = {
        "kept": money_of(cost.kept_cents, currency, language),
        "amount": money_of(cost.refund_cents, currency, language),
    }
    return show(
        s.CallOff(
            number=known.number,
            service=known.name.in_language(language.value),
            body=body if cost.paid_cents else "services.off_free_none",
            facts=facts if cost.paid_cents else {},
            path=f"/services/mine/{known.id}",
            back=f"/services/mine/{known.id}",
        )
    )


@pages.post("/mine/<name>/off")
@role("anyone")
def call_off(name: str) -> AnyResponse:
    """It is called off."""
    journeys().services.cancel_own(name)
    return go(f"/services/mine/{name}")


@pages.get("/slip/<name>")
@role("anyone")
def slip(name: str) -> Response:
    """A slip was shown to the camera. Nobody is named: whoever holds it stands here."""
    language = chosen_language()
    known = journeys().services.need(name)
    return show(
        s.SlipShown(
            number=known.number,
            service=known.name.in_language(language.value),
            state=telling.stage_of(known, language),
        )
    )


def _next(one: Request, language: Language) -> str:
    """Return what comes next for a request, in words."""
    if one.over or one.agreement_wanted:
        return ""
    missing = one.terms.beforehand_cents - journeys().services.paid(one)
    if missing > 0:
        return text("services.done_pay", language, amount=money_of(missing, one.terms.currency, language))
    return text("services.done_tell" if one.untold else "services.done_body", language)


def _resident() -> bool:
    visit = journeys().visits.current
    return visit is not None and visit.role is Role.RESIDENT


def _say(key: str, **facts: object) -> str:
    return text(key, chosen_language(), **facts)
