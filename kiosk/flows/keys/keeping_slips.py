"""What stands on the slips about residents' own keys: what was agreed, what was left, what was taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.keys.consent import Consent
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, known, moment_of, text
from kiosk.paper import Block, ChainHead, Facts, Line, Number, Strokes
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger


def group_in(language: Language, group: str) -> str:
    """Return a group of staff in words: the site's own name for it where there are none."""
    return text(f"group.{group}", language) if known(f"group.{group}") else group


def reason_in(language: Language, reason: str) -> str:
    """Return a reason in words: the site's own code where there are none."""
    return text(f"reason.{reason}", language) if known(f"reason.{reason}") else reason


def named_reason(house: House, language: Language, reason: str) -> str:
    """Return a reason in words: as the desk has named it, else as `reason_in`."""
    known_one = house.reasons.get(reason)
    if known_one and known_one.label:
        return known_one.label.in_language(language.value)
    return reason_in(language, reason)


def listed(words: Sequence[str], language: Language) -> str:
    """Return words as a list of that language."""
    return (", " if language is Language.ENGLISH else "、").join(words)


def terms(consent: Consent, language: Language, zone: str) -> list[tuple[str, str]]:
    """Return what was agreed as rows of label and value."""
    everyone = text("keeping.any_group", language)
    reasons = [reason_in(language, one) for one in consent.reasons]
    groups = [group_in(language, one) for one in consent.groups]
    rows = [
        (text("keeping.for", language), listed(reasons, language)),
        (text("keeping.by", language), listed(groups, language) if groups else everyone),
        (text("keeping.since", language), moment_of(consent.since, language, zone, "yMMMd")),
        (text("keeping.until", language), moment_of(consent.until, language, zone, "yMMMd")),
        (text("keeping.told", language), text(f"keeping.told_{'yes' if consent.told else 'no'}", language)),
    ]
    if consent.withdrawn_at:
        over = moment_of(consent.withdrawn_at, language, zone, "yMMMd Hm")
        rows.append((text("keeping.withdrawn", language), over))
    return rows


def consent_slip(
    house: House, ledger: Ledger, directory: Directory, name: str, letterhead: Letterhead
) -> Sequence[Block]:
    """Return the slip about a consent, as it is now; empty if there is none of that name."""
    consent, language = house.consents.get(name), letterhead.language
    if consent is None:
        return ()
    over = consent.withdrawn_at is not None
    return (
        letterhead.head("paper.consent_over.title" if over else "paper.consent.title"),
        Facts(
            (
                (text("paper.unit", language), consent.unit),
                (text("keeping.given_by", language), directory.name(consent.given_by)),
                *terms(consent, language, letterhead.time_zone),
                (text("paper.reference", language), consent.id[:10].upper()),
            )
        ),
        *signature(ledger, directory, consent.signed, language),
        Line(text("paper.consent_over.means" if over else "paper.consent.means", language)),
        letterhead.desk(),
        ChainHead(ledger.head),
    )


def own_key_slip(
    house: House,
    ledger: Ledger,
    directory: Directory,
    movement: Movement,
    key: Key | None,
    letterhead: Letterhead,
) -> Sequence[Block]:
    """Return the slip for a key that a resident has left, with what was agreed, or has taken home."""
    left, language = movement.kind is Kind.LEAVE, letterhead.language
    name = "left" if left else "taken_back"
    consent = house.consents.get(f"c-{movement.id[:16]}") if left else None
    agreed = terms(consent, language, letterhead.time_zone) if consent else []
    return (
        letterhead.head(f"paper.{name}.title"),
        Number(movement.place, text("paper.slot", language)),
        Facts(
            (
                (
                    text("paper.key", language),
                    key.label.in_language(language.value) if key else movement.item,
                ),
                (text("paper.unit", language), movement.unit),
                (text("keeping.given_by", language), directory.name(movement.bearer)),
                *agreed,
                (text(f"paper.{name}.at", language), letterhead.time(movement.changed)),
                (text("paper.reference", language), movement.id[:8].upper()),
            )
        ),
        *signature(ledger, directory, movement.signature, language),
        Line(text(f"paper.{name}.thanks", language)),
        letterhead.desk(),
        ChainHead(ledger.head),
    )


def signature(ledger: Ledger, directory: Directory, reference: str, language: Language) -> Sequence[Block]:
    """Return a signature as it was drawn, or who stood by in its place; nothing where there is none, or its person was
    erased."""
    if witness := witness_of(reference):
        return (Line(text("witness.stands", language, name=directory.name(witness))),)
    content = ledger.opened(reference) if reference.startswith("signature:") else None
    if not content:
        return ()
    points = tuple(tuple((int(x), int(y)) for x, y, _ in stroke) for stroke in json.loads(content))
    return (Strokes(points, text("paper.signature", language)),)
