"""Fits a lobby's receipt printer: on a pty, or behind a TCP port where the site has it on the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.escpos_printer.sim import EscposSim
from drivers.escpos_printer.ways import address_of
from drivers.sim.plan import PlanTrouble
from drivers.sim.tcp_host import TcpHost

if TYPE_CHECKING:
    from drivers.sim.world import World

_PROOFS = {"process id": "process-id", "status": "status", "none": "none"}


def fit_printer(world: World) -> EscposSim:
    """Return the site's printer, on its cable; one that nobody can reach where the site has none.

    Raises:
        PlanTrouble: its address is none of this machine's.
    """
    wanted = world.plan.site.get("printer", {})
    printer = EscposSim(wanted.get("paper_mm", 80), wanted.get("dots"))
    printer.proof = _PROOFS.get(wanted.get("proof", ""), printer.proof)
    if "device" not in wanted:
        return printer
    try:
        address = address_of(wanted["device"])
    except ValueError as cause:
        raise PlanTrouble(f"printer: {cause}") from cause
    if address is None:
        world.host("printer", world.plan.path(wanted["device"]), printer)
    elif address[0] in ("127.0.0.1", "::1"):
        world.connect("printer", TcpHost(address[1], printer))
    else:
        raise PlanTrouble(f"printer: the simulated one is on this machine, not at {address[0]}")
    return printer
