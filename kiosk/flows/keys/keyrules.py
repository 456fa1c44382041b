"""A supervisor changes the rules about keys: looks at what a change does, says why, and it holds from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import overload
from zoneinfo import ZoneInfo

from kiosk.domain.keys import changes, effects
from kiosk.domain.keys.changes import ChangeRule, Rule
from kiosk.domain.keys.effects import Effect
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register, RuleLine

LONGEST_WHY = 300
AT_ONCE = 40


@dataclass(frozen=True)
class Outlook:
    """What a change would do. `version`: of the rules that it was worked out from.

    `asking`: keys that ask for something else from then on. `stranded`: keys that nobody could take any more.
    """

    version: str
    effects: Sequence[Effect]
    asking: Sequence[str]
    stranded: Sequence[str]


class OfferedReasons(Sequence[str]):
    """The reasons that can be chosen now: those the settings list, then those that the desk has named since."""

    def __init__(self, listed: Sequence[str], ledger: Ledger) -> None:
        self._listed = tuple(listed)
        self._ledger = ledger

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._now()[index]

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> tuple[str, ...]:
        return changes.offered(self._listed, self._ledger.house.reasons.values())


class KeyRules:
    """The rulebook as the desk changes it; one that stands in the site's file is changed here as well."""

    def __init__(self, ledger: Ledger, register: Register, clock: Clock, time_zone: str) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    @property
    def version(self) -> str:
        """The version of the rules that are in force."""
        return self._ledger.house.rulebook.version

    def look(self, rule: Rule) -> Outlook:
        """Return what a change would do from today on.

        Raises:
            Refused: it makes no sense, as `keys.changes.check` says.
        """
        house = self._ledger.house
        changes.check(house, rule)
        before, after = house.rulebook, changes.changed(house, rule)
        today = self._clock.now().astimezone(self._zone).date()
        people, keys = list(house.people.values()), list(house.keys.values())
        already = effects.stranded(before, people, keys, today)
        nobody = effects.stranded(after, people, keys, today) - already
        return Outlook(
            before.version,
            effects.effects(before, after, people, keys, today),
            effects.touched(before, after, keys),
            sorted(nobody),
        )

    def change(self, by: Person, change: str, version: str, rule: Rule, why: str) -> None:
        """Have a change hold from now on; a double tap is the same change.

        Raises:
            Refused: as `keys.changes.decide_change` does.
        """
        why = why.strip()[:LONGEST_WHY]
        words = why.encode()
        sealed = Sealed(f"rule_change:{change}", by.id, words)
        reference = sealed.reference if why else ""
        command = ChangeRule(change, by, version, rule, reference, sha256(words).hexdigest())
        self._ledger.execute(lambda house: changes.decide_change(house, command), sealed=[sealed])

    def history(self, before_seq: int | None = None, most: int = AT_ONCE) -> Sequence[RuleLine]:
        """Return the changes of the rules, newest first."""
        return self._register.rule_lines(before_seq=before_seq, most=most)

    def why(self, line: RuleLine) -> str:
        """Return in their own words why somebody changed a rule, "" where the file did or the words are gone."""
        content = self._ledger.opened(line.noted.why) if line.noted else None
        return content.decode() if content else ""

    def current(self, subject: str) -> object:
        """Return how a rule is now.

        Raises:
            Refused: `rules.unknown` for what there is no rule about.
        """
        value = changes.value_of(self._ledger.house.rulebook, subject)
        if value is None:
            raise Refused("rules.unknown", name=subject.partition(":")[2])
        return value


def by_kind(found: Sequence[Effect]) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return effects as kind -> person -> keys, for a page that tells them person by person."""
    sorted_out: dict[str, dict[str, list[str]]] = {}
    for one in found:
        sorted_out.setdefault(one.kind, {}).setdefault(one.person, []).append(one.key)
    return sorted_out
