"""Every message in every language, with the same facts in it."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest

from kiosk.domain.moments import MOMENTS
from kiosk.language.messages import Language, UnknownMessage, catalogue, known, text

LANGUAGES = [language.value for language in Language]


def facts_of(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def messages() -> Iterator[tuple[str, dict[str, str]]]:
    for key, texts in catalogue().items():
        yield key, dict(texts)


def test_each_message_is_there_in_each_language() -> None:
    wrong = [
        key for key, texts in messages() if sorted(texts) != sorted(LANGUAGES) or not all(texts.values())
    ]
    assert wrong == []
    assert len(catalogue()) > 200


def test_each_language_tells_the_same_facts() -> None:
    wrong = [
        key for key, texts in messages() if len({frozenset(facts_of(words)) for words in texts.values()}) > 1
    ]
    assert wrong == []


def test_traditional_texts_hold_no_simplified_characters() -> None:
    simplified = set("门柜锁钥开关问请输码递员业机样图书记录车东")
    wrong = {key: marks for key, texts in messages() if (marks := simplified & set(texts["zh_Hant"]))}
    assert wrong == {}


def test_english_texts_hold_no_chinese() -> None:
    chinese = [key for key, texts in messages() if any("一" <= mark <= "鿿" for mark in texts["en"])]
    assert [key for key in chinese if not key.startswith("language")] == []


def test_facts_are_filled_in() -> None:
    key = next(key for key, texts in messages() if facts_of(texts["en"]) == {"minutes"})
    assert "7" in text(key, Language.ENGLISH, minutes=7)
    with pytest.raises(UnknownMessage):
        text("no.such.message", Language.ENGLISH)


def test_every_moment_has_words() -> None:
    kinds = ("parcel.drop", "parcel.collect", "key.issue", "key.return", "any")
    mute = [m for m in MOMENTS if not any(known(f"door.{kind}.{m}.title") for kind in kinds)]
    assert mute == []
