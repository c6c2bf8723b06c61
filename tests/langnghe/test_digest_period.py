"""Information reports as plain data: what moved, what is said, and the same in every format."""

from __future__ import annotations

import io
import json
import math
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import digest_example as example
import pytest

from langnghe.digest.period import Question, asked_lines, most_moved, moved
from langnghe.digest.period_docx import to_docx
from langnghe.digest.period_model import (
    AlertLine,
    AskedLine,
    CaseLine,
    NumberLine,
    Quote,
    Review,
    RowLine,
    SourceLine,
    TargetLine,
)
from langnghe.digest.period_render import render_review
from langnghe.digest.period_words import amount, change, headline, source_said

MADE = datetime(2026, 6, 15, 1, tzinfo=UTC)
XSS = '<script>alert("x")</script>'


def number(id_: str = "1.02.relevant", **changes: object) -> NumberLine:
    row = RowLine(
        kind="post", id=f"p-{id_}", day=date(2026, 6, 9), label="Một bài", url="https://a.example/1"
    )
    values: dict[str, object] = {
        "id": id_, "name": f"Con số {id_}", "unit": "bài", "digits": 0, "value": 30.0, "before": 10.0,
        "rows": (row,), "rows_before": (replace(row, id=f"q-{id_}"),), "n": 30, "moved": 3.2,
    }  # fmt: skip
    return NumberLine(**{**values, **changes})  # type: ignore[arg-type]


def alert(**changes: object) -> AlertLine:
    values: dict[str, object] = {
        "alert_id": "CB260609-abc123", "level": 4, "level_word": "báo Chủ tịch", "risk": "R3 Ngừng việc",
        "what": "Ngừng việc ở cụm may", "status": "đang xử lý", "opened_at": MADE - timedelta(days=5),
        "new": True,
    }  # fmt: skip
    return AlertLine(**{**values, **changes})  # type: ignore[arg-type]


def case(**changes: object) -> CaseLine:
    values: dict[str, object] = {
        "case_id": "HS260609-01", "title": "Vụ ngừng việc", "risk": "R3", "level": 4,
        "status": "chờ duyệt phương án", "owner": "Trưởng Ban Tuyên giáo",
        "opened_at": MADE - timedelta(days=5), "due": MADE, "late": True, "live": True,
        "proposal": "Cử tổ công tác.\nĐối thoại sáng mai.", "proposed_by": "Trưởng Ban Tuyên giáo",
    }  # fmt: skip
    return CaseLine(**{**values, **changes})  # type: ignore[arg-type]


def review(**changes: object) -> Review:
    digest = example.rich()
    days = [date(2026, 6, 8) + timedelta(days=n) for n in range(7)]
    quote = Quote(id="HD1", text="Bao giờ có lương?", source="Trang LĐLĐ", at=MADE)
    values: dict[str, object] = {
        "kind": "weekly", "code": "BC-2026-W24", "title": "Báo cáo tuần",
        "subject": "tuần 24 năm 2026 (08/06–14/06/2026)", "period": "2026-W24",
        "before_name": "tuần 23 năm 2026", "first": days[0], "last": days[-1], "made_at": MADE,
        "over": True, "office": "LĐLĐ tỉnh Mẫu", "home_place": "Lai Châu", "heard_days": 6,
        "unheard": (days[2],), "by_day": tuple((d, None if d == days[2] else 4) for d in days),
        "alerts": (alert(), alert(alert_id="CB2", level=3, verdict="nhiễu", live=False)),
        "cases": (case(),), "numbers": (number(), number("4.02.articles", moved=-1.0)),
        "topics": (), "unmeasured": (("Bài báo", "chưa đo được ở bản này"),),
        "urgent": digest.urgent, "top": digest.top, "rest": digest.rest,
        "asked": (AskedLine(topic="Tiền lương", count=3, before=None, quotes=(quote,), rows=(
            RowLine(kind="inquiry", id="HD1", day=days[1], label="Bao giờ có lương?"),)),),
        "targets": (TargetLine(id="T3a", name="Bài mỗi ngày", sign="▲", word="có nguy cơ", told="5/7"),),
        "sources": (SourceLine(name="Báo A", state="failed", asked=7, reached=0, items=0, reason="máy chủ lỗi"),
                    SourceLine(name="Báo B", state="quiet", asked=7, reached=7, items=0)),
        "model": "may@1",
    }  # fmt: skip
    return Review(**{**values, **changes})  # type: ignore[arg-type]


def test_a_count_moves_by_its_poisson_error() -> None:
    # 30 against 10 in as many days: 20 / sqrt(40)
    assert moved(30, 10, n=7, n_before=7) == pytest.approx(20 / math.sqrt(40))
    # 62 of 31 days against 56 of 28 is the same rate
    assert moved(62, 56, n=31, n_before=28) == pytest.approx(0.0)
    assert moved(5, 4, n=7, n_before=7) is None  # nine things: too few to say anything


def test_a_share_moves_by_the_pooled_error() -> None:
    # 30 of 50 against 20 of 50: 0.2 / sqrt(0.5 · 0.5 · 2/50)
    assert moved(30, 20, n=50, n_before=50, share=True) == pytest.approx(2.0)
    assert moved(9, 1, n=9, n_before=50, share=True) is None


def test_three_numbers_moved_most_and_one_of_a_question() -> None:
    lines = [number("1.02.a", moved=3.0), number("1.02.b", moved=-9.0), number("4.02.a", moved=1.0),
             number("T6.a", moved=None), number("3.01.a", moved=0.0), number("3.02.a", moved=-2.0)]  # fmt: skip
    assert [line.id for line in most_moved(lines)] == ["1.02.b", "3.02.a", "4.02.a"]


def test_what_is_not_known_is_never_a_zero() -> None:
    assert amount(number(value=None)) == "chưa có"
    assert amount(number(value=0.0)) == "0 bài"
    assert amount(number(value=5.0, of=7)) == "5/7"
    assert change(number(before=None)) == "chưa so được"
    assert change(number(moved=1.0)) == "▲ tăng 20 bài (trong mức dao động thường)"
    assert source_said(review().sources[0]) == "không thu được 7/7 ngày: máy chủ lỗi"
    assert source_said(review().sources[1]) == "0 tin"


def test_the_headline_claims_calm_only_where_somebody_listened() -> None:
    assert headline(review())[:2] == ("alarm", "2 báo động mới, cao nhất mức 4.")
    assert "1 báo động đã có kết luận (1 nhiễu)" in headline(review())[2]
    assert headline(review(heard_days=0))[0] == "unknown"
    assert headline(review(alerts=None))[1] == "Kỳ này không ai canh báo động."
    assert headline(review(alerts=(), cases=()))[0] == "calm"


def test_questions_stand_by_topic_most_asked_first() -> None:
    from types import SimpleNamespace

    reading = SimpleNamespace(topic_names={"wages": "Tiền lương"}, quote=lambda lead, body: lead)
    asked = [
        Question(id=str(n), kind="inquiry", topic=topic, text=f"Câu {n % 2}?", source="Trang",
                 at=MADE, day=date(2026, 6, 9))
        for n, topic in enumerate(["", "", "", "wages", "wages"])
    ]  # fmt: skip
    lines = asked_lines(asked, asked[:1], reading)  # type: ignore[arg-type]
    assert [(line.topic, line.count, line.before) for line in lines] == [
        ("Tiền lương", 2, 0), ("Chủ đề khác", 3, 1),
    ]  # fmt: skip
    assert [q.text for q in lines[1].quotes] == ["Câu 0?", "Câu 1?"]  # the same words once
    assert asked_lines(asked, None, reading)[0].before is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["weekly", "monthly", "quick", "thematic", "chair"])
def test_every_kind_is_written_in_every_format(kind: str) -> None:
    import docx

    made = review(kind=kind)
    html, md = render_review(made, "html"), render_review(made, "md")
    for told in (html, md):
        assert "Ngừng việc ở cụm may" in told
        assert "Bao giờ có lương?" in told
        assert "▲ tăng 20 bài" in told
    assert "undefined" not in html.lower()
    assert json.loads(render_review(made, "json"))["code"] == "BC-2026-W24"
    paper = docx.Document(io.BytesIO(to_docx(made)))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "Ngừng việc ở cụm may" in text
    assert "Bao giờ có lương?" in text


def test_every_number_opens_to_its_rows_and_every_link_inside_leads_somewhere() -> None:
    import re

    html = render_review(review(), "html")
    anchors = set(re.findall(r'\bid="([^"]+)"', html))
    assert {"so-1-02-relevant", "so-1-02-relevant-truoc", "so-4-02-articles"} <= anchors
    assert set(re.findall(r'href="#([^"]+)"', html)) <= anchors


def test_no_item_stands_twice() -> None:
    made = review()
    html = render_review(made, "html")
    for story in (*made.urgent, *made.top, *made.rest):
        for copy in story.copies:
            assert html.count(f'id="bai-{copy.post_id}"') == 1


def test_what_people_wrote_runs_nothing() -> None:
    made = review(alerts=(alert(what=XSS, note=XSS, verdict="đúng"),), cases=(case(proposal=XSS),))
    for kind in ("weekly", "chair"):
        html = render_review(replace(made, kind=kind), "html")  # type: ignore[arg-type]
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_a_day_that_was_not_heard_is_not_a_zero() -> None:
    md = render_review(review(), "md")
    assert "| Thứ Tư, 10/06/2026 | không thu được |" in md
    assert "Không thu được gì vào: 10/06/2026." in md


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice không có trên PATH")
def test_the_chairmans_page_is_one_page_however_much_happened(tmp_path: Path) -> None:
    from pypdf import PdfReader

    long = "Một câu dài kể lại chuyện đã xảy ra ở một nơi có tên rất dài. " * 8
    asked = review().asked[0]
    full = review(
        kind="chair",
        alerts=tuple(alert(alert_id=f"CB{n}", what=long) for n in range(12)),
        cases=tuple(case(case_id=f"HS{n}", proposal=long) for n in range(6)),
        asked=(replace(asked, quotes=(replace(asked.quotes[0], text=long[:180]),)),) * 6,
        targets=tuple(replace((review().targets or ())[0], told=long) for _ in range(9)),
        sources=(review().sources[0],) * 6,
        numbers=tuple(number(f"{n}.x") for n in range(5)),
    )
    (tmp_path / "trang.docx").write_bytes(to_docx(full))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "trang.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(PdfReader(tmp_path / "trang.pdf").pages) == 1
