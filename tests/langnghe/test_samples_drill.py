"""The scenarios that ship: nobody takes them for news, and a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from langnghe.errors import LangngheError
from langnghe.samples.drill import HOST, read_scenarios


def test_scenarios_are_invented_and_marked() -> None:
    known = read_scenarios()
    assert {one.risk for one in known.scenario} >= {"R3", "R2a", "R2d"}
    assert HOST.endswith(".example")
    assert all(source.name.startswith("DIỄN TẬP · ") for source in known.source)
    for one in known.scenario:
        said = " ".join(f"{post.title} {post.text}" for post in one.post)
        assert "{province}" in said
        assert "http" not in said
        assert one.minutes >= 60


def test_a_scenario_is_found_as_people_write_it() -> None:
    known = read_scenarios()
    assert known.find("Ngộ độc").id == known.find("ngo-doc").id == "ngo-doc"
    with pytest.raises(LangngheError, match="ngo-doc, dinh-cong"):
        known.find("sóng thần")


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ('after = 5\nsource = "dien-tap-a"\nkind = "post"\ntext = "x"', "phút 0"),
        ('after = 0\nsource = "dien-tap-a"\nkind = "article"\ntext = "x"', "cần title"),
        ('after = 0\nsource = "dien-tap-a"\nkind = "comment"\ntext = "x"', "cần under"),
        ('after = 0\nsource = "dien-tap-b"\nkind = "post"\ntext = "x"', "chưa khai nguồn dien-tap-b"),
    ],
)  # fmt: skip
def test_a_wrong_scenario_is_refused_by_name(tmp_path: Path, post: str, said: str) -> None:
    path = tmp_path / "rieng.toml"
    path.write_text(
        '[[source]]\nid = "dien-tap-a"\nname = "DIỄN TẬP · A"\ntype = "news"\n'
        '[[scenario]]\nid = "x"\ntitle = "X"\nabout = "X"\nrisk = "R3"\nlevel = 3\n'
        f"[[scenario.post]]\n{post}\n",
        encoding="utf-8",
    )
    with pytest.raises(LangngheError, match=said):
        read_scenarios(path)
