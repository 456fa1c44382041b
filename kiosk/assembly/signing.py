"""What signs the log in the device's own name, made of the kiosk's parts."""

from __future__ import annotations

from kiosk.assembly.ground import Ground
from kiosk.flows.checkpoints import Checkpoints
from kiosk.site_keys import public_hex


def checkpoints_of(on: Ground) -> Checkpoints:
    """Return what signs the log: begun with the kiosk, asked again at every tick."""
    device, said = on.keys.device, on.settings.record
    return Checkpoints(
        on.ledger, on.clock, on.settings.site.id, on.zone, public_hex(device), device.sign,
        every=said.sign_every, trusted=on.trusted, tell=said.tell_head,
    )  # fmt: skip
