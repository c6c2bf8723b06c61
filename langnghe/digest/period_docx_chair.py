"""The chairman's weekly page on paper: one A4 page, what must be known and decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from langnghe.digest import period_paper as paper
from langnghe.digest import words
from langnghe.digest.period_docx import quoted, summary
from langnghe.digest.period_model import Review
from langnghe.digest.period_render import ReviewView
from langnghe.digest.period_words import amount, change, proposal_state, source_said, verdict

if TYPE_CHECKING:
    from docx.document import Document

# One page holds so much on paper, whatever happened; the weekly report has the rest.
_PLAN, _WHAT, _TOLD, _QUOTE = 150, 100, 60, 130  # characters
_ALERTS, _CASES, _ASKED, _TARGETS = 4, 2, 3, 3


def one_page(document: Document, r: Review, v: ReviewView) -> None:
    """Write the page."""
    summary(document, v)
    _moved(document, v)
    _alerts(document, r, v)
    _cases(document, r)
    _asked(document, r)
    _targets(document, r)
    _news(document, r, v)


def _moved(document: Document, v: ReviewView) -> None:
    document.add_heading("Ba con số đổi nhiều nhất, tuần trước bên cạnh", 1)
    if not v.moved:
        paper.line(document, "Chưa có con số nào so được với tuần trước.")
        return
    made = paper.table(document, (78, 27, 27, 43), ("Con số", "Tuần này", "Tuần trước", "Thay đổi"))
    for row in v.moved:
        x = row.line
        paper.row(made, (x.name, amount(x), amount(x, past=True), change(x)),
                  aligns=("left", "right", "right", "left"), size=10.5)  # fmt: skip


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def _item(document: Document, bold: str, text: str) -> None:
    paragraph = paper.line(document, f"– {bold}", bold=True, after=1, align="both")
    paper.write(paragraph, text)


def _alerts(document: Document, r: Review, v: ReviewView) -> None:
    document.add_heading("Báo động và kết luận trong tuần", 1)
    if not v.alerts:
        paper.line(document, "Không ai canh báo động trong tuần này." if r.alerts is None
                   else "Không có báo động nào.")  # fmt: skip
    for row in v.lead_alerts[:_ALERTS]:
        a = row.alert
        sign = words.alert_sign(a.level)
        _item(document, f"{sign.word}: ", f"{_short(a.what, _WHAT)} ({verdict(a)}; {a.alert_id})")
    if len(v.alerts) > _ALERTS:
        more = words.number(len(v.alerts) - _ALERTS)
        paper.line(document, f"Và {more} báo động nữa, ở báo cáo tuần.", italic=True, size=10)


def _cases(document: Document, r: Review) -> None:
    document.add_heading("Hồ sơ đang mở và điều đang đề xuất", 1)
    live = [c for c in r.cases if c.live]
    if not live:
        paper.line(document, "Không có hồ sơ nào đang mở.")
    for c in live[:_CASES]:
        due = f", hạn {words.moment_full(c.due)}" if c.due else ""
        late = ", QUÁ HẠN" if c.late else ""
        plan = _short(c.proposal, _PLAN)
        said = f"{_short(c.title, _WHAT)} ({c.case_id}, mức {c.level}): {c.status}; {c.owner} lo{due}{late}. "
        _item(document, said, proposal_state(c) + (f": “{plan}”" if plan else ""))
    for x in r.proposals[:2]:
        _item(document, f"Nên viết: {x.form.lower()} về {x.topic}. ", f"{x.why}.")
    if len(live) > _CASES:
        more = words.number(len(live) - _CASES)
        paper.line(document, f"Và {more} hồ sơ nữa.", italic=True, size=10)


def _asked(document: Document, r: Review) -> None:
    document.add_heading("Người ta hỏi gì", 1)
    if not r.asked:
        paper.line(document, "Không thấy ai hỏi hay phản ánh điều gì.")
    for a in r.asked[:_ASKED]:
        before = "không thu được" if a.before is None else words.number(a.before)
        paragraph = paper.line(document, f"– {a.topic}: ", bold=True, after=1)
        paper.write(paragraph, f"{words.number(a.count)} lời, tuần trước {before}. ")
        for q in a.quotes[:1]:
            quoted(paragraph, replace(q, text=_short(q.text, _QUOTE)), r, size=10.5)


def _targets(document: Document, r: Review) -> None:
    document.add_heading("Chỉ tiêu có nguy cơ", 1)
    if not r.targets:
        paper.line(document, "Bảng chỉ tiêu chưa chấm được ở bản này." if r.targets is None
                   else "Không chỉ tiêu nào đã chấm đang có nguy cơ.")  # fmt: skip
    for t in (r.targets or ())[:_TARGETS]:
        _item(document, f"{t.sign} {t.id} {t.name}: {t.word}. ", _short(t.told, _TOLD))


def _news(document: Document, r: Review, v: ReviewView) -> None:
    document.add_heading("Tin nổi nhất", 1)
    for item in (*v.urgent, *v.top)[:3]:
        paragraph = paper.line(document, "– ", after=1)
        paper.link(paragraph, _short(item.story.title, _WHAT), url=item.story.url)
        paper.write(paragraph, f" ({words.outlets(item.story)})", size=10)
    if not (v.urgent or v.top):
        paper.line(document, "Không có tin nào trong phạm vi." if r.heard_days
                   else "Không thu được nguồn nào.")  # fmt: skip
    lost = [f"cả ngày {words.day_full(day)}" for day in r.unheard[:2]]
    lost += [f"{s.name} ({source_said(s)})" for s in v.lost[:2]]
    if lost:
        paper.line(document, f"Không thu được: {'; '.join(lost)}.", size=10, after=1)
    full = f"Bản đầy đủ: báo cáo tuần BC-{r.period}."
    paper.line(document, full, italic=True, size=9.5, after=0)
