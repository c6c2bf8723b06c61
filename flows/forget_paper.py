"""The certificate of a request that was carried out, and the answer to “what do you hold of me?”."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.config import Workspace
from langnghe.files import PRIVATE, replace_file
from langnghe.numbers import number
from langnghe.records import HANOI
from warehouse import forget as store_of
from warehouse import open_store

if TYPE_CHECKING:
    from datetime import datetime

    from flows.forget import Asked, Forgotten, Meant

FOLDER = "yeu-cau"  # of output/
_PRESS = (
    "Bài báo có nêu tên người yêu cầu KHÔNG bị xoá: đó là lời của toà soạn, đã công bố, dùng để phân tích "
    "nội bộ. Việc có thể làm: đề nghị toà soạn gỡ hoặc đính chính; khi toà soạn gỡ, chạy "
    "`langnghe forget --url ĐỊA-CHỈ`."
)


def certify(workspace: Workspace, done: Forgotten) -> Path:
    """Write the certificate as Markdown and DOCX into output/yeu-cau; return the DOCX. No name stands in it."""
    folder = workspace.output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = f"giay-xoa-{done.at.astimezone(HANOI):%Y%m%d-%H%M%S}"
    title, sections = "GIẤY XÁC NHẬN ĐÃ XOÁ DỮ LIỆU CÁ NHÂN", _sections(done)
    text = f"# {title}\n\n" + "\n".join(
        f"## {head}\n\n" + "\n".join(f"- {line}" for line in lines) + "\n"
        for head, lines in sections
    )
    replace_file(folder / f"{name}.md", text.encode(), mode=PRIVATE)
    _docx(folder / f"{name}.docx", title, sections)
    return folder / f"{name}.docx"


def _sections(done: Forgotten) -> list[tuple[str, list[str]]]:
    at = f"{done.at.astimezone(HANOI):%H:%M ngày %d/%m/%Y} (giờ Hà Nội)"
    return [
        ("Yêu cầu", [
            f"Số yêu cầu: {done.request or '(chưa ghi sổ yêu cầu)'}",
            f"Tìm theo: {done.asked.how_vi}. Giấy này không ghi tên, địa chỉ hay chữ đã xoá.",
            f"Thực hiện lúc {at}.",
        ]),
        ("Đã xoá gì", told(done)),
        ("Còn lại gì", [
            "Dòng trống của mỗi lời: ngày, nguồn, nhãn, mã băm của bài; không chữ, không địa chỉ, không mã "
            "người viết. Giữ để số đếm các tháng trước không đổi.",
            "Một dòng băm trong sổ đã xoá (data/forgotten.jsonl): để lời ấy thu lại lần nữa thì không lưu.",
            *([_PRESS, f"Có {number(len(done.meant.press))} bài báo như thế."] if done.meant.press else []),
        ]),
        ("Ngoài tầm của chương trình", beyond(done)),
        ("Xác nhận", [
            f"Kiểm tra: sau khi xoá còn {number(erased_left(done))} tệp phải tự xem lại.",
            "Người thực hiện: ………………………………  Người phụ trách dữ liệu: ………………………………",
        ]),
    ]  # fmt: skip


def erased_left(done: Forgotten) -> int:
    """Return how many files a person has to look at: lists of the office in which the words stand."""
    return sum(trace.fate == "left" for trace in done.erased.traces)


def told(done: Forgotten) -> list[str]:
    """Return a line a place: how much went there, or would go."""
    erased = done.erased
    deleted = [t.path for t in erased.traces if t.fate == "deleted"]
    cut = [t for t in erased.traces if t.fate == "cut"]
    total = sum(erased.wordings.values())
    by_source = ", ".join(f"{source} {number(n)}" for source, n in sorted(erased.wordings.items()))
    lines = [
        f"Kho dữ liệu: {number(total)} lời của {number(len(erased.posts))} bài, bình luận"
        + (f" ({by_source})" if by_source else ""),
        f"Câu hỏi, tin nhắn tới công đoàn: {number(erased.talks)}; cách liên hệ: {number(erased.contacts)}",
        f"Chỗ trích trong cảnh báo, hồ sơ, ghi chú: {number(erased.events)}",
        f"Tệp landing: {number(erased.landing_lines)} dòng trong {number(erased.landing_files)} tệp",
        f"Dòng hỏng chờ xử lý: {number(erased.refused_lines)}",
        f"Bản chụp cho người đọc, chỉ mục tìm kiếm: {'làm lại' if erased.snapshot else 'không có hoặc không đổi'}",
        f"Bản in, trang gốc, bảng đã xuất phải xoá cả tệp: {number(len(deleted))}"
        + (f" ({', '.join(deleted[:8])}{' …' if len(deleted) > 8 else ''})" if deleted else ""),
        f"Điểm báo, hộp gửi, bản nháp, sổ chạy: cắt {number(sum(t.places for t in cut))} chỗ trong "
        f"{number(len(cut))} tệp",
    ]
    if done.dropped:
        lines.append(
            f"Bản sao lưu cũ: {number(done.dropped)} tệp; đã sao lưu lại từ kho không còn chữ"
        )
    return [*lines, *([f"Kho chung: {done.lake}"] if done.lake else [])]


def beyond(done: Forgotten) -> list[str]:
    """Return what could not be reached, and what a person can do about it."""
    left = [trace.path for trace in done.erased.traces if trace.fate == "left"]
    sent = [t for t in done.erased.traces if t.path.startswith("data/outbox/sent/")]
    lines = []
    if done.archives:
        lines.append(
            f"Bản sao lưu cũ: {number(len(done.archives))} tệp ({done.archives[0].name} … "
            f"{done.archives[-1].name}) CÒN chữ. Khôi phục từ chúng thì máy đọc sổ đã xoá và xoá lại trước khi "
            "ai đọc được. Muốn hết hẳn: `langnghe backup` rồi xoá các tệp ấy, hoặc chạy lại với --drop-backups."
        )
    lines.append("Bản sao lưu ai đó đã chép đi nơi khác; ảnh chụp đĩa; khối đĩa SSD chưa ghi đè.")
    if sent:
        lines.append(
            f"{number(len(sent))} thư đã gửi có trích: không rút lại được; báo người nhận xoá."
        )
    lines.append(
        "Điểm báo, bảng đã in, đã tải về, đã gửi tay; trang gốc trên mạng (không phải của ta)."
    )
    if left:
        lines.append(f"Tệp do cơ quan tự để, có chữ ấy, xin tự sửa: {', '.join(left)}")
    lines.append(
        "Câu trích dưới 6 tiếng không có gì để nhận ra; bản làm lại bằng lời khác cũng vậy."
    )
    return lines


def held_papers(
    workspace: Workspace, asked: Asked, meant: Meant, out: Path, at: datetime
) -> tuple[Path, Path]:
    """Write what is held of somebody as JSON and as a page to read, both for its owner alone."""
    with open_store(workspace.warehouse) as store:
        talks = _talks(store_of.told_of(store, meant.talk))
        labels = store_of.labels_of(store, [one.post_id for one in meant.held])
    rows = [
        {
            "post_id": one.post_id, "source": one.source, "kind": one.kind, "url": one.url, "text": one.text,
            "published_at": str(one.published_at or ""), "found_at": str(one.fetched_at),
            "labels": labels.get(one.post_id, []),
        }
        for one in meant.held
    ]  # fmt: skip
    data: dict[str, Any] = {
        "made_at": at.isoformat(), "searched_by": asked.how_vi, "posts": rows, "questions": talks,
        "press_articles": [{"url": one.url, "title": one.title} for one in meant.press],
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    base = out / f"dang-giu-{at.astimezone(HANOI):%Y%m%d-%H%M%S}"
    replace_file(base.with_suffix(".json"), json.dumps(data, ensure_ascii=False, indent=1).encode(), mode=PRIVATE)  # fmt: skip
    replace_file(base.with_suffix(".md"), _readable(data).encode(), mode=PRIVATE)
    return base.with_suffix(".json"), base.with_suffix(".md")


def _talks(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    # A pseudonym means nothing to whom it stands for, and would let others join what is apart.
    return [{k: v for k, v in one.items() if k not in store_of.PEOPLE} for one in told]


def _readable(data: dict[str, Any]) -> str:
    lines = [
        "# Những gì chúng tôi đang giữ", "",
        f"Tìm theo: {data['searched_by']}. Lập lúc {data['made_at']}.", "",
        f"## Bài, bình luận: {number(len(data['posts']))}", "",
    ]  # fmt: skip
    for one in data["posts"]:
        labels = "; ".join(one["labels"]) or "chưa có nhãn"
        lines += [f"- {one['source']}, {one['published_at'] or one['found_at']}, {one['url']}",
                  f"  - Chữ: {' '.join(one['text'].split())}", f"  - Máy và người đã gán: {labels}"]  # fmt: skip
    lines += ["", f"## Câu hỏi, tin nhắn: {number(len(data['questions']))}", ""]
    for one in data["questions"]:
        words = "; ".join(
            f"{name}: {value}" for name, value in one.items() if value not in ("", None, [])
        )
        lines.append(f"- {words}")
    if data["press_articles"]:
        lines += ["", f"## Bài báo có nêu tên: {number(len(data['press_articles']))}", ""]
        lines += [f"- {one['title']}: {one['url']}" for one in data["press_articles"]]
    lines += [
        "",
        "Không giữ: tên, ảnh, địa chỉ trang cá nhân. Chữ nào che được số điện thoại, địa chỉ thì đã che.",
    ]
    return "\n".join(lines) + "\n"


def _docx(path: Path, title: str, sections: Sequence[tuple[str, Sequence[str]]]) -> None:
    import io

    from docx import Document

    from langnghe.paper import aligned, one_font, page_number, write

    paper = Document()
    one_font(paper.styles["Normal"], 13)
    page_number(paper.sections[0])
    aligned(write(paper.add_paragraph(), title, bold=True, size=14), "centre")
    for head, lines in sections:
        write(paper.add_paragraph(), head, bold=True)
        for line in lines:
            aligned(write(paper.add_paragraph(style="List Bullet"), line), "both")
    buffer = io.BytesIO()
    paper.save(buffer)
    replace_file(path, buffer.getvalue(), mode=PRIVATE)
