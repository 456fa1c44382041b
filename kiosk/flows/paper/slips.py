"""What stands on each slip of paper."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import card_qr, claim_slip
from kiosk.domain.house import House
from kiosk.domain.items import Key, Parcel, ParcelStage
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.outgoing import Paper
from kiosk.domain.parcels.codes import in_groups
from kiosk.domain.parcels.storing import TAG as SHELF_TAG
from kiosk.domain.parcels.storing import is_shelf, shelf_name
from kiosk.domain.places import Furniture
from kiosk.domain.services.catalogue import Catalogue
from kiosk.flows.keys.keeping_slips import named_reason, own_key_slip
from kiosk.flows.paper.slip_kinds import KINDS
from kiosk.flows.paper.witnessed import Look, witnessed
from kiosk.flows.parcels.parcel_slips import tag_of
from kiosk.flows.people.directory import Directory
from kiosk.flows.telling.gathering import LETTER, letter
from kiosk.language.messages import Language, moment_of, text
from kiosk.language.reader import reads
from kiosk.paper import Block, ChainHead, Facts, Head, Line, Number, Qr, Strokes
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.record import Ledger
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
        catalogue: Catalogue | None = None,
    ) -> None:
        self.catalogue = catalogue or Catalogue()
        self.furniture = furniture or Furniture({})
        self.contractors = contractors or ContractorSettings()
        self.ledger = ledger
        self.directory = directory
        self._site = site
        self._key = key
        self.witness: Look | None = None
        """Looks at the log's head, which every paper bears; None: papers carry its hash alone."""
        self.voucher_of = self._voucher_at_hand
        """Returns a voucher by its number, also an old one, and how often it was printed again."""
        self.kept_until: Callable[[Parcel], datetime | None] = lambda _: None
        """Returns until when a parcel waits; None while the time is not certain."""

    @property
    def house(self) -> House:
        """The present."""
        return self.ledger.house

    def _voucher_at_hand(self, number: str) -> tuple[Voucher | None, int]:
        house = self.house
        copied = house.voucher_copies.get(number)
        return house.vouchers.get(number), copied.count if copied else 0

    def compose(self, paper: Paper) -> Sequence[Block]:
        """Return the blocks of a slip, in the language of its reader; empty if what it was about is gone."""
        blocks = self._composed(paper)
        return witnessed(blocks, self.witness()) if self.witness else blocks

    def _composed(self, paper: Paper) -> Sequence[Block]:
        language = Language(paper.language)
        reads(language)
        if composer := KINDS.get(paper.what):
            return composer(self, paper, self.letterhead(language))
        if paper.what.startswith(LETTER):
            return self._letter(paper, language)
        movement = self.ledger.find(paper.movement)
        return self._of_movement(paper.what, movement, language) if movement else ()

    def _of_movement(self, what: str, movement: Movement, language: Language) -> Sequence[Block]:
        parcel = self.house.parcels.get(movement.item)
        if what == SHELF_TAG:
            return tag_of(movement, self.letterhead(language)) if parcel and parcel.live else ()
        if what == "claim slip":
            return self._claim_slip(movement, parcel, language) if parcel else ()
        if movement.kind in (Kind.DROP, Kind.COLLECT):
            return self._parcel_receipt(movement, parcel, language)
        key = self.ledger.key(movement.item)
        if movement.kind in (Kind.LEAVE, Kind.TAKE_BACK):
            letterhead = self.letterhead(language)
            return own_key_slip(self.house, self.ledger, self.directory, movement, key, letterhead)
        return self._key_receipt(movement, key, language)

    def reader_is_reachable(self, paper: Paper) -> bool:
        """Return whether a claim slip's reader has a telephone or an e-mail address at all."""
        movement = self.ledger.find(paper.movement)
        parcel = self.house.parcels.get(movement.item) if movement else None
        card = self.directory.card(parcel.recipient) if parcel else None
        return card is not None and bool(card.phone or card.email)

    def code_of(self, parcel: Parcel) -> str:
        """Return a parcel's pick-up code in groups, or "" if it was erased."""
        code = (self.ledger.opened(f"code:{parcel.slip}") or b"").decode()
        return in_groups(code) if code else ""

    def qr_of(self, parcel: Parcel) -> str:
        """Return the text of the QR code that is good for a parcel."""
        return self.qr_of_number(parcel.slip)

    def deposit_stub(self, number: str) -> str:
        """Return the text of the QR code of a deposit's stub."""
        return self.stub(number, claim_slip.DEPOSIT)

    def stub(self, number: str, kind: int) -> str:
        """Return the text of the QR code of a slip of two parts."""
        return claim_slip.write(self._key, self._site.id, number, kind)

    def qr_of_number(self, number: str) -> str:
        """Return the text of the QR code of a claim with this number."""
        return claim_slip.write(self._key, self._site.id, number)

    def qr_of_card(self, card: str) -> str:
        """Return the text of the QR code of a resident's card, "" where its number was erased."""
        number = self.ledger.opened(f"card:{card}")
        return card_qr.write(self._key, self._site.id, number.decode()) if number else ""

    def _claim_slip(self, movement: Movement, parcel: Parcel, language: Language) -> Sequence[Block]:
        person = self.house.people.get(parcel.recipient)
        code = self.code_of(parcel)
        return (
            self._head("paper.claim_slip.title", language),
            Number(code, text("paper.claim_slip.code", language)),
            Facts(
                (
                    (text("paper.for", language), self.directory.masked(parcel.recipient)),
                    (text("paper.unit", language), (person.unit if person else "") or ""),
                    self._where(movement, language),
                    (text("paper.waybill", language), parcel.barcode),
                    (text("paper.brought_by", language), self._company(movement)),
                    (text("paper.arrived", language), self._time(movement, language)),
                    *self._until(parcel, language),
                )
            ),
            Qr(self.qr_of(parcel), code),
            Line(text("paper.claim_slip.how", language)),
            Line(text("paper.claim_slip.how", SECOND[language]), "small"),
            self.letterhead(language).desk(),
            ChainHead(self.ledger.head),
        )

    def _letter(self, paper: Paper, language: Language) -> Sequence[Block]:
        """Return what is laid into the letter box of somebody whom no message reaches."""
        parcel = self.house.parcels.get(paper.movement)
        drop = self.ledger.find(parcel.movement) if parcel else None
        if parcel is None or drop is None:
            return ()
        code = self.code_of(parcel) if parcel.stage is ParcelStage.WAITING else ""
        until = self._until(parcel, language) if code else ()
        return letter(paper.what, parcel, drop, code, until, self.ledger.head, self.letterhead(language))

    def _until(self, parcel: Parcel, language: Language) -> Sequence[tuple[str, str]]:
        """Return the row that says until when a parcel waits; none once that is over."""
        at = None if parcel.wait.expired else self.kept_until(parcel)
        if at is None:
            return ()
        return ((text("paper.kept_until", language), moment_of(at, language, self._site.time_zone)),)

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
            ChainHead(self.ledger.head),
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
            (text("paper.bearer", language), self.directory.name(movement.bearer)),
        ]
        if movement.reason:
            rows.append((text("paper.reason", language), named_reason(self.house, language, movement.reason)))
        if movement.work_order:
            rows.append((text("paper.work_order", language), movement.work_order))
        if movement.due and movement.kind is Kind.ISSUE:
            due = moment_of(movement.due, language, self._site.time_zone)
            rows.append((text("paper.due.back", language), due))
        rows += [
            (text(f"paper.{kind}.at", language), self._time(movement, language)),
            (text("paper.reference", language), movement.id[:8].upper()),
        ]
        signature = self.ledger.opened(movement.signature) if movement.signature else None
        signed = (Strokes(_points(signature), text("paper.signature", language)),) if signature else ()
        return (
            self._head(f"paper.{kind}.title", language),
            Number(movement.hung_at, text("paper.slot", language)),
            Facts(tuple(rows)),
            *signed,
            Line(text(self._thanks(kind, movement), language)),
            ChainHead(self.ledger.head),
        )

    def _thanks(self, kind: str, movement: Movement) -> str:
        """Return the key of the last line: where a cabinet takes any key, nobody is sent to the same slot."""
        place = self.furniture.places.get(movement.place)
        any_slot = kind == "issued" and place is not None and place.returns_any
        return "paper.issued.thanks_any" if any_slot else f"paper.{kind}.thanks"

    def letterhead(self, language: Language) -> Letterhead:
        """Return what stands on every slip of this site in one language."""
        site = self._site
        name = site.name.in_language(language.value)
        return Letterhead(name, language, site.time_zone, site.desk_phone, site.currency)

    def _head(self, title: str, language: Language) -> Head:
        return self.letterhead(language).head(title)

    def _company(self, movement: Movement) -> str:
        courier = self.house.people.get(movement.bearer)
        return (courier.company if courier else "") or ""

    def _time(self, movement: Movement, language: Language) -> str:
        return moment_of(movement.changed, language, self._site.time_zone)


def _points(signature: bytes) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((x, y) for x, y, _ in stroke) for stroke in json.loads(signature))
