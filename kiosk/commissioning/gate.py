"""Who may walk: whoever can read the terminal. A code of six digits, once; five wrong ones make a new one."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

MOST_WRONG = 5


class Gate:
    """The code that the terminal shows, and the token of the one screen that typed it."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` is called with each new code: it goes to the terminal, never to the screen."""
        self._tell = tell
        self._lock = threading.Lock()
        self._token = ""
        self._make_code()

    def enter(self, code: str) -> str | None:
        """Return a token for the screen if the code is right, else None. A code is good for one screen."""
        with self._lock:
            if hmac.compare_digest(code.encode(), self._code.encode()):
                self._token = secrets.token_hex(16)
                self._make_code()
                return self._token
            self._wrong += 1
            if self._wrong >= MOST_WRONG:
                self._make_code()
            return None

    def is_open_to(self, token: str) -> bool:
        """Return whether a screen has typed the code. The last one that did counts."""
        return bool(self._token) and hmac.compare_digest(token.encode(), self._token.encode())

    def _make_code(self) -> None:
        self._code, self._wrong = f"{secrets.randbelow(1_000_000):06d}", 0
        self._tell(self._code)
