"""The report as DOCX: the letter, its summary, the appendix table of the plan, the board, the units."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from langnghe.records import hanoi_day
from langnghe.report import paper
from langnghe.report.archive import settled
from langnghe.report.model import CRITERIA, HAS, QuestionLine, Report
from langnghe.report.words import (
    NOTHING,
    change_of,
    clean,
    day_words,
    interval_of,
    measured,
    moment,
    n_of,
    parts_of,
    plain,
    status_of,
    units,
    value_of,
)

if TYPE_CHECKING:
    from docx.document import Document

_UPRIGHT = paper.SHORT - paper.LEFT - paper.RIGHT  # mm between the margins
_TOP_GAPS = 6


def to_docx(report: Report) -> bytes:
    """Return the report as a DOCX file: the same report, the same bytes."""
    document = paper.blank()
    _letterhead(document, report)
    _summary(document, report)
    _criteria(document, report)
    _signature(document, report)
    _appendix(document, report)
    _board(document, report)
    _units(document, report)
    _properties(document, report)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _properties(document: Document, report: Report) -> None:
    core = document.core_properties
    core.title = f"Báo cáo: {report.letterhead.subject}"
    core.author = core.last_modified_by = report.letterhead.office
    core.subject, core.comments = report.id, ""
    core.language = "vi-VN"
    core.created = core.modified = report.made_at.replace(tzinfo=None, microsecond=0)
    core.revision = 1


def _letterhead(document: Document, report: Report) -> None:
    head = report.letterhead
    left, right = 66.0, _UPRIGHT - 66.0
    made = paper.table(document, (left, right), grid=False)
    cells = paper.row(made, ("", ""))
    paper.fill(cells[0], head.superior.upper(), align="centre", size=12)
    paper.line(cells[0], head.office.upper(), align="centre", bold=True, size=12, after=0)
    paper.underline(cells[0].add_paragraph(), 0.4, left)
    paper.line(cells[0], head.number, align="centre", size=13, after=0)
    paper.fill(cells[1], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", align="centre", bold=True, size=12)
    paper.line(cells[1], "Độc lập - Tự do - Hạnh phúc", align="centre", bold=True, size=13, after=0)
    paper.underline(cells[1].add_paragraph(), 0.6, right)
    when = f"{head.place}, {day_words(hanoi_day(report.made_at))}"
    paper.line(cells[1], when, align="centre", italic=True, size=13, after=0)
    paper.line(document, "", after=0)
    paper.line(document, "BÁO CÁO", align="centre", bold=True, size=14, after=0)
    paper.line(document, head.subject, align="centre", bold=True, size=14, after=0)
    paper.underline(document.add_paragraph(), 0.25, _UPRIGHT)
    for ground in head.grounds:
        paper.line(document, ground, align="both", italic=True, after=2, indent=True)
    asked = f"{head.office} báo cáo kết quả {report.period_name} như sau:"
    paper.line(document, asked, align="both", indent=True)


def _heading(document: Document, text: str, level: int = 1) -> None:
    document.add_heading(text, level=level)


def _summary(document: Document, report: Report) -> None:
    _heading(document, "I. TÓM TẮT")
    told = f"Trả lời được {report.answered}/{report.total} câu hỏi của phụ lục"
    if report.common:
        told += f"; {report.common} câu khác đo chung toàn tỉnh, xem báo cáo của tỉnh"
    if not report.over:
        told += f". Kỳ chưa hết: số liệu tính đến {moment(report.made_at)}"
    if report.whole:
        handed = sum(unit.submitted for unit in report.units)
        told += f". {handed}/{len(report.units)} đơn vị cấp trên trực tiếp cơ sở đã nộp báo cáo"
    paper.line(document, f"{told}.", align="both", indent=True)
    _changes(document, report)
    _lights(document, report)
    _gaps(document, report)


def _changes(document: Document, report: Report) -> None:
    known = [c for c in report.changes if c.now is not None or c.before is not None]
    _heading(document, "1. Con số chính", 2)
    if not known:
        paper.line(document, "Chưa có con số chính nào trong kỳ này và kỳ trước.", indent=True)
        return
    widths = (12, 71, 25, 25, _UPRIGHT - 133)
    made = paper.table(document, widths, ("Câu", "Con số", "Kỳ này", "Kỳ trước", "Thay đổi"))
    for change in known:
        now, before = (
            measured(value, change.digits, change.unit) if value is not None else "chưa có"
            for value in (change.now, change.before)
        )
        aligns = ("centre", "left", "right", "right", "left")
        paper.row(made, (change.question, change.name, now, before, change_of(change)), aligns=aligns, size=paper.SMALL)  # fmt: skip
    said = f"Kỳ trước: {report.before_name}, đếm theo cùng cách, với điều biết được đến nay."
    paper.line(document, said, italic=True, size=paper.SMALL)


def _lights(document: Document, report: Report) -> None:
    _heading(document, "2. Chỉ tiêu của kế hoạch", 2)
    groups: dict[tuple[str, str], list[str]] = {}
    for target in report.targets:
        groups.setdefault((target.sign, target.word), []).append(target.id)
    for (sign, word), ids in groups.items():
        told = f"{sign} {word[:1].upper()}{word[1:]} ({len(ids)}): {', '.join(ids)}."
        paper.line(document, told, align="both", after=2, indent=True)
    where = "Phụ lục II nêu từng chỉ tiêu."
    paper.line(document, where, italic=True, size=paper.SMALL)


def _gaps(document: Document, report: Report) -> None:
    _heading(document, "3. Chỗ còn thiếu", 2)
    gaps = report.gaps()
    if not gaps:
        paper.line(document, "Không thiếu câu nào, không đơn vị nào chưa nộp.", indent=True)
        return
    reasons: dict[str, list[QuestionLine]] = {}
    for gap in gaps:
        why = (
            clean(gap.reason.split(HAS)[0])
            if not gap.answered
            else f"chưa nộp: {units(gap.missing)}"
        )
        reasons.setdefault(why, []).append(gap)
    groups = sorted(reasons.items(), key=lambda group: -len(group[1]))
    for why, mine in groups[:_TOP_GAPS]:
        said = ", ".join(f"{q.id} {_lower(q.name)}" for q in mine)
        paper.line(document, f"- {said}: {why}.", align="both", after=2, indent=True)
    if rest := [q.id for _, mine in groups[_TOP_GAPS:] for q in mine]:
        told = f"- Và các câu {', '.join(sorted(rest))}: xem Phụ lục I."
        paper.line(document, told, align="both", indent=True)


def _criteria(document: Document, report: Report) -> None:
    from langnghe.report.draw import png

    _heading(document, "II. KẾT QUẢ THEO 5 TIÊU CHÍ")
    for chart in report.charts:
        if not chart.question:
            _chart(document, chart, png(chart))
    for number, name in CRITERIA.items():
        mine = [q for q in report.of_criterion(number) if not q.common]
        done = [q for q in mine if q.answered]
        _heading(document, f"{number}. {name}", 2)
        paper.line(
            document, f"Trả lời {len(done)}/{len(mine)} câu.", align="both", after=2, indent=True
        )
        for question in done:
            figure = question.primary
            assert figure is not None
            said = f"- {question.name} ({question.id}): {_lower(figure.name)} là {value_of(figure)}"
            if low := interval_of(figure):
                said += f", khoảng tin cậy 95%: {low}"
            if figure.value is None and figure.note:
                said += f" ({clean(figure.note)})"
            paper.line(document, f"{said}.", align="both", after=2, indent=True)
        for chart in report.charts:
            if chart.question[:1] == str(number):
                _chart(document, chart, png(chart))
    for chart in report.charts:
        if chart.question.startswith("T"):
            _chart(document, chart, png(chart))


def _lower(name: str) -> str:
    """Return a name inside a sentence: its first letter small, but for what is an abbreviation."""
    return name if name[1:2].isupper() or not name[:1].isalpha() else name[:1].lower() + name[1:]


def _chart(document: Document, chart: Any, data: bytes) -> None:
    paper.picture(document, data, chart.alt, name=chart.title, width=145)
    note = f" {chart.note}" if chart.note else ""
    paper.line(document, f"Hình: {chart.title}.{note}", align="centre", italic=True, size=12)


def _signature(document: Document, report: Report) -> None:
    head = report.letterhead
    paper.line(document, "", after=0)
    made = paper.table(document, (_UPRIGHT * 0.5, _UPRIGHT * 0.5), grid=False)
    cells = paper.row(made, ("", ""))
    paper.fill(cells[0], "Nơi nhận:", bold=True, italic=True, size=12)
    for place, name in enumerate(head.recipients):
        end = "." if place == len(head.recipients) - 1 else ";"
        paper.line(cells[0], f"- {name.rstrip('.;')}{end}", size=11, after=0)
    paper.fill(cells[1], head.authority, align="centre", bold=True, size=13)
    paper.line(cells[1], head.position, align="centre", bold=True, size=13, after=0)
    for _ in range(4):
        paper.line(cells[1], "", after=0)
    paper.line(cells[1], head.signer, align="centre", bold=True, size=13, after=0)


def _appendix_title(document: Document, report: Report, name: str, title: str) -> None:
    paper.line(document, name, align="centre", bold=True, size=14, after=0)
    paper.line(document, title.upper(), align="centre", bold=True, size=13, after=0)
    head = report.letterhead
    number = head.number.removeprefix("Số:").strip()
    beside = f"(Kèm theo Báo cáo số        {number} {day_words(hanoi_day(report.made_at))} của {head.office})"
    paper.line(document, beside, align="centre", italic=True, size=12)


def _appendix(document: Document, report: Report) -> None:
    paper.lying_section(document)
    _appendix_title(document, report, "Phụ lục I", f"Báo cáo theo 5 tiêu chí, {report.period_name}")
    said = (
        "Con số in đậm trả lời câu hỏi. n: số dòng hoặc mẫu số. Mỗi con số mở ra danh sách dòng của nó ở tệp "
        f"XLSX của báo cáo {report.id}. “Chưa có dữ liệu” không phải là 0."
    )
    paper.line(document, said, align="both", italic=True, size=paper.SMALL)
    for number, name in CRITERIA.items():
        _heading(document, f"Tiêu chí {number}. {name}", 2)
        widths = (14, 50, 60, 38, 15, 28, 45)
        headings = ("Câu", "Câu hỏi của kế hoạch", "Con số", "Kết quả", "n", "Khoảng 95%", "Tình trạng, ghi chú")  # fmt: skip
        made = paper.table(document, widths, headings)
        for question in report.of_criterion(number):
            _question(made, question)


def _question(made: Any, question: QuestionLine) -> None:
    asked = f"{question.wording}\n({question.name})"
    told = [f for f in question.figures if not f.part and (f.told or question.answered)]
    told = told or [f for f in question.figures if f.told and not f.part]
    if not told:
        note = clean(question.reason)
        said = (question.id, asked, status_of(question), "", "", "", note)
        cells = paper.row(made, said, aligns=_ALIGNS)
        cells[2].merge(cells[5])
        return
    first: list[Any] = []
    for place, figure in enumerate(told):
        parts = parts_of(figure, question.figures, most=5)
        name = figure.name + (f"\n{parts}" if parts else "")
        state = status_of(question) if place == 0 else ""
        note = "\n".join(filter(None, [state, clean(figure.note)]))
        said = ("" if place else question.id, "" if place else asked, name, value_of(figure),
                n_of(figure), interval_of(figure), note)  # fmt: skip
        # Long lists of classes may go over a page: whole rows would leave half of it empty.
        cells = paper.row(made, said, aligns=_ALIGNS, whole=len(name) < 160)
        if figure.primary:
            for cell in (cells[2], cells[3]):
                for run in cell.paragraphs[0].runs:
                    run.bold = True
        if place == 0:
            first = cells
        last = cells
    if len(told) > 1:
        for column in (0, 1):
            for cell in (last[column],):
                first[column].merge(cell)
            _trim(first[column])


_ALIGNS = ("centre", "left", "left", "right", "right", "centre", "left")


def _trim(cell: Any) -> None:
    """Drop the empty paragraphs that merging leaves."""
    for paragraph in list(cell.paragraphs)[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def _board(document: Document, report: Report) -> None:
    paper.new_page(document)
    last = min(report.last, hanoi_day(report.made_at))
    title = f"Bảng chỉ tiêu, tính từ đầu năm đến {last:%d/%m/%Y}"
    _appendix_title(document, report, "Phụ lục II", title)
    widths = (14, 64, 34, 44, 30, 64)
    headings = ("Mã", "Chỉ tiêu của kế hoạch", "Tình trạng", "Kết quả", "Dự báo", "Đơn vị, ghi chú")
    made = paper.table(document, widths, headings)
    for target in report.targets:
        note = "\n".join(filter(None, [target.behind, target.alternates, clean(target.note)]))
        asked = "\n".join(filter(None, [target.wording, target.target and f"({target.target})"]))
        said = (target.id, asked, f"{target.sign} {target.word}",
                target.told or NOTHING, target.projection or NOTHING, note)  # fmt: skip
        paper.row(made, said, aligns=("centre", "left", "left", "left", "left", "left"))


def _units(document: Document, report: Report) -> None:
    if not report.whole:
        return
    paper.new_page(document)
    _appendix_title(document, report, "Phụ lục III", "Đơn vị nộp báo cáo theo 5 tiêu chí")
    widths = (12, 96, 32, 44, 30, 38)
    made = paper.table(document, widths, ("TT", "Đơn vị", "Đã nộp", "Lúc", "Trả lời", "Cách nộp"))
    for place, unit in enumerate(report.units, start=1):
        done = ("có, quá hạn" if unit.late else "có") if unit.submitted else "CHƯA NỘP"
        answered = (
            f"{plain(unit.answered, 0)}/{unit.total}" if unit.answered is not None else NOTHING
        )
        at = moment(unit.at) if unit.at else NOTHING
        said = (str(place), unit.name, done, at, answered, unit.way or NOTHING)
        paper.row(made, said, aligns=("centre", "left", "left", "left", "right", "left"))
    if not report.units:
        paper.line(document, "Không có đơn vị cấp trên trực tiếp cơ sở nào trong kỳ.")
