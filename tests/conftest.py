"""For all tests: machines are shared and noisy, so no example of Hypothesis is ever too slow.

Tests that drive real processes, ptys or a browser get a second chance when they fail, since another's load may have
eaten their time; the summary names each that needed it. What computes (`unit`, `contracts`) has one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

ONE_CHANCE = ("unit", "contracts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what depends on the pace of the machine."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] not in ONE_CHANCE:
            item.add_marker(pytest.mark.flaky(reruns=1))
