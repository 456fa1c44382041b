"""A browser at the desk of a kiosk that may die between a form and its answer."""

from __future__ import annotations

import http.client
import re
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import Died


@dataclass(frozen=True)
class Answer:
    """What came back. `where`: the page that it leads to, "" for none."""

    code: int
    text: str
    where: str = ""


class Browser:
    """Keeps its cookies, and sends forms as our own pages do."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies = {"language": "en"}

    def get(self, path: str) -> Answer:
        """Return a page. Raises: Died."""
        return self._ask("GET", path, "")

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form. Raises: Died."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Sec-Fetch-Site": "same-origin",
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)) as way:
            try:
                way.request(method, path, body, headers)
                answer = way.getresponse()
                text = answer.read().decode()
            except TimeoutError:
                raise
            except (OSError, http.client.HTTPException) as cause:
                raise Died from cause
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            found = re.match(r"([^=]+)=([^;]*)", cookie)
            if found:
                self._cookies[found[1]] = found[2]
        return Answer(answer.status, text, answer.headers.get("Location") or "")
