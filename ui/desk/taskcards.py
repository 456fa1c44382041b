"""The tasks of the desk in words, each with the ways to do it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from kiosk.domain.items import CustodianKind
from kiosk.domain.keymap.issuing import changes, resealed
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.parcels.storing import is_shelf
from kiosk.flows.shifts.tasks import Task, tasks
from kiosk.language.messages import known
from ui.desk import mattercards
from ui.desk.alarms.words import facts_of
from ui.desk.inspections.cards import INSPECTION_NOTICES, SETTLES, inspection_facts, inspection_path
from ui.desk.pages import Deed, TaskCard
from ui.desk.papernames import named
from ui.desk.sealing import seal
from ui.desk.upkeep.telling import TASKS as UPKEEP
from ui.desk.upkeep.telling import upkeep_facts
from ui.desk.words import Words

ELSEWHERE = (
    {"stocktake_due": "/desk/stocktake", "emergency": "/desk/emergency"}
    | dict.fromkeys(("handover_open", "shift_long"), "/desk/shift")
    | {
        "parcel_expired": "/desk/waiting",
        "proof_asked": "/desk/asked",
        "sending_handover": "/desk/sendings",
        "sending_fee": "/desk/sendings",
        "sending_where": "/desk/sendings",
    }
)
ALARM_NOTICES = ("al1-", "al2-")
TASKS_AT_ONCE = 60
"""So many tasks are put into words for one page, the most urgent ones; what nobody sees to may be hundreds."""
SETTLED_AT_THE_DOOR = ("doubt.", "forced", "key_gone", "key_elsewhere", "disputed.")


def waiting(words: Words) -> list[Task]:
    """Return everything that waits for somebody, urgent first."""
    journeys = words.journeys
    found = tasks(
        journeys.ledger.house,
        journeys.devices.states(),
        journeys.clock.now(),
        keymap_after=journeys.settings.keys.keymap_after_changes,
        clock_ahead=journeys.timekeeping.ahead is not None,
        asked=journeys.storeroom.asked(),
        proofs=journeys.vouching.asked(),
    )
    return [*journeys.witnessing.tasks(), *(one for one in found if mattercards.is_shown(words, one))]


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
    if matter := mattercards.of(task):
        return {"place": "", "item": "", "home": "", "person": "", **matter.facts(words, task)}
    house = words.journeys.ledger.house
    facts: dict[str, object] = {"place": words.place(task.place) if task.place else ""}
    if key := house.keys.get(task.item):
        facts |= {"item": words.key(key), "home": words.place(key.place)}
        if key.custodian.kind is CustodianKind.PERSON:
            facts["person"] = words.person(key.custodian.id)
    elif task.item and (parcel := words.parcel(task.item)):
        facts |= {"item": parcel.barcode, "person": words.person(parcel.recipient)}
    if compared := house.comparisons.get(task.movement):
        facts["person"] = words.person(compared.person)
    if task.code == "courier_new":
        company = house.people[task.item].company or ""
        facts |= {"person": words.person(task.item), "item": company}
    if stay := house.stays.get(task.movement):
        facts["person"] = words.person(stay.person)
    if booking := house.bookings.get(task.booking):
        facts["person"] = words.person(booking.person)
    if shift := house.shifts.get(task.item):
        facts["person"] = words.person(shift.person)
    if task.code.startswith(UPKEEP) or task.code == "doubt.retired_tag":
        facts |= upkeep_facts(words, task)
    if sending := house.sendings.get(task.item):
        facts |= {"item": sending.number, "person": words.person(sending.person)}
    if swept := house.sweeps.get(task.item):
        facts["person"] = words.person(swept.courier)
    if task.code == "parcel_expired":
        facts["count"] = sum(one.state == "expired" for one in words.journeys.waiting.all())
    if move_in := house.move_ins.get(task.movement):
        facts["home"] = move_in.unit
    if task.inspection:
        facts |= inspection_facts(words, task)
    if task.keymap:
        facts |= {"number": task.keymap, "count": len(changes(house)) + len(resealed(house))}
    if alarm := house.alarms.get(task.alarm):
        facts |= facts_of(words, alarm)
    if (alarm := house.alarms.get(task.item)) and (notice := house.notices.get(task.notice)):
        facts |= {"item": words.say(f"alarms.kind.{alarm.kind}"), "person": words.person(notice.person)}
    if task.code.startswith("receipt.") and (paper := house.papers.get(task.paper)):
        facts["item"] = named(words, paper)
    if task.device:
        state = next((one for one in words.journeys.devices.states() if one.name == task.device), None)
        facts["device"] = words.say(f"attendant.device.{state.kind}") if state else task.device
        facts["name"] = task.device
        facts["detail"] = state.detail if state else ""
    return {"item": "", "home": "", "person": "", **facts}


def _path(task: Task) -> str:
    if matter := mattercards.of(task):
        return matter.path(task)
    if task.code == "alarm.override_count":
        return ELSEWHERE["stocktake_due"]
    if task.alarm or task.notice.startswith(ALARM_NOTICES):
        return f"/desk/alarms/{task.alarm or task.item}"
    if task.inspection or task.notice.startswith(INSPECTION_NOTICES):
        return inspection_path(task)
    if task.device:
        return "/desk/devices"
    if task.code.startswith(UPKEEP):
        return f"/desk/upkeep/{task.item}"
    if task.keymap:
        return "/desk/keymap"
    if task.code.startswith("movein_"):
        return f"/desk/movein/{task.movement}"
    if task.code in ("key_brought", "key_unknown"):
        return "/desk/brought"
    if task.code == "report_due":
        return f"/desk/reports/{task.movement}"
    if task.booking:
        return f"/desk/bookings/{task.booking}"
    if task.code == "courier_new":
        return f"/desk/couriers?{urlencode({'who': seal(task.item)})}"
    if task.code == "contractor_deposit":
        return f"/desk/contractors/{task.movement}"
    if task.code == "signature_judge":
        return f"/desk/signatures/{task.movement}"
    if task.code.startswith("complaint."):
        return "/desk/complaints"
    if task.code == "storeroom_coming" or is_shelf(task.place):
        return "/desk/storeroom"
    if task.code in ELSEWHERE:
        return ELSEWHERE[task.code]
    if task.place and not task.code.startswith(("slip.", "notice")):
        return f"/desk/places/{task.place}"
    return f"/desk/items/{task.item}" if task.item else "/desk/map"


def _alarm_deeds(words: Words, task: Task) -> Iterator[Deed]:
    """Yield "I am on it" for the alarm that a task is, or that stands at its place, while nobody is."""
    if task.code == "alarm.override_count":
        return
    at_door = bool(task.place) and task.code.startswith(("doubt.", "forced", "ajar"))
    for one in words.journeys.alarms.waiting():
        if not one.taken_by and (one.id == task.alarm or (at_door and one.place == task.place)):
            yield Deed("alarms.act.take", f"/desk/alarms/{one.id}/take")
            return


def _deeds(words: Words, task: Task) -> tuple[Deed, ...]:
    if matter := mattercards.of(task):
        return tuple(matter.deeds(words, task))
    deeds: list[Deed] = [*_alarm_deeds(words, task)]
    if task.code in SETTLES:
        deeds.append(Deed("inspections.settle", f"/desk/inspections/findings/{task.inspection}/settled"))
    if task.code == "key_no_slot":
        deeds.append(Deed("attendant.act.take_over", f"/desk/keys/{task.item}/take-over"))
    if task.notice:
        deeds.append(Deed("attendant.act.told", f"/desk/notices/{task.notice}/told"))
    if task.booking:
        deeds.append(Deed("attendant.act.told", f"/desk/bookings/{task.booking}/told"))
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
