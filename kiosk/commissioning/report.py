"""The commissioning report as HTML: what hangs where, what each door did, what was found and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from kiosk.commissioning.changing import swapped_buses
from kiosk.commissioning.learning import Finding
from kiosk.commissioning.thought import Thought
from kiosk.commissioning.trials import Trial
from kiosk.commissioning.walk import Walk
from kiosk.language.messages import Language, moment_of, text
from kiosk.settings import Settings, Wire, fittings_of
from kiosk.version import VERSION

Cell = str | tuple[str, str]
"""Words, or words with how they stand: "well", "doubt" or "wrong"."""
SHAPES = {"settings": "well", "told": "doubt", "by hand": "wrong"}


@dataclass(frozen=True)
class Circumstances:
    """What stands in the report beside the walk itself. `trusted`: whether the clock can be believed."""

    now: datetime
    trusted: bool
    before: str
    """SHA-256 of the settings that were walked."""
    after: str
    """SHA-256 of those that were written."""
    head: str
    """The ledger's last hash."""


def report_html(walk: Walk, settings: Settings, about: Circumstances) -> str:
    """Return the report as one HTML document in the site's language."""
    language = Language(settings.site.language)
    writer = _Writer(walk, settings, about, language)
    sections = (
        writer.heading(),
        writer.facts(),
        writer.findings(),
        writer.not_walked(),
        writer.wiring(),
        writer.trials(),
        writer.devices(),
        writer.seal(),
    )
    return (
        f'<!doctype html><html lang="{language.tag}"><head><meta charset="utf-8">'
        f"<title>{writer.say('title')}</title></head><body>{''.join(sections)}</body></html>"
    )


class _Writer:
    """One report in one language; each part is a piece of HTML."""

    def __init__(self, walk: Walk, settings: Settings, about: Circumstances, language: Language) -> None:
        self._walk, self._settings, self._about, self._language = walk, settings, about, language

    def say(self, key: str, **facts: object) -> str:
        """Return a text of the report, escaped."""
        return escape(text(f"commissioning.report.{key}", self._language, **facts))

    def heading(self) -> str:
        """The site's name and what this is."""
        name = self._settings.site.name.in_language(self._language.value)
        return f'<h1>{escape(name)} · {self.say("title")}</h1><p class="lead">{self.say("lead")}</p>'

    def facts(self) -> str:
        """Who, when, with what."""
        about = self._about
        when = moment_of(about.now, self._language, self._settings.site.time_zone)
        rows = {
            "site": self._settings.site.id,
            "installer": self._walk.progress.installer,
            "date": f"{when} · {self._plain('clock_trusted' if about.trusted else 'clock_untrusted')}",
            "version": VERSION,
            "before": about.before,
            "after": about.after,
        }
        return _facts({self._plain(key): value for key, value in rows.items()})

    def findings(self) -> str:
        """Each finding with what it means and what was done."""
        found = self._walk.findings()
        if not found:
            return f'<h2>{self.say("findings")}</h2><p class="well">{self.say("no_findings")}</p>'
        rows = [self._finding(finding) for finding in found]
        return f"<h2>{self.say('findings')}</h2>" + _table(
            [self._plain("finding"), self._plain("what_to_do"), self._plain("done")], rows
        )

    def not_walked(self) -> str:
        """Doors that nobody opened, and why."""
        left = self._walk.not_walked()
        if not left:
            return ""
        rows = [(place, self._plain(f"left.{why.replace(' ', '_')}")) for place, why in left.items()]
        return f"<h2>{self.say('not_walked')}</h2>" + _table([self._plain("door"), self._plain("why")], rows)

    def wiring(self) -> str:
        """Which place hangs on which wire."""
        now: Thought = self._walk.settings_say
        proven = self._walk.doors.learned.proven
        sensors = {fitted.place.id: fitted for fitted in fittings_of(self._settings)}
        buses = swapped_buses(self._walk.findings(), self._walk.thought)
        rows: list[Sequence[Cell]] = [
            (
                place,
                wire_in_words(door.latch),
                wire_in_words(door.switch) if door.switch else "–",
                buses.get(place) or sensors[place].bus or sensors[place].tag_reader or "–",
                wire_in_words(light) if (light := sensors[place].light) else "–",
                (self._plain("seen"), "well") if place in proven else (self._plain("not_seen"), "doubt"),
            )
            for place, door in now.doors.items()
        ]
        heads = [self._plain(key) for key in ("door", "latch", "switch", "tag", "light", "proof")]
        devices = {line.name: f"{line.name} ({line.family}, {line.device})" for line in self._settings.lines}
        boards = [
            (devices[key[0]], str(key[1]), str(board.channels), str(board.shut_level), board.order or "–")
            for key, board in now.boards.items()
        ]
        board_heads = [self._plain(key) for key in ("line", "board", "channels", "shut_level", "order")]
        return (
            f"<h2>{self.say('wiring')}</h2>{_table(heads, rows)}"
            f"<h2>{self.say('boards')}</h2>{_table(board_heads, boards)}"
        )

    def trials(self) -> str:
        """Every latch that was fired, with what was said and what was sensed."""
        rows = [self._trial(trial) for trial in self._walk.doors.trials]
        heads = [self._plain(key) for key in ("fired_for", "latch", "opened", "moved")]
        return f"<h2>{self.say('trials')}</h2>{_table(heads, rows)}"

    def devices(self) -> str:
        """How the other devices did."""
        progress = self._walk.progress
        said = {
            "badge": progress.badge,
            "printer": progress.proof,
            "slip": progress.readable,
            "camera": progress.camera,
        }
        rows = {
            self._plain(f"device.{name}"): self._plain(f"result.{value.replace(' ', '_') or 'untried'}")
            for name, value in said.items()
        }
        return f"<h2>{self.say('devices')}</h2>{_facts(rows)}"

    def seal(self) -> str:
        """The ledger's head."""
        return f'<p class="seal">{self.say("head")} <span class="mono">{self._about.head}</span></p>'

    def _finding(self, finding: Finding) -> Sequence[Cell]:
        title, body = finding_in_words(finding, self._language)
        cure = text(f"commissioning.cure.{finding.cure.replace(' ', '_')}", self._language)
        return title, body, (cure, SHAPES[finding.cure])

    def _trial(self, trial: Trial) -> tuple[str, ...]:
        moved = wire_in_words(trial.moved.input) if trial.moved else "–"
        return trial.place, wire_in_words(trial.wire), trial.opened or self._plain("none_opened"), moved

    def _plain(self, key: str) -> str:
        return text(f"commissioning.report.{key}", self._language)


def finding_in_words(finding: Finding, language: Language) -> tuple[str, str]:
    """Return what was found, and what it means and asks for."""
    key = f"commissioning.finding.{finding.code}"
    return text(f"{key}.title", language, **finding.facts), text(f"{key}.body", language, **finding.facts)


def wire_in_words(wire: Wire) -> str:
    """Return a wire as settings and labels write it: "locks-a / 0 / 12"."""
    return " / ".join(str(part) for part in wire)


def _facts(rows: Mapping[str, str]) -> str:
    inner = "".join(
        f'<tr><th>{escape(name)}</th><td class="{"mono" if len(value) > 60 else ""}">{escape(value)}</td></tr>'
        for name, value in rows.items()
    )
    return f'<table class="facts">{inner}</table>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Cell) -> str:
    words, shape = (cell, "") if isinstance(cell, str) else cell
    return f'<td class="{shape}">{escape(words)}</td>'
