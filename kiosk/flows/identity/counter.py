"""What somebody shows across the desk for one deed: a document, a name written there, a colleague who stands by.

All of it counts together, by the site's policy. A name that is not found to be the same is judged by an attendant, with
both side by side; the deed goes on by itself once that is signed.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.domain.events import Event
from kiosk.domain.house import House, Recorded
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.signatures.events import SignatureCompared, SignatureJudged
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.documents import DocumentRecords, Shown
from kiosk.flows.identity.standing_by import Name, StoodBy, Written, name_under
from kiosk.ports.record import Ledger, Sealed

log = logging.getLogger(__name__)

MOST_HELD = 16
"""Deeds that wait for a judgement; a power cut forgets them, and nothing was given out."""


@dataclass(frozen=True)
class Offered:
    """What was shown for one deed, `act`, about one `item` of one `person`. `number` "": no document; None: no name.

    `own` False: somebody else stands there, by that person's leave: nothing is compared with what is that person's.
    """

    act: str
    person: str
    item: str
    kind: str = ""
    number: str = field(default="", repr=False)
    written: Written | None = None
    second: str = ""
    pin: str = field(default="", repr=False)
    own: bool = True


@dataclass(frozen=True)
class Rested:
    """What goes on record with the deed. `filed`: whether the document is the one on file for that person."""

    sealed: tuple[Sealed, ...]
    said: Callable[[House], list[Event]]
    filed: bool = False


@dataclass(frozen=True)
class _Held:
    """A deed that waits for a judgement, with all that was shown for it but the name."""

    shown: tuple[Evidence, ...]
    filed: bool
    go_on: Callable[[], object]


class Counter:
    """Gathers what was shown at the desk, and asks the policy whether it is enough."""

    def __init__(
        self,
        ledger: Ledger,
        demands: Demands,
        documents: DocumentRecords,
        comparing: Comparing,
        entered: Callable[[str, str, Person], Shown],
    ) -> None:
        self._ledger = ledger
        self._demands = demands
        self._documents = documents
        self._comparing = comparing
        self._entered = entered
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._judged: deque[tuple[str, str]] = deque(maxlen=MOST_HELD)
        self._accepted: dict[str, str] = {}

    def rests_on(
        self,
        journey: str,
        by: Person,
        offered: Offered,
        already: Sequence[Evidence],
        go_on: Callable[[], object],
        *,
        category: str = "",
    ) -> Rested:
        """Return what the deed rests on. `already`: what was shown before; `go_on`: does it again, once it was judged.

        Raises:
            Refused: `proof.lacking` where more is asked for; `signature.judge` where the name was not found the same:
                the deed waits; `id.another` for a document that is not the one on file; `handing.right`, `pin.wrong`,
                `pin.paused`, `witness.colleague`, `signature.missing`; as `document_number`.
        """
        with self._lock:
            digest, held = self._accepted.get(offered.act, ""), self._held.get(offered.act)
        if digest and held:
            same = [*held.shown, Evidence(Means.SAME_SIGNATURE, digest)]
            basis = self._demands.basis(journey, offered.act, same, category=category)
            return Rested((), lambda house: [*basis], held.filed)
        shown, filed = self._document(by, offered)
        shown = [*already, *shown, *self._demands.second(by, offered.second, offered.pin)]
        if offered.written is None:
            basis = self._demands.basis(journey, offered.act, shown, category=category)
            return self._rested(by, offered, filed, (), lambda house: [*basis])
        if isinstance(offered.written, StoodBy):
            name, compared = name_under(by, offered.person, offered.act, offered.written), None
            means = offered.written.evidence
        else:
            name, compared = self._signed(by, journey, offered, _Held(tuple(shown), filed, go_on), category)
            means = [Evidence(Means.SAME_SIGNATURE if compared else Means.SIGNATURE, name.digest)]
        basis = self._demands.basis(journey, offered.act, [*shown, *means], category=category)

        def said(house: House) -> list[Event]:
            kept = self._comparing.kept(compared) if compared else []
            return [*name.said(house, journey, offered.act), *kept, *basis]

        return self._rested(by, offered, filed, name.sealed, said)

    def _signed(
        self, by: Person, journey: str, offered: Offered, held: _Held, category: str
    ) -> tuple[Name, SignatureCompared | None]:
        """Return what was written and, where there was something to compare it with, that it is the same.

        Raises:
            Refused: `signature.judge`; `proof.lacking` where that would not be enough either.
        """
        strokes = offered.written
        if strokes is None or isinstance(strokes, StoodBy):
            raise Refused("signature.missing")
        name = name_under(by, offered.person, offered.act, strokes)
        look = self._comparing.look
        compared = look(offered.act, offered.person, strokes, item=offered.item) if offered.own else None
        if compared is None or compared.verdict == "same":
            return name, compared
        would_do = [*held.shown, Evidence(Means.SAME_SIGNATURE, name.digest)]
        self._demands.basis(journey, offered.act, would_do, category=category)
        with self._lock:
            self._held[offered.act] = held
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        self._keep(by, offered)
        self._comparing.put_aside(compared, strokes)
        raise Refused("signature.judge", comparison=offered.act)

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """An attendant has judged a name that was not found the same."""
        for entry in recorded:
            if isinstance(entry.event, SignatureJudged):
                with self._lock:
                    known = entry.event.comparison in self._held
                    if known and not entry.event.accepted:
                        del self._held[entry.event.comparison]
                if known and entry.event.accepted:
                    self._judged.append((entry.event.comparison, entry.event.signature_digest))

    def waits(self, act: str) -> bool:
        """Return whether a deed goes on once its name was judged."""
        with self._lock:
            return act in self._held

    def tick(self) -> None:
        """Go on with what waited for that."""
        while self._judged:
            act, digest = self._judged.popleft()
            with self._lock:
                held = self._held.get(act)
                self._accepted[act] = digest
            try:
                if held:
                    held.go_on()
            except Refused as refused:
                log.info("a signature was judged, and its deed is not done all the same: %s", refused.code)
            with self._lock:
                self._held.pop(act, None)
                self._accepted.pop(act, None)

    def _document(self, by: Person, offered: Offered) -> tuple[list[Evidence], bool]:
        """Return the document that was seen as evidence, and whether it is the one on file."""
        if not offered.number.strip():
            return [], False
        shown = self._entered(offered.kind, offered.number, by)
        filed = self._documents.filed(offered.person) if offered.own else None
        if filed and filed.document == shown.kind and filed.digest != shown.digest:
            raise Refused("id.another")
        return [Evidence(Means.ID, shown.digest)], filed is not None and filed.digest == shown.digest

    def _rested(
        self,
        by: Person,
        offered: Offered,
        filed: bool,
        sealed: tuple[Sealed, ...],
        said: Callable[[House], list[Event]],
    ) -> Rested:
        self._keep(by, offered)
        return Rested(sealed, said, filed)

    def _keep(self, by: Person, offered: Offered) -> None:
        """Keep of the document what the site keeps of one, for as long as it says."""
        if offered.number.strip():
            shown = self._entered(offered.kind, offered.number, by)
            self._documents.keep(offered.act, offered.person, "desk", shown, by.id)
