"""The command: kiosk read-document PICTURE... : what the reader makes of pictures, for who installs or measures it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drivers.documents.reader import DocumentReader
    from drivers.documents.sight import Sight
    from kiosk.domain.documents.document import Document


def add_read_document(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Let the program know the command; its `alone(asked)` needs no settings."""
    sub = commands.add_parser(
        "read-document", help="read an ID card, a passport or a licence in pictures of it"
    )
    sub.add_argument("pictures", type=Path, nargs="+", metavar="PICTURE", help="JPEG or PNG, of one document")
    sub.add_argument("--each", action="store_true", help="each picture is of another document")
    sub.set_defaults(alone=read_document)


def read_document(asked: argparse.Namespace) -> int:
    """Print a line of JSON for each document; return 0, 1 where none was seen in one, 2 if the reader fails."""
    from drivers.documents.reader import DocumentReader
    from drivers.trouble import DeviceTrouble
    from kiosk.assembly.reading import together

    documents = [[one] for one in asked.pictures] if asked.each else [asked.pictures]
    all_read = True
    try:
        with closing(DocumentReader(name="document-reader", idle_s=None)) as reader:
            for pictures in documents:
                found = together(list(_looks(reader, pictures)), datetime.now(UTC).date())
                print(json.dumps(_told(found.document if found else None), ensure_ascii=False), flush=True)
                all_read &= found is not None
    except (DeviceTrouble, OSError) as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 2
    return 0 if all_read else 1


def _looks(reader: DocumentReader, pictures: Sequence[Path]) -> Iterator[Sight]:
    from drivers.documents.codec import Refusal

    for picture in pictures:
        seen = reader.read(picture.read_bytes())
        if not isinstance(seen, Refusal):
            yield seen


def _told(found: Document | None) -> dict[str, Any]:
    if found is None:
        return {"kind": None}
    fields = {name.value: {"text": one.text, "sure": one.sure} for name, one in found.fields.items()}
    zone = {"zone": list(found.zone)} if found.zone else {}
    return {"kind": found.kind.value, "fields": fields, "doubts": list(found.doubts), **zone}
