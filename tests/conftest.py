"""For all tests: machines are shared and noisy, so no example of Hypothesis is ever too slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
