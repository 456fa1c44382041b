"""Where each number of a report leads: to what it counts in that day or month; what stands now, to where it is seen."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.alarms.alarm import KINDS
from kiosk.domain.followups.followup import OF
from kiosk.flows.reports.of_services import BY_SERVICE
from ui.desk.sessions import PATH

COUNTED: Mapping[str, str] = {
    "keys.out": "log?kind=key.issue&day={}",
    "keys.back": "log?kind=key.return&day={}",
    "keys.back_late": "registers/lent?period={}",
    "keys.left": "log?kind=key.leave&day={}",
    "keys.taken_home": "log?kind=key.take_back&day={}",
    "keys.doubted": "log?day={}",
    "parcels.in": "log?kind=parcel.drop&day={}",
    "parcels.collected": "log?kind=parcel.collect&day={}",
    "parcels.recalled": "log?kind=parcel.recall&day={}",
    "parcels.returned": "log?kind=parcel.recall&day={}",
    "sendings.registered": "registers/sent?period={}",
    "sendings.sent": "log?kind=parcel.recall&day={}",
    "alarms.raised": "alarms/history?period={}",
    "alarms.acknowledged": "alarms/history?period={}",
    "alarms.in_time": "alarms/history?period={}",
    **{f"alarms.{kind}": f"alarms/history?kind={kind}&period={{}}" for kind in KINDS},
    "shifts.ended": "shifts",
    "shifts.closed": "shifts",
    "shifts.stocktakes": "registers/stocktakes?period={}",
    "rounds.told": "inspections",
    "contractors.admitted": "contractors",
    "contractors.move_ins": "registers/movein?period={}",
    **dict.fromkeys(
        ("deposits.in", "deposits.claimed", "deposits.refused", "deposits.reported", "deposits.stubs"),
        "registers/deposits?period={}",
    ),
    **dict.fromkeys(
        ("transfers.in", "transfers.handed", "transfers.refused"), "registers/transfers?period={}"
    ),
    **dict.fromkeys(("loans.lent", "loans.back", "loans.lost"), "registers/loans?period={}"),
    **dict.fromkeys(("passes.permits", "passes.issued", "passes.counted"), "registers/passes?period={}"),
    **dict.fromkeys(("passes.released", "passes.gone"), "registers/releases?period={}"),
    **dict.fromkeys(
        (
            "services.asked",
            "services.done",
            "services.due",
            "services.on_time",
            "services.cancelled",
            "services.refused",
        ),
        "registers/services?period={}",
    ),
    **dict.fromkeys(
        (
            "orders.issued",
            "orders.in_5",
            "orders.on_site",
            "orders.in_15",
            "orders.done",
            "orders.called_off",
        ),
        "registers/orders?period={}",
    ),
    **dict.fromkeys(
        ("grievances.made", "grievances.handled", "grievances.in_time", "grievances.praise"),
        "registers/grievances?period={}",
    ),
    **{f"followups.{of}{end}": "registers/followups?period={}" for of in OF for end in ("", "_asked")},
    **dict.fromkeys(
        ("followups.asked", "followups.rated", "followups.content"), "registers/followups?period={}"
    ),
    **dict.fromkeys(
        (
            "prepaid.opening",
            "prepaid.in",
            "prepaid.topped_up",
            "prepaid.used",
            "prepaid.refunded",
            "prepaid.other",
            "prepaid.closing",
            "prepaid.overdrawn",
            "prepaid.vouchers",
        ),
        "registers/prepaid?period={}",
    ),
    **dict.fromkeys(
        ("cash.opening", "cash.in", "cash.out", "cash.closing", "cash.income"),
        "statements?what=account&period={}",
    ),
    **dict.fromkeys(("cash.counts", "cash.right", "cash.off", "cash.unexplained", "cash.held"), "cash"),
    "records.looks": "homesfile",
    "records.contacts": "homesfile",
    "system.events": "log?day={}",
    **dict.fromkeys(
        ("incidents.begun", "incidents.sent", "incidents.in_time"), "registers/incidents?period={}"
    ),
    **dict.fromkeys(("records.written", "records.corrected"), "registers/dutylog?period={}"),
}
"""What was counted, after a day or a month is put in its place."""
PAST: Mapping[str, str] = {
    **dict.fromkeys(("keys.out_now", "keys.overdue"), "registers/lent?period={}"),
    **dict.fromkeys(("parcels.waiting", "parcels.overtime"), "log?kind=parcel.drop&day={}"),
    **dict.fromkeys(("sendings.waiting", "sendings.fees_owed"), "registers/sent?period={}"),
    **dict.fromkeys(("deposits.here", "deposits.unclaimed"), "registers/deposits?period={}"),
    "transfers.here": "registers/transfers?period={}",
    **dict.fromkeys(("loans.out", "loans.late", "loans.very_late"), "registers/loans?period={}"),
    **dict.fromkeys(("passes.out", "passes.expired"), "registers/passes?period={}"),
    **dict.fromkeys(("services.open", "services.late"), "registers/services?period={}"),
    **dict.fromkeys(("orders.open", "orders.late"), "registers/orders?period={}"),
    **dict.fromkeys(("grievances.open", "grievances.late"), "registers/grievances?period={}"),
    **dict.fromkeys(("followups.open", "followups.late"), "registers/followups?period={}"),
    "alarms.open": "alarms/history?period={}",
    **dict.fromkeys(("shifts.untaken", "shifts.unsettled"), "shifts"),
    "rounds.urgent": "inspections",
    "contractors.inside": "contractors",
    **dict.fromkeys(("incidents.open", "incidents.late"), "registers/incidents?period={}"),
    "records.notes": "shifts",
}
"""What stood at the end of a day that is over: what came to it."""
STANDING: Mapping[str, str] = {
    "keys.out_now": "keys",
    "keys.overdue": "late",
    "parcels.waiting": "waiting",
    "parcels.overtime": "waiting",
    "sendings.waiting": "sendings",
    "sendings.fees_owed": "sendings",
    "alarms.open": "alarms",
    "shifts.untaken": "shift",
    "shifts.unsettled": "shift",
    "rounds.urgent": "inspections",
    "contractors.inside": "contractors",
    "loans.out": "loans",
    "loans.late": "loans",
    "loans.very_late": "loans",
    "passes.out": "passes",
    "passes.expired": "passes",
    "orders.open": "orders",
    "orders.late": "orders",
    "services.open": "services",
    "services.late": "services",
    "grievances.open": "grievances",
    "grievances.late": "grievances",
    "followups.open": "followups",
    "followups.late": "followups",
    "incidents.open": "incidents",
    "incidents.late": "incidents",
    "records.notes": "shift",
    "deposits.here": "deposits",
    "deposits.unclaimed": "deposits",
    "transfers.here": "transfers",
}
"""What stands at this moment."""


def path_of(code: str, period: str, *, now: bool) -> str:
    """Return where a line of a report leads. `now`: the period goes on, and what stands is what is there."""
    if code.startswith(BY_SERVICE):
        return f"{PATH}/registers/services?period={period}"
    if code in COUNTED:
        return f"{PATH}/{COUNTED[code].format(period)}"
    if now and code in STANDING:
        return f"{PATH}/{STANDING[code]}"
    return f"{PATH}/{PAST[code].format(period)}" if code in PAST else f"{PATH}/dayreport/{period}/of/{code}"
