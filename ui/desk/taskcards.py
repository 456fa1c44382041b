"""The tasks of the desk in words, each with the ways to do it."""

from __future__ import annotations

from kiosk.domain.items import CustodianKind
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.tasks import Task, tasks
from kiosk.language.messages import known
from ui.desk.pages import Deed, TaskCard
from ui.desk.words import Words

ELSEWHERE = {"stocktake_due": "/desk/stocktake", "emergency": "/desk/emergency"}
SETTLED_AT_THE_DOOR = ("doubt.", "forced", "key_gone", "key_elsewhere", "disputed.")


def cards(words: Words) -> tuple[TaskCard, ...]:
    """Return everything that waits for somebody, urgent first."""
    journeys = words.journeys
    found = tasks(journeys.ledger.house, journeys.devices.states(), journeys.clock.now())
    return tuple(card(words, task) for task in found)


def card(words: Words, task: Task) -> TaskCard:
    """Return one task in words."""
    code = task.code if known(f"attendant.task.{task.code}.what") else f"{task.code.partition('.')[0]}.other"
    return TaskCard(
        id=task.id,
        code=code,
        since=task.since,
        urgent=task.urgent,
        facts=_facts(words, task),
        path=_path(task),
        place=task.place,
        settles=task.code.startswith(SETTLED_AT_THE_DOOR),
        deeds=_deeds(words, task),
    )


def _facts(words: Words, task: Task) -> dict[str, object]:
    house = words.journeys.ledger.house
    facts: dict[str, object] = {"place": words.place(task.place) if task.place else ""}
    if key := house.keys.get(task.item):
        facts |= {"item": words.key(key), "home": words.place(key.place)}
        if key.custodian.kind is CustodianKind.PERSON:
            facts["person"] = words.person(key.custodian.id)
    elif task.item and (parcel := words.parcel(task.item)):
        facts |= {"item": parcel.barcode, "person": words.person(parcel.recipient)}
    if task.device:
        state = next((one for one in words.journeys.devices.states() if one.name == task.device), None)
        facts["device"] = words.say(f"attendant.device.{state.kind}") if state else task.device
        facts["name"] = task.device
        facts["detail"] = state.detail if state else ""
    return {"item": "", "home": "", "person": "", **facts}


def _path(task: Task) -> str:
    if task.device:
        return "/desk/devices"
    if task.code == "report_due":
        return f"/desk/reports/{task.movement}"
    if task.code in ELSEWHERE:
        return ELSEWHERE[task.code]
    if task.place and not task.code.startswith(("slip.", "notice")):
        return f"/desk/places/{task.place}"
    return f"/desk/items/{task.item}" if task.item else "/desk/map"


def _deeds(words: Words, task: Task) -> tuple[Deed, ...]:
    deeds: list[Deed] = []
    if task.notice:
        deeds.append(Deed("attendant.act.told", f"/desk/notices/{task.notice}/told"))
    paper = words.journeys.ledger.house.papers.get(task.paper)
    if paper is None:
        return tuple(deeds)
    if paper.stage is PaperStage.UNKNOWN:
        deeds.append(Deed("attendant.act.seen", f"/desk/papers/{task.paper}/seen"))
    if paper.what == "claim slip":
        deeds.append(Deed("attendant.act.new_slip", f"/desk/items/{task.item}/slip"))
    else:
        deeds.append(Deed("attendant.act.print_again", f"/desk/papers/{task.paper}/again"))
    return tuple(deeds)
