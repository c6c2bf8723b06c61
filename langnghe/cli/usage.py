"""What was typed wrong, in Vietnamese: Typer says it in English."""

from __future__ import annotations

import re
from typing import cast

import typer

# Typer carries its own click and does not give this class a public name.
UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])

_SENTENCES = tuple(
    (re.compile(pattern, re.S), said)
    for pattern, said in (
        (r"Missing command\.", "thiếu tên lệnh"),
        (r"No such command '(.*)'\.", "không có lệnh {0}"),
        (r"No such option: (\S+).*", "không có tuỳ chọn {0}"),
        (r"Missing argument '(.*?)'.*", "thiếu {0}"),
        (r"Missing option (.*?)\.", "thiếu tuỳ chọn {0}"),
        (r"Got unexpected extra argument\(s\) \((.*)\)", "thừa: {0}"),
        (r"Option '(.*?)' requires .*", "tuỳ chọn {0} cần một giá trị"),
        (r"Option '(.*?)' does not take a value\.", "tuỳ chọn {0} không nhận giá trị"),
        (
            r"Invalid value for '(.*?)': Value error, (.*) is not one of (.*)\.",
            "{0}: {1} không dùng được, chọn một trong: {2}",
        ),
        (r"Invalid value for '(.*?)': Input should be a valid (?:integer|number).*", "{0}: cần số"),
        (r"Invalid value for '(.*?)': Input should be greater than or equal to (.*)", "{0}: ít nhất {1}"),
        (r"Invalid value for '(.*?)': Input should be less than or equal to (.*)", "{0}: nhiều nhất {1}"),
        (r"Invalid value for '(.*?)': (.*)", "{0}: {1}"),
        (r"Invalid value: (.*)", "{0}"),
    )
)  # fmt: skip


def sentence(error: typer.BadParameter) -> str:
    """Return a usage error as one Vietnamese line that names the help to read."""
    message = error.format_message()
    for pattern, said in _SENTENCES:
        if found := pattern.fullmatch(message):
            message = said.format(*found.groups())
            break
    command = error.ctx.command_path if error.ctx is not None else "langnghe"
    return f"{message}; xem `{command} --help`"
