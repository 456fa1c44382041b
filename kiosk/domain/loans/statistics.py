"""What was lent on a day, or in any time: out, back, late, by kind of thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.loans.loan import Loan


@dataclass(frozen=True)
class LoanFigures:
    """How many left and came back between two moments, and how it stood at their end. Money in integer cents."""

    lent: int
    back: int
    out: int
    late: int
    damaged: int
    lost: int
    charged_cents: int
    by_kind: Mapping[str, int]
    """How many left of each kind, the most first."""


def figures(loans: Iterable[Loan], since: datetime, before: datetime) -> LoanFigures:
    """Return the figures of a time from every loan that was out in it: of the register, those made before its end."""
    found = [one for one in loans if one.made < before]
    left = [one for one in found if one.made >= since]
    back = [one for one in found if one.ended is not None and since <= one.ended < before]
    out = [one for one in found if one.ended is None or one.ended >= before]
    kinds = Counter(one.kind for one in left)
    return LoanFigures(
        lent=len(left),
        back=sum(bool(one.back_condition) for one in back),
        out=len(out),
        late=sum(one.due < before for one in out),
        damaged=sum(one.back_condition in ("damaged", "parts") for one in back),
        lost=sum(not one.back_condition for one in back),
        charged_cents=sum(one.charged_cents for one in back),
        by_kind=dict(kinds.most_common()),
    )
