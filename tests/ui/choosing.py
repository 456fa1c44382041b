"""Which scenes are looked at where looking is slow: of those that share a template, a few."""

from __future__ import annotations

from collections.abc import Mapping

from ui.screens import Screen


def of_each_template(scenes: Mapping[str, Screen]) -> list[str]:
    """Return the names of scenes: of each template the first, the last and one between."""
    of: dict[str, list[str]] = {}
    for name, screen in scenes.items():
        of.setdefault(screen.template, []).append(name)
    return [
        one for names in of.values() for one in dict.fromkeys((names[0], names[len(names) // 2], names[-1]))
    ]
