"""`langnghe inquiry …` as an office uses it: a call is taken down, answered from the bank, counted."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from langnghe.cli.inquiries import app
from langnghe.errors import LangngheError
from langnghe.records import HANOI

YESTERDAY = datetime.now(UTC) - timedelta(hours=30)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text("", encoding="utf-8")
    return tmp_path


def say(office: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "-w", str(office)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_call_from_the_hotline_to_the_figures(office: Path) -> None:
    at = f"{YESTERDAY.astimezone(HANOI):%d/%m/%Y %H:%M}"
    told = say(
        office, "add", "Nợ bảo hiểm 4 tháng, số em 0912 345 678", "--role", "legal_team",
        "--topic", "social_insurance", "--contact", "0912345678", "--at", at, "--json",
    )  # fmt: skip
    ident = json.loads(told)[0]["id"]
    listed = say(office, "list", "--overdue")
    assert "QUÁ HẠN" in listed
    assert "[số điện thoại]" in listed
    assert not re.search(r"0912[ .]?345", listed)  # an id of ours may hold any four digits
    assert say(office, "contact", ident, "--role", "legal_team").strip() == "0912345678"
    with pytest.raises(LangngheError, match="chỉ Tổ tư vấn"):
        say(office, "contact", ident, "--role", "chair")

    sample = say(
        office, "answers", "add", "--question", "Nợ bảo hiểm?", "--answer", "Gửi đơn tới BHXH",
        "--grounds", "Điều 21", "--role", "legal_team",
    ).split(":")[0]  # fmt: skip
    say(office, "answers", "approve", sample, "--role", "policy_head")
    say(office, "take", ident[-6:], "--role", "Tổ tư vấn pháp luật")
    say(office, "answer", ident, "--role", "legal_team", "--from", sample)
    shown = say(office, "show", ident)
    assert "Căn cứ: Điều 21" in shown
    assert "xem cách liên hệ" in shown
    say(office, "rate", ident, "4", "--role", "legal_team")

    first = f"{YESTERDAY.astimezone(HANOI):%Y-%m-%d}"
    rows = json.loads(say(office, "figures", "--from", first, "--json"))
    assert rows[0]["n"] == 1
    assert rows[0]["in_time"] == 0
    assert rows[0][">24"] == 1
    assert "0,0 % trong hạn (0/1)" in say(office, "figures", "--from", first)
    assert "Nhắc 0 câu" in say(office, "clock")
    assert json.loads(say(office, "list", "--all", "--json"))[0]["csat"] == 4
    assert say(office, "rotate-key").startswith("Đã khoá lại 1")


def test_nothing_asked_is_said_in_words(office: Path) -> None:
    assert json.loads(say(office, "list", "--json")) == []
    assert "chưa có câu nào đến hạn" in say(office, "figures", "--from", "2026-06-01")
