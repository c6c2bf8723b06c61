"""An office whose sources are accounts of platforms, and those platforms, served on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.job import Terms
from flows.connect import ConnectResult, connect_sources
from langnghe.config import Workspace
from langnghe.samples.platforms import Platforms, serve_platforms
from warehouse import open_store
from warehouse.load import load


def account_office(root: Path, sources: str, secrets: str) -> Workspace:
    """Return a workspace that has these sources, and what a person put among its secrets."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "sources.toml").write_text(sources, encoding="utf-8")
    (root / "watchlist.toml").write_text('office = "Ban Tuyên giáo"\n', encoding="utf-8")
    keep_secrets(root, secrets)
    return Workspace(root)


def keep_secrets(root: Path, secrets: str) -> None:
    """Write the secrets of a workspace, readable by their owner alone."""
    path = root / "secrets.toml"
    path.write_text(secrets, encoding="utf-8")
    path.chmod(0o600)


class PlatformOffice:
    """What tests of connectors share: the workspace, the platforms once they run, a collecting."""

    def __init__(self, place: Workspace) -> None:
        self.place = place
        self._platforms: Platforms | None = None

    @property
    def platforms(self) -> Platforms:
        assert self._platforms is not None
        return self._platforms

    @property
    def terms(self) -> Terms:
        """Return terms that lead every host of a platform to this machine, without delays."""
        return Terms(routes=self.platforms.routes, delay=0.0)

    def collect(self, now: datetime, *, only_due: bool = False) -> ConnectResult:
        return connect_sources(
            self.place, only_due=only_due, terms=self.terms, now=lambda: now, sleep=lambda _: None
        )

    def load(self) -> None:
        with open_store(self.place.warehouse) as store:
            load(store, self.place.landing)

    @contextmanager
    def served(
        self, hosts: Mapping[str, Any], furnish: Callable[[Workspace], Workspace]
    ) -> Iterator[None]:
        """Give the office an empty warehouse, and serve its platforms for a block."""
        furnish(self.place)
        with serve_platforms(dict(hosts)) as running:
            self._platforms = running
            yield
