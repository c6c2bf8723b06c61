"""`langnghe evaluate` as a person meets it, and the benchmark's contenders as a machine does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.nlp.contenders import CONTENDERS, OURS, SLOW, measure
from langnghe.config import Settings
from tests.conftest import langnghe


def test_pairs_need_no_data_and_print_accuracy_per_category() -> None:
    done = langnghe("evaluate", "baseline", "--pairs", "--data", "/khong/co")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["model"].startswith("keyword@")
    assert found["categories"]["all"]["pairs"] == len({m[:-1] for m in _sides()})
    assert set(found["missed"]) <= set(_sides())


def _sides() -> list[str]:
    from nlp.evaluate.pairs import read

    return [side.id for side in read()]


def test_a_folder_without_gold_is_told_in_one_line(tmp_path: Path) -> None:
    done = langnghe("evaluate", "baseline", "--data", tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "không thấy" in done.stderr


def test_dev_is_reported_as_json_and_as_a_table_with_the_warning_it_needs(tmp_path: Path) -> None:
    data = Settings().data
    if not (data / "gold" / "dev.parquet").exists():
        pytest.skip(f"không có dữ liệu ở {data}")
    from nlp.classifiers import load
    from nlp.dataset import gold

    said = tmp_path / "nhan-khac.jsonl"
    labels = load("baseline").predict([])
    assert labels == []
    rows = [
        {"id": e.id, "in_scope": e.in_scope, "topics": list(e.topics), "tone": e.tone,
         "stance_union": e.stance_union, "intent": e.intent, "risk": e.risk}
        for e in gold(data, "dev")
    ]  # fmt: skip
    said.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = langnghe("evaluate", "baseline", "--data", data.resolve(), "--beside", said)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["n"] == len(rows)
    assert found["learned_from"] == []
    # Labels that are all right stand above every model.
    beside = found["domains"]["all"]["beside"]["nhan-khac"]
    assert beside["tone_macro_f1"] == 1
    assert found["domains"]["all"]["differences"]["nhan-khac"]["tone_macro_f1"]["p"] < 0.01
    page = langnghe("evaluate", "baseline", "--data", data.resolve(), "--table").stdout
    assert "| Sắc thái: macro-F1 |" in page
    assert "nhãn đa số" in page


def test_a_contender_is_measured_on_both_kinds_of_text(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [
        {"id": str(n), "kind": kind, "title": "", "text": "Công ty nợ lương công nhân"}
        for n in range(200)
        for kind in ("comment", "article")
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = measure("keyword", file)
    assert found["comments_per_cpu_second"] > 100
    assert found["articles_per_cpu_second"] > 100
    assert found["peak_mb"] > 5
    assert set(OURS) | set(SLOW) < set(CONTENDERS)
