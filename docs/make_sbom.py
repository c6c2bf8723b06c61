"""Write what the program is made of: a CycloneDX 1.5 list of every pinned package, and the page of licences.

    python docs/make_sbom.py                     docs/dependencies.md (committed, held by a test)
    python docs/make_sbom.py --sbom FILE.json    the list for a release (`make sbom`)

Names, versions and SHA-256 come from requirements.lock, so that the list is of what pip is allowed to install;
licences from the packages that are installed here. A package of another platform has no licence here: “–”.
"""

from __future__ import annotations

import argparse
import json
import re
import uuid
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "dependencies.md"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CLASSIFIER = "License :: OSI Approved :: "
_LONGEST = 60  # characters: what is longer is the licence's text, not its name


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of the lock. marker: on which platforms; hashes: SHA-256 of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def pins(lock: Path = LOCK) -> list[Pin]:
    """Return every package of a lock, in its order."""
    found: list[Pin] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pin := _PIN.match(line):
            found.append(Pin(pin[1], pin[2], (pin[3] or "").strip(), ()))
        elif sha := _HASH.search(line):
            last = found[-1]
            found[-1] = Pin(last.name, last.version, last.marker, (*last.hashes, sha[1]))
    return found


def licence(name: str) -> str:
    """Return the licence an installed package declares, as short as it does; "–" when it is not here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "–"
    classified = [c.removeprefix(_CLASSIFIER) for c in told.get_all("Classifier") or () if c.startswith(_CLASSIFIER)]  # fmt: skip
    for text in (
        _field(told, "License-Expression"),
        " / ".join(classified),
        _field(told, "License"),
    ):
        if text and len(text) <= _LONGEST and "\n" not in text:
            return text
    return "xem trong gói"


def _field(told: PackageMetadata, name: str) -> str:
    return str(told[name]).strip() if told.get(name) else ""


def sbom(found: list[Pin], version: str) -> dict[str, Any]:
    """Return the list as CycloneDX 1.5; the same lock gives the same bytes."""
    serial = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(f"{p.name}=={p.version}" for p in found))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "name": "langnghe", "version": version,
                "bom-ref": f"langnghe@{version}", "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [_component(pin) for pin in found],
    }  # fmt: skip


def _component(pin: Pin) -> dict[str, Any]:
    plain = re.sub(r"[-_.]+", "-", pin.name).lower()
    purl = f"pkg:pypi/{plain}@{pin.version}"
    made: dict[str, Any] = {
        "type": "library", "name": pin.name, "version": pin.version, "purl": purl, "bom-ref": purl,
        "properties": [{"name": "pip:sha256", "value": sha} for sha in pin.hashes],
    }  # fmt: skip
    if (told := licence(pin.name)) not in ("–", "xem trong gói"):
        made["licenses"] = [{"license": {"name": told}}]
    if pin.marker:
        made["properties"].append({"name": "pip:marker", "value": pin.marker})
    return made


def page(found: list[Pin]) -> str:
    """Return the page: a row a package."""
    rows = [f"| {p.name} | {p.version} | {licence(p.name).replace('|', '/')} |" for p in found]
    head = (
        "# Gói phần mềm đang dùng\n\n"
        f"{len(found)} gói, đúng như `requirements.lock` (mỗi tệp cài có SHA-256 trong đó). Trang do "
        "`python docs/make_sbom.py` viết; danh mục CycloneDX cho bản phát hành: `make sbom`. Giấy phép là điều "
        "gói tự khai; “–” là gói của hệ điều hành khác, “xem trong gói” là gói chỉ kèm nguyên văn giấy phép.\n\n"
        "| gói | bản | giấy phép |\n|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


def main() -> None:
    """Write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument(
        "--sbom", type=Path, help="write the CycloneDX list here, and nothing else"
    )
    given = options.parse_args()
    found = pins()
    if given.sbom is None:
        PAGE.write_text(page(found), encoding="utf-8")
        return
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert version is not None
    given.sbom.parent.mkdir(parents=True, exist_ok=True)
    made = json.dumps(sbom(found, version[1]), ensure_ascii=False, indent=1)
    given.sbom.write_text(made + "\n", encoding="utf-8")
    print(f"{given.sbom}: {len(found)} gói")


if __name__ == "__main__":
    main()
