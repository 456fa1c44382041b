"""The attendants' pages about shifts and late keys by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.domain.shifts.lateness import DUE_REASONS
from kiosk.domain.shifts.shift import CLOSING_REASONS, LEAVE_REASONS, REASONS
from kiosk.language.messages import Language, moment_of, text
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.desk.shifts import pages as p
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 7, 2, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
BOX = "0 0 200 100"
STAFF = ("王秀兰", "何志强", "Margaret Featherstonehaugh", "陈玉梅")


def shift_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about shifts and late keys; names in it stay as people wrote them."""
    say = _Say(language)
    late = Message(code="shift.unexplained", facts={"count": 2})
    return {
        "desk-shift": say.home(),
        "desk-shift-blocked": say.home(problem=late),
        "desk-shift-ready": say.home(ready=True),
        "desk-shift-not-on": say.home(on=False),
        "desk-shift-explain": say.form("explain", REASONS, people=True),
        "desk-shift-let-go": say.form("let_go", LEAVE_REASONS, people=True),
        "desk-shift-let-go-problem": say.form(
            "let_go", LEAVE_REASONS, people=True, problem=Message(code="pin.wrong", facts={})
        ),
        "desk-shift-close": say.form("close", CLOSING_REASONS),
        "desk-shift-absent": say.form("absent", CLOSING_REASONS),
        "desk-shift-off": say.signing("off"),
        "desk-shift-off-problem": say.signing("off", problem=Message(code="shift.changed", facts={})),
        "desk-shift-take": say.signing("take", people=True),
        "desk-shift-hand-over": say.signing("hand_over", people=True),
        "desk-shift-hand-over-problem": say.signing(
            "hand_over", people=True, problem=Message(code="hand_over.self", facts={})
        ),
        "desk-shifts": say.history(),
        "desk-shift-sheet": say.sheet(),
        "desk-overdue": say.late(),
        "desk-overdue-none": p.LatePage(**FRAME, chips=say.chips("late"), people=(), act=ACT, by_clock=False),
        "desk-overdue-due": say.form("due", DUE_REASONS, times=True),
    }


class _Say:
    """The pages in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def chips(self, chosen: str) -> tuple[Chip, ...]:
        """Return the ways between the pages."""
        return every_chip(self._language, chosen)

    def home(self, *, on: bool = True, ready: bool = False, problem: Message | None = None) -> Screen:
        """Return the shift's page."""
        held = (
            p.OwnKey("k-1", "生活水泵房", NOW - timedelta(hours=1), late=True),
            p.OwnKey("k-2", "Booster pump room, tower 3", NOW + timedelta(hours=3), let_go=self._kept()),
        )
        waiting = p.Waiting("何志强", NOW - timedelta(minutes=4), "/x", "/x")
        slip = {"place": "Door 3", "item": "SF1029384756", "home": "", "person": "", "device": ""}
        task = p.TaskRow("doubt.something_inside", slip, NOW - timedelta(hours=1), "/x")
        rows = (("urgent", (task,), 0), ("ordinary", (task, task), 0), ("long_running", (), 0))
        return p.ShiftHome(
            **FRAME,
            chips=self.chips("shift"),
            named={"en": "Late shift"}.get(self._language.value, "中班"),
            act=ACT,
            on=on,
            present=tuple(p.OnDuty(who, NOW - timedelta(hours=6), "/x") for who in STAFF[:3]),
            waiting=() if ready else (waiting,),
            keys=held[1:] if ready else held,
            differences=() if ready else self._differences(),
            tasks=() if ready else rows,
            counted=self._counted(),
            out=3,
            late=1,
            left_keys=0 if ready or not on else 1,
            silent=0 if ready else 2,
            to_count=0 if ready or not on else 3,
            notes=2,
            problem=problem,
        )

    def form(
        self,
        deed: str,
        reasons: tuple[str, ...],
        *,
        people: bool = False,
        times: bool = False,
        problem: Message | None = None,
    ) -> Screen:
        """Return a decision with its reason."""
        hours = [NOW + timedelta(hours=hours) for hours in (1, 2, 4, 8, 24)]
        told = [moment_of(one, self._language, "Asia/Shanghai", "MMMd Hm") for one in hours]
        return p.ShiftForm(
            **FRAME,
            deed=deed,
            path="/x",
            back_to="/desk/shift",
            act=ACT,
            subject="" if deed in ("close", "absent") else "Booster pump room, tower 3",
            about="" if deed == "explain" else STAFF[2],
            reasons=tuple(
                p.Pick(one, text(f"shift.why.{one}", self._language), one == reasons[0]) for one in reasons
            ),
            people=tuple(p.Pick(one, one) for one in STAFF) if people else (),
            times=tuple(p.Pick(one, one, one == told[0]) for one in told) if times else (),
            problem=problem,
        )

    def signing(self, deed: str, *, people: bool = False, problem: Message | None = None) -> Screen:
        """Return a page that is signed."""
        lines = tuple((one.what, one.said) for one in self._differences() if one.said)
        hands = deed == "hand_over"
        return p.ShiftSigning(
            **FRAME,
            deed=deed,
            path="/x",
            back_to="/desk/shift",
            act=ACT,
            title="" if hands else text("shift.after_off", self._language) if deed == "take" else STAFF[0],
            lines=lines,
            numbers=(
                self._counted(),
                text("shift.keys_out", self._language, count=3),
                *(" ".join(one) for one in self._by_hand()),
            ),
            notes=() if hands else (self._note(),),
            out=()
            if hands
            else (("Booster pump room, tower 3", f"何志强\u2002{self._kept()}"), ("会所", STAFF[2])),
            keys=tuple(p.Pick(one, one, True) for one in ("生活水泵房", "Booster pump room, tower 3"))
            if hands
            else (),
            people=tuple(p.Pick(one, one) for one in STAFF) if people else (),
            problem=problem,
        )

    def history(self) -> Screen:
        """Return the list of shifts."""
        say = self._language
        states = (
            (None, text("shift.state.on", say), ""),
            (NOW, text("shift.state.left", say), "care"),
            (NOW, text("shift.state.taken", say, who="何志强", time="15:04"), ""),
            (
                NOW,
                text("shift.state.absent", say, who="陈玉梅", reason=text("shift.why.went_home", say)),
                "care",
            ),
        )
        return p.ShiftList(
            **FRAME,
            chips=self.chips("shift"),
            rows=tuple(
                p.ShiftRow(
                    str(number),
                    who,
                    NOW - timedelta(hours=8 * number + 8),
                    ended,
                    text("shift.state.left_count", say, differences=number, keys=3) if ended else "",
                    taken,
                    tone,
                )
                for number, (who, (ended, taken, tone)) in enumerate(zip(STAFF, states, strict=True))
            ),
            older="/desk/shifts?before=x",
            newest="/desk/shifts",
        )

    def sheet(self) -> Screen:
        """Return one handover as it was signed."""
        said = tuple((one.what, one.said) for one in self._differences() if one.said)
        names = (("person", "王秀兰"), ("taker", "何志强"))
        facts = ("中班", self._counted())
        return p.ShiftSheet(
            **FRAME,
            id="s-1",
            lead=text("shift.sheet.lead", self._language, who="王秀兰", since="07:02", until="15:04"),
            facts=tuple(
                (text(f"shift.sheet.{name}", self._language), value)
                for name, value in zip(("shift", "count"), facts, strict=True)
            ),
            differences=said,
            counts=self._by_hand(),
            notes=(self._note(),),
            out=(
                ("Booster pump room, tower 3", f"何志强\u2002{self._kept()}", "18:00"),
                ("会所", "陈玉梅", ""),
            ),
            hands=tuple(
                p.Hand(text(f"shift.sheet.{one}", self._language), who, STROKES, BOX) for one, who in names
            ),
            act=ACT,
            prints=True,
            pdf=True,
        )

    def late(self) -> Screen:
        """Return the page of everybody who is late."""
        told = (
            text("late.told_by", self._language, who="何志强", by="王秀兰", time="14:50"),
            text("late.told", self._language, who="何志强", time="13:00"),
        )
        row = p.LateRow(
            "k-1", "Booster pump room, tower 3", "Key slot 80", NOW - timedelta(hours=2), told, "/x"
        )
        return p.LatePage(
            **FRAME,
            chips=self.chips("late"),
            people=(
                p.LatePerson("x", "何志强", True, (row, row)),
                p.LatePerson("y", STAFF[2], False, (row,)),
            ),
            act=ACT,
        )

    def _differences(self) -> tuple[p.DifferenceRow, ...]:
        say = self._language
        said = text(
            "shift.said",
            say,
            reason=text("shift.why.being_searched", say),
            who="何志强",
            time="06:40",
            answers="陈玉梅",
        )
        place = text("attendant.slot", say, number=5)
        return (
            p.DifferenceRow("d-1", text("shift.difference.slot.missing", say, place=place), "", 0, "/x"),
            p.DifferenceRow("d-2", text("shift.difference.unsensed", say, device="locks-a"), "", 0, "/x"),
            p.DifferenceRow("d-3", text("attendant.task.forced.what", say, place=place), said, 3, "/x"),
        )

    def _by_hand(self) -> tuple[tuple[str, str], ...]:
        say = self._language
        counted = text("shift.counts.last", say, number=11, who="王秀兰", time="14:40")
        return (
            (text("shift.count.parcels", say), f"{counted}\u2002{text('shift.counts.fewer', say, number=1)}"),
        )

    def _note(self) -> tuple[str, str]:
        kind = text("shift.book.kind.urgent", self._language)
        return f"{kind}\u2002何志强", "3-2-1201 水管维修师傅 15:00 到，请开设备房。"

    def _kept(self) -> str:
        say = self._language
        return text("shift.kept_by", say, who="陈玉梅", reason=text("shift.why.night_duty", say))

    def _counted(self) -> str:
        counted = text("shift.counted", self._language, right=14, all=16)
        return f"{counted}\u2002{text('shift.unsensed', self._language, count=1)}"
