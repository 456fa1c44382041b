"""What each journey demands of whoever makes it, and the one thing more that is asked where it is not enough yet.

A rule names ways; each way is a set of means, and any one way will do. The desk is a way of every rule: nothing that
can't be shown leaves somebody before a shut door with nowhere to go.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kiosk.domain.policy.means import AT_THE_DESK, IMPLIED, ORDER, Evidence, Means, complete

Way = frozenset[Means]

JOURNEYS = (
    "collect",
    "delegate",
    "hand-out",
    "take-back",
    "contractor",
    "claim",
    "service",
    "reprint",
    "ask",
)
"""Parcels behind a door, for oneself or for somebody else; off a shelf at the desk; a key that is taken home; a person
without an account; an item left at the desk; a service that is delivered; a new slip for a lost one; who asks at the
lobby for services and what is theirs."""


@dataclass(frozen=True)
class Rule:
    """What a journey demands for things of one category ("": any) that are worth `from_cents` or more."""

    journey: str
    ways: tuple[Way, ...]
    category: str = ""
    from_cents: int = 0


@dataclass(frozen=True)
class Satisfied:
    """Enough was shown. `way`: by which way; `rests_on`: the evidence of that way, and nothing that was not needed."""

    way: Way
    rests_on: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Asks:
    """One thing more is wanted: any one of `options`, the easiest first. The desk is always the last of them."""

    options: tuple[Means, ...]

    @property
    def here(self) -> tuple[Means, ...]:
        """What the person can show by themselves."""
        return tuple(one for one in self.options if one not in AT_THE_DESK)


def ways(*written: str) -> tuple[Way, ...]:
    """Return ways as settings write them: "card + signature".

    Raises:
        ValueError: with the first word that names no means, or a way without any.
    """
    return tuple(way(one) for one in written)


def way(written: str) -> Way:
    """Return one way as settings write it.

    Raises:
        ValueError: with the word that names no means that can be demanded.
    """
    words = [word.strip() for word in written.split("+")]
    known = {one.value: one for one in Means if one is not Means.DESK}
    for word in words:
        if word not in known:
            raise ValueError(word)
    return frozenset(known[word] for word in words)


USUAL: tuple[Rule, ...] = (
    Rule("collect", ways("slip", "code", "card", "qr-card", "id")),
    Rule("delegate", ways("slip", "card", "qr-card", "id")),
    Rule("hand-out", ways("slip", "code", "card", "qr-card", "id")),
    Rule("take-back", ways("id + signature", "card + signature")),
    Rule("contractor", ways("id + signature")),
    Rule("claim", ways("slip + same-signature", "id + same-signature + second-person")),
    Rule("reprint", ways("id + signature + second-person")),
    Rule("ask", ways("card", "qr-card", "id")),
    Rule("service", ways("slip", "id + signature", "card + signature", "id + second-person")),
)
"""What holds where the site says nothing."""


@dataclass(frozen=True)
class Policy:
    """All rules of a site. `own` go before the usual ones."""

    own: tuple[Rule, ...] = ()

    def rule_for(self, journey: str, category: str = "", cents: int = 0) -> Rule:
        """Return the rule that fits best: its category before any, then the highest value, then the site's own.

        Raises:
            KeyError: there is no such journey.
        """
        fitting = [
            (bool(rule.category), rule.from_cents, -number, rule)
            for number, rule in enumerate((*self.own, *USUAL))
            if rule.journey == journey and rule.category in ("", category) and rule.from_cents <= cents
        ]
        if not fitting:
            raise KeyError(journey)
        return max(fitting, key=lambda one: one[:3])[3]


def demand(
    rule: Rule, shown: Sequence[Evidence], unable: Collection[Means] = (), failed: Collection[Means] = ()
) -> Satisfied | Asks:
    """Return that enough was shown, or the one thing more that is asked for.

    `unable`: means that nobody can show here now: no camera, nothing on file, a reader that is down. `failed`: what was
    shown and did not prove it: it is not asked for again here, the desk looks at it.
    """
    means = complete(one.means for one in shown)
    enough = [one for one in rule.ways if one <= means]
    if Means.DESK in means:
        enough.append(frozenset({Means.DESK}))
    if enough:
        chosen = min(enough, key=lambda one: (Means.DESK in one, len(one)))
        return Satisfied(chosen, tuple(one for one in shown if complete((one.means,)) & chosen))
    closed = {*unable, *failed}
    lacking = [one - means for one in rule.ways if not (one - means) & closed]
    open_ways = [
        one for one in lacking if not any(other < one for other in lacking)
    ]  # a longer way to the same
    open_ways.sort(key=len)  # stable: of equal ones the site's first
    options = dict.fromkeys(_next(one) for one in open_ways)
    at_desk = [one for one in options if one in AT_THE_DESK]
    here = [one for one in options if one not in AT_THE_DESK]
    return Asks((*here, *at_desk, Means.DESK))


def weakest(rule: Rule) -> frozenset[Means]:
    """Return what alone is enough by a rule though a copy of it does: a photograph, a number that was overheard."""
    copied = {Means.SLIP, Means.CODE, Means.CARD, Means.QR_CARD}
    return frozenset(next(iter(one)) for one in rule.ways if len(one) == 1 and one <= copied)


def _next(missing: Way) -> Means:
    """Return what of a way is asked for first; what implies something else is asked for in its place."""
    wanted = {one for one in missing if not any(IMPLIED.get(other) is one for other in missing)}
    return min(wanted, key=ORDER.__getitem__)
