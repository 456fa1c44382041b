"""What notices about work orders, complaints and follow-ups say: numbers, places and times, never what was said."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.checkpoints.checkpoint import NOTICE
from kiosk.domain.outgoing import Notice
from kiosk.domain.workorders.order import Clocks, WorkOrder
from kiosk.flows.paper.signed_heads import written_head
from kiosk.language.messages import Language, moment_of, text
from kiosk.ports.record import Ledger


@dataclass(frozen=True)
class DeskNotices:
    """The facts of such notices, in one language each; None for every other notice, and for what is over meanwhile."""

    ledger: Ledger
    clocks: Clocks
    zone: str

    def __call__(self, notice: Notice, language: Language) -> dict[str, str] | None:
        """Return the facts that a notice's words want."""
        house = self.ledger.house
        if notice.template == NOTICE:
            return self._of_head(notice.item, language)
        if order := house.work_orders.get(notice.item):
            return None if order.over else self._of_order(order, language)
        if grievance := house.grievances.get(notice.item):
            about = text(f"grievances.about.{grievance.about}", language)
            due = moment_of(grievance.due, language, self.zone)
            return None if grievance.over else {"number": grievance.number, "about": about, "due": due}
        if follow_up := house.follow_ups.get(notice.item):
            of = text(f"followups.of.{follow_up.of}", language)
            due = moment_of(follow_up.due, language, self.zone)
            return None if follow_up.over else {"number": follow_up.number, "of": of, "due": due}
        return None

    def _of_head(self, name: str, language: Language) -> dict[str, str] | None:
        """Return what was signed, to be kept: the code is read by the verifier as it stands."""
        signed = self.ledger.house.checkpoints.get(name)
        if signed is None:
            return None
        head = written_head(signed)
        at = moment_of(head.at, language, self.zone)
        return {"number": head.number, "groups": head.groups, "code": head.code, "at": at}

    def _of_order(self, order: WorkOrder, language: Language) -> dict[str, str]:
        return {
            "number": order.number,
            "what": text(f"orders.what.{order.what}", language),
            "where": order.unit or text("orders.common", language),
            "site_by": moment_of(self.clocks.site_by(order), language, self.zone, "Hm"),
            "done_by": moment_of(self.clocks.done_by(order), language, self.zone),
        }
