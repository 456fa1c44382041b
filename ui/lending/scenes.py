"""The lobby's pages on borrowing, on goods that leave and on what was shown, with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kiosk.domain.passes.permit import VALID, VERDICTS
from ui.lending import screens as s
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
GOODS = (
    "三人沙发 1 张", "Dining table with six chairs, solid oak, dismantled", "Kühlschrank / 冰箱 1 台", "纸箱 12 个",
)  # fmt: skip


def lending_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, empty and full."""
    offered = (
        s.BorrowRow("平板推车", "可借 2 · 最长 4 小时 · 押金 ¥100.00"),
        s.BorrowRow("Wheelchair, adult", "1 free · for 7 d · deposit CN¥200.00"),
        s.BorrowRow("Umbrella", "all out · for 24 h"),
    )
    own = s.BorrowRow("Platform trolley 12", "", NOW + timedelta(hours=2))
    late = s.BorrowRow("雨伞 3", "", NOW - timedelta(days=1), late=True)
    yield "borrow", s.Borrow(rows=offered, known=False, pages=2)
    yield "borrow-own", s.Borrow(rows=(late, own, offered[1]), known=True, pages=2, back="/home")
    yield "borrow-none", s.Borrow(rows=(), known=False)
    for said in VERDICTS:
        good = said == VALID
        yield (
            f"shown-pass-{said}",
            s.Shown(
                title=f"passes.shown.{said}", number="5B1F0C-02", good=good, until=NOW if good else None,
                tell="passes.shown.welcome" if good else "passes.shown.desk",
            ),
        )  # fmt: skip
    yield (
        "shown-release",
        s.Shown(
            title="releases.shown.released", number="5B1F0C", tell="releases.shown.gate", good=True, until=NOW
        ),
    )
    for why in ("gone", "over", "off"):
        yield (
            f"shown-release-{why}",
            s.Shown(title="releases.shown.held", number="5B1F0C", tell=f"releases.shown.{why}", good=False),
        )
    yield "goods", s.GoodsAsked(release=ID, number="5B1F0C", count=3, until=NOW, lines=GOODS[:3])
    yield (
        "goods-more",
        s.GoodsAsked(release=ID, number="5B1F0C", count=11, until=NOW, lines=GOODS[1:], pages=3),
    )
    yield "goods-sign", s.GoodsSign(release=ID, number="5B1F0C", count=4)
    missing = Message(code="signature.missing", facts={})
    yield "goods-sign-missing", s.GoodsSign(release=ID, number="5B1F0C", count=4, problem=missing)
    yield "goods-done", s.GoodsDone(released=True)
    yield "goods-none", s.GoodsDone(released=False)
