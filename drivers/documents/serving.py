"""The reading process's round: one request, one answer, whatever the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from drivers.documents.codec import LENGTHS, MOST_HEAD_BYTES, Refusal, answer, frame, head_of, lengths_of
from drivers.documents.engine import Engine
from drivers.documents.looking import look
from drivers.documents.sight import Sight


@dataclass(frozen=True)
class Served:
    """The two ends of the pipe that are this process's."""

    requests: BinaryIO
    answers: BinaryIO


def serve(way: Served, engine: Engine) -> None:
    """Answer every request, in their order, until there are no more or one is no request."""
    _tell(way, frame({"ready": True}))
    while (request := _next(way.requests)) is not None:
        number, file = request
        _tell(way, answer(number, _seen(engine, file)))


def _seen(engine: Engine, file: bytes) -> Sight | Refusal:
    """Return what is in a picture; whatever goes wrong with one picture, the next one is read."""
    try:
        return look(engine, file)
    except MemoryError:
        return Refusal("too_large")
    except (
        Exception
    ):  # cv2 and onnxruntime raise of many kinds; none of them may tell what was in the picture
        return Refusal("bug")


def _next(requests: BinaryIO) -> tuple[int, bytes] | None:
    lengths = lengths_of(start) if len(start := requests.read(LENGTHS.size)) == LENGTHS.size else None
    if lengths is None or lengths[0] > MOST_HEAD_BYTES:
        return None
    words, file = requests.read(lengths[0]), requests.read(lengths[1])
    head = head_of(words)
    if head is None or len(file) < lengths[1] or not isinstance(head.get("number"), int):
        return None
    return head["number"], file


def _tell(way: Served, words: bytes) -> None:
    way.answers.write(words)
    way.answers.flush()
