"""The command line as its user meets it: JSON in and out, one clear line when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from langnghe.config import Workspace
from tests.conftest import langnghe as in_a_process
from tests.within import langnghe

POSTS_CSV = (
    "url,title,text,published_at,source\n"
    "https://baomau.example/1.html,Công nhân Lai Châu ngừng việc vì nợ lương,"
    "Sáng 12/6 hơn 200 công nhân ngừng việc. Công đoàn đã có mặt.,2026-06-12 08:30,bao-mau\n"
    "https://baomau.example/2.html,Tin hai,Nội dung,31/02/2026,bao-mau\n"
    "https://baomau.example/3.html,Đội bóng thắng trận,Trận cầu hay.,12/06/2026 09:30,bao-mau\n"
)


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Path:
    """A fresh workspace with three imported rows, one of them bad."""
    folder = tmp_path_factory.mktemp("cli") / "office"
    assert langnghe("init", folder).returncode == 0
    furnish(Workspace(folder))
    file = folder.parent / "tin.csv"
    file.write_text(POSTS_CSV, encoding="utf-8")
    done = langnghe("import", "posts", file, "--workspace", folder)
    assert done.returncode == 1
    assert "dòng 3, cột published_at" in done.stderr
    assert "lưu mới 2" in done.stdout
    annotated = langnghe("annotate", "--workspace", folder)
    assert annotated.returncode == 0, annotated.stderr
    return folder


def test_a_new_workspace_is_complete_and_never_overwritten(tmp_path: Path) -> None:
    assert langnghe("init", tmp_path / "co-quan").returncode == 0
    assert "superior" in (tmp_path / "co-quan" / "report.toml").read_text(encoding="utf-8")
    assert langnghe("sources", "check", "--workspace", tmp_path / "co-quan").returncode == 0
    again = langnghe("init", tmp_path / "co-quan")
    assert again.returncode == 1
    assert "đã có sources.toml" in again.stderr


def test_the_digest_of_a_day_shows_what_was_imported(office: Path) -> None:
    done = langnghe("digest", "--day", "2026-06-12", "--format", "json", "--workspace", office)
    assert done.returncode == 0, done.stderr
    digest = json.loads(done.stdout)
    titles = [s["title"] for s in [*digest["urgent"], *digest["top"], *digest["rest"]]]
    assert titles == ["Công nhân Lai Châu ngừng việc vì nợ lương"]
    assert digest["coverage"]["collected"] == 2
    [source] = [s for s in digest["sources"] if s["source"] == "bao-mau"]
    assert "chưa khai báo" in source["name"]
    markdown = langnghe("digest", "--day", "12/06/2026", "--format", "md", "--workspace", office)
    assert "nợ lương" in markdown.stdout


def test_an_empty_day_has_a_sentence(office: Path) -> None:
    done = langnghe("digest", "--day", "2026-06-20", "--format", "md", "--workspace", office)
    assert done.returncode == 0
    assert "không" in done.stdout.lower()


def test_importing_twice_doubles_nothing(office: Path) -> None:
    again = langnghe("import", "posts", office.parent / "tin.csv", "--workspace", office)
    assert "đã có 2" in again.stdout
    assert "lưu mới" not in again.stdout


@pytest.mark.parametrize(
    "query",
    [
        "cong nhan lai chau",
        '"ngừng việc"',
        "no luong -bong",
        "(đình công HOẶC ngừng việc) lai châu",
    ],
)
def test_search_is_accent_blind_boolean_and_knows_phrases(office: Path, query: str) -> None:
    done = langnghe("search", query, "--json", "--workspace", office)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["url"] for line in done.stdout.splitlines()] == [
        "https://baomau.example/1.html"
    ]


def test_a_search_that_makes_no_sense_is_one_line(office: Path) -> None:
    done = langnghe("search", "(mở mà không đóng", "--workspace", office)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_export_keeps_commenters_out(office: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"tin.{suffix}"
    done = langnghe("export", "posts", "--out", out, "--workspace", office)
    assert done.returncode == 0, done.stderr
    assert b"author_key" not in out.read_bytes()


def test_import_lists_kinds_one_a_line_and_writes_a_template(tmp_path: Path) -> None:
    assert "posts" in langnghe("import", "--kinds").stdout.splitlines()
    out = tmp_path / "mau.xlsx"
    assert langnghe("import", "--template", "posts", "--out", out).returncode == 0
    assert out.stat().st_size > 1000


def test_normalize_keeps_ids_and_reports_broken_lines() -> None:
    lines = '{"id": 1, "text": "Co\\u0302ng &amp;amp; \\u0111o\\u00e0n&nbsp;"}\nkhông phải json\n'
    done = in_a_process("normalize", "-", stdin=lines)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"id": 1, "text": "Công & đoàn"}
    assert "dòng 2" in done.stderr


def test_classify_answers_in_input_order_with_scores() -> None:
    rows = [
        {
            "id": "b",
            "kind": "article",
            "title": "Hơn 200 công nhân ngừng việc vì bị nợ lương",
            "text": "",
        },
        {"id": "a", "kind": "comment", "title": "", "text": "trận bóng hay quá"},
    ]
    done = langnghe("classify", "-", stdin="\n".join(map(json.dumps, rows)))
    assert done.returncode == 0, done.stderr
    strike, football = map(json.loads, done.stdout.splitlines())
    assert (strike["id"], football["id"]) == ("b", "a")
    assert strike["in_scope"]
    assert not football["in_scope"]
    assert football["topics"] == ["off_topic"]
    for task in ("tone", "stance_union", "intent", "risk"):
        assert sum(strike["scores"][task].values()) == pytest.approx(1, abs=1e-3)
    assert strike["model"].count("@") == 1


def test_stories_puts_copies_together() -> None:
    text = (
        "Sáng 12/6, hơn 200 công nhân Công ty Mây Trắng ở Tam Đường ngừng việc đòi lương tháng 5."
    )
    rows = [
        {
            "id": "1",
            "url": "https://a.example/1",
            "title": "200 công nhân Mây Trắng ngừng việc đòi lương",
            "text": text,
            "published_at": "2026-06-12T08:00:00+07:00",
            "source": "a",
        },
        {
            "id": "2",
            "url": "https://b.example/2",
            "title": "200 công nhân Mây Trắng ngừng việc đòi lương - Báo B",
            "text": text,
            "published_at": "2026-06-12T09:00:00+07:00",
            "source": "b",
        },
        {
            "id": "3",
            "url": "https://b.example/3",
            "title": "Giải chạy gây quỹ mái ấm thu hút 500 người",
            "text": "Giải chạy diễn ra cuối tuần.",
            "published_at": "2026-06-12T09:00:00+07:00",
            "source": "b",
        },
    ]
    done = langnghe("stories", "-", stdin="\n".join(map(json.dumps, rows)))
    one, two, three = (json.loads(line)["story_id"] for line in done.stdout.splitlines())
    assert one == two != three


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("digest", "--workspace", "khong-co"), 1, "langnghe init"),
        (("run", "--workspace", "khong-co"), 1, "chưa phải thư mục làm việc"),
        (("digest", "--day", "hôm qua"), 2, "không hiểu ngày"),
        (("classify", "khong-co.jsonl"), 1, "không có tệp này"),
        (("classify", "-", "--profile", "thần"), 1, "thần"),
        (("extract", "a.html"), 2, "--url"),
        (("import", "posts"), 2, "cần loại và tệp"),
        (("import", "quà", "x.csv"), 1, "dùng một trong: posts"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy(
    arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    done = langnghe(*arguments, cwd=tmp_path, stdin="")
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "tệp trống"),
        ("source = [", "không đọc được TOML"),
        ('[[source]]\nid = "a"\n', "mục source.1.name"),
        (
            '[[source]]\nid="a"\nname="A"\nhome="https://a.example"\ntype="news"\nlạ=1\n',
            "không đọc được TOML",
        ),
        (
            '[[source]]\nid="a"\nname="A"\nhome="https://a.example"\ntype="news"\nla=1\n',
            "mục source.1.la",
        ),
    ],
)
def test_a_wrong_sources_toml_names_file_place_and_remedy(
    tmp_path: Path, content: str, words: str
) -> None:
    folder = tmp_path / "office"
    langnghe("init", folder)
    (folder / "sources.toml").write_text(content, encoding="utf-8")
    done = langnghe("sources", "list", "--workspace", folder)
    assert done.returncode == 1
    assert "sources.toml" in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dotenv_file_says_where_the_workspace_is_and_a_wrong_one_is_named(
    office: Path, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"LANGNGHE_WORKSPACE={office}\n", encoding="utf-8")
    assert langnghe("sources", "check", cwd=tmp_path).returncode == 0
    (tmp_path / ".env").write_text("LANGNGHE_LA=1\n", encoding="utf-8")
    wrong = langnghe("sources", "check", cwd=tmp_path)
    assert wrong.returncode == 1
    assert "langnghe_la" in wrong.stderr.lower()
    assert "Traceback" not in wrong.stderr
