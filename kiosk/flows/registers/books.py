"""The books of the desk: registers whose every line is one matter, found and printed as all registers are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain.deposits.deposit import Deposit
from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.followups.followup import FollowUp
from kiosk.domain.grievances.grievance import Grievance
from kiosk.domain.incidents.incident import Incident
from kiosk.domain.loans.loan import Loan
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.passes.permit import Permit
from kiosk.domain.releases.release import Release
from kiosk.domain.services.request import Request
from kiosk.domain.transfers.transfer import Transfer
from kiosk.domain.workorders.order import WorkOrder
from kiosk.flows.incidents.lines import incident_line
from kiosk.flows.items.deposit_slips import deposit_line, transfer_line
from kiosk.flows.items.loan_slips import loan_line
from kiosk.flows.money.vouchers import COLUMNS as COLUMNS_OF_VOUCHERS
from kiosk.flows.money.vouchers import voucher_line
from kiosk.flows.passes.release_slips import release_line
from kiosk.flows.passes.slips import pass_line
from kiosk.flows.registers.writer import Entry, Writer
from kiosk.flows.services.followup_lines import COLUMNS as COLUMNS_OF_FOLLOW_UPS
from kiosk.flows.services.followup_lines import followup_line
from kiosk.flows.services.grievance_slips import COLUMNS as COLUMNS_OF_GRIEVANCES
from kiosk.flows.services.grievance_slips import grievance_line
from kiosk.flows.services.service_slips import COLUMNS as COLUMNS_OF_SERVICES
from kiosk.flows.services.service_slips import service_line
from kiosk.flows.services.workorder_slips import COLUMNS as COLUMNS_OF_ORDERS
from kiosk.flows.services.workorder_slips import order_line
from kiosk.flows.shifts.duty_lines import duty_line


@dataclass(frozen=True)
class Book:
    """A register of one kind of matter (a class that `House` has a mapping of, named in the ledger's `FOUND`).

    `columns`: the heads of its fields, "registers.column.<name>". `line` says what one of its lines says.
    """

    kind: type
    columns: tuple[str, ...]
    line: Callable[[Writer, Any], Entry]


BOOKS: Mapping[str, Book] = {
    "loans": Book(
        Loan, ("lent_on", "thing", "lent_to", "lent_signed", "came_back", "back_signed"), loan_line
    ),
    "passes": Book(
        Permit,
        ("passed_on", "works_by", "passes_count", "passes_until", "passes_signed", "passes_back"),
        pass_line,
    ),
    "releases": Book(
        Release,
        ("released_on", "goods_out", "goods_owner", "owners_word", "released_until", "goods_left"),
        release_line,
    ),
    "deposits": Book(
        Deposit, ("left_on", "owner", "item", "condition", "signed_in", "claimed"), deposit_line
    ),
    "transfers": Book(
        Transfer, ("left_on", "giver", "taker", "item", "giver_signed", "taker_signed"), transfer_line
    ),
    "dutylog": Book(DutyEntry, ("duty_number", "duty_time", "duty_kind", "duty_words", "duty_by"), duty_line),
    "incidents": Book(
        Incident,
        (
            "incident_number",
            "incident_when",
            "incident_kind",
            "incident_state",
            "incident_signed",
            "incident_sent",
        ),
        incident_line,
    ),
    "prepaid": Book(Voucher, COLUMNS_OF_VOUCHERS, voucher_line),
    "services": Book(Request, COLUMNS_OF_SERVICES, service_line),
    "orders": Book(WorkOrder, COLUMNS_OF_ORDERS, order_line),
    "grievances": Book(Grievance, COLUMNS_OF_GRIEVANCES, grievance_line),
    "followups": Book(FollowUp, COLUMNS_OF_FOLLOW_UPS, followup_line),
}
"""By name; "registers.title.<name>" is what people call it."""
