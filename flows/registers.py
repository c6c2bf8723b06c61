"""Registers at work: a file is checked against what is known, its good rows land and load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path

from flows.record import record
from flows.serve_queue import writable
from langnghe.cases.rights import role_of
from langnghe.config import Workspace
from langnghe.errors import ImportRowsError, RowError
from langnghe.privacy import load_key, pseudonym
from langnghe.records import Event, hanoi_day
from langnghe.registers.batch import CheckedTable, RowOutcome, State, check_table
from langnghe.registers.book import read_book
from langnghe.registers.cells import Context, Value
from langnghe.registers.check import Row
from langnghe.registers.choose import Units
from langnghe.registers.columns import Kind
from langnghe.registers.kinds import KINDS
from langnghe.registers.readers import Decode
from langnghe.registers.returned import returned_name, write_returned
from langnghe.registers.template import write_template
from langnghe.text import fold
from nlp.taxonomy import IN_SCOPE_TOPICS, TOPIC_VI
from warehouse import Store, open_store
from warehouse.load import load
from warehouse.registers import state

FOLDER = "registers"  # of landing
MACHINE = "machine@import"
DEFAULTS = ("units", "targets")  # registers that begin as a TOML file of the workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to, and the workbook that goes back when rows were refused."""

    checked: Sequence[CheckedTable]
    returned: Path | None

    def total(self, outcome: RowOutcome) -> int:
        """Return how many rows ended in one outcome."""
        return sum(each.outcomes[outcome] for each in self.checked)

    def errors(self) -> list[RowError]:
        """Return the errors, line by line."""
        several = len(self.checked) > 1
        return [e.error(sheets=several) for each in self.checked for e in each.errors]


Beside = Callable[[Store, Workspace, Sequence[Row], str, datetime], Sequence[Event]]


def beside_of(kind: str) -> Beside | None:
    """Return what else new and changed rows of a kind bring about, beyond a line in a register."""
    if kind == "inquiries":
        from flows.register_inquiries import hand_over

        return hand_over
    return None


def import_register(
    workspace: Workspace,
    kind: Kind,
    path: Path,
    *,
    role: str = "",
    at: datetime | None = None,
) -> Imported:
    """Import a file of one kind: check, land, load; the same file again changes nothing.

    Refused rows come back in a workbook beside the file, where its cells have places.
    """
    by = role_of(role) if role else MACHINE
    tables = read_book(path, kind, _decode())
    order = {table.id: place for place, table in enumerate(kind.tables())}
    tables.sort(key=lambda table: order[table.kind.id])  # what is referred to comes first
    moment = at or datetime.now(UTC)
    checked: list[CheckedTable] = []
    with writable(workspace) as store:
        settle(store, workspace, moment)
        context = context_of(store, workspace, moment)
        for table in tables:
            context = replace(context, known=known_codes(store, table.kind, checked))
            before = _before(state(store, table.kind.subject), checked, table.kind)
            checked.append(check_table(table, context, before, by=by, at=moment))
        record(store, workspace, _events(store, workspace, checked, by, moment), FOLDER)
    wrong = [each for each in checked if each.errors]
    returned = None
    if wrong and tables[0].lettered:
        returned = returned_name(path)
        write_returned(checked, returned)
    return Imported(checked=checked, returned=returned)


def _decode() -> Decode:
    from nlp.normalise import repair_bytes

    return repair_bytes


def _before(
    known: State, checked: Sequence[CheckedTable], kind: Kind
) -> dict[str, dict[str, Value]]:
    """Return what is known before a table: also what an earlier sheet of this file has just said."""
    found = {id_: dict(values) for id_, values in known.items()}
    for each in checked:
        if each.table.kind is kind:
            for row in each.rows:
                found.setdefault(row.id, {}).update(row.values)
    return found


def known_codes(
    store: Store, kind: Kind, checked: Sequence[CheckedTable]
) -> dict[str, frozenset[str]]:
    """Return the codes that the columns of a kind may name, those of this very file too."""
    found = {}
    for _, other in kind.refers:
        rows = list(state(store, f"register.{other}").values())
        rows += [
            dict(r.values) for each in checked if each.table.kind.id == other for r in each.rows
        ]
        found[other] = frozenset(fold(str(row["code"])) for row in rows if row.get("code"))
    return found


def _events(
    store: Store,
    workspace: Workspace,
    checked: Sequence[CheckedTable],
    by: str,
    at: datetime,
) -> list[Event]:
    events: list[Event] = []
    for each in checked:
        events += each.events
        beside = beside_of(each.table.kind.id)
        if beside is not None and each.rows:
            events += beside(store, workspace, each.rows, by, at)
    return events


def context_of(store: Store, workspace: Workspace, now: datetime) -> Context:
    """Return what rows are read against: a form asks `check_row` with the same."""
    from nlp.normalise import normalise

    key = load_key(workspace.key_file)
    return Context(
        now=now,
        units=units_of(store),
        topics=TOPIC_VI,
        normalise=normalise,
        pseudonym=lambda where, handle: pseudonym(key, where, handle),
    )


def units_of(store: Store) -> Units:
    """Return the unions of the register."""
    rows = state(store, KINDS["units"].subject).values()
    return Units(row for row in rows if not row.get("withdrawn"))


def settle(store: Store, workspace: Workspace, now: datetime | None = None) -> int:
    """Take in landing files a crash left, then units.toml and targets.toml where they changed.

    Return how many rows changed. What the file says again is nothing new, even where a later
    import has said otherwise; what changed in the file is.
    """
    load(store, workspace.landing / FOLDER)
    moment = now or datetime.now(UTC)
    changed = 0
    for name in DEFAULTS:
        own = workspace.root / f"{name}.toml"
        if own.exists():
            changed += _from_toml(store, workspace, own, KINDS[name], moment)
            continue
        with as_file(files("langnghe.defaults").joinpath(own.name)) as shipped:
            changed += _from_toml(store, workspace, shipped, KINDS[name], moment)
    return changed


def _from_toml(store: Store, workspace: Workspace, path: Path, kind: Kind, now: datetime) -> int:
    by = f"machine@{kind.id}.toml"
    [table] = read_book(path, kind, _decode())
    context = context_of(store, workspace, now)
    found = check_table(table, context, state(store, kind.subject, by=by), by=by, at=now)
    if found.errors:
        raise ImportRowsError(str(path), [remark.error(sheets=False) for remark in found.errors])
    return record(store, workspace, found.events, FOLDER)


def template(workspace: Workspace | None, kind: Kind, out: Path) -> None:
    """Write the template of a kind, with the units of the workspace in its lists."""
    write_template(kind, out, units=_unit_names(workspace), topics=_topics())


def _topics() -> list[str]:
    return [TOPIC_VI[topic] for topic in IN_SCOPE_TOPICS]


def _unit_names(workspace: Workspace | None) -> list[str]:
    """Return the names of the units of today; without a workspace those that ship."""
    today: date = hanoi_day(datetime.now(UTC))
    if workspace is not None:
        with open_store(workspace.warehouse) as store:
            settle(store, workspace)
            return units_of(store).names(today)
    with as_file(files("langnghe.defaults").joinpath("units.toml")) as shipped:
        [table] = read_book(shipped, KINDS["units"], _decode())
    rows = [table.given(cells) for _, cells in table.rows if isinstance(cells, list)]
    return [str(r["name"]) for r in rows if str(r.get("valid_to") or "9999") >= str(today)]
