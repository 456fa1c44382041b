"""What stands on each slip of paper."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import card_qr, claim_slip
from kiosk.domain.deposits.deposit import SLIP as DEPOSIT_SLIP
from kiosk.domain.identity.cards import PAPER as CARD
from kiosk.domain.inspections.telling import SLIP as INSPECTION_SLIP
from kiosk.domain.items import Key, Parcel, ParcelStage
from kiosk.domain.keymap.issuing import PAPER as KEY_MAP
from kiosk.domain.keymap.keymap import KeyMap
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.movein.signing import SLIP as MOVE_IN_SLIP
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.outgoing import Paper
from kiosk.domain.parcels.codes import in_groups
from kiosk.domain.parcels.delegates import PAPER as DELEGATE_SLIP
from kiosk.domain.parcels.storing import TAG as SHELF_TAG
from kiosk.domain.parcels.storing import is_shelf, shelf_name
from kiosk.domain.places import Furniture
from kiosk.domain.services.catalogue import Catalogue
from kiosk.domain.services.deciding import SERVICE_SLIP
from kiosk.domain.transfers.transfer import TAG as TRANSFER_TAG
from kiosk.domain.waiting.fees import RECEIPT as FEE_RECEIPT
from kiosk.flows.card_sheet import card_slip
from kiosk.flows.consents import SLIP as CONSENT_SLIP
from kiosk.flows.contractor_slips import SLIPS as CONTRACTOR_SLIPS
from kiosk.flows.contractor_slips import contractor_slip
from kiosk.flows.deposit_slips import deposit_slip, transfer_tag
from kiosk.flows.directory import Directory
from kiosk.flows.gathering import LETTER, letter
from kiosk.flows.grievance_slips import SLIPS as GRIEVANCE_SLIPS
from kiosk.flows.grievance_slips import grievance_slip
from kiosk.flows.handover_sheet import handover_slip
from kiosk.flows.handover_words import HandoverWords
from kiosk.flows.inspection_report import inspection_slip
from kiosk.flows.keeping_slips import consent_slip, named_reason, own_key_slip
from kiosk.flows.keymap_paper import MapWords, map_slip
from kiosk.flows.loan_slips import SLIPS as LOAN_SLIPS
from kiosk.flows.loan_slips import loan_slip
from kiosk.flows.movein_slip import move_in_slip
from kiosk.flows.parcel_slips import delegate_slip, fee_receipt, tag_of
from kiosk.flows.pass_slips import SLIPS as PASS_SLIPS
from kiosk.flows.pass_slips import pass_slip
from kiosk.flows.release_slips import SLIPS as RELEASE_SLIPS
from kiosk.flows.release_slips import release_slip
from kiosk.flows.sending_slips import SLIPS as SENDING_SLIPS
from kiosk.flows.sending_slips import sending_slip
from kiosk.flows.service_slips import service_slip
from kiosk.flows.shifts import SLIP as HANDOVER_SLIP
from kiosk.flows.vouchers import SLIPS as VOUCHER_SLIPS
from kiosk.flows.vouchers import voucher_slip
from kiosk.flows.workorder_slips import SLIPS as ORDER_SLIPS
from kiosk.flows.workorder_slips import work_order_slip
from kiosk.language.messages import Language, moment_of, text
from kiosk.paper import Block, ChainHead, Facts, Head, Line, Number, Qr, Strokes
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports import Ledger
from kiosk.settings import Site
from kiosk.settings.contractors import ContractorSettings


class Slips:
    """Composes claim slips and receipts from the record and the vault."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        site: Site,
        key: Ed25519PrivateKey,
        contractors: ContractorSettings | None = None,
        furniture: Furniture | None = None,
        currency: str = "CNY",
        catalogue: Catalogue | None = None,
    ) -> None:
        """`currency`: that of storage fees."""
        self._currency = currency
        self._catalogue = catalogue or Catalogue()
        self._furniture = furniture or Furniture({})
        self._contractors = contractors or ContractorSettings()
        self._ledger = ledger
        self._directory = directory
        self._site = site
        self._key = key
        self.voucher_of = self._voucher_at_hand
        """Returns a voucher by its number, also an old one, and how often it was printed again."""

    def _voucher_at_hand(self, number: str) -> tuple[Voucher | None, int]:
        house = self._ledger.house
        copied = house.voucher_copies.get(number)
        return house.vouchers.get(number), copied.count if copied else 0

    def compose(self, paper: Paper) -> Sequence[Block]:
        """Return the blocks of a slip, in the language of its reader; empty if what it was about is gone."""
        language, house = Language(paper.language), self._ledger.house
        if paper.what == CONSENT_SLIP:
            letterhead = self.letterhead(language)
            return consent_slip(house, self._ledger, self._directory, paper.movement, letterhead)
        if paper.what == HANDOVER_SLIP:
            shift, letterhead = house.shifts.get(paper.movement), self.letterhead(language)
            words = HandoverWords(
                self._ledger, self._directory, Furniture({}), language, self._site.time_zone
            )
            return handover_slip(words, shift, letterhead) if shift else ()
        if paper.what == MOVE_IN_SLIP:
            signed, letterhead = house.move_ins.get(paper.movement), self.letterhead(language)
            return move_in_slip(self._ledger, self._directory, signed, letterhead) if signed else ()
        if paper.what == INSPECTION_SLIP:
            inspection, letterhead = house.inspections.get(paper.movement), self.letterhead(language)
            return (
                inspection_slip(self._ledger, self._directory, inspection, letterhead) if inspection else ()
            )
        if paper.what in CONTRACTOR_SLIPS:
            letterhead, qr = self.letterhead(language), self._qr
            return contractor_slip(self._ledger, self._directory, paper, letterhead, self._contractors, qr)
        if paper.what in LOAN_SLIPS:
            letterhead = self.letterhead(language)
            return loan_slip(self._ledger, self._directory, paper.what, paper.movement, letterhead)
        if paper.what in PASS_SLIPS:
            return pass_slip(self._ledger, self._directory, paper, self.letterhead(language), self._stub)
        if paper.what in RELEASE_SLIPS:
            release, letterhead = house.releases.get(paper.movement), self.letterhead(language)
            return release_slip(self._ledger, self._directory, release, letterhead, self._stub)
        if paper.what == KEY_MAP:
            printed, letterhead = house.keymaps.get(paper.movement.zfill(4)), self.letterhead(language)
            return self._key_map(printed, letterhead) if printed else ()
        if paper.what.startswith(LETTER):
            return self._letter(paper, language)
        if paper.what in VOUCHER_SLIPS:
            number, letterhead = paper.movement, self.letterhead(language)
            voucher, copies = self.voucher_of(number)
            return voucher_slip(self._ledger, self._directory, paper.what, voucher, copies, letterhead)
        if paper.what in SENDING_SLIPS:
            sent, letterhead = house.sendings.get(paper.movement), self.letterhead(language)
            return sending_slip(self._ledger, self._directory, paper.what, sent, letterhead)
        if paper.what == SERVICE_SLIP:
            asked, letterhead = house.requests.get(paper.movement), self.letterhead(language)
            return service_slip(self._ledger, self._directory, self._catalogue, asked, letterhead, self._stub)
        if paper.what in ORDER_SLIPS:
            order, letterhead = house.work_orders.get(paper.movement), self.letterhead(language)
            return work_order_slip(self._ledger, self._directory, order, letterhead)
        if paper.what in GRIEVANCE_SLIPS:
            said = house.grievances.get(paper.movement)
            return grievance_slip(self._ledger, said, self.letterhead(language))
        if paper.what == DEPOSIT_SLIP:
            letterhead = self.letterhead(language)
            return deposit_slip(self._ledger, self._directory, paper, letterhead, self._deposit_stub)
        if paper.what == TRANSFER_TAG:
            handed = house.transfers.get(paper.movement)
            return transfer_tag(self._ledger, handed, self.letterhead(language))
        if paper.what == FEE_RECEIPT:
            fee, letterhead = house.storage_fees.get(paper.movement), self.letterhead(language)
            return fee_receipt(self._ledger, self._directory, fee, letterhead, self._currency) if fee else ()
        if paper.what == DELEGATE_SLIP:
            named, letterhead = house.delegations.get(paper.movement), self.letterhead(language)
            return delegate_slip(self._ledger, named, letterhead, self._qr) if named else ()
        if paper.what == CARD:
            card, letterhead = house.cards.get(paper.movement), self.letterhead(language)
            return card_slip(self._ledger, self._directory, card, letterhead, self._card_qr) if card else ()
        movement = self._ledger.find(paper.movement)
        if movement is None:
            return ()
        parcel = house.parcels.get(movement.item)
        if paper.what == SHELF_TAG:
            return tag_of(movement, self.letterhead(language)) if parcel and parcel.live else ()
        if paper.what == "claim slip":
            return self._claim_slip(movement, parcel, language) if parcel else ()
        if movement.kind in (Kind.DROP, Kind.COLLECT):
            return self._parcel_receipt(movement, parcel, language)
        key = self._ledger.key(movement.item)
        if movement.kind in (Kind.LEAVE, Kind.TAKE_BACK):
            letterhead = self.letterhead(language)
            return own_key_slip(house, self._ledger, self._directory, movement, key, letterhead)
        return self._key_receipt(movement, key, language)

    def reader_is_reachable(self, paper: Paper) -> bool:
        """Return whether a claim slip's reader has a telephone or an e-mail address at all."""
        movement = self._ledger.find(paper.movement)
        parcel = self._ledger.house.parcels.get(movement.item) if movement else None
        card = self._directory.card(parcel.recipient) if parcel else None
        return card is not None and bool(card.phone or card.email)

    def code_of(self, parcel: Parcel) -> str:
        """Return a parcel's pick-up code in groups, or "" if it was erased."""
        code = (self._ledger.opened(f"code:{parcel.slip}") or b"").decode()
        return in_groups(code) if code else ""

    def qr_of(self, parcel: Parcel) -> str:
        """Return the text of the QR code that is good for a parcel."""
        return self._qr(parcel.slip)

    def qr_of_delegate(self, slip: str) -> str:
        """Return the text of the QR code of a slip for somebody else who collects."""
        return self._qr(slip)

    def _deposit_stub(self, number: str) -> str:
        return self._stub(number, claim_slip.DEPOSIT)

    def _stub(self, number: str, kind: int) -> str:
        return claim_slip.write(self._key, self._site.id, number, kind)

    def _qr(self, number: str) -> str:
        return claim_slip.write(self._key, self._site.id, number)

    def _card_qr(self, card: str) -> str:
        number = self._ledger.opened(f"card:{card}")
        return card_qr.write(self._key, self._site.id, number.decode()) if number else ""

    def _claim_slip(self, movement: Movement, parcel: Parcel, language: Language) -> Sequence[Block]:
        person = self._ledger.house.people.get(parcel.recipient)
        code = self.code_of(parcel)
        return (
            self._head("paper.claim_slip.title", language),
            Number(code, text("paper.claim_slip.code", language)),
            Facts(
                (
                    (text("paper.for", language), self._directory.masked(parcel.recipient)),
                    (text("paper.unit", language), (person.unit if person else "") or ""),
                    self._where(movement, language),
                    (text("paper.waybill", language), parcel.barcode),
                    (text("paper.brought_by", language), self._company(movement)),
                    (text("paper.arrived", language), self._time(movement, language)),
                )
            ),
            Qr(self.qr_of(parcel), code),
            Line(text("paper.claim_slip.how", language)),
            Line(text("paper.claim_slip.how", SECOND[language]), "small"),
            self.letterhead(language).desk(),
            ChainHead(self._ledger.head),
        )

    def _letter(self, paper: Paper, language: Language) -> Sequence[Block]:
        """Return what is laid into the letter box of somebody whom no message reaches."""
        parcel = self._ledger.house.parcels.get(paper.movement)
        drop = self._ledger.find(parcel.movement) if parcel else None
        if parcel is None or drop is None:
            return ()
        code = self.code_of(parcel) if parcel.stage is ParcelStage.WAITING else ""
        return letter(paper.what, parcel, drop, code, self._ledger.head, self.letterhead(language))

    def _parcel_receipt(
        self, movement: Movement, parcel: Parcel | None, language: Language
    ) -> Sequence[Block]:
        kind = "collected" if movement.kind is Kind.COLLECT else "dropped"
        return (
            self._head(f"paper.{kind}.title", language),
            Number(*reversed(self._where(movement, language))),
            Facts(
                (
                    (text("paper.unit", language), movement.unit),
                    (text("paper.waybill", language), parcel.barcode if parcel else ""),
                    (text(f"paper.{kind}.at", language), self._time(movement, language)),
                    (text("paper.reference", language), movement.id[:8].upper()),
                )
            ),
            Line(text(f"paper.{kind}.thanks", language)),
            self.letterhead(language).desk(),
            ChainHead(self._ledger.head),
        )

    def _where(self, movement: Movement, language: Language) -> tuple[str, str]:
        """Return the door, or the shelf, with the word for it."""
        if is_shelf(movement.place):
            return text("paper.shelf", language), shelf_name(movement.place)
        return text("paper.door", language), movement.place

    def _key_receipt(self, movement: Movement, key: Key | None, language: Language) -> Sequence[Block]:
        kind = "issued" if movement.kind is Kind.ISSUE else "returned"
        rows = [
            (text("paper.key", language), key.label.in_language(language.value) if key else movement.item),
            (text("paper.bearer", language), self._directory.name(movement.bearer)),
        ]
        if movement.reason:
            rows.append(
                (text("paper.reason", language), named_reason(self._ledger.house, language, movement.reason))
            )
        if movement.work_order:
            rows.append((text("paper.work_order", language), movement.work_order))
        if movement.due and movement.kind is Kind.ISSUE:
            due = moment_of(movement.due, language, self._site.time_zone)
            rows.append((text("paper.due.back", language), due))
        rows += [
            (text(f"paper.{kind}.at", language), self._time(movement, language)),
            (text("paper.reference", language), movement.id[:8].upper()),
        ]
        signature = self._ledger.opened(movement.signature) if movement.signature else None
        signed = (Strokes(_points(signature), text("paper.signature", language)),) if signature else ()
        return (
            self._head(f"paper.{kind}.title", language),
            Number(movement.hung_at, text("paper.slot", language)),
            Facts(tuple(rows)),
            *signed,
            Line(text(self._thanks(kind, movement), language)),
            ChainHead(self._ledger.head),
        )

    def _thanks(self, kind: str, movement: Movement) -> str:
        """Return the key of the last line: where a cabinet takes any key, nobody is sent to the same slot."""
        place = self._furniture.places.get(movement.place)
        any_slot = kind == "issued" and place is not None and place.returns_any
        return "paper.issued.thanks_any" if any_slot else f"paper.{kind}.thanks"

    def _key_map(self, printed: KeyMap, paper: Letterhead) -> Sequence[Block]:
        words = MapWords(self._ledger.house, self._directory, self._furniture, paper)
        return map_slip(words, printed, self._ledger.head)

    def letterhead(self, language: Language) -> Letterhead:
        """Return what stands on every slip of this site in one language."""
        site = self._site
        return Letterhead(site.name.in_language(language.value), language, site.time_zone, site.desk_phone)

    def _head(self, title: str, language: Language) -> Head:
        return self.letterhead(language).head(title)

    def _company(self, movement: Movement) -> str:
        courier = self._ledger.house.people.get(movement.bearer)
        return (courier.company if courier else "") or ""

    def _time(self, movement: Movement, language: Language) -> str:
        return moment_of(movement.changed, language, self._site.time_zone)


def _points(signature: bytes) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((x, y) for x, y, _ in stroke) for stroke in json.loads(signature))
