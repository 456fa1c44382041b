"""The event stream tells what the hub says, pings when it is silent, and lets go when it ends."""

from __future__ import annotations

import json

from kiosk.flows.telling.hub import Hub
from ui.stream import told


def test_a_stream_begins_with_which_run_of_the_kiosk_it_is() -> None:
    hub = Hub()
    stream = told(hub)
    assert next(stream).startswith("retry:")
    name, facts = next(stream).splitlines()[:2]
    assert name == "event: hello"
    assert json.loads(facts.removeprefix("data: ")) == {"boot": hub.boot}


def test_a_stream_passes_on_words_in_any_language() -> None:
    hub = Hub()
    stream = told(hub)
    next(stream), next(stream)
    hub.show("message", code="no_room", facts={"size": "大"})
    told_text = next(stream)
    assert told_text.startswith("event: show\ndata: ") and told_text.endswith("\n\n")
    assert json.loads(told_text.split("data: ")[1])["facts"] == {"size": "大"}


def test_a_silent_stream_pings() -> None:
    stream = told(Hub(), ping_s=0.01)
    next(stream), next(stream)
    assert next(stream).startswith(":")


def test_one_stream_too_many_ends_the_oldest() -> None:
    hub = Hub(most=2)
    streams = [told(hub) for _ in range(3)]
    for stream in streams:
        next(stream)
    assert list(streams[0]) == []
    assert "hello" in next(streams[1])


def test_a_closed_hub_ends_every_stream() -> None:
    hub = Hub()
    stream = told(hub)
    next(stream), next(stream)
    hub.close()
    assert list(stream) == []


def test_a_screen_that_is_gone_is_forgotten() -> None:
    hub = Hub(most=1)
    first = told(hub)
    next(first)
    first.close()
    second = told(hub)
    next(second)
    hub.changed("house")
    assert "hello" in next(second) and "house" in next(second)
