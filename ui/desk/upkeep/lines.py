"""What is to be told of one key at the desk, line by line, each with the ways to end it; and where its copies are."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.items import Key
from kiosk.domain.upkeep import knowing as known
from kiosk.domain.upkeep.condition import TO_RECUT, Fault, Loss, Withdrawal
from kiosk.domain.upkeep.upkeep import DECIDES
from ui.desk.sessions import PATH, present
from ui.desk.upkeep.pages import Line
from ui.desk.upkeep.telling import owner_of, when, why, written
from ui.desk.words import Words

HERE = f"{PATH}/upkeep"
Ways = tuple[tuple[str, str, str, str], ...]


def lines_of(words: Words, key: Key) -> Iterator[Line]:
    """Yield what is to be told of a key, each with the ways to end it."""
    house, here = words.journeys.ledger.house, f"{HERE}/{key.id}"
    condition, decides = known.condition_of(house, key.id), present().role in DECIDES
    if loss := known.compromised(house, key):
        yield from _of_loss(words, key, loss)
    if waits := condition.note_wanted:
        who, time = words.person(waits.bearer), when(words, waits.since)
        fine = ("attendant.upkeep.act.fine", f"{here}/fine", "", "")
        yield Line(words.say("attendant.upkeep.note_wanted", who=who, time=time), "care", ways=(fine,))
    if condition.replacing:
        ways = tuple((f"attendant.upkeep.act.{act}", f"{here}/{act}", "", "") for act in ("open", "keep"))
        text = words.say("attendant.upkeep.replacing", place=words.place(key.place))
        yield Line(text, "care", ways=ways if decides else ())
    if condition.withdrawn:
        yield _withdrawn(words, condition.withdrawn, here, decides=decides)
    for fault in condition.faults:
        yield _fault(words, fault, here)


def copies_in_words(words: Words, key: Key) -> Iterator[Line]:
    """Yield where each copy of a key's lock is."""
    house = words.journeys.ledger.house
    cylinder = known.cylinder_of(house, key)
    for one in known.keys_fitting(house, cylinder):
        if not known.opens_nothing(house, one.id):
            here = words.say("attendant.upkeep.here", place=words.place(one.place))
            yield Line(f"{words.key(one)}\u2002{here}")
    for copy in known.copies_of(house, cylinder).outside:
        holder = holder_in_words(words, copy.holder, copy.note)
        text = words.say("attendant.upkeep.outside", holder=holder, time=when(words, copy.since))
        yield Line("\u2002".join(one for one in (text, copy.order, copy.cut) if one))


def holder_in_words(words: Words, holder: str, note: str) -> str:
    """Return with whom a copy is, and what was noted of them."""
    typed = written(words, note)[0]
    said = words.say(f"attendant.upkeep.holder.{holder}")
    return f"{said}\u2002{typed}" if typed else said


def _withdrawn(words: Words, gone: Withdrawal, here: str, *, decides: bool) -> Line:
    end = "put_back" if gone.reason not in TO_RECUT else "strike_off" if gone.reason == "lost" else ""
    ways = ((f"attendant.upkeep.act.{end}", f"{here}/{end}", "", ""),) if end and decides else ()
    facts = {"time": when(words, gone.since), "who": words.person(gone.by), "why": why(words, gone.reason)}
    return _with_note(words, words.say("attendant.upkeep.withdrawn", **facts), gone.note, ways)


def _fault(words: Words, fault: Fault, here: str) -> Line:
    ways = tuple(
        (f"attendant.upkeep.act.{how}", f"{here}/mended/{fault.id}", "how", how)
        for how in ("mended", "nothing_found")
    )
    facts = {"what": words.say(f"upkeep.fault.{fault.what}"), "who": words.person(fault.said_by)}
    text = words.say("attendant.upkeep.fault", **facts, time=when(words, fault.since))
    return _with_note(words, text, fault.note, ways)


def _of_loss(words: Words, key: Key, loss: Loss) -> Iterator[Line]:
    if loss.key != key.id:
        yield Line(words.say("attendant.upkeep.lost_other", item=words.item(loss.key)), "bad")
        return
    how = words.say(f"upkeep.how.{loss.how}")
    facts = {"how": how, "time": when(words, loss.since), "who": words.person(loss.declared_by)}
    text = words.say("attendant.upkeep.lost", **facts, owner=owner_of(words, loss))
    yield _with_note(words, text, loss.note, (), "bad")
    if known.has_turned_up(words.journeys.ledger.house, loss):
        yield Line(words.say("attendant.upkeep.lost_found", place=words.place(key.custodian.id)), "bad")


def _with_note(words: Words, text: str, note: str, ways: Ways, tone: str = "care") -> Line:
    typed, strokes, box = written(words, note)
    return Line(text, tone, typed, strokes, box, ways)
