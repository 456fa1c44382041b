"""The pages of incident reports by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.domain.incidents.incident import CLOSE, HOW, KINDS, NEEDED
from kiosk.flows.incidents.reporting import LONGEST
from kiosk.language.messages import Language, span_of, text
from ui.desk.incidents import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.desk.shifts.pages import Pick
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 14, 2, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
BOX = "0 0 200 100"
WORDS = {
    "place": "3 号楼 2 单元 12 层走廊",
    "course": "13:20 巡查发现 1201 门口漏水，水流入电梯井。13:25 关闭总阀。\n13:40 工程部到场，确认为室内软管破裂。",
    "people": "1201 业主（外出，电话告知）；1101 住户",
    "measures": "关阀、停用 2 号电梯、清理积水、放置警示牌。",
}


def incident_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about incident reports; what people wrote stays as they wrote it."""
    say = _Say(language)
    incomplete = Message(code="incident.incomplete", facts={"count": 2})
    return {
        "desk-incidents": say.list(),
        "desk-incidents-none": p.IncidentList(**FRAME, chips=say.chips, open=(), over=()),
        "desk-incident-new": say.new(),
        "desk-incident-new-problem": say.new(Message(code="incident.when", facts={"days": 31})),
        "desk-incident-draft": say.page("draft", saved=True),
        "desk-incident-draft-problem": say.page("draft", problem=incomplete),
        "desk-incident-late": say.page("draft", late=True),
        "desk-incident-signed": say.page("signed"),
        "desk-incident-sent": say.page("sent"),
        "desk-incident-closed": say.page("draft", reads=False),
        "desk-incident-sign": say.sign(),
        "desk-incident-sign-problem": say.sign(Message(code="signature.missing", facts={})),
    }


class _Say:
    """The pages in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.chips = every_chip(language, "incidents")

    def say(self, key: str, **facts: object) -> str:
        """Return a text."""
        return text(key, self._language, **facts)

    def row(self, stage: str, *, late: bool = False, number: int = 3) -> p.ReportRow:
        """Return one report as a line."""
        hours = -2 if late else 5 if stage == "signed" else 21
        due = NOW + timedelta(hours=hours)
        span = span_of(abs(hours) * 3600, self._language)
        over = stage in ("sent", "withdrawn")
        return p.ReportRow(
            f"i-{number}",
            f"2026-{number:03}",
            self.say("incidents.kind.water"),
            due - timedelta(hours=24),
            self.say(f"incidents.stage.{stage}"),
            None if over else p.Clock(due, span, late=late, soon=hours < 6),
            "" if over else "bad" if late else "care",
        )

    def list(self) -> Screen:
        """Return the list."""
        return p.IncidentList(
            **FRAME,
            chips=self.chips,
            open=(
                self.row("draft", late=True),
                self.row("signed", number=4),
                self.row("draft", number=5),
            ),
            over=(self.row("sent", number=2), self.row("withdrawn", number=1)),
        )

    def new(self, problem: Message | None = None) -> Screen:
        """Return what a report begins with."""
        alarm = f"{self.say('incidents.from_alarm')}\u2002{self.say('alarms.kind.forced')} L12\u200221:44"
        return p.IncidentNew(
            **FRAME,
            act=ACT,
            kinds=self._kinds(),
            day="2026-05-03",
            hour="21:20",
            sources=(p.Source("alarm", "x", alarm),),
            problem=problem,
        )

    def page(
        self,
        stage: str,
        *,
        late: bool = False,
        reads: bool = True,
        saved: bool = False,
        problem: Message | None = None,
    ) -> Screen:
        """Return one report."""
        draft, facts = stage == "draft", [self.say("incidents.begun_by", who="王秀兰", time="21:31")]
        if not draft:
            facts.append(self.say("incidents.signed_by", who="王秀兰", time="22:40"))
        if stage == "sent":
            how = self.say("incidents.how.email")
            facts.append(self.say("incidents.sent_by", who="何志强", time="23:05", how=how))
        pictures = tuple(p.PictureRow(f"p{number}", "/x" if number else "") for number in range(2))
        added = self.say("incidents.added", who="何志强", time="09:10")
        return p.IncidentPage(
            **FRAME,
            row=self.row(stage, late=late),
            stage=stage,
            reads=reads,
            facts=tuple(facts),
            parts=self._parts(draft=draft) if reads else (),
            kinds=self._kinds(),
            day="2026-05-03",
            hour="21:20",
            photos=pictures if reads else (),
            camera=draft,
            act=ACT,
            photo=ACT,
            kept_until=self.say("incidents.kept_until", day="2029-05-03") if reads else "",
            missing=self.say("incidents.part.measures") if problem else "",
            hows=tuple(Pick(one, self.say(f"incidents.how.{one}")) for one in HOW),
            additions=(("保险公司已受理，案号另附。", added),) if stage == "sent" else (),
            strokes=() if draft else STROKES,
            box="" if draft else BOX,
            saved=saved,
            may_withdraw=draft and reads,
            problem=problem,
        )

    def sign(self, problem: Message | None = None) -> Screen:
        """Return a report to be signed."""
        return p.IncidentSign(
            **FRAME,
            row=self.row("draft"),
            seen="x",
            parts=self._parts(draft=False),
            photos=2,
            problem=problem,
        )

    def _parts(self, *, draft: bool) -> tuple[p.Part, ...]:
        names = (*WORDS, "result") if draft else tuple(WORDS)
        return tuple(
            p.Part(one, WORDS.get(one, ""), "", LONGEST[one], one in NEEDED, one in CLOSE) for one in names
        )

    def _kinds(self) -> tuple[Pick, ...]:
        return tuple(Pick(one, self.say(f"incidents.kind.{one}"), one == "water") for one in KINDS)
