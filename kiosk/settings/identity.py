"""Who is it: what each journey demands, what is kept of documents and for how long, and whether ID cards are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, get_args

from pydantic import Field, field_validator

from kiosk.domain.policy.means import Means
from kiosk.domain.policy.policy import Policy, Rule, way, ways
from kiosk.settings.base import Table
from kiosk.settings.parcels import Category, ParcelSettings
from kiosk.settings.words import did_you_mean

WORDS = tuple(one.value for one in Means if one is not Means.DESK)
CATEGORIES: tuple[str, ...] = get_args(Category)
PARCELS = ("collect", "delegate", "hand-out", "reprint")
Days = Annotated[int, Field(ge=0, le=365)]


class PolicyRule(Table):
    """What a journey demands. Each of `ways` is enough by itself; "+" joins what is wanted together. The desk, with a
    second person, is always the last way and need not be named."""

    journey: Literal[
        "collect", "delegate", "hand-out", "take-back", "contractor", "claim", "service", "reprint", "ask"
    ]
    """Parcels behind a door; the same for somebody else; off a shelf; a key taken home; contractors; items claimed;
    services delivered; a new slip for a lost one; who asks at the lobby without the own card (one thing a way)."""
    category: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,23}$|^$")] = ""
    """The class of parcels or items that this is about ("valuable", "registered", ...); nothing: any."""
    from_cents: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    """Only for what is worth so much or more, where a value is on record."""
    ways: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)]
    """Of "slip", "code", "card", "proven-card", "qr-card", "id", "signature", "same-signature", "second-person"."""

    @field_validator("ways")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                way(one)
            except ValueError as wrong:
                raise ValueError(
                    f"{one!r}: {str(wrong)!r} is none of {', '.join(WORDS)}{did_you_mean(str(wrong), WORDS)}"
                ) from None
        return value

    @property
    def rule(self) -> Rule:
        """The same for the rules."""
        return Rule(self.journey, ways(*self.ways), self.category, self.from_cents)


class IdentitySettings(Table):
    """Identity documents and the estate's own cards. Whether a document is held by its owner no picture tells: what
    is worth more than that asks for a second person."""

    own_id: bool = True
    """Whether residents may have their ID card on file (a keyed digest, never the number) and collect by it."""
    both_sides: bool = False
    """Whether a Chinese ID card opens a door in the lobby only once its back was seen too, and is not over."""
    keep_number_days: Days = 30
    """So long the number of a document that was shown stays in the vault; 0: it is not kept at all."""
    keep_picture_days: Days = 0
    """The same for the picture of the document; 0: it is not kept."""
    desk: Literal["two", "one"] = "two"
    """Who answers at the desk for somebody who can show nothing else: an attendant and a colleague, or one alone."""
    card_days: Annotated[int, Field(ge=0, le=3660)] = 0
    """For so many days a printed resident card is good; 0: until it is revoked."""


def policy_of(rules: Sequence[PolicyRule], parcels: ParcelSettings) -> Policy:
    """Return the site's policy; `signature_for` and `card_for` of `[parcels]` are short for rules of their own."""
    own = [one.rule for one in rules]
    said = {(one.journey, one.category) for one in own}
    for category in dict.fromkeys((*parcels.signature_for, *parcels.card_for)):
        card, signed = category in parcels.card_for, category in parcels.signature_for
        for journey in ("collect", "delegate"):
            base = ways("card") if card else Policy().rule_for(journey).ways
            more = frozenset({Means.SIGNATURE}) if signed else frozenset()
            if (journey, category) not in said:
                own.append(Rule(journey, tuple(one | more for one in base), category))
    return Policy(tuple(own))


def policy_problems(
    rules: Sequence[PolicyRule],
    parcels: ParcelSettings,
    identity: IdentitySettings,
    *,
    camera: bool,
    reader: bool,
) -> Iterator[str]:
    """Yield what does not go together in `[[policy]]`; `camera`, `reader`: whether the site has one."""
    seen: set[tuple[str, str, int]] = set()
    for number, one in enumerate(rules, 1):
        where = f"policy {number} ({one.journey}{f', {one.category}' if one.category else ''})"
        named = (one.journey, one.category, one.from_cents)
        if named in seen:
            yield f"{where}: the same journey, category and value stands there twice; put all ways into one"
        seen.add(named)
        if one.journey in PARCELS:
            if one.category and one.category not in CATEGORIES:
                hint = did_you_mean(one.category, CATEGORIES)
                yield f"{where}: parcels are {', '.join(CATEGORIES)}{hint}"
            if one.from_cents:
                yield f"{where}: no value of a parcel is on record; leave from_cents out and name a category"
            if one.category in (*parcels.signature_for, *parcels.card_for):
                yield f"{where}: parcels.signature_for or card_for says something of it too; say it in one place"
        yield from _unmeetable(where, one.rule, identity, camera=camera, reader=reader)


def _unmeetable(
    where: str, rule: Rule, identity: IdentitySettings, *, camera: bool, reader: bool
) -> Iterator[str]:
    """Yield where no way of a rule can be gone at this site, so that every time it would be the desk."""
    lacking = {Means.PROVEN_CARD, Means.CARD} if not reader else set()
    lacking |= {Means.QR_CARD} if not camera else set()
    at_lobby = rule.journey in ("collect", "delegate", "ask")
    lacking |= {Means.ID} if at_lobby and not identity.own_id else set()
    if all(one & lacking for one in rule.ways):
        names = ", ".join(sorted(one.value for one in {m for w in rule.ways for m in w & lacking}))
        yield f"{where}: every way asks for what this site does not have ({names}); add one that it has"
