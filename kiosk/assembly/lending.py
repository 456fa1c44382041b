"""What serves what the desk lends, passes for works in homes, and goods that leave, made of the kiosk's parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kiosk.assembly.ground import Ground
from kiosk.domain.loans.loan import LoanRules
from kiosk.flows.items.loan_stock import LoanStock
from kiosk.flows.items.loans import Lending
from kiosk.flows.passes.passes import Passes
from kiosk.flows.passes.releases import Releases


@dataclass(frozen=True)
class ForLending:
    """The four flows. `shows`: says whether a code was a pass's or a release's, and has the screen tell of it."""

    lending: Lending
    loan_stock: LoanStock
    passes: Passes
    releases: Releases
    shows: Callable[[str], bool]


def for_lending(on: Ground) -> ForLending:
    """Return the flows; three of them have a tick that the watcher runs."""
    said, ledger, clock = on.settings, on.ledger, on.clock
    keep = timedelta(days=said.contractors.keep_days)
    slip_key, site = on.keys.slips.public_key(), said.site.id
    lending = Lending(
        ledger, on.register, on.directory, on.visits, clock,
        LoanRules(said.loans.per_home, said.site.currency), on.zone, keep,
        trusted=on.trusted,
    )  # fmt: skip
    passes = Passes(
        ledger, on.register, on.hub, clock, on.keys.digest, slip_key, site, on.zone, keep,
        said.site.currency, trusted=on.trusted,
    )  # fmt: skip
    releases = Releases(
        ledger, on.register, on.directory, on.visits, on.hub, clock, slip_key, site, on.zone,
        trusted=on.trusted,
    )  # fmt: skip

    def shows(text: str) -> bool:
        if passes.shown(text) is None and releases.shown(text) is None:
            return False
        on.hub.show("shown")
        return True

    return ForLending(lending, LoanStock(ledger), passes, releases, shows)
