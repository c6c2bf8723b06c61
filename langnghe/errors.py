"""Every error a person may meet, drawn as one tree.

    LangngheError                 one plain Vietnamese sentence: what, where, what to do next
    ├── ConfigError               sources.toml, watchlist.toml, environment, workspace
    ├── ExtractionError(url)      a page that gave no article
    │   ├── LayoutChanged         the family's rules found nothing: selectors need a new version
    │   ├── NotAnArticle          a list, a video, a log-in page: nothing to read here
    │   └── Blocked               a challenge or a paywall: recognised and left alone
    ├── FeedError(url)            a feed that cannot be read
    ├── ImportRowsError(rows)     rows of a file that were refused, each with line and column
    ├── LandingError              a landing file that is damaged
    ├── WarehouseError            the DuckDB file
    │   ├── WarehouseBusy         another process holds it
    │   └── MigrationError        an applied migration changed, or a newer warehouse
    ├── ModelError                weights, card, floor
    ├── QueryError                a search a person typed
    ├── DeliveryError             mail and messages
    ├── RenderError               a page this machine cannot make in a format
    ├── BackupError               a backup that cannot be made, or is damaged, or was changed
    ├── ForgetError               something asked to be forgotten, or the ledger of what was
    └── AlreadyRunning            the same work is being done by another process

Caught in two places: the spider callback, and the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LangngheError(Exception):
    """Base of all errors with a sentence for people."""


class ConfigError(LangngheError):
    """A setting is missing or wrong; the sentence names file, place and remedy."""


class ExtractionError(LangngheError):
    """A page gave no article."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class LayoutChanged(ExtractionError):
    """The rules of the site's family found nothing on an article page."""


class NotAnArticle(ExtractionError):
    """The page is a list, a video, a log-in form or empty."""


class Blocked(ExtractionError):
    """The site asks for a challenge or a log-in; it is left alone."""


class FeedError(LangngheError):
    """A feed cannot be read."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """One refused row: line as a spreadsheet shows it (header = 1)."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"dòng {self.line}, cột {self.column}: {self.message}"


class ImportRowsError(LangngheError):
    """Some rows of a file were refused; the others went on."""

    def __init__(self, file: str, rows: Sequence[RowError]) -> None:
        super().__init__("\n".join(f"{file}: {row}" for row in rows))
        self.file = file
        self.rows = tuple(rows)


class LandingError(LangngheError):
    """A landing file is damaged."""


class WarehouseError(LangngheError):
    """The warehouse cannot be used."""


class WarehouseBusy(WarehouseError):
    """Another process holds the warehouse."""


class MigrationError(WarehouseError):
    """An applied migration changed, or the warehouse is newer than the program."""


class ModelError(LangngheError):
    """A model is missing, damaged or below its floor."""


class QueryError(LangngheError):
    """A search cannot be understood."""


class DeliveryError(LangngheError):
    """A message could not be sent."""


class RenderError(LangngheError):
    """A page cannot be made in a format on this machine."""


class BackupError(LangngheError):
    """A backup cannot be made, read or restored."""


class ForgetError(LangngheError):
    """A request to forget that cannot be carried out, or a ledger that cannot be trusted."""


class AlreadyRunning(LangngheError):
    """The same work is being done by another process."""
