"""An information report as DOCX: the same review, laid out for paper; links work on screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from langnghe import paper as shared
from langnghe.digest import period_paper as paper
from langnghe.digest import words
from langnghe.digest.period_model import CaseLine, Quote, Review
from langnghe.digest.period_render import (
    LISTED,
    NumberRow,
    ReviewView,
    arrange_review,
)
from langnghe.digest.period_words import (
    amount,
    change,
    days,
    interval,
    proposal_state,
    source_said,
    verdict,
)
from langnghe.digest.view import NumberedStory

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_REST = 60  # stories told in one line on paper; the HTML has every one


def to_docx(review: Review) -> bytes:
    """Return a report as a DOCX file."""
    view = arrange_review(review)
    chair = review.kind == "chair"
    document = paper.blank(tight=chair)
    _head(document, review, tight=chair)
    if chair:
        from langnghe.digest.period_docx_chair import one_page

        one_page(document, review, view)
    else:
        _whole(document, review, view)
    return paper.saved(document, f"{review.title} {review.subject}", review.office, review.made_at)


def _head(document: Document, r: Review, *, tight: bool) -> None:
    made = paper.table(document, (72, paper.UPRIGHT - 72 + (10 if tight else 0)), grid=False)
    left, right = paper.row(made, ("", ""))
    for cell, texts in (
        (left, (r.office.upper(), f"Mã: {r.code}")),
        (right, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")),
    ):
        first = cell.paragraphs[0]
        shared.aligned(first, "centre")
        paper.write(first, texts[0], bold=True, size=11)
        paper.line(cell, texts[1], align="centre", size=12, after=0, bold=cell is right)
    paper.line(document, "", after=0, size=6)
    paper.line(document, r.title.upper(), align="centre", bold=True, size=14, after=0)
    paper.line(document, r.subject, align="centre", bold=True, after=2)
    said = f"Gồm tin từ {words.day_full(r.first)} đến {words.day_full(r.last)}; lập lúc {words.moment_full(r.made_at)}"
    said += "" if r.over else "; kỳ chưa hết"
    said += f"; phát hành lại của {r.reissue_of}" if r.reissue_of else ""
    paper.line(document, said, align="centre", italic=True, size=paper.SMALL)


def summary(document: Document, view: ReviewView) -> None:
    """Write the one sentence of a report, and the one beside it."""
    paragraph = paper.line(document, view.headline, align="both", bold=True)
    if view.detail:
        paper.write(paragraph, f" {view.detail}")


def _whole(document: Document, r: Review, v: ReviewView) -> None:
    summary(document, v)
    for row in v.moved:
        x = row.line
        said = f"– {x.name}: {amount(x)}; kỳ trước {amount(x, past=True)}; {change(x)}."
        paper.line(document, said, align="both", after=1)
    _alerts(document, r, v)
    _cases(document, r.cases)
    if r.steps:
        document.add_heading("Diễn biến xử lý", 1)
        for s in r.steps:
            more = f" ({s.more})" if s.more else ""
            paper.line(document, f"– {words.moment_full(s.at)}, {s.who}: {s.what}{more}", after=1)
    _figures(document, r, v)
    _stories(document, r, v)
    _asked(document, r)
    _targets(document, r)
    if r.proposals:
        document.add_heading("Đề xuất viết tiếp", 1)
    for wish in r.proposals:
        paragraph = paper.line(document, f"– {wish.form}: {wish.topic}. ", bold=True, after=1)
        paper.write(paragraph, wish.why)
    _sources(document, r)
    _method(document, r)
    if r.recipients:
        paper.line(document, f"Nơi nhận: {'; '.join(r.recipients)}.", italic=True, size=paper.SMALL)
    _behind(document, v)


def _alerts(document: Document, r: Review, v: ReviewView) -> None:
    document.add_heading("Báo động và kết luận", 1)
    if not v.alerts:
        said = ("Không ai canh báo động trong kỳ này, nên không biết có báo động nào hay không."
                if r.alerts is None else "Không có báo động nào mở hoặc được kết luận trong kỳ.")  # fmt: skip
        paper.line(document, said)
    for row in v.alerts:
        a = row.alert
        sign = words.alert_sign(a.level)
        paragraph = paper.line(document, f"{sign.shape} {sign.word}: ", bold=True, after=0)
        paper.write(paragraph, a.what)
        told = [verdict(a), "mới trong kỳ" if a.new else "", a.alert_id, a.risk,
                f"mở {words.moment_full(a.opened_at)}", ", ".join(a.places),
                f"hồ sơ {a.case_id}" if a.case_id else "",
                ", ".join(f"tin số {ref.label}" for ref in row.refs)]  # fmt: skip
        paper.line(document, " · ".join(filter(None, told)), size=paper.SMALL, left=6)


def _cases(document: Document, cases: Sequence[CaseLine]) -> None:
    document.add_heading("Hồ sơ và phương án", 1)
    if not cases:
        paper.line(document, "Không có hồ sơ nào mở trong kỳ.")
    for c in cases:
        paragraph = paper.line(document, c.title, bold=True, after=0)
        paper.write(
            paragraph, f" ({c.case_id}, {words.alert_sign(c.level).word.lower()}; {c.status})"
        )
        due = f", hạn {words.moment_full(c.due)}" if c.due else ""
        late = ", QUÁ HẠN" if c.late else ""
        workers = f"{words.number(c.workers)} người lao động" if c.workers is not None else ""
        where = "; ".join(filter(None, (*c.units, *c.places, workers)))
        paper.line(document, f"{c.risk}; {c.owner} lo{due}{late}{'; ' + where if where else ''}",
                   size=paper.SMALL, left=6, after=1)  # fmt: skip
        paper.line(document, f"Phương án: {proposal_state(c)}", size=paper.SMALL, left=6, after=1)
        for said in c.proposal.splitlines():
            if said.strip():
                paper.line(document, said.strip(), align="both", left=10, after=1, size=12)
        for name, text in (("Căn cứ", c.grounds), ("Thông tin nội bộ", c.informed),
                           ("Với báo chí", c.press), ("Kết quả", c.outcome), ("Bài học", c.lesson)):  # fmt: skip
            if text:
                paper.line(document, f"{name}: {text}", left=6, after=1, size=12)


def _figures(document: Document, r: Review, v: ReviewView) -> None:
    document.add_heading("Con số", 1)
    if v.numbers or v.topics:
        told = bool(r.before_name)
        widths = (62, 24, 24, paper.UPRIGHT - 110) if told else (100, paper.UPRIGHT - 100)
        headings = ("Con số", "Kỳ này", "Kỳ trước", "Thay đổi") if told else ("Con số", "Số")
        made = paper.table(document, widths, headings)
        for row in (*v.numbers, *v.topics):
            x = row.line
            beside = f" (khoảng tin cậy 95 %: {interval(x)})" if interval(x) else ""
            note = f"; {x.note}" if x.note else ""
            texts = (x.name + beside, "", amount(x, past=True), change(x) + note)
            cells = paper.row(made, texts if told else texts[:2],
                              aligns=("left", "right", "right", "left"))  # fmt: skip
            paper.link(cells[1].paragraphs[0], amount(x), size=paper.TABLE,
                       anchor=row.anchor.replace("-", "_") if x.rows else "")  # fmt: skip
        before = f"Kỳ trước: {r.before_name}. " if told else ""
        said = f"{before}Bấm vào con số để tới các dòng đã đếm."
        paper.line(document, said, italic=True, size=paper.SMALL)
    if r.unmeasured:
        lacking = "; ".join(f"{name} ({why})" if why else name for name, why in r.unmeasured)
        paper.line(document, f"Chưa có số: {lacking}.", size=paper.SMALL, align="both")


def _stories(document: Document, r: Review, v: ReviewView) -> None:
    document.add_heading("Tin của kỳ", 1)
    if not (v.urgent or v.top or v.rest):
        paper.line(document, "Không có tin nào trong phạm vi ở các nguồn thu được."
                   if r.heard_days else "Không thu được nguồn nào trong kỳ.")  # fmt: skip
    for item in (*v.urgent, *v.top):
        write_story(document, item, r.last)
    for item in v.rest[:_REST]:
        s = item.story
        paragraph = paper.line(document, f"{item.n}. ", after=1, size=12)
        paper.link(paragraph, s.title, url=s.url, size=12)
        paper.write(paragraph, f" ({words.carried(s)}; {words.sign(words.TONE, s.tone).word.lower()})", size=paper.SMALL)  # fmt: skip
    if len(v.rest) > _REST:
        said = f"Và {words.number(len(v.rest) - _REST)} tin nữa: bản HTML có đủ."
        paper.line(document, said, italic=True, size=paper.SMALL)


def write_story(document: Document, item: NumberedStory, day: date) -> None:
    """Write one story with its marks, its quote and where it stands; day: hours are told against it."""
    s = item.story
    paragraph = paper.line(document, f"{item.n}. ", bold=True, after=0)
    paragraph.paragraph_format.keep_with_next = True
    paper.link(paragraph, s.title, url=s.url, bold=True)
    marks = [words.risk_sign(s.risk).word if s.risk else "", words.sign(words.TONE, s.tone).word,
             words.sign(words.STANCE, s.stance_union).word, words.course(s), "; ".join(s.topics),
             words.where(s), f"{words.number(s.comments)} ý kiến" if s.comments else ""]  # fmt: skip
    paper.line(document, " · ".join(filter(None, marks)), size=paper.SMALL, left=6, after=1)
    if s.quote:
        said = paper.line(document, f"“{s.quote}” – ", align="both", italic=True, left=6, after=1)
        paper.link(said, s.quote_source or "Nguồn", url=s.quote_url)
    copies = paper.line(document, f"{words.carried(s)}: ", size=paper.SMALL, left=6)
    for place, c in enumerate(s.copies):
        paper.write(copies, "; " if place else "", size=paper.SMALL)
        paper.link(copies, f"{c.source_name} {words.moment(c.published_at, day)}", url=c.url,
                   size=paper.SMALL)  # fmt: skip


def _asked(document: Document, r: Review) -> None:
    document.add_heading("Người lao động hỏi gì, phản ánh gì", 1)
    if not r.asked:
        paper.line(document, "Không thấy ai hỏi hay phản ánh điều gì trong kỳ.")
    for a in r.asked:
        before = "không thu được" if a.before is None else words.number(a.before)
        paragraph = paper.line(document, a.topic, bold=True, after=1)
        beside = f", kỳ trước {before}" if r.before_name else ""
        paper.write(paragraph, f": {words.number(a.count)} lời{beside}")
        for q in a.quotes:
            quoted(paper.line(document, "", left=6, after=1), q, r)


def quoted(paragraph: Paragraph, q: Quote, r: Review, size: float = 12) -> None:
    """Write what somebody asked, and where it can be read."""
    paper.write(paragraph, f"“{q.text}” – ", size=size, italic=True)
    when = f", {words.moment(q.at, r.last)}" if q.at else ""
    paper.link(paragraph, f"{q.source}{when}", url=q.url, size=paper.SMALL)


def _targets(document: Document, r: Review) -> None:
    if r.targets is None:
        return
    document.add_heading("Chỉ tiêu có nguy cơ", 1)
    if not r.targets:
        paper.line(document, "Không chỉ tiêu nào đã chấm đang có nguy cơ.")
    for t in r.targets:
        told = "; ".join(filter(None, (t.told, t.behind, t.note)))
        paragraph = paper.line(
            document, f"{t.sign} {t.id} {t.name}: {t.word}. ", bold=True, after=1
        )
        paper.write(paragraph, told)


def _sources(document: Document, r: Review) -> None:
    if not (r.sources or r.unheard):
        return
    document.add_heading("Nguồn tin", 1)
    if r.unheard:
        paper.line(document, f"Không thu được gì vào: {days(r.unheard)}.")
    for s in r.sources:
        paper.line(document, f"– {s.name}: {source_said(s)}", after=0, size=12)


def _method(document: Document, r: Review) -> None:
    said = (
        f"Nhãn do máy gán ({r.model or 'chưa có mô hình'}) và có thể sai; hãy mở bài gốc trước khi "
        "quyết định. Lời dẫn chép nguyên văn, nhiều nhất hai câu; phương án, kết luận chép nguyên văn "
        "từ hồ sơ. Mỗi tin chỉ nằm ở một mục. “0 tin” là hỏi được mà không có tin; “không thu được” là "
        "không hỏi được hoặc không đọc được. Giờ Hà Nội."
    )
    paper.line(document, " ".join((said, *r.notes)), align="both", italic=True, size=paper.SMALL)


def _behind(document: Document, v: ReviewView) -> None:
    numbers: list[NumberRow] = [row for row in (*v.numbers, *v.topics) if row.rows]
    if not numbers:
        return
    document.add_heading("Phụ lục: các dòng đứng sau con số của kỳ này", 1)
    for place, row in enumerate(numbers, start=1):
        heading = paper.line(document, f"{row.line.name}: {words.number(len(row.rows))} dòng",
                             bold=True, size=paper.SMALL, after=0)  # fmt: skip
        paper.bookmark(heading, row.anchor.replace("-", "_"), place)
        for line, ref in row.rows[:LISTED]:
            paragraph = paper.line(document, f"{words.day_full(line.day)} " if line.day else "",
                                   size=10, after=0, left=4)  # fmt: skip
            paper.link(paragraph, line.label or line.id, url=line.url, size=10)
            paper.write(
                paragraph, f" ({line.id})" + (f", tin số {ref.label}" if ref else ""), size=9
            )
        if len(row.rows) > LISTED:
            more = words.number(len(row.rows) - LISTED)
            paper.line(document, f"và {more} dòng nữa: bản HTML, JSON có đủ", italic=True, size=10)
