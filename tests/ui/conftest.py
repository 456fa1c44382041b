"""The gallery of the demo estate, served once, and one Chromium page for all tests that look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.ui.serving import browser_page, served
from tests.ui.sites import demo_site
from ui.app import bare_app


@pytest.fixture(scope="session")
def gallery() -> FlaskClient:
    """A client of the gallery."""
    return bare_app(demo_site(), [], scenes=True).test_client()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address where the gallery is served."""
    with served(bare_app(demo_site(), [], scenes=True)) as found:
        yield found


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """One Chromium page."""
    with browser_page() as found:
        yield found


@pytest.fixture(autouse=True)
def as_nobody_left_it(request: pytest.FixtureRequest) -> None:
    """Give the page no cookies of a test before, where it looks at scenes: they know no port, and choose the look."""
    if {"page", "address"} <= set(request.fixturenames):
        request.getfixturevalue("page").context.clear_cookies()
