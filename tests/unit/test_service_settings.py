"""The catalogue of services as a file: the sample is whole, and everything that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.sim.twin import twin
from kiosk.domain.services.catalogue import GROUPS, Kind, PriceKind
from kiosk.settings import SettingsProblems, load
from kiosk.settings.services import SAMPLE, read_catalogue

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"
NAME = '{ en = "Dog", zh_Hans = "狗", zh_Hant = "狗" }'
WHOLE = f"""
[[services]]
code = "dog"
name = {NAME}
group = "errands"
price = {{ kind = "each", cents = 100, by = "walks" }}
[[services.fields]]
code = "walks"
kind = "count"
name = {NAME}
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    """Return what is told of a catalogue, without its path."""
    file = tmp_path / "services.toml"
    file.write_text(text, encoding="utf-8")
    try:
        read_catalogue(file)
    except SettingsProblems as wrong:
        assert all(one.startswith(f"{file}: ") for one in wrong.problems)
        return [one.removeprefix(f"{file}: ") for one in wrong.problems]
    return []


def test_the_sample_holds_every_kind_of_service_and_the_agreed_rules() -> None:
    catalogue = read_catalogue(SAMPLE)
    assert set(catalogue.services) >= {
        "wake-up", "travel", "tickets", "car-hire", "errand", "express", "flowers", "repair", "cleaning",
        "laundry", "letting", "sale", "escort", "inspection",
    }  # fmt: skip
    assert set(catalogue.groups()) == set(GROUPS)
    hire, repair = catalogue.services["car-hire"], catalogue.services["repair"]
    assert (hire.price.beforehand_percent, hire.cancellation.free_until_min) == (10, 24 * 60)
    assert (repair.deadlines.accept_min, repair.deadlines.begin_min) == (5, 15)
    assert repair.follow_up is not None and repair.follow_up.share_percent >= 60 and repair.work_order
    assert catalogue.services["tickets"].price.beforehand_percent == 100
    assert catalogue.services["escort"].escort and catalogue.services["wake-up"].calls
    kinds = {field.kind for one in catalogue.services.values() for field in one.fields}
    assert kinds >= {Kind.TEXT, Kind.DATE, Kind.TIME, Kind.PHONE, Kind.CHOICE, Kind.COUNT, Kind.MONEY}
    assert {one.price.kind for one in catalogue.services.values()} >= {
        PriceKind.FREE,
        PriceKind.EACH,
        PriceKind.QUOTE,
    }


def test_a_site_has_the_sample_its_own_or_none(tmp_path: Path) -> None:
    demo = DEMO.read_text(encoding="utf-8")
    site = tmp_path / "site.toml"
    site.write_text(demo, encoding="utf-8")
    assert "car-hire" in load(site).catalogue.services
    site.write_text(demo.replace("sample = true", "sample = false"), encoding="utf-8")
    assert not load(site).catalogue.services
    site.write_text(demo.replace("sample = true", 'file = "own.toml"'), encoding="utf-8")
    with pytest.raises(SettingsProblems, match=r"own\.toml: there is no such file"):
        load(site)
    (tmp_path / "own.toml").write_text(WHOLE, encoding="utf-8")
    assert list(load(site).catalogue.services) == ["dog"]
    (tmp_path / "own.toml").write_text(WHOLE.replace('"count"', '"counts"'), encoding="utf-8")
    site.write_text(site.read_text(encoding="utf-8").replace("idle_s = 45", "idle_s = 1"), encoding="utf-8")
    with pytest.raises(SettingsProblems) as both:
        load(site)
    assert len(both.value.problems) == 2, "both files are told of at once"


def test_a_twin_finds_the_catalogue_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(WHOLE, encoding="utf-8")
    own = DEMO.read_text(encoding="utf-8").replace("sample = true", 'file = "own.toml"')
    (elsewhere := tmp_path / "twins").mkdir()
    (elsewhere / "twin.toml").write_text(twin(own, folder=tmp_path), encoding="utf-8")
    assert list(load(elsewhere / "twin.toml").catalogue.services) == ["dog"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"count"', '"counts"', "services.dog.fields.walks.kind = 'counts': allowed are"),
        ('"count"', '"text"', "services.dog.price.by = 'walks': that field is a text; it must be a count"),
        ('by = "walks"', 'by = "walk"', "no such field; did you mean 'walks'?"),
        ("cents = 100", "cents = -1", "services.dog.price.cents = -1"),
        ("cents = 100, ", "", "services.dog.price.cents: is missing"),
        ("cents = 100", "cent = 100", "no such setting; did you mean 'cents'?"),
        ('group = "errands"', 'group = "errand"', "did you mean 'errands'?"),
        ('code = "dog"', 'code = "Dog!"', "a code is a small letter"),
        ('group = "errands"', "", "group: is missing"),
        ('kind = "each"', 'kind = "free"', "'free'"),
        (', zh_Hant = "狗"', "", "zh_Hant: is missing"),
        ('en = "Dog"', f'en = "{"D" * 31}"', "must not be wider than 30 letters"),
        ('en = "Dog"', 'en = " "', "name.en: is empty"),
        (
            'group = "errands"',
            'group = "errands"\ncancellation = { keep_percent = 10 }',
            "counts from the wished day",
        ),
        (
            'group = "errands"',
            'group = "errands"\ndeadlines = { done_before_min = 5 }',
            "counts from the wished day",
        ),
        ('group = "errands"', 'group = "errands"\ncalls = { first = "walks", hour = "x" }', "must be a date"),
        ('kind = "count"', 'kind = "count"\nleast = 9\nmost = 8', "must not be more than most = 8"),
        ('kind = "count"', 'kind = "choice"', "a choice wants two answers at least"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert problems(tmp_path, WHOLE) == []
    found = problems(tmp_path, WHOLE.replace(old, new, 1))
    assert any(told in one for one in found), found


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    other = WHOLE.replace('by = "walks"', 'by = "hours"')
    found = problems(tmp_path, WHOLE.replace('"count"', '"counts"') + other + other)
    assert len(found) >= 3 and any("stands there twice" in one for one in found)


@pytest.mark.parametrize("text", ["services = 3", "[[services", "\udcff", "services = [{ code = 1 }]", ""])
def test_no_file_is_too_strange(tmp_path: Path, text: str) -> None:
    file = tmp_path / "services.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    if not text:
        assert not read_catalogue(file).services
        return
    with pytest.raises(SettingsProblems):
        read_catalogue(file)
