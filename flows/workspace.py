"""Make a workspace: the TOML files a person edits, and the folders."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

from langnghe.config import Workspace
from langnghe.errors import ConfigError
from langnghe.files import replace_file
from langnghe.privacy import load_key
from langnghe.report.settings import NAME

FILES = (
    "sources.toml", "watchlist.toml", "alerts.toml", "delivery.toml", "calendar.toml", "playbooks.toml",
    "units.toml", "targets.toml", "lineage.toml", "serve.toml",
    "retention.toml",
)  # fmt: skip
DEMO_MARK = ".langnghe-demo"
ENV_SAMPLE = """\
# Sao tệp này thành .env rồi bỏ dấu # ở dòng cần dùng. Không gửi .env cho ai.
# LANGNGHE_WORKSPACE=.          # thư mục làm việc mặc định
# LANGNGHE_DATA=../shared/data  # dữ liệu huấn luyện, chỉ cần khi chạy `langnghe train`
# LANGNGHE_MEMORY=1GB  # bộ nhớ cho một lần mở kho; máy mạnh và kho nhiều triệu bài thì đặt lớn hơn
"""


def create(folder: Path, *, texts: dict[str, str] | None = None) -> list[Path]:
    """Write the files of a new workspace and return them; existing files are never overwritten."""
    defaults = files("langnghe.defaults")
    contents = {name: defaults.joinpath(name).read_text(encoding="utf-8") for name in FILES}
    contents[NAME] = files("langnghe.report").joinpath(NAME).read_text(encoding="utf-8")
    contents[".env.sample"] = ENV_SAMPLE
    contents.update(texts or {})
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder}: không tạo được thư mục ({error.strerror})") from error
    if taken := [name for name in ("sources.toml", "watchlist.toml") if (folder / name).exists()]:
        raise ConfigError(
            f"{folder}: đã có {', '.join(taken)}; chọn thư mục khác, tệp cũ không bị ghi đè"
        )
    made = []
    for name, text in contents.items():
        path = folder / name
        if not path.exists():
            replace_file(path, text.encode())
            made.append(path)
    place = Workspace(folder)
    for path in (place.landing, place.raw_html, place.output):
        path.mkdir(parents=True, exist_ok=True)
    load_key(place.key_file)
    return made


def empty_for_demo(folder: Path) -> None:
    """Clear what an earlier demo left; a folder with anything else in it is refused."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / DEMO_MARK).exists():
            raise ConfigError(
                f"{folder}: thư mục không trống và không phải của demo; chọn --out khác"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).write_text(
        "Thư mục này do `langnghe demo` tạo; chạy lại sẽ xoá và làm mới.\n", encoding="utf-8"
    )
