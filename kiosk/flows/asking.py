"""Asking for a key: one question after the other, until the rules have all they want; then it is signed for."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.drafting import Agreement, Draft, Seen, next_question
from kiosk.domain.keys import issuing as keys
from kiosk.domain.keys.asking import Answer, why_not_counting
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.flows.hub import Hub
from kiosk.flows.signing import Strokes, is_written
from kiosk.flows.visits import SECURE_BADGE, Visit, Visits
from kiosk.ports import Clock, Ledger, Unavailable

log = logging.getLogger(__name__)

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


class AskingDesk:
    """What is asked for lives with the visit of the one who asks: it ends with it, and no disk knows of it."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        hub: Hub,
        clock: Clock,
        reasons: tuple[str, ...],
        time_zone: str,
    ) -> None:
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
        """Take the number of a work order; "" takes it away. Raises `asking.over`."""
        with self._lock:
            visit, draft = self._mine(key)
            self._keep(visit, draft.ordered(number))

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
        return Question(stands, wanted, other, told.authorisers_wanted, told.due, told.report)

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is a colleague's who may agree, and no visit. Any thread may ask."""
        with self._lock:
            visit = self._visits.current
            if visit is None or visit.asking is None or not visit.asking.listens:
                return False
            draft = visit.asking
            try:
                draft = draft.tapped(self._seen(visit.person, draft, shown))
            except Refused as refused:
                draft = draft.tapped(None, refused.code)
            except Unavailable as trouble:
                draft = draft.tapped(None, f"trouble.{trouble.kind}")
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

    def _seen(self, bearer: Person, draft: Draft, shown: ShownBadge) -> Seen:
        """Return the colleague whose badge lies there, if their word would count."""
        if shown.changing:
            raise Refused("badge.changing")
        other = self._visits.whose(shown.uid, shown.proof)
        house = self._ledger.house
        rule = house.rulebook.rule_for(house.keys[draft.key])
        if why_not := why_not_counting(bearer, other, from_another_group=rule.from_another_group):
            raise Refused(why_not)
        if other.id in draft.authorisers:
            raise Refused("authoriser.already")
        return Seen(other.id, shown.proof is Proof.PROVEN)

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
        )
        at = self._clock.now().astimezone(self._zone)
        return keys.asked(self._ledger.house, command, self._reasons, at)
