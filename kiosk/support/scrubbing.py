"""Takes out of a text whatever is about a person or opens something: known words first, then what looks like one."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

GONE = "[…]"
SHORTEST = 2
"""A single letter says nothing, and would take every text apart."""
LIKE_ONE = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # mail
    re.compile(
        r"(?<![\w.:-])\+?\d(?:[ -]?\d){6,}(?![\w:.]|-\d)"
    ),  # telephones, codes, ID numbers: seven digits or more
    re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-F]{2}:?){4,10}(?![0-9A-Za-z])"),  # a badge's number
    re.compile(r"LOGE\d:\S+"),  # a slip's or a receipt's code
    re.compile(r"(?i)\b(?:bearer|basic)\s+\S+"),
    re.compile(r"(?<=://)[^/\s@]+:[^/\s@]+@"),
)
TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)?")
TOKEN = re.compile(r"[A-Za-z0-9_$+/=%\\.@:-]+")
PIECE = re.compile(r"[A-Za-z0-9_]+")
OTHERS = re.compile(r"[^\x00-\x7f]+")


class Scrubber:
    """Knows thousands of words, and finds them in megabytes of text."""

    def __init__(self, known: Collection[str]) -> None:
        """`known`: names, telephones, homes, badges, secrets; each is found in its usual encodings too."""
        self._tokens: set[str] = set()
        self._others: set[str] = set()
        self._mixed: set[str] = set()
        for word in known:
            self._learn(word.strip())
        longest_first = sorted(self._mixed, key=len, reverse=True)
        self._mixtures = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)
        self._lengths = sorted({len(one) for one in self._others}, reverse=True)

    def __call__(self, text: str) -> str:
        """Return a text without what is known, and without what looks like a telephone, a code or a login."""
        text = _without_likes(text)
        text = self._mixtures.sub(GONE, text)
        text = OTHERS.sub(lambda run: self._without_others(run.group()), text)
        return TOKEN.sub(lambda token: self._without_tokens(token.group()), text)

    def _learn(self, word: str) -> None:
        if len(word) < SHORTEST:
            return
        if not word.isascii() and not OTHERS.fullmatch(word):
            self._mixed.add(word)
        elif not word.isascii():
            self._others |= {
                word,
                *(one for one in word.split() if len(one) >= SHORTEST and not one.isascii()),
            }
        self._tokens |= {one.lower() for one in word.split() if one.isascii() and len(one) >= SHORTEST}
        for part in (word, *word.split()):
            self._tokens |= (
                {one.lower() for one in _encoded(part)} if len(part) > SHORTEST or part == word else set()
            )

    def _without_others(self, run: str) -> str:
        """Return letters beyond ASCII without the known words: these are not set apart by blanks."""
        out, at = [], 0
        while at < len(run):
            length = next((one for one in self._lengths if run[at : at + one] in self._others), 0)
            out.append(GONE if length else run[at])
            at += length or 1
        return "".join(out)

    def _without_tokens(self, token: str) -> str:
        if token.strip(".:-").lower() in self._tokens or token.lower() in self._tokens:
            return GONE
        return PIECE.sub(lambda one: GONE if one.group().lower() in self._tokens else one.group(), token)


def words_in(content: bytes) -> Iterator[str]:
    """Yield every word of a sealed record that may stand in another text: of JSON its texts, else the text itself."""
    try:
        said = content.decode()
    except UnicodeDecodeError:
        return
    try:
        yield from _texts(json.loads(said))
    except ValueError:
        yield said


def secrets_of(folder: Path) -> Iterator[str]:
    """Yield the site's keys as a text could hold them."""
    for path in sorted((folder / "keys").glob("*")):
        content = path.read_bytes()
        yield content.hex()
        yield base64.b64encode(content).decode()
        yield from (line for line in content.decode("ascii", "ignore").splitlines() if len(line) > 20)


def _encoded(word: str) -> Iterator[str]:
    """Yield how programs write a word down where it may not stand as it is."""
    content = word.encode()
    yield quote(word)
    yield quote(word, safe="").replace("%20", "+")
    yield json.dumps(word)[1:-1]
    yield repr(content)[2:-1]
    yield content.hex()
    yield base64.b64encode(content).decode()
    yield base64.urlsafe_b64encode(content).decode().rstrip("=")


def _without_likes(text: str) -> str:
    times: list[str] = []

    def aside(found: re.Match[str]) -> str:
        times.append(found.group())
        return f"\x00{len(times) - 1}\x00"

    text = TIME.sub(aside, text.replace("\x00", ""))
    for pattern in LIKE_ONE:
        text = pattern.sub(GONE, text)
    return re.sub("\x00(\\d+)\x00", lambda found: times[int(found.group(1))], text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
