"""Which slip is composed by whom: one line for each kind of paper that is about a thing with a register of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk.domain.deposits.deposit import SLIP as DEPOSIT_SLIP
from kiosk.domain.identity.cards import PAPER as CARD
from kiosk.domain.inspections.telling import SLIP as INSPECTION_SLIP
from kiosk.domain.keymap.issuing import PAPER as KEY_MAP
from kiosk.domain.movein.signing import SLIP as MOVE_IN_SLIP
from kiosk.domain.outgoing import Paper
from kiosk.domain.parcels.delegates import PAPER as DELEGATE_SLIP
from kiosk.domain.services.deciding import SERVICE_SLIP
from kiosk.domain.transfers.transfer import TAG as TRANSFER_TAG
from kiosk.domain.waiting.fees import RECEIPT as FEE_RECEIPT
from kiosk.flows.inspections.report import inspection_slip
from kiosk.flows.items.deposit_slips import deposit_slip, transfer_tag
from kiosk.flows.items.loan_slips import SLIPS as LOAN_SLIPS
from kiosk.flows.items.loan_slips import loan_slip
from kiosk.flows.keys.keeping_slips import consent_slip
from kiosk.flows.keys.keymap_paper import MapWords, map_slip
from kiosk.flows.keys.movein_slip import move_in_slip
from kiosk.flows.money.vouchers import SLIPS as VOUCHER_SLIPS
from kiosk.flows.money.vouchers import voucher_slip
from kiosk.flows.parcels.parcel_slips import delegate_slip, fee_receipt
from kiosk.flows.parcels.sending_slips import SLIPS as SENDING_SLIPS
from kiosk.flows.parcels.sending_slips import sending_slip
from kiosk.flows.passes.contractor_slips import SLIPS as CONTRACTOR_SLIPS
from kiosk.flows.passes.contractor_slips import contractor_slip
from kiosk.flows.passes.release_slips import SLIPS as RELEASE_SLIPS
from kiosk.flows.passes.release_slips import release_slip
from kiosk.flows.passes.slips import SLIPS as PASS_SLIPS
from kiosk.flows.passes.slips import pass_slip
from kiosk.flows.people.card_sheet import card_slip
from kiosk.flows.people.consents import SLIP as CONSENT_SLIP
from kiosk.flows.personal.paper import SLIPS as ERASURE_SLIPS
from kiosk.flows.personal.paper import erasure_slip
from kiosk.flows.services.grievance_slips import SLIPS as GRIEVANCE_SLIPS
from kiosk.flows.services.grievance_slips import grievance_slip
from kiosk.flows.services.service_slips import service_slip
from kiosk.flows.services.workorder_slips import SLIPS as ORDER_SLIPS
from kiosk.flows.services.workorder_slips import work_order_slip
from kiosk.flows.shifts.handover_sheet import handover_slip
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.flows.shifts.shifts import SLIP as HANDOVER_SLIP
from kiosk.paper import Block
from kiosk.paper.forms import Letterhead

if TYPE_CHECKING:
    from kiosk.flows.paper.slips import Slips

Blocks = Sequence[Block]
Composer = Callable[["Slips", Paper, Letterhead], Blocks]
"""Returns the blocks of a slip; nothing where what it was about is not at hand any more."""


def _erasure(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return erasure_slip(slips.ledger, slips.directory, slips.house.erasures.get(paper.movement), head)


def _consent(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return consent_slip(slips.house, slips.ledger, slips.directory, paper.movement, head)


def _handover(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    words = HandoverWords(
        slips.ledger, slips.directory, slips.furniture, head.language, head.time_zone, head.currency
    )
    shift = slips.house.shifts.get(paper.movement)
    return handover_slip(words, shift, head) if shift else ()


def _move_in(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    signed = slips.house.move_ins.get(paper.movement)
    return move_in_slip(slips.ledger, slips.directory, signed, head) if signed else ()


def _inspection(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    made = slips.house.inspections.get(paper.movement)
    return inspection_slip(slips.ledger, slips.directory, made, head) if made else ()


def _contractor(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return contractor_slip(slips.ledger, slips.directory, paper, head, slips.contractors, slips.qr_of_number)


def _loan(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return loan_slip(slips.ledger, slips.directory, paper.what, paper.movement, head)


def _pass(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return pass_slip(slips.ledger, slips.directory, paper, head, slips.stub)


def _release(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    release = slips.house.releases.get(paper.movement)
    return release_slip(slips.ledger, slips.directory, release, head, slips.stub)


def _key_map(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    printed = slips.house.keymaps.get(paper.movement.zfill(4))
    words = MapWords(slips.house, slips.directory, slips.furniture, head)
    return map_slip(words, printed, slips.ledger.head) if printed else ()


def _voucher(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    voucher, copies = slips.voucher_of(paper.movement)
    return voucher_slip(slips.ledger, slips.directory, paper.what, voucher, copies, head)


def _sending(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    sent = slips.house.sendings.get(paper.movement)
    return sending_slip(slips.ledger, slips.directory, paper.what, sent, head)


def _service(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    asked = slips.house.requests.get(paper.movement)
    return service_slip(slips.ledger, slips.directory, slips.catalogue, asked, head, slips.stub)


def _order(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return work_order_slip(slips.ledger, slips.directory, slips.house.work_orders.get(paper.movement), head)


def _grievance(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return grievance_slip(slips.ledger, slips.house.grievances.get(paper.movement), head)


def _deposit(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return deposit_slip(slips.ledger, slips.directory, paper, head, slips.deposit_stub)


def _transfer(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    return transfer_tag(slips.ledger, slips.house.transfers.get(paper.movement), head)


def _fee(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    fee = slips.house.storage_fees.get(paper.movement)
    return fee_receipt(slips.ledger, slips.directory, fee, head) if fee else ()


def _delegate(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    named = slips.house.delegations.get(paper.movement)
    return delegate_slip(slips.ledger, named, head, slips.qr_of_number) if named else ()


def _card(slips: Slips, paper: Paper, head: Letterhead) -> Blocks:
    card = slips.house.cards.get(paper.movement)
    return card_slip(slips.ledger, slips.directory, card, head, slips.qr_of_card) if card else ()


KINDS: Mapping[str, Composer] = {
    **dict.fromkeys(ERASURE_SLIPS, _erasure),
    CONSENT_SLIP: _consent,
    HANDOVER_SLIP: _handover,
    MOVE_IN_SLIP: _move_in,
    INSPECTION_SLIP: _inspection,
    **dict.fromkeys(CONTRACTOR_SLIPS, _contractor),
    **dict.fromkeys(LOAN_SLIPS, _loan),
    **dict.fromkeys(PASS_SLIPS, _pass),
    **dict.fromkeys(RELEASE_SLIPS, _release),
    KEY_MAP: _key_map,
    **dict.fromkeys(VOUCHER_SLIPS, _voucher),
    **dict.fromkeys(SENDING_SLIPS, _sending),
    SERVICE_SLIP: _service,
    **dict.fromkeys(ORDER_SLIPS, _order),
    **dict.fromkeys(GRIEVANCE_SLIPS, _grievance),
    DEPOSIT_SLIP: _deposit,
    TRANSFER_TAG: _transfer,
    FEE_RECEIPT: _fee,
    DELEGATE_SLIP: _delegate,
    CARD: _card,
}
"""By `Paper.what`. What is not here is about a movement, or a letter: `Slips` composes it."""
