"""The command line. `langnghe --help` is instant: every heavy import waits inside its verb."""

from __future__ import annotations

import sys

import typer

from langnghe.cli import model, reading, sources, stateless, work
from langnghe.errors import LangngheError

app = typer.Typer(
    name="langnghe",
    help="Lắng Nghe: nghe báo chí và dư luận về người lao động, công đoàn; làm điểm báo mỗi sáng.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (work, reading, stateless):
    module.register(app)
app.add_typer(sources.app, name="sources")
app.add_typer(model.app, name="model")
model.register(app)


def main() -> None:
    """Run a verb; a LangngheError is one line in plain words and exit 1."""
    _utf8()
    try:
        app()
    except LangngheError as error:
        for line in str(error).splitlines():
            print(f"Lỗi: {line}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `langnghe search … | head`
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        sys.exit(130)


def _utf8() -> None:
    # A terminal in the C locale must not break Vietnamese output.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
