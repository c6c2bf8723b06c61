"""Texts nobody can read and model files nobody should: a modest label or a clear sentence."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlp import registry
from tests.conftest import ROOT
from tests.within import langnghe

PROFILES = list({registry.profile_of(p): p for p in registry.PROFILES}.values())
_draw = random.Random(4)

UNREADABLE = {
    "empty": "",
    "blank": " \n\t\u200b",
    "english": "Light winds and sunny spells are expected along the coast this weekend.",
    "english strike": "Thousands walked out of a car plant on Monday, the union said.",
    "chinese": "今天天气很好，我们去公园散步。",
    "arabic": "الطقس جميل اليوم وسنذهب إلى الحديقة.",
    "russian": "Сегодня хорошая погода, мы идём в парк.",
    "binary": "".join(chr(_draw.randrange(256)) for _ in range(3_000)),
    "control marks": "\x00\x01\x02" * 500,
    "lost letters": "\ufffd" * 1_000,
    "half a pair": "\ud800 \udfff",
    "base64": "".join(_draw.choice("ABCDEFabcdef0123456789+/") for _ in range(4_000)),
    "script": "<script>alert(1)</script>" * 50,
    "one letter, 1 MB": "a" * 1_000_000,
    "signs, 1 MB": "漢字" * 170_000,
    "market, 1 MB": "Chợ hôm nay đông người mua bán. " * 25_000,
}


@pytest.fixture(scope="module", params=PROFILES)
def answered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the profile, what was asked and what the command line answered, all in one file."""
    rows: list[dict[str, Any]] = [
        {"id": f"{name}/{kind}", "kind": kind, "title": "", "text": text}
        for name, text in UNREADABLE.items()
        for kind in ("article", "comment")
    ]
    rows.append({"id": 17, "kind": "article", "title": "Công nhân đình công đòi lương",
                 "text": "Hàng nghìn công nhân nhà máy ngừng việc vì bị nợ lương."})  # fmt: skip
    rows.append(
        {"id": "17", "kind": "post", "title": "", "text": "Công đoàn chăm lo đoàn viên. " * 40_000}
    )
    rows += [{"id": f"same {n}", "kind": "comment", "title": "", "text": ""} for n in range(3)]
    file = tmp_path_factory.mktemp("odd") / "vao.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = langnghe("classify", file, "--profile", request.param)
    assert done.returncode == 0, done.stderr
    return rows, [json.loads(line) for line in done.stdout.splitlines()]


def test_every_text_is_answered_in_order_under_its_id(answered: Any) -> None:
    asked, got = answered
    assert [row["id"] for row in got] == [row["id"] for row in asked]


def test_what_cannot_be_read_is_out_of_scope_and_nobody_is_alarmed(answered: Any) -> None:
    for row in answered[1]:
        if str(row["id"]).split("/")[0] in UNREADABLE:
            assert row["in_scope"] is False, row["id"]
            assert row["topics"] == ["off_topic"], row["id"]
            assert (row["stance_union"], row["risk"]) == ("none", 0), row["id"]
            assert row["scores"]["in_scope"] < 0.5, row["id"]


def test_no_one_is_sure_of_the_tone_of_nothing(answered: Any) -> None:
    for row in answered[1]:
        if str(row["id"]).split("/")[0] in ("empty", "blank", "chinese", "arabic", "half a pair"):
            assert max(row["scores"]["tone"].values()) < 0.9, row["id"]


def test_probabilities_are_whole_whatever_was_asked(answered: Any) -> None:
    for row in answered[1]:
        for task in ("tone", "stance_union", "intent", "risk"):
            assert sum(row["scores"][task].values()) == pytest.approx(1, abs=1e-3), row["id"]
        assert all(0 <= p <= 1 for p in row["scores"]["topics"].values())


def test_equal_texts_get_equal_labels_beside_any_neighbour(answered: Any) -> None:
    empty = [row for row in answered[1] if str(row["id"]).startswith("same")]
    first = next(row for row in answered[1] if row["id"] == "empty/comment")
    for row in empty:
        assert row["tone"] == first["tone"]
        assert row["scores"]["in_scope"] == pytest.approx(first["scores"]["in_scope"], abs=0.02)


def test_readable_texts_between_unreadable_ones_are_read(answered: Any) -> None:
    strike, long = (next(r for r in answered[1] if r["id"] == i) for i in (17, "17"))
    assert strike["in_scope"]
    assert strike["tone"] == "negative"
    assert long["in_scope"]


def test_bytes_that_are_no_text_are_refused_by_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "vao.jsonl"
    file.write_bytes(os.urandom(64).replace(b"\n", b"x") + b'\n{"id": "b", "text": ""}\n')
    done = langnghe("classify", file, "--profile", "baseline")
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["b"]
    assert "dòng 1" in done.stderr
    assert "Traceback" not in done.stderr


TRAINED = [p for p in PROFILES if registry.profile_of(p) != "keyword"]


def _files(profile: str) -> list[str]:
    """Return the files a profile cannot do without."""
    kind = registry.profile_of(profile)
    described = registry.about(kind)
    named = [described[key] for key in ("file", "tokenizer") if key in described]
    return [str(name) for name in named]


@pytest.mark.parametrize("damage", ["tampered", "cut", "missing"])
@pytest.mark.parametrize(("profile", "name"), [(p, name) for p in TRAINED for name in _files(p)])
def test_a_damaged_model_file_is_told_in_one_line(
    tmp_path: Path, profile: str, name: str, damage: str
) -> None:
    # A copy of the package with its artefacts: the real loader meets a really damaged file.
    shutil.copytree(ROOT / "nlp", tmp_path / "nlp", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "models").mkdir()
    for path in registry.MODELS.iterdir():
        if path.is_file():
            (tmp_path / "models" / path.name).symlink_to(path)
    victim = tmp_path / "models" / name
    data = bytearray(victim.read_bytes())
    victim.unlink()
    if damage == "tampered":
        data[len(data) // 2] ^= 1
        victim.write_bytes(data)
    elif damage == "cut":
        victim.write_bytes(data[: len(data) // 2])
    done = subprocess.run(
        [sys.executable, "-c", "from langnghe.cli.app import main; main()",
         "classify", "-", "--profile", profile],
        input='{"id": "a", "text": "Công đoàn"}\n', capture_output=True, text=True,
        encoding="utf-8", env={**os.environ, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    [line] = done.stderr.strip().splitlines()
    assert name in line
    assert "cài lại gói" in line
    assert ("thiếu" if damage == "missing" else "SHA-256") in line
