"""What the program is made of: every pinned package stands in the page of licences and in the release's list."""

from __future__ import annotations

import re

from docs.make_sbom import PAGE, pins, sbom
from tests.conftest import ROOT

# Licences that would oblige the office or forbid its use; a choice of licences (OR) leaves a way.
REFUSED = re.compile(r"\bA?GPL|\bSSPL|Commons Clause|Non-?Commercial|\bBUSL", re.IGNORECASE)


def test_every_pin_is_in_the_page_and_in_the_list() -> None:
    found = pins()
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(found) == len(re.findall(r"^[A-Za-z0-9]\S*==", lock, re.MULTILINE)) > 200
    assert all(pin.hashes for pin in found)  # pip installs nothing else
    rows = [
        line.split(" | ")[:2]
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    told = [(name.removeprefix("| "), version) for name, version in rows[1:]]
    assert told == [(p.name, p.version) for p in found], "chạy `python docs/make_sbom.py`"
    made = sbom(found, "0")
    assert [(c["name"], c["version"]) for c in made["components"]] == told
    assert len({c["bom-ref"] for c in made["components"]}) == len(found)
    shas = {
        p["value"] for c in made["components"] for p in c["properties"] if p["name"] == "pip:sha256"
    }
    assert shas == set(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))
    assert sbom(found, "0") == made  # the same lock, the same bytes


def test_no_licence_stands_in_the_way() -> None:
    rows = [
        line.split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")
    ]
    bad = [
        row[0]
        for row in rows
        if REFUSED.search(row[2]) and " OR " not in row[2] and "LGPL" not in row[2]
    ]
    assert bad == []
    unknown = [row[0] for row in rows[1:] if "xem trong gói" in row[2] or row[2].startswith("– ")]
    assert len(unknown) <= 12, unknown
