"""Rows without Arrow: the same file by both ways leaves the same warehouse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse.load as load_module
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post, Verdict, Visit
from tests.warehouse.conftest import NOON
from warehouse import open_store
from warehouse.load import load

TABLES = ("post", "visit", "verdict", "annotation", "event", "quarantine", "source")


def everything(path: Path, empty: Path, landing: Path, *, light: bool) -> dict[str, list[Any]]:
    with open_store(Path(shutil.copy(empty, path))) as store:
        report = load(store, landing, light=light)
        found = {
            name: sorted(map(repr, store.rows(f"select * exclude ({skip}) from raw.{name}")))
            for name in TABLES
            for skip in (["made_at"] if name == "annotation" else
                         ["updated_at"] if name == "source" else ["file_id"])
        }  # fmt: skip
        return found | {"report": [report], "checks": [store.check()]}


def test_with_and_without_arrow_the_same_is_stored(
    tmp_path: Path,
    empty_warehouse: Path,
    landing: Path,
    make_post: Callable[..., Post],
    read_visit: Callable[..., Visit],
    failed_visit: Callable[..., Visit],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = make_post(1)
    odd = make_post(
        2, published_at=None, title='Nháy " và \\ và 😀 \x01', author="Bút danh", section=""
    )
    with LandingWriter(landing, "thu") as writer:
        for each in (post, replace(post, title="Bản sửa"), post, odd):
            writer.post(each)
            writer.visit(read_visit(each))
        writer.visit(failed_visit(http_status=None, items=3, seconds=1.25))
    with LandingWriter(landing / "review", "verdicts") as writer:
        writer.verdict(
            Verdict(post_id=post.post_id, revision=post.revision, task="topics", at=NOON,
                    labels=("wages", "arrears"), machine=("wages",), machine_model="m@1",
                    role="analyst", reader="a", chosen="random")
        )  # fmt: skip
    with LandingWriter(landing / "desk", "events") as writer:
        writer.event(Event(kind="alert", id="a", what="opened", by="analyst", at=NOON, fields={"x": [1, None]}))  # fmt: skip
    (landing / "hong.jsonl").write_text(json.dumps({"type": "post"}) + "\nkhông phải json\n")
    monkeypatch.setattr(load_module, "FEW", 0)  # else small files go without Arrow by themselves
    by_arrow = everything(tmp_path / "a.duckdb", empty_warehouse, landing, light=False)
    plain = everything(tmp_path / "b.duckdb", empty_warehouse, landing, light=True)
    assert plain == by_arrow
    assert len(plain["post"]) == 3
    assert len(plain["quarantine"]) == 2
    assert len(plain["verdict"]) == 1
    assert len(plain["event"]) == 1
