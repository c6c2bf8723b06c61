"""A model file that is not what was shipped is refused in a sentence."""

import shutil
from pathlib import Path

import pytest

from langnghe.errors import ModelError
from nlp import registry


@pytest.mark.parametrize(
    ("name", "content"),
    [("linear.json", b""), ("linear.json", b"{}"), ("linear.json", b"[]"), ("linear.npz", b"x")],
)
def test_a_changed_file_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    for shipped in ("linear.json", "linear.npz"):
        shutil.copy(registry.MODELS / shipped, tmp_path / shipped)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match="cài lại gói"):
        registry.linear(tmp_path)
