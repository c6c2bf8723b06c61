"""An analyst's journey through `langnghe review`: list, export, correct in Excel, import, card, train file."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from flows.review import import_sheet
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.registers.review import RowOutcome
from langnghe.registers.sheet import HEADING
from nlp.dataset import aside_key
from nlp.review import CHOICES
from tests.within import langnghe
from warehouse import Store, open_store
from warehouse.load import load

TEXTS = [
    ("Công nhân Lai Châu ngừng việc vì nợ lương", "Hơn 200 công nhân ngừng việc từ sáng. Công đoàn đã có mặt."),
    ("=HYPERLINK(\"http://x.example\") Công đoàn thăm công nhân", "Công đoàn trao quà, có ý kiến chê quà ít."),
    ("Công ty thưởng lớn cho thợ giỏi", "Công đoàn ở đâu khi thợ mới bị cắt thưởng?"),
    ("Nhà máy mở rộng xưởng", "Tuyển thêm hai trăm người lao động."),
    ("Giá xăng tăng, người lao động lo", "Chi phí đi làm của công nhân tăng thêm."),
    ("Lương tối thiểu được bàn lại", "Hội đồng tiền lương họp phiên đầu tiên trong năm."),
    ("Công nhân thuê trọ mong điện giá rẻ", "Nhiều khu trọ thu tiền điện cao."),
    ("Đội bóng thắng trận", "Trận cầu hay."),
]  # fmt: skip


# Enough posts that the random part alone fills a sheet, however sure the model of the day is.
PLACES = ["Nam Sơn", "Tân Lập", "Phú An", "Đông Hải", "Mỹ Thuận", "Yên Bình", "Bình Hoà", "An Khê",
          "Vĩnh Lộc", "Hoà Sơn", "Tân Uyên", "Phong Thổ"]  # fmt: skip


@pytest.fixture(scope="module")
def annotated(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Path:
    """A workspace with labelled posts, made once."""
    folder = tmp_path_factory.mktemp("review") / "co-quan"
    assert langnghe("init", folder).returncode == 0
    furnish(Workspace(folder))
    lines = [
        {"url": f"https://bao-mau.example/{n}.html", "title": title, "text": text,
         "published_at": f"2026-06-{10 + n % 8}T08:30:00+07:00", "source": "bao-mau"}
        for n, (title, text) in enumerate((f"{t} ở {place}", x) for place in PLACES for t, x in TEXTS)
    ]  # fmt: skip
    file = folder.parent / "tin.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert langnghe("import", "posts", file, "-w", folder).returncode == 0
    done = langnghe("annotate", "--profile", "linear", "-w", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def office(annotated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(annotated, tmp_path / "co-quan"))


@pytest.fixture(scope="module")
def playground(annotated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which many readers may leave their words."""
    return Path(shutil.copytree(annotated, tmp_path_factory.mktemp("many") / "co-quan"))


@pytest.fixture(scope="module")
def sheet(annotated: Path) -> Path:
    """The exported sheet, as an analyst gets it."""
    out = annotated.parent / "phieu.xlsx"
    done = langnghe("review", "export", "--out", out, "--n", "8", "-w", annotated)
    assert done.returncode == 0, done.stderr
    assert len(titles(out)) == 8
    return out


def fill(sheet: Path, out: Path, *rows: dict[str, Any]) -> Path:
    """Fill the rows of a sheet in order, as a person does in Excel, and save it."""
    book = load_workbook(sheet)
    page = book.worksheets[0]
    place = {cell.value: cell.column for cell in page[1]}
    for line, cells in enumerate(rows, start=2):
        for name, value in cells.items():
            page.cell(row=line, column=place[HEADING[name]]).value = value
    book.save(out)
    return out


def titles(sheet: Path) -> list[str]:
    return [str(row[1].value) for row in load_workbook(sheet).worksheets[0].iter_rows(min_row=2)]


def words_of_people(folder: Path) -> Sequence[tuple[Any, ...]]:
    with open_store(Workspace(folder).warehouse) as store:
        return [
            *store.rows("select * from raw.verdict order by all"),
            *store.rows("select * from raw.annotation where model like 'person@%' order by all"),
        ]


def test_the_queue_says_which_posts_and_why(annotated: Path) -> None:
    done = langnghe("review", "list", "-w", annotated)
    assert done.returncode == 0, done.stderr
    assert "kiểm ngẫu nhiên" in done.stdout or " < " in done.stdout
    assert "đang chờ" in done.stderr
    rows = json.loads(
        langnghe("review", "list", "--format", "json", "--n", "3", "-w", annotated).stdout
    )
    assert 1 <= len(rows) <= 3
    assert {"id", "chosen", "doubts", "labels", "scores", "model"} <= rows[0].keys()
    assert set(rows[0]["labels"]) == set(CHOICES)
    uncertain = [r["urgency"] for r in rows if r["chosen"] == "uncertain"]
    assert uncertain == sorted(uncertain, reverse=True)
    one = langnghe("review", "list", "--task", "sắc thái", "--format", "json", "-w", annotated)
    assert all("tone" in {d["task"] for d in r["doubts"]} for r in json.loads(one.stdout))
    wrong = langnghe("review", "list", "--task", "tâm trạng", "-w", annotated)
    assert (wrong.returncode, "không có loại nhãn" in wrong.stderr) == (1, True)


def test_from_the_sheet_to_what_readers_see(office: Path, sheet: Path, tmp_path: Path) -> None:
    first, second = titles(sheet)[:2]
    filled = fill(
        sheet, tmp_path / "da-dien.xlsx",
        {"tone": "tiêu cực", "done": "x"}, {"done": "x"}, {"tone": "xấu"},
    )  # fmt: skip
    done = langnghe("review", "import", filled, "--role", "analyst", "-w", office)
    assert done.returncode == 1
    assert "dòng 4, cột Sửa: sắc thái: không có “xấu”; chọn tiêu cực" in done.stderr
    blank = len(titles(sheet)) - 3
    expected = [f"{blank + 3} dòng", "giữ nguyên 1", "lỗi 1"] + [f"bỏ trống {blank}"] * (blank > 0)
    assert all(part in done.stdout for part in expected), done.stdout
    with open_store(Workspace(office).warehouse) as store:
        rows = store.dicts(
            "select title, tone, reviewed from mart.post where list_contains(?, title)",
            [[first, second]],
        )
        assert {r["title"]: r["reviewed"] for r in rows} == {first: True, second: True}
        assert {r["tone"] for r in rows if r["title"] == first} == {"negative"}
        roles = store.rows("select distinct model from raw.annotation where model like 'person%'")
        assert roles == [("person@analyst",)]
        assert store.check() == dict.fromkeys(store.check(), 0)
    left = json.loads(langnghe("review", "list", "--format", "json", "-w", office).stdout)
    assert not {first, second} & {r["title"] for r in left}
    # A newer annotation of the whole warehouse changes nothing that a person said.
    assert langnghe("annotate", "--profile", "baseline", "-w", office).returncode == 0
    with open_store(Workspace(office).warehouse) as store:
        assert store.one("select tone from mart.post where title = ?", [first]) == "negative"


def test_importing_again_changes_nothing(office: Path, sheet: Path, tmp_path: Path) -> None:
    filled = fill(sheet, tmp_path / "da-dien.xlsx", {"done": "x"}, {"risk": "2 – cảnh báo"})
    arguments = ("review", "import", filled, "--role", "Phân tích viên", "-w", office)
    assert langnghe(*arguments).returncode == 0
    before = words_of_people(office)
    landed = sorted(Workspace(office).landing.rglob("*"))
    again = langnghe(*arguments)
    assert again.returncode == 0
    assert "đã nhập từ trước 2" in again.stdout
    assert "ghi 0 nhãn của người" in again.stdout
    assert words_of_people(office) == before
    assert sorted(Workspace(office).landing.rglob("*")) == landed


CELLS = st.fixed_dictionaries(
    {"done": st.sampled_from(["", "x"])},
    optional={
        task: st.sampled_from([*CHOICES[task].values(), "không rõ"])
        for task in ("in_scope", "tone", "stance_union", "intent", "risk")
    }
    | {"topic_1": st.sampled_from(list(CHOICES["topic"].values()))},
)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a failure is shown as found: shrinking takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(rows=st.lists(CELLS, min_size=1, max_size=8), number=st.integers(0, 10**9))
def test_whatever_was_filled_in_the_second_import_adds_nothing(
    playground: Path, sheet: Path, rows: list[dict[str, str]], number: int
) -> None:
    filled = fill(sheet, playground.parent / "bat-ky.xlsx", *rows)
    place, reader = Workspace(playground), f"ban-{number}"  # another reader each time
    first = import_sheet(place, filled, role="analyst", reader=reader)
    before = words_of_people(playground)
    second = import_sheet(place, filled, role="analyst", reader=reader)
    assert second.verdicts == []
    assert words_of_people(playground) == before
    assert sum(first.outcomes.values()) == sum(second.outcomes.values()) == 8
    for same in (RowOutcome.REFUSED, RowOutcome.EMPTY):
        assert first.outcomes[same] == second.outcomes[same]


def test_two_readers_of_one_sheet_give_an_agreement(
    office: Path, sheet: Path, tmp_path: Path
) -> None:
    one = fill(sheet, tmp_path / "mot.xlsx", {"done": "x"}, {"done": "x"})
    two = fill(sheet, tmp_path / "hai.xlsx", {"done": "x", "tone": "tiêu cực"}, {"done": "x"})
    for file, reader in ((one, "A"), (two, "B")):
        done = langnghe(
            "review", "import", file, "--role", "analyst", "--reader", reader, "-w", office
        )
        assert done.returncode == 0, done.stderr
    card = json.loads(langnghe("review", "quality", "--format", "json", "-w", office).stdout)
    assert (card["posts"], card["agreement"]["tone"]["n"]) == (2, 2)
    assert [m["posts"] for m in card["models"].values()] == [2]
    assert card["random_posts"] + len(card["uncertain"]) > 0
    page = langnghe("review", "quality", "-w", office).stdout
    assert "mục tiêu 100 bài một tháng: còn thiếu 98" in page
    assert "## Hai người cùng chấm" in page
    # The reader's code is kept as a keyed hash only.
    assert '"A"' not in "".join(
        p.read_text() for p in (Workspace(office).landing / "review").iterdir()
    )
    empty = langnghe("review", "quality", "--month", "2026-01", "-w", office)
    assert "chưa ai xem nhãn nào" in empty.stdout
    assert langnghe("review", "quality", "--month", "thang-1", "-w", office).returncode == 1


def test_a_csv_goes_the_same_way(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "phieu.csv"
    assert langnghe("review", "export", "--out", out, "--n", "2", "-w", office).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == 3
    lines[1][list(HEADING).index("done")] = "x"
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    done = langnghe("review", "import", out, "--role", "propaganda_head", "-w", office)
    assert (done.returncode, "giữ nguyên 1, bỏ trống 1" in done.stdout) == (0, True)


@pytest.mark.parametrize(("role", "said"), [("admin", "không duyệt nhãn"), ("Nguyễn Văn A", "analyst (Phân tích viên)")])  # fmt: skip
def test_only_roles_that_judge_may_import(office: Path, sheet: Path, role: str, said: str) -> None:
    done = langnghe("review", "import", sheet, "--role", role, "-w", office)
    assert (done.returncode, said in done.stderr) == (1, True)
    assert words_of_people(office) == []


def test_a_rebuilt_warehouse_keeps_peoples_labels(
    office: Path, sheet: Path, tmp_path: Path
) -> None:
    filled = fill(sheet, tmp_path / "da-dien.xlsx", {"done": "x", "tone": "tiêu cực"})
    assert langnghe("review", "import", filled, "--role", "analyst", "-w", office).returncode == 0
    before = words_of_people(office)
    Workspace(office).warehouse.unlink()
    rebuilt = langnghe("load", "-w", office)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "nhãn của người 6" in rebuilt.stdout
    assert words_of_people(office) == before
    again = langnghe("review", "import", filled, "--role", "analyst", "-w", office)
    assert again.returncode == 1  # the machine's labels are gone until `annotate` runs
    assert langnghe("annotate", "--profile", "linear", "-w", office).returncode == 0
    again = langnghe("review", "import", filled, "--role", "analyst", "-w", office)
    assert "đã nhập từ trước 1" in again.stdout
    assert words_of_people(office) == before


def test_a_crash_between_landing_and_loading_loses_and_doubles_nothing(
    office: Path, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(sheet, tmp_path / "da-dien.xlsx", {"done": "x"})

    def dies(store: Store, folder: Path, *, only: Any = None) -> Any:
        if only is not None:
            raise LangngheError("mất điện")
        return load(store, folder)

    monkeypatch.setattr("flows.review.load", dies)
    with pytest.raises(LangngheError, match="mất điện"):
        import_sheet(Workspace(office), filled, role="analyst")
    assert words_of_people(office) == []
    monkeypatch.undo()
    found = import_sheet(Workspace(office), filled, role="analyst")
    assert found.verdicts == []  # what had landed was loaded first, and is known
    assert len(words_of_people(office)) >= 12


def test_what_people_judged_whole_becomes_a_training_file(
    office: Path, sheet: Path, tmp_path: Path
) -> None:
    names = titles(sheet)
    filled = fill(sheet, tmp_path / "d.xlsx", {"done": "x"}, {"done": "x"}, {"tone": "tiêu cực"})
    assert langnghe("review", "import", filled, "--role", "analyst", "-w", office).returncode == 0
    data = tmp_path / "data"
    (data / "gold").mkdir(parents=True)
    key = aside_key(names[1], "")
    (data / "gold" / "excluded.txt").write_text(key, encoding="ascii")
    out = office / "output" / "nguoi.jsonl"
    done = langnghe("review", "export-gold", "--out", out, "--data", data, "-w", office)
    assert done.returncode == 0, done.stderr
    [example] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert example["title"] == names[0]
    assert "bỏ qua 1 bài chưa xem đủ nhãn, 1 bài để riêng" in done.stderr
    outside = langnghe("review", "export-gold", "--out", tmp_path / "ra-ngoai.jsonl", "-w", office)
    assert (outside.returncode, "thư mục làm việc" in outside.stderr) == (1, True)


def test_the_model_is_held_against_people(office: Path, sheet: Path, tmp_path: Path) -> None:
    filled = fill(sheet, tmp_path / "da-dien.xlsx", {"done": "x"}, {"tone": "tiêu cực"})
    assert langnghe("review", "import", filled, "--role", "analyst", "-w", office).returncode == 0
    done = langnghe("evaluate", "linear", "--against", "people", "-w", office)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["how"], found["n"], found["since"]) == ("people", 2, None)
    assert found["tasks"]["tone"] == {
        "n": 2, "status": "chưa đủ", "random": {"n": found["tasks"]["tone"]["random"]["n"], "status": "chưa đủ"},
    }  # fmt: skip
    later = langnghe(
        "evaluate", "linear", "--against", "people", "--since", "2099-01-01", "-w", office
    )
    assert json.loads(later.stdout)["tasks"] == {}
