"""The rules about keys at the desk: read, changed by a supervisor after a look at what it does, and their history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.keys.changes import LIMITS, Rule, subject_of, value_of
from kiosk.domain.keys.effects import Effect
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.keyrules import by_kind
from kiosk.ports.register import RuleLine
from ui import failures
from ui.desk.keybook.spreadsheets import local_time, spreadsheet
from ui.desk.keyrules import pages as p
from ui.desk.keyrules.fields import fields_of
from ui.desk.keyrules.forms import rule_in
from ui.desk.keyrules.wording import Wording
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_keyrules", __name__, url_prefix=f"{PATH}/keyrules")
HERE = f"{PATH}/keyrules"
SECTIONS = {"grants": "grant", "hours": "hours", "rules": "rule", "reasons": "reason", "limits": "limits"}
"""The lists of rules, and what a rule of each is about."""
SECTION_OF = {kind: section for section, kind in SECTIONS.items()}
ENDS = {"grant": "keyrules.end", "rule": "keyrules.drop"}
OWN = frozenset({"version", "why", "movement", "came_from", "step"})
"""Fields of the page about a change itself; the others are the rule's."""
AT_ONCE, MOST_IN_CSV = 40, 5000
KINDS = ("loses", "fewer", "other", "gains", "more")


@pages.get("")
@role("supervisor", at="desk")
def first() -> AnyResponse:
    """Who may take what."""
    return go(f"{HERE}/grants")


@pages.get("/<any(grants, hours, rules, reasons, limits):section>")
@role("supervisor", at="desk")
def rules(section: str) -> Response:
    """The rules of one kind, in words."""
    words, kind = Words(journeys(), chosen_language()), SECTIONS[section]
    rows = sorted(_rows(words, section), key=lambda row: row.text)
    new = "" if section == "limits" else f"{HERE}/edit?" + urlencode({"subject": f"{kind}:"})
    return show(
        p.RuleList(**frame(), chips=_chips(words, section), section=section, rows=tuple(rows), new=new)
    )


@pages.get("/edit")
@role("supervisor", at="desk")
def edit() -> Response:
    """One rule, to be changed."""
    subject = request.args.get("subject", "")
    if subject.partition(":")[0] not in SECTION_OF:
        abort(404)
    if subject.partition(":")[2]:
        journeys().key_rules.current(subject)
    return _form(subject)


@pages.post("/look")
@role("supervisor", at="desk")
def look() -> AnyResponse:
    """What the change would do."""
    try:
        return _look(_rule(), posted_id())
    except Refused as refused:
        return _again(refused)


@pages.post("/change")
@role("supervisor", at="desk")
def change() -> AnyResponse:
    """Let it hold; or look again when somebody else has changed the rules meanwhile."""
    form, act = request.form, posted_id()
    if form.get("step") == "form":
        return _form(form.get("subject", ""), posted=True)
    try:
        rule = _rule()
        journeys().key_rules.change(present(), act, form.get("version", ""), rule, form.get("why", ""))
    except Refused as refused:
        if refused.code not in ("rules.changed_meanwhile", "reason.missing"):
            return _again(refused)
        try:
            return _look(_rule(), act, failures.message(refused.code, refused.facts))
        except Refused as same:  # what the other one changed was this very thing
            return _again(same)
    return go(f"{HERE}/{SECTION_OF[subject_of(rule).partition(':')[0]]}")


@pages.get("/history")
@role("supervisor", at="desk")
def history() -> Response:
    """Every change, newest first."""
    words, asked = Words(journeys(), chosen_language()), request.args.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 15 else None
    found = journeys().key_rules.history(before, AT_ONCE + 1)
    older = f"{HERE}/history?before={found[AT_ONCE - 1].seq}" if len(found) > AT_ONCE else ""
    return show(
        p.History(
            **frame(),
            chips=_chips(words, "history"),
            rows=tuple(_line(words, one) for one in found[:AT_ONCE]),
            older=older,
            csv=f"{HERE}/history.csv",
        )
    )


@pages.get("/history.csv")
@role("supervisor", at="desk")
def history_csv() -> Response:
    """Every change, for a spreadsheet."""
    words = Words(journeys(), chosen_language())
    lines = [_line(words, one) for one in journeys().key_rules.history(None, MOST_IN_CSV)]
    rows = [[local_time(one.at), one.who, one.why, one.before, one.after] for one in lines]
    return spreadsheet(words, "key_rules", "", ("begun", "who", "why", "before", "after"), rows)


def _rule() -> Rule:
    return rule_in(_Posted(), present().id)


class _Posted:
    """The posted form; a new right has a name from its first page on, so that a second tap makes no second one."""

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        value = request.form.get(name, default)
        return f"grant:g-{posted_id()[:10]}" if name == "subject" and value == "grant:" else value

    def getlist(self, name: str) -> list[str]:
        """Return all values of a field."""
        return request.form.getlist(name)


def _form(subject: str, problem: Message | None = None, *, posted: bool = False) -> Response:
    words = Words(journeys(), chosen_language())
    kind, _, name = subject.partition(":")
    section = SECTION_OF.get(kind)
    if section is None:
        abort(404)
    typed = {one: request.form.getlist(one) for one in request.form} if posted or problem else None
    known = value_of(journeys().ledger.house.rulebook, subject) if name else None
    page = p.RuleForm(
        **frame(),
        subject=subject,
        heading=Wording(words).value(subject, known) or words.say(f"keyrules.new.{section}"),
        last=_last(words, subject),
        fields=fields_of(words, subject, typed),
        version=journeys().key_rules.version,
        fresh=posted_id() if posted or problem else fresh_id(),
        back_to=f"{HERE}/{section}",
        ends=ENDS.get(kind, "") if known else "",
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _again(refused: Refused) -> Response:
    """Return the form with what was wrong in it."""
    if not refused.code.startswith("rules."):
        raise refused
    return _form(request.form.get("subject", ""), failures.message(refused.code, refused.facts))


def _look(rule: Rule, act: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    wording, outlook = Wording(words), journeys().key_rules.look(rule)
    stale = request.form.get("version", "") != outlook.version
    if stale and problem is None:
        problem = failures.message("rules.changed_meanwhile", {})
    subject = subject_of(rule)
    known = value_of(house.rulebook, subject)
    posted = [
        (name, value) for name in request.form if name not in OWN for value in request.form.getlist(name)
    ]
    page = p.Look(
        **frame(),
        sentence=wording.sentence(rule),
        before=wording.value(subject, known) if known is not None else "",
        rows=tuple(_effects(words, outlook.effects)),
        asking=len(outlook.asking),
        stranded=wording.keys(outlook.stranded) if outlook.stranded else "",
        posted=tuple(posted),
        version=outlook.version,
        fresh=act,
        back_to=f"{HERE}/{SECTION_OF[subject.partition(':')[0]]}",
        why=request.form.get("why", "")[:300],
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _effects(words: Words, found: Sequence[Effect]) -> Iterator[p.EffectRow]:
    sorted_out = by_kind(found)
    for kind in KINDS:
        for person, keys in sorted_out.get(kind, {}).items():
            named = Wording(words).keys(keys)
            yield p.EffectRow(kind, words.person(person), named, len(keys))


def _rows(words: Words, section: str) -> Iterator[p.RuleRow]:
    book, wording, kind = journeys().ledger.house.rulebook, Wording(words), SECTIONS[section]
    known = {
        "grants": book.grants, "hours": book.timetables, "rules": book.rules, "reasons": book.reasons,
    }.get(section)  # fmt: skip
    subjects = [f"{kind}:{name}" for name in known] if known is not None else [LIMITS]
    for subject in subjects:
        path = f"{HERE}/edit?" + urlencode({"subject": subject})
        yield p.RuleRow(wording.value(subject, value_of(book, subject)), path, _last(words, subject))


def _last(words: Words, subject: str) -> str:
    change = journeys().ledger.house.rule_changes.get(subject)
    if change is None:
        return ""
    return words.say("keyrules.last", who=words.person(change.by), time=local_time(change.at))


def _line(words: Words, line: RuleLine) -> p.HistoryRow:
    wording = Wording(words, as_now=False)
    by_file = line.noted is None and line.rule.by not in journeys().ledger.house.people
    who = words.say("keyrules.by_file") if by_file else words.person(line.rule.by)
    before = wording.sentence(line.before) if line.before else ""
    return p.HistoryRow(line.at, who, journeys().key_rules.why(line), before, wording.sentence(line.rule))


def _chips(words: Words, chosen: str) -> tuple[Chip, ...]:
    back = Chip(words.say("keyrules.back"), f"{PATH}/keys")
    own = (
        Chip(words.say(f"keyrules.section.{one}"), f"{HERE}/{one}", one == chosen)
        for one in (*SECTIONS, "history")
    )
    return (back, *own)
