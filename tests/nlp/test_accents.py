"""Accents given back to texts typed without them, before a model reads them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from langnghe.errors import ModelError
from nlp import registry
from nlp.normalise.accents import Accents, from_bytes, to_bytes
from nlp.perturb import perturb

WORDS = [".", "0", "công", "đoàn", "đoạn", "cong", "ở", "đâu", "đầu", "nung", "xong"]
COUNTS = [90, 9, 60, 40, 30, 3, 50, 40, 20, 10, 10]


def _pairs(*said: tuple[str, str, int]) -> dict[tuple[int, int], int]:
    return {(WORDS.index(a), WORDS.index(b)): n for a, b, n in said}


@pytest.fixture(scope="module")
def small() -> Accents:
    pairs = _pairs(
        (".", "công", 50), ("công", "đoàn", 40), ("công", "đoạn", 30), ("đoàn", "ở", 30),
        ("ở", "đâu", 30), ("ở", "đầu", 5), ("đâu", ".", 30), ("đoạn", "nung", 20), ("nung", "xong", 9),
    )  # fmt: skip
    return from_bytes(to_bytes(WORDS, COUNTS, pairs))


def test_the_neighbours_decide_which_accents_a_syllable_bears(small: Accents) -> None:
    assert small.restored("cong doan o dau?") == "công đoàn ở đâu?"
    assert small.restored("cong doan nung, cong doan") == "công đoạn nung, công đoàn"


def test_capitals_spaces_and_marks_stay_as_they_stand(small: Accents) -> None:
    assert small.restored("Cong  doan O DAU ??\n\nCong doan!!") == (
        "Công  đoàn Ở ĐÂU ??\n\nCông đoàn!!"
    )


def test_what_is_not_bare_vietnamese_is_left_alone(small: Accents) -> None:
    for text in (
        "Công đoàn ở đâu?",
        "cong doan",  # two words tell nothing
        "what a lovely morning this is",
        "",
        "0912 0913 !!!",
    ):
        assert small.restored(text) == text


def test_a_word_never_seen_stays_as_typed(small: Accents) -> None:
    assert small.restored("cong doan xyzzy o dau") == "công đoàn xyzzy ở đâu"


def test_a_damaged_file_is_told() -> None:
    whole = to_bytes(WORDS, COUNTS, _pairs(("công", "đoàn", 40)))
    torn = bytearray(whole)
    torn[len(whole) // 2] ^= 0xFF
    for data in (b"PK not a model", whole[: len(whole) // 2], bytes(torn), b""):
        with pytest.raises(ModelError, match="dấu tiếng Việt hỏng"):
            from_bytes(data)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"file": "accents.npz"}'])
def test_a_damaged_description_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "accents.json").write_text(content, encoding="utf-8")
    with pytest.raises(
        ModelError, match=r"accents\.json: không đọc được mô tả mô hình; cài lại gói"
    ):
        registry.accents(tmp_path)


def test_the_shipped_model_restores_most_of_what_workers_write() -> None:
    shipped = registry.accents()
    assert shipped is not None
    right = total = 0
    for text in (
        "Công đoàn ở đâu khi công nhân bị ép tăng ca thế này",
        "Công ty nợ lương ba tháng rồi mà không ai giải quyết",
        "Hơn 2.000 công nhân ngừng việc, yêu cầu công ty trả lương đúng hạn",
        "Lương thấp quá không đủ sống, bao giờ mới tăng",
        "Cảm ơn công đoàn đã giúp gia đình em sửa lại căn nhà dột",
    ):
        found = shipped.restored(perturb(text, "no_accents", Random(1)))
        pairs = list(zip(text.split(), found.split(), strict=True))
        right, total = right + sum(a == b for a, b in pairs), total + len(pairs)
    assert right / total >= 0.9


def test_the_shipped_file_says_what_it_was_counted_from() -> None:
    told = json.loads((registry.MODELS / "accents.json").read_text(encoding="utf-8"))
    assert told["syllables"] > 30_000
    assert all(part["texts"] > 1000 for part in told["inputs"].values())


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    for name in ("accents.json", "accents.npz"):
        (tmp_path / name).write_bytes((registry.MODELS / name).read_bytes())
    with (tmp_path / "accents.npz").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="SHA-256"):
        registry.accents(tmp_path)
