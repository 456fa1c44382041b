"""Personal data and the signed heads by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from babel.dates import format_date
from markupsafe import Markup

from kiosk.domain.erasure.erasure import REASONS
from kiosk.flows.paper.signed_heads import drawn, in_fours
from kiosk.language.messages import Language, moment_of, text
from kiosk.receipt_qr import written
from ui.desk.keybook.ways import every_chip
from ui.desk.personal import pages as p
from ui.desk.personal.views import HERE, SETTLED_AT
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "陈玉梅", "supervisor": True, "lobby": False}
LONG = "Margaret Featherstonehaugh"
RULES = (
    ("documents", 30, "identity.keep_number_days"), ("visitors", 30, "contractors.keep_days"), ("guests", 90, ""),
    ("couriers", 365, "retention.courier_days"), ("signatures", 1825, "retention.signature_days"),
    ("words", 0, "retention.words_days"), ("codes", 30, "retention.code_days"), ("stills", 30, "camera.evidence_days"),
    ("deposit_pictures", 30, "deposits.picture_days"), ("inspection_pictures", 730, ""),
    ("incident_pictures", 1095, ""), ("reports", 7, ""), ("notices", 30, "retention.notice_days"),
    ("backups", 35, "backup.keep_days"),
)  # fmt: skip


def personal_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about personal data and about the record's proof; names stay as people wrote them."""
    chips, found, page = every_chip(language, "personal"), _find(language), _page(language)
    hindered = replace(page, hindrances=tuple(_hindrance(language, code) for code in SETTLED_AT))
    copy = p.CopyPage(**FRAME, chips=chips, person=LONG, path=f"{HERE}/copies/{ACT}", home=f"{HERE}/x")
    done = p.ErasedPage(
        **FRAME, chips=chips, number="E5B1F0C", at=NOW, said=_said(language), count="27",
        backups=_backups(language),
    )  # fmt: skip
    return {
        "desk-personal": found,
        "desk-personal-none": replace(found, erased=()),
        "desk-personal-nobody": replace(found, words="Nemo"),
        "desk-personal-found": replace(found, words="3-2", people=_people(language)),
        "desk-personal-one": page,
        "desk-personal-bare": replace(page, kept=(), documents=(), staff=()),
        "desk-personal-hindered": hindered,
        "desk-personal-problem": replace(page, problem=Message(code="erasure.hindered", facts={"count": 3})),
        "desk-personal-copy": copy,
        "desk-personal-done": done,
        "desk-personal-retention": _retention(language),
        "desk-proof": _proof(language),
        "desk-proof-none": replace(_proof(language), newest=None, rows=()),
    }


def _people(language: Language) -> tuple[tuple[str, str, str], ...]:
    role = text("personal.role.resident", language)
    return tuple(
        (f"{name}\u20023-2-12{n:02}", role, f"{HERE}/x{n}") for n, name in enumerate((LONG, "欧阳国强"))
    )


def _said(language: Language) -> str:
    return text(
        "personal.erased_line", language, role=text("personal.role.resident", language),
        why=text("personal.why.moved_out", language), count="27", by="陈玉梅", second=LONG,
    )  # fmt: skip


def _backups(language: Language) -> str:
    day = (NOW + timedelta(days=35)).date()
    return text("personal.backups", language, day=format_date(day, "long", locale=language.value))


def _find(language: Language) -> p.FindPerson:
    erased = tuple(
        p.ErasedRow(f"E{n}B1F0C", NOW - timedelta(days=9 * n), _said(language), f"{HERE}/done/{n}")
        for n in range(3)
    )
    return p.FindPerson(**FRAME, chips=every_chip(language, "personal"), erased=erased)


def _hindrance(language: Language, code: str) -> p.HindranceView:
    path = f"/desk/{SETTLED_AT[code]}" if SETTLED_AT[code] else ""
    what, step = (text(f"personal.{one}.{code}", language) for one in ("hindrance", "step"))
    return p.HindranceView(what, "2", step, path)


def _page(language: Language) -> p.PersonPage:
    def say(key: str) -> str:
        return text(f"personal.{key}", language)

    counts = (("card", 1), ("signatures", 14), ("documents", 2), ("pictures", 3), ("words", 6), ("codes", 1))
    return p.PersonPage(
        **FRAME,
        chips=every_chip(language, "personal"),
        person=f"{LONG}\u20023-2-1201",
        role=say("role.resident"),
        path=f"{HERE}/x",
        kept=tuple(
            (say(f"kind.{kind}"), text("personal.count", language, count=count)) for kind, count in counts
        ),
        hindrances=(),
        backups=_backups(language),
        reasons=tuple((one, say(f"why.{one}")) for one in REASONS),
        documents=(("id_card", text("contractors.kind.id_card", language)),),
        staff=(("a", "林晓"), ("b", LONG)),
        act=ACT,
    )


def _retention(language: Language) -> p.RetentionPage:
    def row(name: str, days: int, setting: str) -> p.RuleRow:
        kept = text("personal.rules.for_days", language, count=f"{days:,}")
        if not days:
            kept = text("personal.rules.for_good", language)
        fixed = text("personal.rules.fixed", language)
        return p.RuleRow(text(f"personal.rule.{name}", language), kept, str(days * 3), setting or fixed)

    last = text("personal.rules.last", language, time=moment_of(NOW, language, "Asia/Shanghai"))
    rows = tuple(row(*one) for one in RULES)
    return p.RetentionPage(**FRAME, chips=every_chip(language, "personal"), last=last, rows=rows)


def _proof(language: Language) -> p.ProofPage:
    def head(seq: int, why: str, *, code: bool = False) -> p.SignedHead:
        digest, at = sha256(str(seq).encode()).hexdigest(), NOW - timedelta(hours=9 * (2000 - seq))
        shown = Markup(drawn(written(seq, digest, at, bytes(64)))) if code else ""
        return p.SignedHead(f"No. {seq:06d}", at, text(f"proof.why.{why}", language), in_fours(digest), shown)

    return p.ProofPage(
        **FRAME,
        chips=every_chip(language, "proof"),
        key=in_fours(sha256(b"key").hexdigest()),
        newest=head(2000, "shift", code=True),
        rows=tuple(head(1999 - n, why) for n, why in enumerate(("day", "count", "start", "shift"))),
    )
