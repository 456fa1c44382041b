"""The page of badges: give one, make one prove itself, revoke one; and who has which."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.badges import Proof, may_change
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.people.badges import DECIDES_S, LISTENS_S, UNREADABLE, Enrolment, Step
from kiosk.language.messages import known
from ui.desk.badges import pages as b
from ui.desk.pages import Chip
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_badges", __name__, url_prefix=f"{PATH}/badges")
HERE = f"{PATH}/badges"
HAS = ("clone", "proof", "none")
AT_ONCE = 60
ORDER = {Role.MANAGER: 0, Role.SUPERVISOR: 0, Role.ATTENDANT: 1, Role.COURIER: 2, Role.RESIDENT: 3}


@pages.get("")
@role("attendant", at="desk")
def badges() -> AnyResponse:
    """Everybody's badge, and the person who was picked."""
    who = unseal(request.args.get("who", ""))
    if who is None or (who and who not in journeys().ledger.house.people):
        return go(HERE)
    return _page(journeys().ledger.house.people.get(who))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    return go(_address(words=request.form.get("words", "").strip(), has=request.form.get("has", "")))


@pages.post("/listen")
@role("attendant", at="desk")
def listen() -> AnyResponse:
    """Have the reader wait for the badge that this person gets."""
    person = _posted_person()
    journeys().badges.begin(person, present())
    return go(_address(who=person))


@pages.post("/give")
@role("attendant", at="desk")
def give() -> AnyResponse:
    """Give the badge that was read, as it is."""
    journeys().badges.give(request.form.get("enrolment", ""), present(), _reason())
    return go(_address(who=_posted_person()))


@pages.post("/adopt")
@role("attendant", at="desk")
def adopt() -> AnyResponse:
    """Put the site's keys into the badge that was read, then give it."""
    journeys().badges.adopt(request.form.get("enrolment", ""), present(), _reason())
    return go(_address(who=_posted_person()))


@pages.post("/cancel")
@role("attendant", at="desk")
def cancel() -> AnyResponse:
    """Wait for no badge any more."""
    journeys().badges.cancel(present())
    return go(_address(who=_posted_person()))


@pages.post("/revoke")
@role("attendant", at="desk")
def revoke() -> AnyResponse:
    """Have a badge open nothing from now on."""
    person = _posted_person()
    journeys().badges.revoke(person, present(), _reason())
    return go(_address(who=person))


def _posted_person() -> str:
    """Return the person whom the posted form is about.

    Raises:
        Refused: `person.unknown` for a name that this run has not sealed.
    """
    person = unseal(request.form.get("who", ""))
    if not person:
        raise Refused("person.unknown")
    return person


def _reason() -> str:
    """The reason that was typed, else the one that was touched."""
    return request.form.get("other", "").strip() or request.form.get("reason", "")


def _address(*, who: str = "", words: str = "", has: str = "") -> str:
    asked = {"who": seal(who), "q": seal(words), "has": has if has in HAS else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{HERE}?{query}" if query else HERE


def _page(person: Person | None) -> Response:
    words = Words(journeys(), chosen_language())
    typed, has = unseal(request.args.get("q", "")), request.args.get("has", "")
    house = journeys().ledger.house
    fitting = [one for one in journeys().directory.matching(house, typed or "") if one.role in ORDER]
    listed = [one for one in fitting if has not in HAS or _has(one) == has]
    listed.sort(key=lambda one: (ORDER[one.role], one.unit or "", words.person(one.id)))
    active = [one for one in house.people.values() if one.active and one.role in ORDER]
    reader = journeys().settings.badge_reader
    return show(
        b.BadgesPage(
            **frame(),
            rows=tuple(_row(words, one, typed or "", has, person) for one in listed[:AT_ONCE]),
            more=max(0, len(listed) - AT_ONCE),
            chips=_chips(words, active, typed or "", has),
            words=typed or "",
            forgotten=typed is None,
            clones=sum(_has(one) == "clone" for one in active),
            proofs=sum(_has(one) == "proof" for one in active),
            secure=reader is not None and reader.secure != "off",
            picked=_picked(words, person) if person else None,
        )
    )


def _has(person: Person) -> str:
    return "none" if person.badge is None else "proof" if person.badge_proves else "clone"


def _detail(words: Words, person: Person) -> str:
    role_words = words.say(f"badges.role.{person.role.value}")
    beside = person.unit or person.company or ""
    closed = words.say("badges.closed") if not person.active else ""
    return "\u2002".join(one for one in (role_words, beside, closed) if one)


def _row(words: Words, person: Person, typed: str, has: str, picked: Person | None) -> b.BadgeRow:
    name = journeys().directory.name(person.id)
    path = _address(who=person.id, words=typed, has=has)
    chosen = picked is not None and picked.id == person.id
    return b.BadgeRow(name, _detail(words, person), path, _has(person), chosen)


def _chips(words: Words, active: list[Person], typed: str, has: str) -> tuple[Chip, ...]:
    """The filters, each with the number of people whom it leaves."""
    chips = []
    for one in ("", *HAS):
        count = sum(not one or _has(person) == one for person in active)
        said = words.say(f"badges.chip.{one or 'all'}", count=count)
        chips.append(Chip(said, _address(words=typed, has=one), one == (has if has in HAS else "")))
    return tuple(chips)


def _picked(words: Words, person: Person) -> b.PickedPerson:
    now = journeys().badges.current(present())
    return b.PickedPerson(
        name=journeys().directory.name(person.id),
        detail=_detail(words, person),
        who=seal(person.id),
        path=_address(who=person.id),
        has=_has(person),
        may_change=person.active and _may_change(person),
        reader_works=journeys().devices.is_up("badge_reader"),
        giving=_giving(words, now) if now and now.person == person.id else None,
    )


def _may_change(person: Person) -> bool:
    try:
        may_change(present(), person)
    except Refused:
        return False
    return True


def _giving(words: Words, now: Enrolment) -> b.Giving:
    badge = now.badge
    waits_s = LISTENS_S if now.step in (Step.LISTENING, Step.ADOPTING) else DECIDES_S
    foreign = now.problem in ("badge.wrong_key", "badge.not_ours", "badge.blocked")
    owner = now.owner if now.owner != now.person else ""
    return b.Giving(
        step=now.step.value,
        id=now.id,
        left_ms=round(journeys().badges.left_s(now) * 1000),
        of_ms=round(waits_s * 1000),
        seen=f"badges.seen.{'changing' if badge.changing else badge.proof.value}" if badge else "",
        owner=words.person(owner) if owner else "",
        problem=_problem(now.problem),
        can_adopt=badge is not None and badge.proof is Proof.WRONG_KEY and not foreign,
        can_give=badge is not None and not badge.changing and badge.proof not in UNREADABLE,
    )


def _problem(code: str) -> str:
    key = f"badges.problem.{code.removeprefix('badge.')}"
    return "" if not code else key if known(key) else f"refused.{code}.title"
