"""How keys are in words: for the list, for one key's page, for the tasks and for the register of a key's life."""

from __future__ import annotations

import json
from datetime import datetime

from kiosk.domain.items import Key
from kiosk.domain.upkeep import knowing as known
from kiosk.domain.upkeep.condition import Loss
from kiosk.flows.shifts.tasks import Task
from kiosk.language.messages import known as has_words
from kiosk.language.messages import moment_of
from kiosk.ports.register import LogLine
from ui.desk.pages import Row
from ui.desk.sealing import seal
from ui.desk.words import Words, drawn, points_of

TASKS = (
    "key_fault.", "key_note_due", "lock_change", "lost_key_found", "key_recut.", "key_replacing", "copies_differ",
)  # fmt: skip
"""The tasks that are seen to on a key's own page."""
OF_ITS_LIFE = (
    "key.registered", "key.struck_off", "key.fault.", "key.note.", "key.found_fine", "key.withdrawn", "key.put_back",
    "key.replace", "key.tag.", "key.lost", "key.loss.", "key.lock_change", "key.cylinder.", "key.copy.", "key.copies.",
)  # fmt: skip
"""How the names of events begin that tell how a key is."""
BAD = ("key.lost", "key.lost.found", "key.tag.retired_seen", "key.gone")


def when(words: Words, at: datetime) -> str:
    """Return a moment as the desk writes it."""
    return moment_of(at, words.language, words.journeys.settings.site.time_zone, "MMMd Hm")


def written(words: Words, reference: str) -> tuple[str, tuple[str, ...], str]:
    """Return what was typed, and what was drawn with its box; nothing for nothing, or once it was erased."""
    kept = words.journeys.ledger.opened(reference) if reference else None
    if not kept:
        return "", (), ""
    content = json.loads(kept)
    return str(content["words"]), *points_of(content["strokes"])


def why(words: Words, reason: str) -> str:
    """Return why a key was withdrawn or replaced."""
    return (
        words.say(f"attendant.upkeep.why.{reason}") if has_words(f"attendant.upkeep.why.{reason}") else reason
    )


def remarks(words: Words, key: Key) -> tuple[tuple[str, str], ...]:
    """Return everything that is to be told of a key, each with its tone."""
    house = words.journeys.ledger.house
    condition = known.condition_of(house, key.id)
    said: list[tuple[str, str]] = []
    if loss := known.loss_of(house, key.id):
        found = known.has_turned_up(house, loss)
        said.append((words.say(f"attendant.held.{'lost_here' if found else 'key_lost'}"), "bad"))
    if known.compromised(house, key):
        said.append((words.say("attendant.held.lock_unsafe"), "bad"))
    if condition.replacing:
        said.append((words.say("attendant.held.replacing"), "care"))
    if condition.withdrawn:
        reason = why(words, condition.withdrawn.reason)
        said.append((f"{words.say('attendant.held.withdrawn')}: {reason}", "care"))
    for fault in condition.faults:
        what = words.say(f"upkeep.fault.{fault.what}")
        time = moment_of(fault.since, words.language, words.journeys.settings.site.time_zone, "MMMd")
        said.append((words.say("upkeep.remark", what=what, time=time), "care"))
    return tuple(said)


def concerns(words: Words, key: Key) -> str:
    """Return which lock a key opens: its home's, and whatever else opens the same."""
    house = words.journeys.ledger.house
    same = [one for one in known.keys_fitting(house, known.cylinder_of(house, key)) if one.id != key.id]
    names = [words.key(one) for one in (key, *same)]
    return ", ".join(dict.fromkeys([*([key.unit] if key.unit else []), *names]))


def owner_of(words: Words, loss: Loss) -> str:
    """Return who sees to a lock change."""
    return words.journeys.directory.name(loss.owner)


def upkeep_facts(words: Words, task: Task) -> dict[str, object]:
    """Return what the words of a task about a key's condition need."""
    house = words.journeys.ledger.house
    if loss := house.losses.get(task.movement):
        return {"item": words.item(task.item), "person": owner_of(words, loss)}
    wanted = known.condition_of(house, task.item).note_wanted
    if task.code == "key_note_due" and wanted:
        return {"person": words.person(wanted.bearer)}
    return {"item": words.item(task.item)} if task.code == "doubt.retired_tag" else {}


def life_row(words: Words, line: LogLine) -> Row:
    """Return what happened to a key beside its movements as a line of its life."""
    body, kind = line.body, line.kind.partition("/")[0]
    by, place = str(body.get("by") or body.get("said_by") or ""), str(body.get("place") or "")
    found = words.journeys.furniture.places.get(place)
    note = str(body.get("note") or "")
    typed, note_strokes, note_box = written(words, note)
    strokes, box = drawn(words, str(body.get("signature") or ""))
    return Row(
        at=line.at,
        what="attendant.beside.key_lost.title" if kind == "key.lost" else f"attendant.beside.{kind}",
        item="",
        item_path="",
        place=place,
        number=found.number if found else 0,
        is_slot=found is not None,
        who=words.person(by) if by and by in words.journeys.ledger.house.people else "",
        person=seal(by),
        ended="",
        tone="bad" if kind in BAD else "quiet",
        why="\u2002".join(one for one in (*_facts(words, kind, body), typed) if one),
        strokes=strokes,
        box=box,
        note=note_strokes,
        note_box=note_box,
    )


def _facts(words: Words, kind: str, body: object) -> tuple[str, ...]:
    """The codes of one event in words, in the order in which they tell most."""
    facts = body if isinstance(body, dict) else {}
    prefixes = {
        "what": "upkeep.fault.",
        "how": "upkeep.how." if kind == "key.lost" else "attendant.upkeep.act.",
        "reason": "attendant.upkeep.why.",
        "holder": "attendant.upkeep.holder.",
        "why": "attendant.upkeep.end.",
    }
    said = [
        words.say(f"{prefix}{facts[name]}")
        for name, prefix in prefixes.items()
        if facts.get(name) and has_words(f"{prefix}{facts[name]}")
    ]
    said += [str(facts[name]) for name in ("work_order", "order", "cut", "done_on") if facts.get(name)]
    if kind == "key.copies.counted":
        said.append(f"{facts['found']} / {facts['known']}")
    return tuple(said)
