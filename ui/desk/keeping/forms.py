"""What a resident signs at the desk: a consent, its end, a key that is left, a key that goes home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.keeping.keeping import DOCUMENTS, GiveConsent
from kiosk.domain.keeping.leaving import LeaveKey
from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.identity.standing_by import Written
from kiosk.flows.keys.keeping_slips import group_in, reason_in
from ui import failures
from ui.desk.keeping import pages as p
from ui.desk.keeping.views import DAYS, HERE, end_of, look_at, resident_of
from ui.desk.seconds import ASKS, posted_second, seconds
from ui.desk.sessions import PATH, frame, present
from ui.desk.witnesses import posted_name, witnesses
from ui.desk.words import Words, drawn
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_keeping_forms", __name__, url_prefix=f"{PATH}/keeping/<who>")
AT_THE_PAGE = frozenset(
    {
        "identity.needed",
        "signature.missing",
        "consent.reason_needed",
        "consent.until_needed",
        "key.label_needed",
        "slot.taken",
        *ASKS,
        "witness.colleague",
    }
)
Picks = Sequence[tuple[str, Sequence[p.Pick]]]


@pages.get("/consent")
@role("attendant", at="desk")
def consent(who: str) -> Response:
    """What the resident agrees to: a new consent, or a known one renewed."""
    return _consent_form(who, request.args.get("renew", ""), fresh_id())


@pages.post("/consent")
@role("attendant", at="desk")
def give(who: str) -> AnyResponse:
    """The resident has signed."""
    act, known = posted_id(), request.form.get("consent", "")
    known = known if known in journeys().ledger.house.consents else ""

    def sign() -> None:
        command = _asked_consent(who, known or f"c-{act[:16]}")
        journeys().consents.give(present(), command, act, *_proof())

    return _then(who, sign, lambda problem: _consent_form(who, known, act, problem))


@pages.get("/withdraw/<consent>")
@role("attendant", at="desk")
def ask_to_withdraw(who: str, consent: str) -> Response:
    """The resident takes a consent back."""
    return _withdraw_form(who, consent, fresh_id())


@pages.post("/withdraw/<consent>")
@role("attendant", at="desk")
def withdraw(who: str, consent: str) -> AnyResponse:
    """The resident has signed that it is over."""
    act, person = posted_id(), resident_of(who).id

    def sign() -> None:
        journeys().consents.withdraw_signed(present(), consent, person, act, *_proof())

    return _then(who, sign, lambda problem: _withdraw_form(who, consent, act, problem))


@pages.get("/leave")
@role("attendant", at="desk")
def describe(who: str) -> Response:
    """A key is described, its slot proposed, its consent chosen."""
    return _leave_form(who, fresh_id())


@pages.post("/leave")
@role("attendant", at="desk")
def leave(who: str) -> AnyResponse:
    """The resident has signed: the slot opens."""
    form, act = request.form, posted_id()
    count = form.get("count", "1")

    def sign() -> Movement:
        command = LeaveKey(
            movement=act,
            label=form.get("label", ""),
            count=int(count) if count.isdecimal() and len(count) < 4 else 0,
            place=form.get("place", ""),
            consent=_asked_consent(who, f"c-{act[:16]}"),
        )
        return journeys().keeping.leave(present(), command, *_proof())

    return _then(who, sign, lambda problem: _leave_form(who, act, problem))


@pages.get("/back/<key>")
@role("attendant", at="desk")
def compare(who: str, key: str) -> Response:
    """The first signature, and room for the second beside it."""
    return _back_form(who, key, fresh_id())


@pages.post("/back/<key>")
@role("attendant", at="desk")
def take_back(who: str, key: str) -> AnyResponse:
    """The attendant has compared, the resident has signed: the slot opens."""
    act, person = posted_id(), resident_of(who).id

    def sign() -> Movement:
        return journeys().keeping.take_back(present(), act, key, person, *_proof(), posted_second())

    return _then(who, sign, lambda problem: _back_form(who, key, act, problem))


def _then(who: str, act: Callable[[], Movement | None], again: Callable[[Message], Response]) -> AnyResponse:
    """Do it; a movement goes on at its slot, which the lobby's screen shows as well."""
    try:
        begun = act()
    except Refused as refused:
        if refused.code == "signature.judge":
            return go(f"{PATH}/signatures/{refused.facts['comparison']}")
        if refused.code not in AT_THE_PAGE:
            raise
        return again(failures.message(refused.code, refused.facts))
    if begun is None:
        return go(f"{HERE}/{who}")
    journeys().hub.show("movement", id=begun.id)
    return go(f"/movements/{begun.id}")


def _proof() -> tuple[str, Written]:
    """Return which document was ticked, and what was drawn, or who stood by. Raises as `posted_name`."""
    return request.form.get("document", ""), posted_name()


def _asked_consent(who: str, name: str) -> GiveConsent:
    form = request.form
    return GiveConsent(
        consent=name,
        person=resident_of(who).id,
        reasons=tuple(form.getlist("reasons")),
        groups=tuple(one for one in form.getlist("groups") if one in journeys().consents.groups()),
        until=end_of(form.get("days", ""), form.get("until", "")),
        told="yes" in form.getlist("told"),
    )


def _consent_form(who: str, renewed: str, act: str, problem: Message | None = None) -> Response:
    known = journeys().ledger.house.consents.get(renewed)
    renewed = renewed if known and known.unit == resident_of(who).unit else ""
    return _signing(who, "consent", act, _terms(renewed), "consent", renewed, problem)


def _terms(renewed: str) -> Picks:
    """Return the choices of a consent: as they were posted, else as they were in the one that is renewed."""
    words, form = Words(journeys(), chosen_language()), request.form
    known = journeys().ledger.house.consents.get(renewed)
    reasons = form.getlist("reasons") or (known.reasons if known else ())
    groups = form.getlist("groups") or (known.groups if known else ())
    days = form.get("days", str(DAYS[-1]))
    told = "yes" in form.getlist("told") if form else not known or known.told
    all_reasons, all_groups = journeys().consents.reasons, journeys().consents.groups()
    return (
        ("reasons", [p.Pick(one, reason_in(words.language, one), one in reasons) for one in all_reasons]),
        ("groups", [p.Pick(one, group_in(words.language, one), one in groups) for one in all_groups]),
        ("days", [p.Pick(str(one), words.say(f"keeping.days_{one}"), str(one) == days) for one in DAYS]),
        ("told", [p.Pick("yes", words.say("keeping.told"), told)]),
        _documents(words),
    )


def _withdraw_form(who: str, name: str, act: str, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    if name not in {one.id for one in journeys().consents.of(resident_of(who).unit or "")}:
        raise Refused("consent.unknown")
    return _signing(who, "withdraw", act, [_documents(words)], f"withdraw/{name}", name, problem)


def _leave_form(who: str, act: str, problem: Message | None = None) -> Response:
    words, chosen = Words(journeys(), chosen_language()), request.form.get("place", "")
    free = journeys().keeping.free_slots()
    if not free:
        raise Refused("slot.taken")
    names = [one.id for one in free]
    chosen = chosen if chosen in names else names[0]
    slots = [p.Pick(one, words.place(one), one == chosen) for one in names[:8]]
    picks = [("place", slots), *_terms("")]
    return _signing(who, "leave", act, picks, "leave", "", problem, described=True)


def _back_form(who: str, key: str, act: str, problem: Message | None = None) -> Response:
    words, person = Words(journeys(), chosen_language()), resident_of(who)
    known = journeys().ledger.house.keys.get(key)
    if known is None or known.unit != person.unit:
        raise Refused("key.not_yours")
    look_at(known.unit or "", "signature")
    first = journeys().keeping.first_signature(key, known.unit or "")
    picks, label = [_documents(words)], words.key(known)
    return _signing(who, "back", act, picks, f"back/{key}", label, problem, first=first)


def _signing(
    who: str,
    deed: str,
    act: str,
    picks: Iterable[tuple[str, Sequence[p.Pick]]],
    path: str,
    subject: str,
    problem: Message | None,
    *,
    described: bool = False,
    first: str = "",
) -> Response:
    person, form, words = resident_of(who), request.form, Words(journeys(), chosen_language())
    strokes, box = drawn(words, first)
    page = p.Signing(
        **frame(),
        home=f"{HERE}/{who}",
        deed=deed,
        path=f"{HERE}/{who}/{path}",
        act=act,
        resident=journeys().directory.name(person.id),
        unit=person.unit or "",
        subject=subject,
        picks=tuple((name, tuple(choices)) for name, choices in picks),
        described=described,
        label=form.get("label", person.unit or "")[:40],
        count=form.get("count", "1")[:2],
        strokes=strokes,
        box=box,
        stood_by=words.person(witness_of(first)) if witness_of(first) else "",
        problem=problem,
        witness=witnesses(),
        seconds=seconds(problem) if deed == "back" else (),
    )
    return show(page, 409 if problem else 200)


def _documents(words: Words) -> tuple[str, Sequence[p.Pick]]:
    chosen = request.form.get("document", "")
    return "document", [p.Pick(one, words.say(f"keeping.document.{one}"), one == chosen) for one in DOCUMENTS]
