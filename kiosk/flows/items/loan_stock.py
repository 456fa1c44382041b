"""The things that are lent: their kinds and terms, their copies, and a picture of each."""

from __future__ import annotations

from hashlib import sha256

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.loans import events as n
from kiosk.domain.loans import stock as d
from kiosk.domain.loans.lending import item_of
from kiosk.domain.loans.loan import LoanItem
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.photos import upright_jpeg
from kiosk.flows.reasons import said
from kiosk.ports.devices import Stills
from kiosk.ports.record import Ledger, Sealed

PHOTO = "loan-photo:"


class LoanStock:
    """What there is to lend. Pictures show things alone, and stay as long as the register does."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._camera: Stills | None = None

    def takes_from(self, camera: Stills) -> None:
        """Have pictures from this camera."""
        self._camera = camera

    @property
    def can_photograph(self) -> bool:
        """Whether there is a camera at the desk's lobby to hold a thing to."""
        return self._camera is not None

    def set_kind(self, by: Person, terms: d.Terms) -> None:
        """Have a kind of thing lent on these terms. Raises as `stock.decide_kind`."""
        self._ledger.execute(lambda house: d.decide_kind(house, terms, by))

    def add(self, by: Person, item: str, kind: str, shelf: str) -> LoanItem:
        """Return one more copy. Raises as `stock.decide_add`."""
        self._ledger.execute(lambda house: d.decide_add(house, item, kind, shelf.strip().upper(), by))
        return item_of(self._ledger.house, item)

    def withdraw(self, by: Person, item: str, reason: str) -> None:
        """Take a copy out of service. Raises as `stock.decide_withdraw`."""
        sealed, why = said(by.id, reason)
        self._ledger.execute(lambda house: d.decide_withdraw(house, item, why, by), sealed=sealed)

    def put_back(self, by: Person, item: str, condition: str) -> None:
        """Have a copy lent again. Raises as `stock.decide_put_back`."""
        self._ledger.execute(lambda house: d.decide_put_back(house, item, condition, by))

    def strike_off(self, by: Person, item: str, reason: str) -> None:
        """Have a copy gone for good. Raises as `stock.decide_strike_off`."""
        sealed, why = said(by.id, reason)
        self._ledger.execute(lambda house: d.decide_strike_off(house, item, why, by), sealed=sealed)

    def picture(self, by: Person, photo: str, item: str, file: bytes = b"", loan: str = "") -> None:
        """Keep a picture of a copy: the `file` that somebody brings, or what the lobby's camera sees now.

        `photo`: the form's id. `loan`: at whose end it is taken.

        Raises:
            Refused: `loan.item_unknown`; as `upright_jpeg`; `photo.not_one` without a camera.
            Unavailable: the camera is down.
        """
        item_of(self._ledger.house, item)
        if not file and self._camera is None:
            raise Refused("photo.not_one")
        content = upright_jpeg(file) if file else self._still()
        reference = f"{PHOTO}{item[:16]}:{photo}"
        taken = n.LoanItemPictured(item, reference, sha256(content).hexdigest(), by.id, loan)

        def decide(house: House) -> list[Event]:
            return [] if item_of(house, item).photo == reference else [taken]

        self._ledger.execute(decide, sealed=[Sealed(reference, f"loan-item:{item}", content)])

    def photo(self, item: str) -> bytes:
        """Return the newest picture of a copy. Raises `evidence.gone` where there is none."""
        known = item_of(self._ledger.house, item)
        content = self._ledger.opened(known.photo) if known.photo else None
        if not content:
            raise Refused("evidence.gone")
        return content

    def _still(self) -> bytes:
        assert self._camera is not None
        return self._camera.still()
