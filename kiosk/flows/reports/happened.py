"""Numbers that are events: which of them each line counts, and these one by one, for a page that shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kiosk.flows.reports.day import Day, stamp
from kiosk.flows.reports.part import Number
from kiosk.ports.register import LogLine, Register

HAPPENED: Mapping[str, tuple[str, ...]] = {
    "parcels.returned": ("parcel.returned/1",),
    "parcels.expired": ("parcel.expired/1",),
    "parcels.disputed": ("parcel.disputed/1",),
    "sendings.registered": ("sending.registered/1",),
    "sendings.called_off": ("sending.called_off/1",),
    "deposits.in": ("deposit.taken_in/1",),
    "deposits.claimed": ("deposit.given/1",),
    "deposits.refused": ("deposit.refused/1",),
    "deposits.stubs": ("deposit.stub.replaced/1",),
    "deposits.reported": ("deposit.reported/1",),
    "deposits.counts": ("items.counted/1",),
    "deposits.missing": ("item.missing/1",),
    "transfers.in": ("transfer.taken_in/1",),
    "transfers.handed": ("transfer.handed/1",),
    "transfers.refused": ("transfer.refused/1",),
    "loans.lent": ("loan.made/1",),
    "loans.back": ("loan.returned/1",),
    "loans.lost": ("loan.lost/1",),
    "loans.asked": ("loan.contacted/1",),
    "passes.counted": ("pass.permit.counted/1",),
    "passes.shown": ("pass.shown/1",),
    "passes.released": ("release.given/1",),
    "passes.gone": ("release.gone/1",),
    "orders.done": ("workorder.done/1",),
    "orders.called_off": ("workorder.called_off/1",),
    "grievances.reopened": ("grievance.reopened/1",),
    "shifts.differences": ("shift.difference.explained/1",),
    "shifts.settled": ("shift.difference.settled/1",),
    "shifts.stocktakes": ("stocktake.ended/1",),
    "rounds.due": ("inspection.reported/1", "inspection.missed/1"),
    "rounds.told": ("inspection.reported/1",),
    "rounds.missed": ("inspection.missed/1",),
    "rounds.settled": ("inspection.settled/1",),
    "contractors.admitted": ("contractor.admitted/1",),
    "contractors.keys": ("contractor.key.issued/1",),
    "contractors.move_ins": ("move_in.ended/1",),
    "system.doubts": ("door.doubted/1",),
    "system.refused": ("guess.refused/1", "code.guess.refused/1"),
    "system.lost": ("device.lost/1",),
    "system.started": ("kiosk.started/1",),
    "records.exported": ("register.exported/1",),
}


def happened(day: Day, *codes: str) -> Iterator[Number]:
    """Yield how many events of a day each of these lines counts."""
    for code in codes:
        yield code, sum(day.happened.get(kind, 0) for kind in HAPPENED[code])


def one_by_one(
    register: Register, code: str, first: Day, last: Day, *, before_seq: int | None = None, most: int
) -> Sequence[LogLine]:
    """Return the events that a line counts from one day's beginning to another's end, the newest first."""
    return register.events_between(
        HAPPENED[code], stamp(first.since), stamp(last.before), before_seq=before_seq, most=most
    )
