"""Somebody at the lobby screen without a browser: pages by GET, forms by POST, as the screen's own page sends them."""

from __future__ import annotations

import os
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.bench.stand import Stand
from tests.lobby import LIN, LIN_PIN, WANG_PIN
from tests.wire.waiting import until

SIGNATURE = (
    "[[" + ",".join(f"[{10 + 6 * step},{40 + step * 37 % 50},{16 * step}]" for step in range(24)) + "]]"
)


class Visitor:
    """Looks at pages and sends forms; keeps cookies, follows redirects."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._address = stand.site.address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> int:
        """Return the status of a page."""
        return self._ask(Request(self._address + path))

    def post(self, path: str, **fields: str) -> int:
        """Return the status of the page that a form leads to."""
        return self._ask(Request(self._address + path, urlencode(fields).encode(), {"Origin": self._address}))

    def drop(self, barcode: str, size: str = "S") -> str:
        """Return the movement of a parcel that a courier has left; the claim slip is printed."""
        bench, pieces = self._stand.bench, len(self._stand.bench.printed())
        bench.bring_parcel(barcode)
        self._well(self.get("/courier"), self.post("/courier/pin", pin=WANG_PIN), self.get("/courier/scan"))
        self._well(self.post("/courier/number", barcode=barcode), self.get("/courier/found?last_four=0802"))
        self._well(self.get("/courier/size?recipient=r-zhang"))
        movement = os.urandom(16).hex()
        self._well(
            self.post("/courier/drop", movement=movement, barcode=barcode, recipient="r-zhang", size=size)
        )
        place = self.opened(movement)
        bench.put_parcel(place, barcode)
        self.shut(movement, place)
        until(lambda: len(bench.printed()) > pieces, 20)
        self._well(self.get("/courier/summary"))
        return movement

    def collect(self) -> str:
        """Return the movement of a parcel that was collected with the newest printed slip."""
        known = self._movements()
        self._stand.bench.show_piece()
        until(lambda: self._movements() - known, 10)
        movement = (self._movements() - known).pop()
        self._stand.bench.clear()
        place = self.opened(movement)
        self._stand.bench.take_parcel(place)
        self.shut(movement, place)
        return movement

    def lend_key(self, key: str = "k-lobby") -> None:
        """Take a key and bring it back."""
        self.tap()
        self._well(self.get(f"/keys/{key}/reason"), self.get(f"/keys/{key}/sign?reason=repair"))
        movement = os.urandom(16).hex()
        form = {"reason": "repair", "work_order": "", "pin": LIN_PIN, "strokes": SIGNATURE}
        self._well(self.post(f"/keys/{key}/issue", movement=movement, **form))
        place = self.opened(movement)
        tag = self._stand.bench.take_key(place)
        self.shut(movement, place)
        movement = os.urandom(16).hex()
        self._well(self.post(f"/keys/{key}/return", movement=movement))
        self.opened(movement)
        self._stand.bench.put_key(place, tag)
        self.shut(movement, place)

    def tap(self, badge: str = LIN) -> None:
        """Lay an attendant's badge on the reader until keys are offered."""
        self._stand.bench.tap(badge)
        until(lambda: self.get("/keys/k-lobby/reason") == 200, 10)
        self._stand.bench.lift()

    def opened(self, movement: str) -> str:
        """Return the place of a movement once its door was seen open."""
        until(lambda: self._found(movement)[1] == "opened", 10)
        self._well(self.get(f"/movements/{movement}"))
        return self._found(movement)[0]

    def shut(self, movement: str, place: str) -> None:
        """Push the door of a movement shut, and wait until custody is confirmed."""
        self._stand.bench.push_shut(place)
        until(lambda: self._found(movement)[1] == "confirmed", 10)
        self._well(self.get(f"/movements/{movement}"))

    def _found(self, movement: str) -> tuple[str, str]:
        asked = "SELECT place, json_extract(body, '$.stage') FROM movements WHERE id = ?"
        row = self._stand.record.execute(asked, (movement,)).fetchone()
        return (str(row[0]), str(row[1])) if row else ("", "")

    def _movements(self) -> set[str]:
        return {str(row[0]) for row in self._stand.record.execute("SELECT id FROM movements")}

    def _ask(self, question: Request) -> int:
        try:
            with self._opener.open(question, timeout=10) as answer:
                answer.read()
                return int(answer.status)
        except HTTPError as refusal:
            with refusal:
                refusal.read()
            return refusal.code

    def _well(self, *statuses: int) -> None:
        assert set(statuses) == {200}, f"the screens answered {statuses}"
