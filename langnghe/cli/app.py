"""The command line. `langnghe --help` is instant: every heavy import waits inside its verb."""

from __future__ import annotations

import errno
import sys

import typer

from langnghe.cli import (
    alerts,
    audit,
    backup,
    brief,
    case_work,
    channels,
    claims,
    desk,
    differences,
    documents,
    drill,
    fleet,
    forget,
    gaps,
    imports,
    inquiries,
    lineage,
    model,
    privacy,
    quarantine,
    reading,
    rebuild,
    report,
    requests,
    review,
    serve,
    signals,
    snapshot,
    sources,
    stateless,
    story,
    targets,
    usage,
    work,
)
from langnghe.errors import LangngheError

STOPPED = 130  # what a shell expects after Ctrl-C

app = typer.Typer(
    name="langnghe",
    help="Lắng Nghe: nghe báo chí và dư luận về người lao động, công đoàn; làm điểm báo mỗi sáng.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (work, imports, reading, stateless, brief, desk):
    module.register(app)
app.add_typer(sources.app, name="sources")
app.add_typer(review.app, name="review")
app.add_typer(signals.app, name="signals")
app.add_typer(alerts.app, name="alerts")
app.add_typer(case_work.app, name="case")
app.add_typer(claims.app, name="claims")
app.add_typer(story.app, name="story")
app.add_typer(targets.app, name="targets")
app.add_typer(lineage.app, name="lineage")
app.add_typer(differences.app, name="differences")
app.add_typer(documents.app, name="documents")
app.add_typer(report.app, name="report")
app.add_typer(inquiries.app, name="inquiry")
app.add_typer(channels.app, name="channels")
app.add_typer(drill.app, name="drill")
app.add_typer(audit.app, name="audit")
app.add_typer(requests.app, name="request")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(fleet.app, name="fleet")
app.add_typer(model.app, name="model")
model.register(app)
gaps.register(app)
snapshot.register(app)
forget.register(app)
privacy.register(app)
backup.register(app)
rebuild.register(app)
serve.register(app)


def main() -> None:
    """Run a verb. What goes wrong is one line in plain words: usage exit 2, all else exit 1."""
    _utf8()
    try:
        code = app(prog_name="langnghe", standalone_mode=False)
    except usage.UsageError as error:
        if error.format_message().startswith("Usage:"):  # no arguments at all: the help
            print(error.format_message(), file=sys.stderr)
        else:
            print(f"Lỗi: {usage.sentence(error)}", file=sys.stderr)
        sys.exit(2)
    except LangngheError as error:
        for line in str(error).splitlines():
            print(f"Lỗi: {line}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:  # a disk that is full, a folder one may not write to
        place = f"{error.filename}: " if error.filename else ""
        print(f"Lỗi: {place}{_reason(error)}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        code = STOPPED
    if code == STOPPED:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
    sys.exit(code if isinstance(code, int) else 0)


def _reason(error: OSError) -> str:
    said = {
        errno.EACCES: "không có quyền; kiểm tra quyền của thư mục",
        errno.EPERM: "không có quyền; kiểm tra quyền của thư mục",
        errno.EROFS: "ổ đĩa chỉ đọc; chọn thư mục khác",
        errno.ENOSPC: "ổ đĩa đầy; dọn bớt rồi chạy lại",
        errno.ENOENT: "không có tệp hay thư mục này; kiểm tra lại đường dẫn",
        errno.ENOTDIR: "không phải thư mục; kiểm tra lại đường dẫn",
        errno.EISDIR: "là thư mục, cần một tệp",
        errno.EEXIST: "đã có tệp trùng tên; chọn tên khác",
    }
    return said.get(error.errno or 0) or f"hệ điều hành báo lỗi: {error.strerror or error}"


def _utf8() -> None:
    # A terminal in the C locale must not break Vietnamese output.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
