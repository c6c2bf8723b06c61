"""The repository holds no secret: no private key, no token of a platform, no password of a person."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.conftest import ROOT

# Shapes that only real secrets have. Made-up ones of tests are words (“MAT-KHAU-THU-9431”), on purpose.
SHAPES = {
    "khoá riêng": rb"-----BEGIN (?:RSA |EC |OPENSSH |DSA |ENCRYPTED )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}",
    "Telegram": rb"\b(?!123456789:)[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b",
    "GitHub": rb"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    "AWS": rb"\bAKIA[0-9A-Z]{16}\b",
    "Google": rb"\bAIza[0-9A-Za-z_-]{35}\b",
    "Facebook": rb"\bEAA[A-Za-z0-9]{80,}\b",
    "Slack": rb"\bxox[abprs]-[0-9A-Za-z-]{20,}\b",
    "JWT": rb"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}\b",
    "khoá của bàn": rb"\bln_[A-Za-z0-9_-]{43}\b",
    "mật khẩu đã băm": rb"\$argon2id\$v=[0-9]+\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]{16,}\$",
    "địa chỉ có mật khẩu": rb"\b[a-z][a-z0-9+]*://[^\s:/@\"'{}$<]+:[^\s/@\"'{}$<]{6,}@(?!(?:[a-z.-]+\.)?(?:example|invalid|test)\b|127\.|localhost)",
}
NAMES = re.compile(r"(^|/)(secrets\.toml|\.env|id_rsa|.*\.(pem|p12|pfx|key|sqlite|duckdb))$")


def files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    if listed.returncode or not listed.stdout:
        pytest.skip("không phải kho git")
    return listed.stdout.rstrip("\0").split("\0")


def test_no_file_of_the_repository_holds_a_secret() -> None:
    shapes = {name: re.compile(shape) for name, shape in SHAPES.items()}
    found = [
        f"{name}: {what}"
        for name in files()
        if (ROOT / name).is_file() and not name.startswith("models/")  # weights and word pieces
        for data in [(ROOT / name).read_bytes()]
        for what, shape in shapes.items()
        if shape.search(data)
    ]
    assert found == []
    assert [name for name in files() if NAMES.search(name)] == []


def test_the_shapes_find_what_they_are_for() -> None:
    bait = {
        "Telegram": "987654321:AA" + "b" * 33,
        "GitHub": "ghp_" + "a1" * 18,
        "khoá của bàn": "ln_" + "x" * 43,
        "địa chỉ có mật khẩu": "smtp://" + "nguoi:mat-khau" + "@thu.co-quan.vn",
        "khoá riêng": "-----BEGIN PRIVATE " + "KEY-----\n" + "A" * 64,
    }
    for what, text in bait.items():
        assert re.search(SHAPES[what], text.encode()), what
