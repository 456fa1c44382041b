"""One printer on one pty, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.escpos_printer.driver import EscposPrinter
from drivers.escpos_printer.sim import EscposSim
from drivers.sim.host import PtyHost
from tests.wire.printer.bench import HostOf, printer_at


@pytest.fixture
def sim() -> EscposSim:
    return EscposSim(80)


@pytest.fixture
def host(sim: EscposSim, host_of: HostOf) -> PtyHost:
    return host_of(sim)


@pytest.fixture
def printer(host: PtyHost) -> Iterator[EscposPrinter]:
    printer = printer_at(host)
    yield printer
    printer.close()
