"""The wheel is what an office installs: everything is inside, and it works away from the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("langnghe", "crawlers", "nlp", "flows", "warehouse", "models")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as `pip install .` would, without the internet."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info" not in name}


def test_the_folders_themselves_are_the_packages(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == set(PACKAGES)


def test_every_file_of_the_packages_is_inside(names: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *PACKAGES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    tracked = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    if not tracked:
        pytest.skip("không phải bản sao git")
    assert tracked - names == set()


@pytest.mark.parametrize(
    "name",
    [
        "warehouse/migrations/0001_facts.sql",
        "warehouse/views/30_mart_post.sql",
        "warehouse/checks/landing_unaccounted.sql",
        "langnghe/digest/templates/digest.html.j2",
        "langnghe/digest/templates/digest.md.j2",
        "langnghe/digest/templates/style.css.j2",
        "langnghe/desk/templates/base.html",
        "langnghe/desk/static/desk.css",
        "langnghe/desk/static/desk.js",
        "langnghe/defaults/sources.toml",
        "langnghe/defaults/watchlist.toml",
        "langnghe/samples/content/tin-01-khung-hoang.txt",
        "nlp/places.toml",
        "nlp/entities/units.tsv",
        "models/linear.json",
        "models/linear.npz",
        "models/CARD.md",
        "models/floor.json",
        "models/stories/likeness.json",
    ],
)
def test_what_is_no_python_is_inside(names: set[str], name: str) -> None:
    assert name in names


def test_the_desk_is_whole(names: set[str]) -> None:
    here = Path(__file__).parent.parent
    for folder in ("langnghe/desk/templates", "langnghe/desk/static"):
        for path in sorted((here / folder).iterdir()):
            assert f"{folder}/{path.name}" in names


def test_models_are_artefacts_without_code_or_pickles(names: set[str]) -> None:
    inside = {name for name in names if name.startswith("models/")}
    assert not [name for name in inside if name.endswith((".py", ".pkl", ".joblib", ".pickle"))]


def test_tests_benchmarks_and_papers_stay_outside(names: set[str]) -> None:
    assert not [n for n in names if n.startswith(("tests/", "benchmarks/", "docs/"))]


def test_it_says_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {
            name.split("/", 1)[1]: name for name in archive.namelist() if ".dist-info" in name
        }
        assert "licenses/LICENSE" in inside
        assert (
            "langnghe = langnghe.cli.app:main" in archive.read(inside["entry_points.txt"]).decode()
        )
        assert "Private :: Do Not Upload" in archive.read(inside["METADATA"]).decode()


def test_it_works_away_from_the_repository(wheel: Path, tmp_path: Path) -> None:
    site, office = tmp_path / "site", tmp_path / "office"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)

    def langnghe(*arguments: str, stdin: str = "") -> str:
        code = (
            "import sys, crawlers, nlp, flows, warehouse, langnghe\n"
            "assert all(m.__file__.startswith(sys.argv[1]) for m in (crawlers, nlp, flows, warehouse, langnghe))\n"
            "del sys.argv[1]\n"
            "from langnghe.cli.app import main; main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(site), *arguments],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    langnghe("init", str(office))
    (tmp_path / "tin.csv").write_text(
        "url,title,text,published_at,source\n"
        "https://bao.example/1.html,Công nhân Lai Châu ngừng việc vì nợ lương,"
        "Hơn 200 công nhân ngừng việc.,2026-06-12 08:30,bao-mau\n",
        encoding="utf-8",
    )
    langnghe("import", "posts", "tin.csv", "--workspace", str(office))
    langnghe("annotate", "--workspace", str(office))
    page = langnghe("digest", "--day", "2026-06-12", "--format", "html", "--workspace", str(office))
    assert "ngừng việc vì nợ lương" in page
    row = json.dumps({"id": 1, "kind": "article", "title": "Công ty nợ lương", "text": ""})
    assert json.loads(langnghe("classify", "-", stdin=row))["model"].startswith("accurate@")
