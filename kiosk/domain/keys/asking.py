"""Whether one asking for a key can be granted, and what is still wanted for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.domain.items import Key, KeyKind
from kiosk.domain.keys.consent import Consent, covering, why_not
from kiosk.domain.keys.rules import Reason, Rulebook
from kiosk.domain.people import STAFF, Person, Role


@dataclass(frozen=True)
class Asking:
    """Somebody asks for one key. `at` is in the site's time zone.

    `beside`: keys that go out in the same visit. `booked_by`: who has booked the key for this hour, if anybody.
    `sponsor`: who answers for a contractor; the right to the key is theirs.
    """

    person: Person
    key: Key
    at: datetime
    reason: str = ""
    note: str = ""
    work_order: str = ""
    authorisers: Sequence[Person] = ()
    held: Sequence[str] = ()
    beside: Sequence[str] = ()
    booked_by: str | None = None
    booked_until: datetime | None = None
    """When their own booking ends."""
    next_booked: datetime | None = None
    """When somebody else has booked it from."""
    sponsor: Person | None = None
    kinds: Mapping[str, KeyKind] = field(default_factory=dict)
    """The kind of each key held or beside it: what is ruled of a kind holds for them as well."""


@dataclass(frozen=True)
class Answer:
    """What the rules say. Granted when nothing refuses and nothing is wanted.

    `refused`: the code of the rule that says no, with the `facts` that its words need. `wanted`: what would make
    it a yes, in the order in which a screen asks: "reason", "note", "work_order", "with:<key>", "authorisers".
    """

    refused: str | None = None
    facts: tuple[tuple[str, object], ...] = ()
    wanted: tuple[str, ...] = ()
    authorisers_wanted: int = 0
    due: datetime | None = None
    consent: str = ""
    """The resident's consent that it rests on."""
    report: bool = False
    """An emergency without the resident's consent: a report of its own is due."""
    due_for: str = ""
    """What makes it due so early: "" its own rule, "booked" the end of their booking, "next" another's start."""

    @property
    def granted(self) -> bool:
        """Whether the key may leave now."""
        return self.refused is None and not self.wanted


EMERGENCY_AUTHORISERS = 1
"""An emergency is opened by two people: the one who asks, and one more."""


def answer(book: Rulebook, consents: Collection[Consent], asking: Asking) -> Answer:
    """Return whether the key may leave, or what stands in the way. Nothing is left unsaid: refusals come first."""
    if refused := _refused(book, asking):
        return refused
    rule = book.rule_for(asking.key)
    reason = book.reasons.get(asking.reason)
    if reason is None:
        due, why = _due(book, asking)
        return Answer(wanted=("reason",), due=due, due_for=why)
    if refused := _reason_refused(rule.reasons, reason, asking):
        return refused
    consents = naming_contractors(consents) if asking.sponsor else consents
    needed, under = rule.authorisers, ""
    if asking.key.kind is KeyKind.UNIT:
        unit, groups = asking.key.unit or "", asking.person.groups
        covered = _covering(consents, asking, groups)
        if covered is None and not reason.emergency:
            return Answer(refused=why_not(consents, unit, reason.code, asking.at), facts=(("unit", unit),))
        if covered is None or covered.seen_by_only(_who(asking).id):
            needed = max(needed, EMERGENCY_AUTHORISERS)
        under = covered.id if covered else ""
    report = asking.key.kind is KeyKind.UNIT and not under
    return replace(_wanted(book, asking, reason, needed, report), consent=under)


def _who(asking: Asking) -> Person:
    """Return who answers for the key: a contractor's sponsor in their place."""
    return asking.sponsor or asking.person


def _covering(consents: Collection[Consent], asking: Asking, groups: Iterable[str]) -> Consent | None:
    """Return a consent that covers this. One that only the asker saw signed comes last: nobody writes it for
    themselves and then takes the key alone."""
    unit, who = asking.key.unit or "", _who(asking).id
    ordered = sorted(consents, key=lambda one: one.seen_by_only(who))
    return covering(ordered, unit, asking.reason, groups, asking.at)


def _refused(book: Rulebook, asking: Asking) -> Answer | None:
    """Return what no reason and no signature can mend, or None."""
    person, key = asking.person, asking.key
    if not person.active:
        return Answer(refused="person.inactive")
    if asking.sponsor and not book.rule_for(key).contractors:
        return Answer(refused="contractor.not_this_key")
    who = asking.sponsor or person
    own = asking.sponsor is not None and _of_own_home(asking.sponsor, key)
    if code := None if own else book.why_no_right(who, key, asking.at):
        again = book.next_hour(who, key, asking.at) if code in ("key.not_now", "key.right_later") else None
        return Answer(refused=code, facts=(("again", again),) if again else ())
    beside = {*asking.held, *asking.beside} - {key.id}
    rule = book.rule_for(key)
    if clash := sorted(beside & (set(rule.never_with) | _forbidding(book, asking, beside))):
        return Answer(refused="key.never_together", facts=(("key", clash[0]),))
    most = book.limits.most_at_once.get(person.role.value)
    if most is not None and len(beside) >= most:
        return Answer(refused="key.too_many", facts=(("most", most),))
    if asking.booked_by not in (None, person.id):
        return Answer(refused="key.booked", facts=(("by", asking.booked_by),))
    if rule.booked_only and asking.booked_by is None:
        return Answer(refused="key.booked_only")
    return None


def naming_contractors(consents: Iterable[Consent]) -> list[Consent]:
    """Return the consents that name contractors: one "for the staff" lets nobody else in."""
    return [one for one in consents if Role.CONTRACTOR.value in one.groups]


def _of_own_home(who: Person, key: Key) -> bool:
    """Whether it is a resident who answers for the key of the own home."""
    return who.role is Role.RESIDENT and bool(key.unit) and key.unit == who.unit


def _forbidding(book: Rulebook, asking: Asking, beside: Iterable[str]) -> set[str]:
    """Return those of `beside` whose rule, or their kind's, forbids it: "never both" holds whichever came first."""
    return {
        other for other in beside if asking.key.id in book.rule_of(other, asking.kinds.get(other)).never_with
    }


def kinds_of(keys: Mapping[str, Key], *named: Iterable[str]) -> Mapping[str, KeyKind]:
    """Return the kind of each of the keys that are named."""
    return {name: keys[name].kind for names in named for name in names if name in keys}


def _reason_refused(allowed: tuple[str, ...], reason: Reason, asking: Asking) -> Answer | None:
    if reason.private and asking.key.kind is not KeyKind.UNIT:
        return Answer(refused="key.not_for_private")
    if asking.sponsor and not reason.work and asking.key.kind is not KeyKind.UNIT:
        return Answer(refused="contractor.not_work")
    if allowed and reason.code not in allowed:
        return Answer(refused="key.other_reason")
    return None


def _wanted(book: Rulebook, asking: Asking, reason: Reason, needed: int, report: bool) -> Answer:
    rule = book.rule_for(asking.key)
    wanted = []
    if (reason.needs_note or report) and not asking.note.strip():
        wanted.append("note")
    if (reason.needs_work_order or rule.needs_work_order) and not asking.work_order.strip():
        wanted.append("work_order")
    together = {*asking.held, *asking.beside}
    wanted += [f"with:{other}" for other in rule.only_with if other not in together]
    missing = max(0, needed - len(_counting(asking, from_another_group=rule.from_another_group)))
    if missing:
        wanted.append("authorisers")
    due, why = _due(book, asking)
    return Answer(wanted=tuple(wanted), authorisers_wanted=missing, due=due, report=report, due_for=why)


def _due(book: Rulebook, asking: Asking) -> tuple[datetime | None, str]:
    """Return when the key is due, whatever comes first, and what that is. Whoever has booked it has it until then."""
    own = book.rule_for(asking.key).due(asking.at)
    if own is None and asking.booked_until is None:
        own = book.due_unless(asking.at)
    limits = ((own, ""), (asking.booked_until, "booked"), (asking.next_booked, "next"))
    known = [(moment, why) for moment, why in limits if moment is not None]
    return min(known, key=lambda one: one[0], default=(None, ""))


def joined(answers: Sequence[Answer]) -> Answer:
    """Return what several keys that go out in one visit want together; the rest is that of the first."""
    wanted = dict.fromkeys(one for told in answers for one in told.wanted)
    return replace(
        answers[0],
        wanted=tuple(wanted),
        authorisers_wanted=max(told.authorisers_wanted for told in answers),
        report=any(told.report for told in answers),
    )


def why_not_counting(bearer: Person, other: Person, *, from_another_group: bool) -> str | None:
    """Return None if the word of `other` counts for what `bearer` asks for, else the code of the reason why not."""
    if other.id == bearer.id:
        return "authoriser.self"
    if other.role not in STAFF:
        return "authoriser.not_staff"
    if not other.active:
        return "person.inactive"
    if from_another_group and set(other.groups) <= set(bearer.groups):
        return "authoriser.same_group"
    return None


def _counting(asking: Asking, *, from_another_group: bool) -> set[str]:
    """Return the authorisers that count, nobody twice."""
    return {
        person.id
        for person in asking.authorisers
        if why_not_counting(asking.sponsor or asking.person, person, from_another_group=from_another_group)
        is None
    }
