"""Asking for a key: one question after the other, until the rules have all they want; then it is signed for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.drafting import Agreement, Draft, Seen, next_question
from kiosk.domain.keys import issuing as keys
from kiosk.domain.keys.asking import Answer, joined, why_not_counting
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders.keys import meant, open_for, why_not_for
from kiosk.flows.identity.signing import Strokes, is_written
from kiosk.flows.identity.visits import SECURE_BADGE, Visit, Visits
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Ledger

log = logging.getLogger(__name__)

LISTENS_FOR_S = 30
"""So long the next badge is a colleague's; then the screen has gone on, and it is whose it is."""
GRACE_S = 5
DRAWN = "drawn"
"""Stands for a note that is written, and sealed with the issue."""


@dataclass(frozen=True)
class Question:
    """What the screen asks next for a key: "reason", "note", "work_order", "with", "authorisers", at last "sign"."""

    draft: Draft
    wanted: str
    other: str = ""
    """The key that has to be taken first."""
    missing: int = 0
    """How many colleagues have yet to agree."""
    due: datetime | None = None
    report: bool = False
    """An emergency without the resident's consent: a report will be due."""
    due_for: str = ""
    """What makes it due so early: "booked" the end of the own booking, "next" somebody else's start."""


class AskingDesk:
    """What is asked for lives with the visit of the one who asks: it ends with it, and no disk knows of it."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        hub: Hub,
        clock: Clock,
        reasons: Sequence[str],
        time_zone: str,
        *,
        own_orders: bool = False,
    ) -> None:
        """`own_orders`: every work order is one of ours."""
        self._own_orders = own_orders
        self._ledger = ledger
        self._visits = visits
        self._hub = hub
        self._clock = clock
        self._reasons = reasons
        self._zone = ZoneInfo(time_zone)
        self._lock = threading.RLock()

    def begin(self, key: str) -> tuple[Draft, tuple[tuple[str, str | None], ...]]:
        """Return the asking for a key, begun or taken up again, and the reasons with the code of why one can't be.

        Raises:
            Refused: with the code of the rule that says no whatever the reason; `visit.ended`, `visit.other_role`.
        """
        with self._lock:
            visit = self._visits.need(*STAFF)
            self._told(visit, Draft(key))
            known = visit.asking
            draft = self._keep(visit, known.resting() if known and known.key == key else Draft(key))
        return draft, tuple((reason, self._why_not(visit, draft, reason)) for reason in self._reasons)

    def choose(self, key: str, reason: str) -> None:
        """Take the reason: with it an asking begins, if none has begun yet.

        Raises:
            Refused: `key.reason_needed`, or the code of the rule that does not let this one count.
        """
        with self._lock:
            visit = self._visits.need(*STAFF)
            if reason not in self._reasons:
                raise Refused("key.reason_needed")
            known = visit.asking
            chosen = (known if known and known.key == key else Draft(key)).because(reason)
            self._told(visit, chosen)
            self._keep(visit, chosen)

    def order(self, key: str, number: str) -> None:
        """Take the number of a work order; "" takes it away.

        Raises:
            Refused: `asking.over`; `number.form` for none; `key.order_unknown`, `key.order_over`,
                `key.order_elsewhere` for one of ours that is not open there.
        """
        with self._lock:
            visit, draft = self._mine(key)
            house, typed = self._ledger.house, paper_number(number)
            known = house.keys[key]
            if why_not := why_not_for(house, known, typed, own_only=self._own_orders):
                raise Refused(why_not, order=typed)
            self._keep(visit, draft.ordered(meant(house, known, typed)))

    def likely_order(self, key: str) -> str:
        """Return the number of the work order for which this key is most likely asked for, "" for none."""
        with self._lock:
            visit = self._visits.need(*STAFF)
            known = self._ledger.house.keys.get(key)
            order = open_for(self._ledger.house, known, visit.person.id) if known else None
        return order.number if order else ""

    def write(self, key: str, strokes: Strokes) -> None:
        """Take a note written by hand.

        Raises:
            Refused: `asking.over`; `key.note_needed` for nothing, or a dot.
        """
        if not is_written(strokes):
            raise Refused("key.note_needed")
        with self._lock:
            visit, draft = self._mine(key)
            self._keep(visit, draft.written(strokes))

    def question(self, key: str) -> Question:
        """Return what to ask next. While colleagues have to agree, the next badge on the reader is one of theirs.

        Raises:
            Refused: `asking.over`; the code of a rule that says no by now.
        """
        with self._lock:
            visit, draft = self._mine(key)
            told = self._told(visit, draft)
            wanted, other = next_question(told)
            stands = draft.listening() if wanted == "authorisers" else draft.resting()
            if stands != draft:  # a page that is looked at again keeps nobody's visit alive
                self._keep(visit, stands)
        return Question(stands, wanted, other, told.authorisers_wanted, told.due, told.report, told.due_for)

    def both(self, key: str, other: str) -> None:
        """Ask for another key as well, one that `key` goes only with; both are then asked for and signed together.

        Raises:
            Refused: `asking.over`; the code of the rule that keeps one of the two where it is.
        """
        with self._lock:
            visit, draft = self._mine(key)
            if next_question(self._told(visit, draft)) != ("with", other):
                return  # a double tap
            together = draft.together_with(other)
            self._told(visit, together)
            self._keep(visit, together)

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is a colleague's who may agree, and no visit. Any thread may ask."""
        with self._lock:
            visit = self._visits.current
            if visit is None or visit.asking is None or not visit.asking.listens:
                return False
            if self._visits.rested_s > LISTENS_FOR_S + GRACE_S:
                return (
                    False  # whoever asked has walked away: nobody agrees to anything by coming to the screen
                )
            draft = self._tapped(visit.person, visit.asking, shown)
            if not self._visits.asks(visit, draft):
                return False
        if draft.problem:
            log.info("no authoriser: %s", draft.problem)
            self._hub.publish("tone", name="refused")
        self._hub.show("asking", key=draft.key)
        return True

    def agree(self, key: str, seen: str, pin: str) -> None:
        """Take the word of the colleague whose badge was just tapped: by touch if it has proven itself, else by PIN.

        Raises:
            Refused: `asking.over`; `authoriser.again` when another badge came in between; `pin.wrong`, `pin.paused`.
        """
        waiting = self._mine(key)[1].seen
        if waiting is None or waiting.id != seen:
            raise Refused("authoriser.again")
        if not waiting.proven:  # takes a moment, and the reader need not wait for it
            self._visits.confirm_pin(self._ledger.house.people[waiting.person], pin)
        with self._lock:
            visit, draft = self._mine(key)
            if draft.seen != waiting:
                raise Refused("authoriser.again")
            how = SECURE_BADGE if waiting.proven else "badge and pin"
            self._keep(visit, draft.with_agreement(Agreement(waiting.person, how)))

    def drop(self) -> None:
        """Forget what is asked for; a badge is a visit again."""
        with self._lock:
            visit = self._visits.need()
            if visit.asking is not None:
                self._visits.asks(visit, None)

    def not_mine(self, key: str, seen: str) -> Visit:
        """Return the own visit of the colleague whose badge was just tapped: they came for something else.

        Raises:
            Refused: `asking.over`; `authoriser.again` when another badge came in between; `person.inactive`.
        """
        with self._lock:
            visitor = self._mine(key)[1].visitor
            if visitor is None or visitor.id != seen:
                raise Refused("authoriser.again")
        return self._visits.take_over(visitor.person, proven=visitor.proven)

    def _tapped(self, bearer: Person, draft: Draft, shown: ShownBadge) -> Draft:
        """Return the draft after a badge lay there: whose it is, and whether their word would count."""
        visitor = None
        try:
            if shown.changing:
                raise Refused("badge.changing")
            other = self._visits.whose(shown.uid, shown.proof)
            visitor = Seen(other.id, shown.proof is Proof.PROVEN) if other.id != bearer.id else None
            self._counts(bearer, draft, other)
        except Refused as refused:
            return draft.tapped(None, refused.code, visitor)
        except Unavailable as trouble:
            return draft.tapped(None, f"trouble.{trouble.kind}", visitor)
        return draft.tapped(visitor, "", visitor)

    def _counts(self, bearer: Person, draft: Draft, other: Person) -> None:
        """Return if the word of `other` counts for every key that is asked for.

        Raises:
            Refused: with the code of why not; `authoriser.already`.
        """
        house = self._ledger.house
        rules = [house.rulebook.rule_for(house.keys[key]) for key in (draft.key, *draft.beside)]
        another = any(rule.from_another_group for rule in rules)
        if why_not := why_not_counting(bearer, other, from_another_group=another):
            raise Refused(why_not)
        if other.id in draft.authorisers:
            raise Refused("authoriser.already")

    def _mine(self, key: str) -> tuple[Visit, Draft]:
        visit = self._visits.need(*STAFF)
        if visit.asking is None or visit.asking.key != key:
            raise Refused("asking.over")
        return visit, visit.asking

    def _keep(self, visit: Visit, draft: Draft) -> Draft:
        if not self._visits.asks(visit, draft):
            raise Refused("visit.ended")
        return draft

    def _why_not(self, visit: Visit, draft: Draft, reason: str) -> str | None:
        try:
            self._told(visit, draft.because(reason))
        except Refused as refused:
            return refused.code
        return None

    def _told(self, visit: Visit, draft: Draft) -> Answer:
        command = keys.IssueKey(
            movement="",
            bearer=visit.person.id,
            key=draft.key,
            reason=draft.reason,
            work_order=draft.work_order,
            signature="",
            signature_digest="",
            note=DRAWN if draft.note else "",
            authorisers=draft.authorisers,
            beside=draft.beside,
            own_orders=self._own_orders,
        )
        at = self._clock.now().astimezone(self._zone)
        return joined(keys.asked_together(self._ledger.house, command, self._reasons, at))
