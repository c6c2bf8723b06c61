"""retention.toml: how long each kind of data is kept, and how soon a request has to be answered."""

from __future__ import annotations

from datetime import date
from importlib.resources import as_file, files

from pydantic import Field, field_validator

from langnghe.config import Strict, Workspace, read_toml

NAME = "retention.toml"


class Keep(Strict):
    """Days by kind; 0: no term."""

    comments: int = Field(default=730, ge=0)
    inquiries: int = Field(default=1095, ge=0)
    requests: int = Field(default=1825, ge=0)
    raw_pages: int = Field(default=30, ge=1, le=30)
    papers: int = Field(default=0, ge=0)
    handed_over: int = Field(default=30, ge=1)
    audit: int = Field(default=1825, ge=0)

    @field_validator("audit")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        # A term of days would be the way to be rid of the traces of one's own doing.
        if 0 < days < 730:
            raise ValueError("nhật ký phải giữ ít nhất 730 ngày, hoặc 0: không hạn")
        return days


class RequestClock(Strict):
    """The clock of a request about personal data, in working days of the office."""

    working_days: int = Field(default=2, ge=1, le=10)
    days_off: tuple[date, ...] = ()
    days_on: tuple[date, ...] = ()


class RetentionFile(Strict):
    """retention.toml, whole."""

    keep: Keep = Keep()
    request: RequestClock = RequestClock()


def read_retention(workspace: Workspace) -> RetentionFile:
    """Return the office's retention.toml, or the one that ships when it has none."""
    path = workspace.root / NAME
    if path.exists():
        return read_toml(path, RetentionFile)
    with as_file(files("langnghe.defaults") / NAME) as shipped:
        return read_toml(shipped, RetentionFile)
