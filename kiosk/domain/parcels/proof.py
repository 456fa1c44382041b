"""What is asked of whoever collects a parcel that wants it: the resident's own card, a signature."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.items import Parcel


@dataclass(frozen=True)
class ProofRule:
    """The categories of parcels for which the site wants a signature, and for which the resident's card."""

    signature_for: tuple[str, ...] = ()
    card_for: tuple[str, ...] = ()

    def wants_signature(self, parcel: Parcel) -> bool:
        """Return whether a parcel is signed for."""
        return parcel.wait.category in self.signature_for

    def wants_card(self, parcel: Parcel, how: str) -> bool:
        """Return whether a parcel is given out to the resident's card alone, and something else was shown."""
        return parcel.wait.category in self.card_for and how != "badge"
