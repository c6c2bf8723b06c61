"""Write docs/cli.md from the help of every verb.

python docs/make_cli.py            # write it
python docs/make_cli.py --check    # exit 1 when it is not current
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from langnghe.cli.app import app

PAGE = Path(__file__).parent / "cli.md"
WIDTH = 96  # fixed, or the page would change with the terminal it is made in
HEAD = """\
# Dòng lệnh

<!-- Tệp này do `python docs/make_cli.py` viết từ --help của từng lệnh; đừng sửa tay. -->

Mọi lệnh làm việc trên thư mục hiện tại, hoặc `--workspace thư-mục`, hoặc biến `LANGNGHE_WORKSPACE`.
Năm lệnh `extract`, `feed`, `normalize`, `classify`, `stories` không cần thư mục làm việc: đọc tệp hoặc
`-` (đầu vào chuẩn), in JSON ra đầu ra chuẩn. Lỗi là một dòng tiếng Việt ở đầu ra lỗi, mã thoát 1; gõ sai
cú pháp thì mã thoát 2.
"""


def commands(
    command: Any, name: str, parent: Any = None, depth: int = 0
) -> Iterator[tuple[str, str, str]]:
    """Yield (full name, first sentences, help text) of a command and all below it, in order."""
    context = command.make_context(
        name, [], parent=parent, resilient_parsing=True, terminal_width=WIDTH
    )
    yield context.command_path, " ".join((command.help or "").split()), command.get_help(context)
    for child_name, child in getattr(command, "commands", {}).items():
        yield from commands(child, child_name, context, depth + 1)


def page() -> str:
    """Return the whole page."""
    found = list(commands(typer.main.get_command(app), "langnghe"))
    rows = "".join(
        f"| [`{path}`](#{path.replace(' ', '-')}) | {text.replace('|', chr(92) + '|')} |\n"
        for path, text, _ in found[1:]
    )
    parts = [HEAD, "\n| lệnh | việc |\n|---|---|\n" + rows]
    for path, _, help_text in found:
        tidy = "\n".join(line.rstrip() for line in help_text.splitlines())
        parts.append(f"\n## {path}\n\n```text\n{tidy}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(None if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE}: đã cũ; chạy lại")
    PAGE.write_text(page(), encoding="utf-8")
