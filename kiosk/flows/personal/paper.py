"""The paper about an erasure: proof for whoever asked for it, with nothing on it that tells who that was."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date

from kiosk.domain.erasure.erasure import SLIP, Erasure
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import number_of, text
from kiosk.paper import Block, ChainHead, Facts, Line, Number
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.record import Ledger

SLIPS = (SLIP,)


def erasure_slip(
    ledger: Ledger, directory: Directory, one: Erasure | None, paper: Letterhead
) -> Sequence[Block]:
    """Return the slip of an erasure: its number, how much was destroyed, and from when on no backup has it."""
    if one is None:
        return ()
    until = format_date(one.backups_until, "long", locale=paper.language.value)
    rows = (
        (paper.word("paper.erasure.at"), paper.time(one.at)),
        (paper.word("paper.erasure.role"), paper.word(f"personal.role.{one.role}")),
        (paper.word("paper.erasure.why"), paper.word(f"personal.why.{one.why}")),
        (paper.word("paper.erasure.records"), number_of(one.records, paper.language)),
        (paper.word("paper.erasure.by"), directory.name(one.by)),
        (paper.word("paper.erasure.second"), directory.name(one.second)),
        (paper.word("paper.erasure.backups"), until),
    )
    return (
        paper.head("paper.erasure.title"),
        Number(one.number, paper.word("paper.erasure.number")),
        Facts(rows),
        Line(paper.word("paper.erasure.means")),
        Line(text("paper.erasure.means", SECOND[paper.language]), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )
