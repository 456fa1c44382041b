"""A home's file on paper, for the supervisor who asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.homesfile.deciding import household
from kiosk.domain.refusal import Refused
from kiosk.flows.homesfile.contents import Asking, FilePart, file_parts
from kiosk.flows.homesfile.files import HomesFiles
from kiosk.flows.registers.finding import Registers
from kiosk.flows.registers.papers import Letter
from kiosk.flows.registers.writer import Writer
from kiosk.language.messages import Language
from kiosk.pdf.documents import Block, Cell, Document, Facts, Heading, Table


class FilePaper:
    """Composes the document of the file that a look has opened."""

    def __init__(self, files: HomesFiles, registers: Registers) -> None:
        self._files = files
        self._registers = registers

    def __call__(self, language: Language, look: str, letter: Letter) -> tuple[Document, int]:
        """Return a file as a document and how many lines it has; contacts as far as the look has shown them.

        Raises:
            Refused: `look.over` for a look that nobody remembers.
        """
        writer = self._registers.writer(language)
        known = writer.house.looks.get(look)
        if known is None:
            raise Refused("look.over")
        people = household(writer.house, known.unit)
        asking = Asking(writer, writer.directory, known.unit, people, known.contacts)
        parts = file_parts(asking)
        notes = self._files.notes(known.unit) if known.contacts else ()
        blocks: list[Block] = [
            Facts(
                (
                    (writer.say("paper.unit"), known.unit),
                    (writer.say("homesfile.why"), writer.say(f"homesfile.reason.{known.why}")),
                )
            )
        ]
        for part in parts:
            blocks += _blocks(part)
        if notes:
            heads = [writer.say(f"homesfile.column.{name}") for name in ("when", "note")]
            lines = [
                (Cell(writer.day(one.made), (writer.name(one.by),)), Cell(words)) for one, words in notes
            ]
            blocks += [Heading(writer.say("homesfile.notes")), Table(heads, lines, (26, 74))]
        return _document(writer, letter, blocks), sum(len(part.rows) for part in parts)


def _blocks(part: FilePart) -> Iterator[Block]:
    yield Heading(part.title)
    rows = [(Cell(row.label, row.small), Cell(row.said)) for row in part.rows]
    yield Table(("", ""), rows, (38, 62), "–")


def _document(writer: Writer, letter: Letter, blocks: list[Block]) -> Document:
    made = writer.say("registers.made", time=writer.time(writer.now), who=letter.made_by)
    return Document(
        tag=writer.language.tag,
        estate=letter.estate,
        title=writer.say("homesfile.title"),
        lead=" · ".join((writer.say("homesfile.confidential"), made)),
        blocks=blocks,
        seal=writer.say("registers.seal"),
        head=letter.head,
    )
