"""Wake-up calls at the desk: the list of a day, each call's outcome, and what was found by whoever went up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.services.calling import UNANSWERED, Due, due_on
from kiosk.domain.services.catalogue import Kind
from ui.desk.deeds import done
from ui.desk.keybook.ways import chips
from ui.desk.services import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import journeys, whole
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/wakeups"
pages = Blueprint("desk_service_calls", __name__, url_prefix=HERE)


@pages.get("")
@role("attendant", at="desk")
def calls() -> Response:
    """The calls of a day."""
    return _page(_day(request.args.get("day", "")))


@pages.post("/<name>/called")
@role("attendant", at="desk")
def called(name: str) -> AnyResponse:
    """Somebody was called."""
    form, due = request.form, _moment(request.form.get("due", ""))
    attempt = whole(form.get("attempt", "0"), -1)
    answered = form.get("answered") == "yes"
    return _then(due, lambda: journeys().service_desk.call(name, due, attempt, present(), answered=answered))


@pages.post("/<name>/went-up")
@role("attendant", at="desk")
def went_up(name: str) -> AnyResponse:
    """Somebody went up."""
    due, result = _moment(request.form.get("due", "")), request.form.get("result", "")
    return _then(due, lambda: journeys().service_desk.went_up(name, due, result, present()))


def _then(due: datetime, act: Callable[[], None]) -> AnyResponse:
    day = due.astimezone(journeys().services.now().tzinfo).date()
    to = f"{HERE}?day={day.isoformat()}"
    return done(act, to, lambda problem: _page(day, problem), elsewhere=("staff.needed",))


def _page(day: date, problem: Message | None = None) -> Response:
    words, now = Words(journeys(), chosen_language()), journeys().services.now()
    rows = tuple(_row(words, one) for one in due_on(journeys().ledger.house, day, now))
    page = p.CallsPage(
        **frame(),
        chips=chips(words, "wakeups"),
        day=datetime.combine(day, time(12), now.tzinfo),
        before=f"{HERE}?day={(day - timedelta(days=1)).isoformat()}",
        after=f"{HERE}?day={(day + timedelta(days=1)).isoformat()}",
        rows=rows,
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _row(words: Words, one: Due) -> p.CallRow:
    call, asked = one.call, one.request
    now = journeys().services.now()
    ways: tuple[str, ...] = ()
    if not call.over and not asked.over:
        ways = ("go_up",) if call.unanswered >= UNANSWERED else ("call",)
    result = words.say("services.desk.answered") if call.answered else ""
    if call.result:
        result = words.say(f"services.found.{call.result}")
    return p.CallRow(
        request=asked.id,
        number=asked.number,
        due=call.due.astimezone(now.tzinfo),
        customer=words.person(asked.person),
        phone=_phone(asked.id),
        attempts=len(call.attempts),
        ways=ways,
        result=result,
    )


def _phone(name: str) -> str:
    """Return the number that is rung, "" where it is not kept any more."""
    flow = journeys().services
    one = flow.need(name)
    service = flow.catalogue.services.get(one.service)
    asked = service.first_of(Kind.PHONE) if service else None
    return flow.told(one).words.get(asked.code, "") if asked else ""


def _day(asked: str) -> date:
    today = journeys().services.now().date()
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        return today
    return found if 1970 < found.year < 9999 else today


def _moment(asked: str) -> datetime:
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        raise Refused("service.no_call") from None
    if found.tzinfo is None or not 1970 < found.year < 9999:  # a year at either end has no other time zone
        raise Refused("service.no_call")
    return found
