"""Where things are (environment) and what we listen for (TOML). Wrong settings are refused by name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from langnghe.errors import ConfigError

M = TypeVar("M", bound=BaseModel)


class Settings(BaseSettings):
    """LANGNGHE_* variables: only where things are, what the machine has, and secrets; never what to do."""

    model_config = SettingsConfigDict(env_prefix="LANGNGHE_", env_file=".env", extra="forbid")

    workspace: Path = Path()
    data: Path = Path("../shared/data")  # third-party data for training and benchmarks
    # What one open warehouse may take: an office PC has 8 GB for everything; larger sorts spill beside the file.
    memory: str = Field(default="1GB", pattern=r"^[1-9]\d*[MG]B$")


def settings() -> Settings:
    """Return the settings of the environment and of .env in this folder; wrong ones are named."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise ConfigError(
            f".env hoặc biến môi trường: {name}: {first['msg']}; sửa hoặc xoá dòng đó rồi chạy lại"
        ) from error


class Strict(BaseModel):
    """Base of what stands in a TOML file: a key nobody knows is refused, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """One place we read. Feeds, sections and sitemaps are addresses; none is crawled beyond them."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str
    home: str = Field(pattern=r"^https?://")
    family: str = "generic"  # a key of crawlers.sites.FAMILIES
    type: Literal["news", "labour_press", "union", "government", "local_press", "forum", "social"]
    group: str = ""  # publishing house or owner: copies inside one group are not independent
    place: str = "Toàn quốc"
    reliability: Literal["A", "B", "C", "D"] = "B"
    priority: Literal[1, 2, 3] = 2  # 1: looked at most often
    verified: bool = False  # addresses and layout seen on real pages
    enabled: bool = True
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    comments: bool = False
    feed_only: bool = False  # pages may not be fetched: an entry's title and summary are the post
    connector: Literal["crawl", "youtube", "telegram", "facebook", "zalo"] = "crawl"
    account: str = ""  # the channel, page or official account on the platform
    searches: tuple[str, ...] = ()  # words a platform is asked for, where its interface allows it
    token: str = ""  # the NAME of the secret that opens the interface; never the secret
    own: bool = False  # ours: its posts are what the union said, comments under them its talk
    unit: str = ""  # with own: code of the unit that runs it (register of units); "": the province
    approved: bool = False  # the platform lets us read this page although it is not ours
    expected_per_day: float | None = None  # for the health page; learned from history otherwise
    note: str = ""


class SourcesFile(Strict):
    """sources.toml."""

    contact: str = ""  # how a webmaster reaches the office; goes into the user agent
    source: tuple[Source, ...]


class Watch(Strict):
    """One thing we listen for. A text matches when any spelling stands in it, all must words are
    there (if any) and no not word is. Matching is accent-blind unless exact is set."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str
    kind: Literal["organisation", "person", "topic", "place"]
    spellings: tuple[str, ...] = Field(min_length=1)
    must: tuple[str, ...] = ()
    not_: tuple[str, ...] = Field(default=(), alias="not")
    exact: bool = False  # accents count: "đoàn" is not "đoạn"
    priority: Literal[1, 2, 3] = 2
    brings_into_scope: bool = True


class WatchlistFile(Strict):
    """watchlist.toml."""

    office: str = "Ban Tuyên giáo Công đoàn"
    home_place: str = "Lai Châu"
    watch: tuple[Watch, ...] = ()


class LineageNear(Strict):
    """How near a text comes to a registered message before it is proposed: one of three ways is enough.

    Chosen on half of the pairs of tests/nlp/data/lineage_pairs.toml, measured on the other half
    (docs/lineage.md).
    """

    containment: float = Field(default=0.6, gt=0, le=1)  # of the wording's runs of five words
    similarity: float = Field(default=0.55, gt=0, le=1)  # of the weight of its ideas …
    heard: float = Field(default=12.0, ge=0)  # … if they weigh at least so much
    # As nlp.claims finds what was said before, and so much of its ideas.
    sure: float = Field(default=0.1, gt=0, le=1)
    half: float = Field(default=0.4, gt=0, le=1)
    # The contrary of a message is a charge: as sure as a refuted claim has to be.
    opposed: float = Field(default=0.3, gt=0, le=1)


class LineageSampled(Strict):
    """How many articles in which a message was not found are laid before a person: one of so many."""

    one_of: int = Field(default=12, ge=1)


class DifferenceNear(Strict):
    """When two own texts are of one event. Chosen on half of tests/nlp/data/differences_pairs.toml."""

    alike: float = Field(
        default=0.6, gt=0, le=1
    )  # share of ideas that two sentences have in common
    apart_days: int = Field(default=21, ge=0)  # what is said later is another event, or news of it
    nameless_days: int = Field(default=5, ge=0)  # where the two share neither a name nor a date
    look_back_days: int = Field(default=28, ge=1)  # own texts of so many days are compared each day


class LineageFile(Strict):
    """lineage.toml."""

    near: LineageNear = LineageNear()
    sample: LineageSampled = LineageSampled()
    differences: DifferenceNear = DifferenceNear()


def read_toml(path: Path, model: type[M]) -> M:
    """Return a validated TOML file; every mistake names file, place and remedy."""
    if not path.exists():
        raise ConfigError(f"{path}: không có tệp này; chạy `langnghe init` để tạo tệp mẫu")
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits
        raise ConfigError(
            f"{path}: không đọc được TOML ({error}); sửa dòng đó rồi chạy lại"
        ) from error
    if not text.strip():  # a file of comments says something: that nothing is set
        raise ConfigError(f"{path}: tệp trống; chạy `langnghe init` ở thư mục khác để xem tệp mẫu")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        more = f" (và {error.error_count() - 1} lỗi khác)" if error.error_count() > 1 else ""
        raise ConfigError(f"{path}: mục {place}: {first['msg']}{more}; sửa rồi chạy lại") from error


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders and files of one office."""

    root: Path

    @property
    def landing(self) -> Path:
        return self.root / "data" / "landing"

    @property
    def warehouse(self) -> Path:
        return self.root / "data" / "langnghe.duckdb"

    @property
    def raw_html(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def quarantine(self) -> Path:
        return self.root / "data" / "quarantine"

    @property
    def output(self) -> Path:
        return self.root / "output"

    @property
    def outbox(self) -> Path:
        return self.root / "data" / "outbox"

    @property
    def key_file(self) -> Path:
        return self.root / "data" / "pseudonym.key"

    def sources(self) -> tuple[Source, ...]:
        """Return the sources of sources.toml; two with one id are refused."""
        found = read_toml(self.root / "sources.toml", SourcesFile).source
        seen: set[str] = set()
        for source in found:
            if source.id in seen:
                raise ConfigError(f"{self.root / 'sources.toml'}: nguồn {source.id!r} khai hai lần")
            seen.add(source.id)
        return found

    def contact(self) -> str:
        """Return the contact of sources.toml, for the user agent."""
        return read_toml(self.root / "sources.toml", SourcesFile).contact

    def watchlist(self) -> WatchlistFile:
        """Return watchlist.toml."""
        return read_toml(self.root / "watchlist.toml", WatchlistFile)

    def lineage(self) -> LineageFile:
        """Return lineage.toml; without one, what ships."""
        path = self.root / "lineage.toml"
        return read_toml(path, LineageFile) if path.exists() else LineageFile()

    def require(self) -> Workspace:
        """Return self if this folder is a workspace, else say how to make one."""
        if not (self.root / "sources.toml").exists():
            raise ConfigError(
                f"{self.root.resolve()}: chưa phải thư mục làm việc; chạy `langnghe init {self.root}`"
            )
        return self
