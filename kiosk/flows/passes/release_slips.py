"""What goods that leave have with them on paper, and their lines of 《物品放行登记表》."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from kiosk import claim_slip
from kiosk.domain.releases.deciding import SLIP
from kiosk.domain.releases.release import BY_PHONE, BY_SUPERVISOR, Release, ReleaseStage
from kiosk.flows.items.two_parts import points
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers.writer import Entry, Field, Writer
from kiosk.language.messages import text
from kiosk.paper import Block, ChainHead, Facts, Line, Number, Qr, Strokes
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.record import Ledger

SLIPS = (SLIP,)
Stub = Callable[[str, int], str]


def release_slip(
    ledger: Ledger, directory: Directory, release: Release | None, paper: Letterhead, qr: Stub
) -> Sequence[Block]:
    """Return the paper of goods that may leave; nothing for others. `qr` makes the text of its code."""
    if release is None or release.stage is not ReleaseStage.RELEASED:
        return ()
    lines, carrier, plate = goods_of(ledger, release)
    rows = [
        (paper.word("paper.release.goods"), "\n".join(lines) or "–"),
        (paper.word("paper.release.carrier"), carrier),
        (paper.word("paper.release.plate"), plate),
        (paper.word("paper.unit"), release.unit),
        (paper.word("paper.release.since"), paper.time(release.since)),
        (paper.word("paper.release.until"), paper.time(release.until)),
        (paper.word("paper.release.word"), paper.word(f"releases.word.{release.word}")),
        (paper.word("paper.loan.by"), directory.name(release.served) if release.served else ""),
    ]
    drawn = points(ledger, release.signature)
    return (
        paper.head("paper.release.title"),
        Number(release.number, paper.word("paper.release.number")),
        Facts(tuple(row for row in rows if row[1])),
        Qr(qr(release.slip, claim_slip.RELEASE), release.number),
        *((Strokes(drawn, paper.word("paper.release.owner")),) if drawn else ()),
        Line(paper.word("paper.release.how")),
        Line(text("paper.release.how", SECOND[paper.language]), "small"),
        paper.desk(),
        ChainHead(ledger.head),
    )


def goods_of(ledger: Ledger, release: Release) -> tuple[Sequence[str], str, str]:
    """Return what leaves, who carries it and the vehicle's plate; nothing where it is not kept any more."""
    content = ledger.opened(release.goods)
    kept = json.loads(content) if content else {"lines": [], "carrier": "", "plate": ""}
    return kept["lines"], str(kept["carrier"]), str(kept["plate"])


def release_line(writer: Writer, one: Release) -> Entry:
    """Return a line of 《物品放行登记表》: what, whose, by whose word, from when to when, and how it ended."""
    lines, carrier, plate = goods_of(writer.ledger, one)
    carried = tuple(part for part in (carrier, plate) if part)
    return Entry(
        (
            Field(writer.time(one.made), (one.number,)),
            Field("; ".join(lines) or writer.say("registers.erased"), carried),
            Field(writer.name(one.person), (one.unit,)),
            _word(writer, one),
            Field(writer.time(one.until), (writer.time(one.since),)),
            _ended(writer, one),
        ),
        one.made.isoformat(),
        one.id,
        tone="quiet" if one.stage in (ReleaseStage.CALLED_OFF, ReleaseStage.LAPSED) else "",
    )


def _word(writer: Writer, one: Release) -> Field:
    if not one.word:
        return Field(writer.say("releases.stage.asked"), tone="care")
    served = writer.name(one.served) or writer.say("registers.releases.lobby")
    if one.word in (BY_PHONE, BY_SUPERVISOR):
        return Field(writer.say(f"releases.word.{one.word}"), (writer.name(one.word_by), served))
    return writer.signed(one.signature, writer.name(one.word_by), served)


def _ended(writer: Writer, one: Release) -> Field:
    words = writer.say(f"releases.stage.{one.stage.name.lower()}")
    small = (writer.time(one.ended), writer.name(one.ended_by)) if one.ended else ()
    tone = "" if one.stage is ReleaseStage.GONE else "quiet"
    return Field(words, tuple(part for part in small if part), tone=tone)
