"""The list of attacks in docs/threat-model.md, made from the tests themselves: `python -m tests.attacks.listed`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAPER = HERE.parent.parent / "docs" / "threat-model.md"
BEGINS, ENDS = "<!-- attacks: python -m tests.attacks.listed -->", "<!-- end of attacks -->"


def attacks() -> dict[str, tuple[str, list[str]]]:
    """Return each file's own words, and the names of its tests, by the file's name."""
    found = {}
    for file in sorted(HERE.glob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        tests = [
            one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
        ]
        found[file.name] = ((ast.get_docstring(tree) or "").split("\n")[0], tests)
    return found


def table() -> str:
    """Return the list as Markdown."""
    parts = []
    for name, (words, tests) in attacks().items():
        parts.append(f"### {words}\n\n`tests/attacks/{name}`\n")
        parts += [f"- `{test}`" for test in tests]
        parts.append("")
    count = sum(len(tests) for _, tests in attacks().values())
    return f"{count} tests, many of them of dozens of cases.\n\n" + "\n".join(parts)


def written() -> str:
    """Return the paper with the list as it should stand there."""
    words = PAPER.read_text(encoding="utf-8")
    return re.sub(
        f"{re.escape(BEGINS)}.*?{re.escape(ENDS)}",
        lambda _: f"{BEGINS}\n{table()}{ENDS}",
        words,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    PAPER.write_text(written(), encoding="utf-8")
