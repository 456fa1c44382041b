"""Every way to a printer, every proof, every form of slip: what the truthfulness suite is played over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drivers.escpos_printer.driver import EscposPrinter, Outcome, Patience, Printable, Proof
from drivers.escpos_printer.job import JobBytes
from drivers.escpos_printer.sim import EscposSim
from drivers.link import Link, SerialLink
from drivers.sim.host import Machine, PtyHost
from drivers.sim.tcp_host import TcpHost
from drivers.tcp_link import TcpLink
from drivers.usb_link import UsbPrinterLink
from tests.wire.printer.bench import on_paper, piece

WAYS = ("serial", "usb", "network")
PROOFS = {"process-id": Proof.PROCESS_ID, "status": Proof.STATUS, "none": Proof.NONE}
FORMS = ("raster", "text")
PATIENCE = Patience(reply_s=0.5, probe_s=0.8, stopped_s=0.6, proof_s=0.8)


@dataclass(frozen=True)
class TextLine:
    """A line of the shape that the driver takes."""

    text: str
    size: tuple[int, int] = (1, 1)
    bold: bool = False
    centred: bool = False
    inverse: bool = False


@dataclass(frozen=True)
class Typed:
    """A piece of lines and pictures."""

    strips: tuple[object, ...]


def slip(form: str, seed: int = 1) -> Printable:
    """Return a slip that differs from that of any other seed in each of its lines."""
    if form == "raster":
        return piece(seed, 130)
    lines = [TextLine(f"{seed} 第{n}行 取件码 {seed * 7919 + n}", (1, 1 + n % 2)) for n in range(12)]
    return Typed(
        (TextLine("寄存联", (2, 2), True, True, True), *lines, piece(seed, 20), TextLine("End", (4, 4)))
    )  # type: ignore[return-value]


def rows_of(*slips: Printable) -> bytes:
    """Return the rows that a printer in good order makes of these slips."""
    whole = EscposSim(80)
    job = JobBytes(cuts=True)
    for one in slips:
        whole.feed(b"".join(step.data for step in job.steps(one)) + job.parting())
    return on_paper(whole)


def length(form: str) -> int:
    """Return how many bytes a slip takes on the wire."""
    return sum(len(step.data) for step in JobBytes(cuts=True).steps(slip(form)))


class Way:
    """A simulated printer at the end of one kind of cable."""

    def __init__(self, kind: str, machine: Machine, folder: Path) -> None:
        self.host: PtyHost = (
            TcpHost(0, machine) if kind == "network" else PtyHost(folder / "printer", machine)
        )
        self.kind = kind
        self.host.plug()

    def link(self, *, write_s: float = 1.0) -> Link:
        """Open the cable."""
        if isinstance(self.host, TcpHost):
            return TcpLink("127.0.0.1", self.host.port, write_s=write_s)
        path = str(self.host.path)
        if self.kind == "usb":
            return UsbPrinterLink(path, write_s=write_s)
        return SerialLink(path, 115_200, write_s=write_s)

    @contextmanager
    def printer(self, proof: Proof | None = None) -> Iterator[EscposPrinter]:
        """Yield a driver on this way, closed at the end."""
        printer = EscposPrinter(self.link(), name="printer", proof=proof, patience=PATIENCE)
        try:
            yield printer
        finally:
            printer.close()

    def close(self) -> None:
        """Pull the cable for good."""
        self.host.close()


def assert_truthful(outcome: Outcome, sim: EscposSim, wanted: Printable) -> None:
    """Fail unless what is on paper of one job, alone on its roll, is what its outcome says."""
    paper, whole = on_paper(sim), rows_of(wanted)
    if outcome is Outcome.PRINTED:
        assert paper == whole
    elif outcome is Outcome.NOT_SENT:
        assert paper == b""
    else:
        assert whole.startswith(paper), "in part or whole, and once"
