"""How the rules say no."""

from __future__ import annotations


class Refused(Exception):
    """The rules say no; `code` has its text in every language, `facts` fill it in."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
