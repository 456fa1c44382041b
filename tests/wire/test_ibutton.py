"""Key tags: the kernel's files as they are, as they are not, and a bus that goes away."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ibutton.codec import is_tag, tags_in, text_of
from drivers.ibutton.driver import OneWireSlots
from drivers.ibutton.sim import OneWireSim
from drivers.trouble import LinkLost

BUSES = {"K01": "w1_bus_master1", "K02": "w1_bus_master2", "K03": "w1_bus_master3"}
TAG, OTHER = "01-000001a1b2c3", "01-0000feedbeef"
TAGS = st.integers(0, 2**48 - 1).map(lambda serial: f"01-{serial:012x}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the buses are to appear."""
    return tmp_path / "devices"


def slots(folder: Path) -> OneWireSlots:
    """Return a freshly made driver."""
    return OneWireSlots(folder, BUSES, name="tags")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("not found.\n", ()),
        ("01-000001a1b2c3\n", (TAG,)),
        ("01-0000feedbeef\n01-000001a1b2c3\n", (TAG, OTHER)),
    ],
)
def test_golden_text(text: str, tags: tuple[str, ...]) -> None:
    assert tags_in(text) == tags


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01-000001a1b2c3",
        "01-000001a1b2\n",
        "00-400000000000\n",
        "28-000001a1b2c3\n",
        "01-000001A1B2C3\n",
        "01-000001a1b2c3\n28-000001a1b2c3\n",
        "01-000001a1b2c3\n01-000001a1b2c3\n",
        "not found.\n01-000001a1b2c3\n",
        "not found.",
    ],
)
def test_a_text_that_is_not_wholly_tags_proves_nothing(text: str) -> None:
    assert tags_in(text) is None


@given(st.lists(TAGS, unique=True, max_size=4))
def test_what_the_kernel_writes_is_read(tags: list[str]) -> None:
    assert tags_in(text_of(tags)) == tuple(sorted(tags))


@given(st.one_of(st.text(), st.text(alphabet="01-abcdef\n notfound.")))
def test_no_text_breaks_the_codec_and_no_tag_is_made_up(text: str) -> None:
    tags = tags_in(text)
    assert tags is None or all(is_tag(tag) and f"{tag}\n" in text for tag in tags)


@given(TAGS, st.data())
def test_a_half_written_file_is_never_an_empty_slot(tag: str, data: st.DataObject) -> None:
    text = text_of([tag, OTHER]) if tag != OTHER else text_of([tag])
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    assert tags_in(cut) != ()


def test_keys_come_and_go_each_in_its_own_slot(folder: Path) -> None:
    world = OneWireSim(folder, BUSES)
    world.put("K02", TAG)
    tags = slots(folder)
    assert tags.read() == {"K01": (), "K02": (TAG,), "K03": ()}
    world.take("K02")
    world.put("K03", TAG)
    world.put("K03", OTHER)
    assert tags.read() == {"K01": (), "K02": (), "K03": (TAG, OTHER)}
    world.take("K03", TAG)
    assert tags.read()["K03"] == (OTHER,)


def test_a_bus_that_is_missing_is_unknown_and_the_others_go_on(folder: Path) -> None:
    world = OneWireSim(folder, BUSES)
    world.put("K01", TAG)
    world.lose_bus("K02")
    tags = slots(folder)
    assert tags.read() == {"K01": (TAG,), "K02": None, "K03": ()}
    world.lose_bus("K02", lost=False)
    assert tags.read()["K02"] == ()


def test_a_dirty_contact_is_unknown_and_not_an_empty_slot(folder: Path) -> None:
    world = OneWireSim(folder, BUSES)
    world.put("K01", TAG)
    world.dirty_contact("K01")
    tags = slots(folder)
    assert tags.read()["K01"] is None
    assert tags.unclear_readings == 1
    world.dirty_contact("K01", dirty=False)
    assert tags.read()["K01"] == (TAG,)


def test_a_folder_that_is_gone_is_a_lost_link_and_comes_back_with_its_keys(folder: Path) -> None:
    world = OneWireSim(folder, BUSES)
    world.put("K01", TAG)
    tags = slots(folder)
    world.unplug()
    assert not world.plugged
    with pytest.raises(LinkLost):
        tags.read()
    world.take("K01")
    world.put("K02", OTHER)
    world.plug()
    assert tags.read() == {"K01": (), "K02": (OTHER,), "K03": ()}
    tags.close()


def test_two_places_on_one_bus_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="bus of its own"):
        OneWireSlots(folder, {"K01": "w1_bus_master1", "K02": "w1_bus_master1"}, name="tags")


def test_a_tag_that_no_kernel_would_show_cannot_be_put(folder: Path) -> None:
    with pytest.raises(ValueError, match="no iButton"):
        OneWireSim(folder, BUSES).put("K01", "28-000001a1b2c3")
