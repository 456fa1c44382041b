"""Scenes show the invented estate: its people, its homes, its keys; nobody of the small demo site stands in them."""

from __future__ import annotations

import tomllib

import pytest

from kiosk.estate.people import enrolment
from kiosk.language.messages import Language
from tests.lobby import PEOPLE
from tests.ui.sites import demo_site, estate_site
from ui.gallery import every_scene

ESTATE = enrolment()
KNOWN = {one.name for one in ESTATE.people} | {one.unit for one in ESTATE.people if one.unit}
LABELS = {label for key in ESTATE.keys for label in (key.label.en, key.label.zh_Hans, key.label.zh_Hant)}
HOMES = {
    "胡桂英": "1-1-0802",
    "李娜": "1-1-0502",
    "Ingrid Novak": "1-1-1204",
    "鄭美玲": "1-1-1303",
    "郭永福": "3-1-0201",
}
STAFF = {
    "王秀兰": "attendant",
    "何志强": "attendant",
    "陈玉梅": "supervisor",
    "田静": "attendant",
    "陈辉": "attendant",
}


def of_the_demo() -> set[str]:
    """Return names, labels of keys and homes with a key that are the demo site's alone."""
    demo = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))
    names = {one["name"] for one in demo["people"]}
    labels = {label for key in demo["keys"] for label in key["label"].values()}
    own = "\n".join(LABELS)  # "Roof access, tower 2" begins labels of the estate, too
    return {one for one in (names | labels) - KNOWN if one not in own}


@pytest.mark.parametrize("language", Language)
def test_nobody_of_the_demo_stands_in_a_scene(language: Language) -> None:
    strangers = of_the_demo()
    assert {"林晓梅", "Pump room B1", "1栋大堂门"} <= strangers
    for site in (demo_site(), estate_site()):
        for name, screen in every_scene(site.furniture, language).items():
            shown = repr(screen)
            assert {one for one in strangers if one in shown} == set(), name


def test_who_stands_in_the_scenes_lives_and_works_there() -> None:
    assert set(HOMES.items()) <= {(one.name, one.unit) for one in ESTATE.people}
    assert set(STAFF.items()) <= {(one.name, one.role) for one in ESTATE.people}
    every = "".join(repr(screen) for screen in every_scene(estate_site().furniture).values())
    assert all(name in every for name in (*HOMES, *STAFF))
