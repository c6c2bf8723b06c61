"""The digest of a day as DOCX: the same items in the same order as its HTML, laid out for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from langnghe import paper as shared
from langnghe.digest import period_paper as paper
from langnghe.digest import words
from langnghe.digest.model import Digest, SourceState
from langnghe.digest.period_docx import write_story
from langnghe.digest.view import AlertRow, NumberedStory, NumberedVoice, SourceRow, View, arrange

if TYPE_CHECKING:
    from docx.document import Document

_NOT_HEARD = ("failed", "blocked")


def day_docx(digest: Digest) -> bytes:
    """Return the digest of a day, or the morning edition, as a DOCX file; the first page is the leaders'."""
    view = arrange(digest)
    document = paper.blank()
    _head(document, digest, view)
    _summary(document, digest, view)
    _alerts(document, digest, view)
    _stories(document, view, digest.day)
    _voices(document, view, digest.day)
    _own(document, digest)
    _figures(document, digest)
    _sources(document, digest, view)
    _changes(document, digest)
    _method(document, digest)
    return paper.saved(
        document, f"{view.title} {words.day_full(digest.day)}", digest.office, digest.made_at
    )


def _head(document: Document, d: Digest, v: View) -> None:
    paper.line(document, d.office.upper(), bold=True, size=11, after=0)
    paper.line(document, d.home_place, size=11, after=6)
    paper.line(document, v.title.upper(), align="centre", bold=True, size=15, after=0)
    paper.line(document, words.day_long(d.day), align="centre", bold=True, after=2)
    said = f"{v.covers}. Lập lúc {words.moment_full(d.made_at)}."
    paper.line(document, said, align="centre", italic=True, size=paper.SMALL)


def _summary(document: Document, d: Digest, v: View) -> None:
    document.add_heading("Tóm tắt cho lãnh đạo", 1)
    paragraph = paper.line(document, v.verdict.headline, align="both", bold=True)
    if v.verdict.detail:
        paper.write(paragraph, f" {v.verdict.detail}")
    for row in v.lead_alerts:
        a = row.alert
        said = f"– Báo động {words.alert_sign(a.level).word.lower()} ({a.level_word}): {a.what}; {a.status}."
        paper.line(document, said, align="both", after=1)
    if v.more_alerts:
        paper.line(document, f"– Và {words.number(v.more_alerts)} báo động nữa.", after=1)
    _leading(document, "Việc cần lo", v.lead_urgent, len(v.urgent))
    _leading(document, "Tin nổi bật", v.lead_top, len(v.lead_top))
    if not v.lead_top:
        said = ("Ngoài các việc trên, hôm nay không có tin nào khác về công đoàn và người lao động." if v.urgent
                else "Hôm nay chưa có tin nào về công đoàn và người lao động trong các nguồn thu được.")  # fmt: skip
        paper.line(document, said)
    paper.line(document, _today(d) if v.read else "Hôm nay không thu được nguồn nào, nên không có số để so.",
               align="both", after=2)  # fmt: skip
    lacking = "; ".join(f"{row.state.name} ({_why(row)})" for row in v.lead_missing)
    more = len(v.missing) - len(v.lead_missing)
    said = lacking + (f"; và {words.number(more)} nguồn nữa" if more else "")
    calm = "không có, mọi nguồn được hỏi đều trả lời" if v.read else "chưa hỏi nguồn nào"
    none = calm if v.sources else "chưa khai báo nguồn nào"
    paper.line(document, f"Nguồn không thu được: {said or none}.", align="both")
    for note in d.notes:
        paper.line(document, f"Lưu ý: {note}", align="both", italic=True, size=paper.SMALL, after=1)


def _leading(document: Document, name: str, items: Sequence[NumberedStory], of: int) -> None:
    if not items:
        return
    paper.line(document, f"{name}:", bold=True, after=1)
    for item in items:
        s = item.story
        paragraph = paper.line(document, f"– {s.title}", align="both", after=1)
        told = [words.risk_sign(s.risk).word if s.risk else words.sign(words.TONE, s.tone).word,
                words.where(s), words.outlets(s), words.course(s), f"tin số {item.n}"]  # fmt: skip
        paper.write(paragraph, f" ({'; '.join(filter(None, told))})", size=paper.SMALL)
    if of > len(items):
        paper.line(document, f"– Và {words.number(of - len(items))} việc nữa.", after=1)


def _today(d: Digest) -> str:
    c = d.coverage
    usual = "" if c.usual_in_scope is None else f" (ngày thường {words.number(c.usual_in_scope)})"
    bad = "" if c.usual_negative is None else f" (ngày thường {words.number(c.usual_negative)})"
    said = (
        f"Hôm nay: {words.number(c.in_scope)} bài và ý kiến trong phạm vi{usual}, {words.number(c.negative)} "
        f"tin tiêu cực{bad}, {words.number(c.about_union)} tin nói về công đoàn, "
        f"{words.number(c.comments)} ý kiến công chúng."
    )
    if c.usual_in_scope is None:
        known = f"mới có {words.number(c.days_known)} ngày dữ liệu" if c.days_known else "chưa có ngày nào trước đó"  # fmt: skip
        said += f" Chưa biết ngày thường ra sao: {known}."
    return said


def _alerts(document: Document, d: Digest, v: View) -> None:
    heading = document.add_heading(f"Báo động và hồ sơ đang mở ({words.number(len(v.alerts))})", 1)
    heading.paragraph_format.page_break_before = True  # what stands before is the leaders' page
    if not v.alerts:
        said = ("Chưa canh báo động cho bản này, nên không biết có báo động nào hay không."
                if d.alerts is None else "Không có báo động nào đang mở.")  # fmt: skip
        paper.line(document, said)
    for row in v.alerts:
        _alert(document, row)
    for c in d.cases:
        due = f", hạn {words.moment_full(c.due)}" if c.due else ""
        late = "Hồ sơ quá hạn" if c.late else "Hồ sơ"
        paragraph = paper.line(document, f"{late} {c.case_id}: ", bold=True, after=1)
        word = words.alert_sign(c.level).word.lower()
        paper.write(paragraph, f"{c.title} ({word}; {c.status}; {c.owner} lo{due})")


def _alert(document: Document, row: AlertRow) -> None:
    a, sign = row.alert, words.alert_sign(row.alert.level)
    paragraph = paper.line(
        document, f"{sign.shape} {sign.word}, {a.level_word}: ", bold=True, after=0
    )
    paper.write(paragraph, a.what)
    told = [a.alert_id, a.risk, a.status, f"mở {words.moment_full(a.opened_at)}", "mới" if a.new else "",
            f"{words.number(a.sources)} nguồn độc lập", ", ".join(a.places),
            f"72 giờ tới: {a.outlook}" if a.outlook else "", f"hồ sơ {a.case_id}" if a.case_id else "",
            ", ".join(f"tin số {ref.label}" for ref in row.refs)]  # fmt: skip
    paper.line(document, " · ".join(filter(None, told)), size=paper.SMALL, left=6)


def _stories(document: Document, v: View, day: date) -> None:
    document.add_heading(f"Việc cần lo ({words.number(len(v.urgent))})", 1)
    if not v.urgent:
        paper.line(document, "Không có tin nào ở mức cảnh báo trở lên trong các nguồn thu được.")
    for item in v.urgent:
        write_story(document, item, day)
    document.add_heading(f"Tin nổi bật ({words.number(len(v.top))})", 1)
    if not v.top:
        paper.line(document, "Hôm nay không có tin nổi bật nào.")
    for item in v.top:
        write_story(document, item, day)
    document.add_heading(f"Tin còn lại ({words.number(len(v.rest))})", 1)
    if not v.rest:
        paper.line(document, "Không còn tin nào khác trong phạm vi.")
    for item in v.rest:
        s = item.story
        paragraph = paper.line(document, f"{item.n}. ", after=1, size=12)
        paper.link(paragraph, s.title, url=s.url, size=12)
        marks = (words.carried(s), words.sign(words.TONE, s.tone).word.lower(), words.where(s))
        paper.write(paragraph, f" ({'; '.join(filter(None, marks))})", size=paper.SMALL)


def _voices(document: Document, v: View, day: date) -> None:
    document.add_heading("Người lao động hỏi gì, nói gì", 1)
    if not v.voice_groups:
        paper.line(document, "Hôm nay không thấy ai hỏi, phản ánh hay kiến nghị điều gì.")
    for group in v.voice_groups:
        name = f"{group.sign.word} ({words.number(len(group.voices))})"
        _said(document, name, group.voices, day)
    _said(document, f"Ý kiến khác của công chúng ({words.number(len(v.other_voices))})", v.other_voices, day)  # fmt: skip
    if not v.other_voices:
        paper.line(document, "Không có ý kiến nào khác.")


def _said(document: Document, name: str, voices: Iterable[NumberedVoice], day: date) -> None:
    document.add_heading(name, 2)
    for item in voices:
        w = item.voice
        warned = f"{words.risk_sign(w.risk).word}. " if w.risk >= 2 else ""
        paragraph = paper.line(document, f"{item.ref.label}. {warned}", bold=bool(warned), after=1,
                               size=12)  # fmt: skip
        paper.write(paragraph, f"“{w.text}” – ", italic=True, size=12)
        said_at = f"{w.source_name} {words.moment(w.published_at, day)}"
        paper.link(paragraph, said_at, url=w.url, size=paper.SMALL)
        if w.about:
            paper.write(paragraph, f", dưới bài “{w.about}”", size=paper.SMALL)


def _own(document: Document, d: Digest) -> None:
    document.add_heading("Kênh của đơn vị và đồng hồ 24 giờ", 1)
    paper.line(document, f"{words.own_channels(d.own_posts)} {words.waiting(d.open_inquiries)}")


def _figures(document: Document, d: Digest) -> None:
    document.add_heading("Số liệu", 1)
    c = d.coverage
    made = paper.table(document, (85, 35, 45), ("Đếm gì", "Số", "Ngày thường"))
    rows: list[tuple[str, int, float | str | None]] = [
        ("Thu được, mọi loại", c.collected, "–"), ("Trong phạm vi", c.in_scope, c.usual_in_scope),
        ("Nhóm tin", c.stories, "–"), ("Nói về công đoàn", c.about_union, "–"),
        ("Tiêu cực", c.negative, c.usual_negative), ("Tích cực", c.positive, "–"),
        ("Ý kiến công chúng", c.comments, "–"),
    ]  # fmt: skip
    for name, count, usual in rows:
        beside = "chưa biết" if usual is None else usual if isinstance(usual, str) else words.number(usual)  # fmt: skip
        paper.row(made, (name, words.number(count), beside), aligns=("left", "right", "right"))
    if d.by_day:
        days = "; ".join(
            f"{words.day_short(day)}: {'không thu được' if count is None else words.number(count)}"
            for day, count in d.by_day
        )
        paper.line(
            document, f"Tin trong phạm vi từng ngày: {days}.", size=paper.SMALL, align="both"
        )


def _sources(document: Document, d: Digest, v: View) -> None:
    document.add_heading("Nguồn tin", 1)
    if not v.sources:
        paper.line(document, "Chưa khai báo nguồn nào.")
        return
    made = paper.table(document, (62, 63, 18, 22), ("Nguồn", "Tình trạng", "Tin", "Trong phạm vi"))
    for row in v.sources:
        s = row.state
        unknown = s.state in (*_NOT_HEARD, "unseen") and not s.items
        counts = ("–", "–") if unknown else (words.number(s.items), words.number(s.in_scope))
        cells = (s.name, f"{row.sign.shape} {_why(row)}{_last(s, d.day)}", *counts)
        paper.row(made, cells, aligns=("left", "left", "right", "right"))
    said = ("“0 tin” là hỏi được mà không có tin mới; “không thu được” là không hỏi được hoặc không đọc "
            "được, tin có thể vẫn có.")  # fmt: skip
    shared.aligned(paper.line(document, said, italic=True, size=paper.SMALL), "both")


def _why(row: SourceRow) -> str:
    return row.sign.word + (f": {row.state.reason}" if row.state.reason else "")


def _last(state: SourceState, day: date) -> str:
    if state.state not in _NOT_HEARD:
        return ""
    if state.last_success is None:
        return ", chưa lần nào thu được"
    return f", lần cuối thu được {words.moment(state.last_success, day)}"


def _changes(document: Document, d: Digest) -> None:
    document.add_heading("Khác hôm qua", 1)
    if not d.changes:
        paper.line(document, "Không có gì khác đáng kể so với hôm qua.")
    for change in d.changes:
        name = words.sign(words.CHANGE, change.kind).word
        paragraph = paper.line(document, f"{name}: ", bold=True, after=1, size=12)
        paper.link(paragraph, change.sentence, url=change.url, size=12)


def _method(document: Document, d: Digest) -> None:
    said = (
        f"Nhãn chủ đề, sắc thái, thái độ với công đoàn và mức rủi ro do máy gán ({d.model or 'chưa có mô hình'}) "
        "và có thể sai; hãy mở bài gốc trước khi quyết định. Lời dẫn chép nguyên văn. Tôn trọng bản quyền: chỉ "
        "nêu tiêu đề, tối đa hai câu trích và đường dẫn về báo đã đăng. Mỗi tin chỉ nằm ở một mục; phần tóm tắt "
        "chỉ trỏ tới mục đó. Giờ Hà Nội."
    )
    paper.line(document, said, align="both", italic=True, size=paper.SMALL)
