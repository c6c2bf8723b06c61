"""report.toml: what stands around the figures, and which of them come first."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from langnghe.config import Strict, read_toml

NAME = "report.toml"


class ReportSettings(Strict):
    """report.toml of a workspace; without one, the file beside this module."""

    superior: str = ""
    office: str = ""
    symbol: str = "BC"
    unit_symbol: str = "BC"
    place: str = ""
    subject: str = "Báo cáo {period}"
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    unit_recipients: tuple[str, ...] = ()
    keep: str = "Lưu: VT."
    authority: str = ""
    position: str = ""
    unit_position: str = ""
    signer: str = ""
    main: tuple[str, ...] = ()


def read_settings(root: Path) -> ReportSettings:
    """Return the settings of a workspace; a wrong key is refused by name."""
    own = root / NAME
    if own.exists():
        return read_toml(own, ReportSettings)
    shipped = files("langnghe.report").joinpath(NAME).read_text(encoding="utf-8")
    return ReportSettings.model_validate(tomllib.loads(shipped))
