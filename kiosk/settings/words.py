"""How problems are put to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches


class SettingsProblems(Exception):
    """Everything that is wrong with a settings file, one line each, ready for people."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def did_you_mean(word: str, words: Mapping[str, object] | Sequence[str]) -> str:
    """Return "; did you mean 'x'?" when one of `words` is close to `word`, else ""."""
    close = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
