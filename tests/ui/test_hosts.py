"""Only our own names lead to the screens."""

from __future__ import annotations

import pytest

from tests.ui.sites import demo_site
from ui.app import bare_app


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8410", 200),
        ("127.0.0.1", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example:8410", 400),
        ("evil.example@127.0.0.1", 400),
    ],
)
def test_a_foreign_name_that_points_here_opens_nothing(host: str, status: int) -> None:
    client = bare_app(demo_site(), [], scenes=True).test_client()
    assert client.get("/scenes", headers={"Host": host}).status_code == status
