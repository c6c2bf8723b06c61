"""What staff record of the press: contacts, reporters' forms, spokespersons and messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from langnghe.samples.sites import SITES
from langnghe.samples.year.chance import clock, days, pick, share, whole
from langnghe.samples.year.documents import documents
from langnghe.samples.year.gaps import FIRST, LAST, missing
from langnghe.samples.year.news import news
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import PROVINCE, Row, grassroots, standing

# The four the province has agreements with first; names are those of the sample sites.
OUTLETS = (
    SITES["laichaungaynay"].name, "Đài Phát thanh Mường So (mẫu)", SITES["baocongnhan"].name,
    SITES["tapchicongdoan"].name, SITES["tinnhanh"].name, SITES["baomatket"].name,
)  # fmt: skip
SPEAKERS = ("Lò Văn Mẫu", "Vàng Thị Mẫu", "Nguyễn Mẫu Hải")
_ASKED = (
    ("Báo hỏi về vụ chậm lương ở công ty gỗ", "employer_violation"),
    ("Báo hỏi số liệu thưởng Tết", "tet_care"),
    ("Báo hỏi ý kiến về tai nạn ở công trình", "work_accident"),
    ("Báo hỏi về bữa ăn ca sau phản ánh của công nhân", "food_poisoning"),
    ("Báo hỏi tình hình sáp nhập công đoàn xã", "union_reform"),
)
_OFFERED = (
    ("Gửi thông tin về buổi đối thoại sắp tới", "dialogue"),
    ("Mời dự lễ trao Mái ấm Công đoàn", "welfare"),
    ("Cung cấp số liệu phát triển đoàn viên", "membership"),
    ("Giới thiệu gương công nhân sáng kiến", "role_models"),
    ("Gửi đề cương Tháng An toàn lao động", "safety_prevention"),
)
_FORMS = ("phone", "email", "meeting", "message")


@cache
def contacts() -> tuple[Row, ...]:
    """Return some 80 contacts: releases sent, news offered, questions of the press and their answers."""
    found = [*_releases(), *_others()]
    found.sort(key=lambda row: (str(row["contacted_at"]), str(row["outlet"])))
    return tuple({"code": f"BC-{n:03d}", **row} for n, row in enumerate(found, start=1))


def _releases() -> Iterator[Row]:
    urls = {(article.document, article.outlet): article.url for article in news()}
    for document in documents():
        if not document.row.get("to_press"):
            continue
        day = document.row["sent_on"]
        assert isinstance(day, date)
        for site in ("laichaungaynay", "baocongnhan", "tapchicongdoan"):
            if share("gửi", document.id, site) < 0.35:
                continue
            printed = urls.get((document.id, site))
            yield {
                "contacted_at": clock(day, 8, 16, "gửi", document.id, site),
                "outlet": SITES[site].name, "direction": "proactive", "form": "release",
                "unit": PROVINCE, "content": f"Gửi thông cáo: {str(document.row['title']).removeprefix('Thông cáo: ')}",
                "statement": "release", "spokesperson": speaker(day), "document": document.id,
                "result": "Đã đăng tin" if printed else "Chưa đăng", "article_url": printed,
                "feedback_asked": True,
            }  # fmt: skip


def _others() -> Iterator[Row]:
    for number, day in enumerate(days(FIRST + timedelta(days=4), LAST)[::6]):
        unit = PROVINCE
        if share("đơn vị", day) < 0.2:
            unit = pick(standing(day), "liên hệ", day).code
        if missing("press_contacts", unit, day):
            continue
        asked = share("bị động", day) < 0.45
        what, topic = pick(_ASKED if asked else _OFFERED, "nội dung", day)
        at = clock(day, 8, 17, "liên hệ", number)
        row: Row = {
            "contacted_at": at, "outlet": pick(OUTLETS, "báo", day), "unit": unit,
            "direction": "reactive" if asked else "proactive", "form": pick(_FORMS, "cách", day),
            "content": what, "topic": topic, "feedback_asked": share("phiếu", day) < 0.6,
        }  # fmt: skip
        if asked:
            row["requested_at"] = at
            if share("có đáp", day) < 0.85:
                row["answered_at"] = at + timedelta(hours=whole(1, 52, "đáp", day))
                row["statement"] = "interview"
                row["spokesperson"] = speaker(day) or "Chuyên viên Ban Tuyên giáo"
        elif share("phát ngôn", day) < 0.35:
            row["statement"] = pick(
                ("portal", "press_briefing", "press_conference", "correction"), "hình thức", day
            )
            row["spokesperson"] = speaker(day) or "Chuyên viên Ban Tuyên giáo"
        yield row


def speaker(day: date) -> str | None:
    """Return who speaks for the province on a day; nobody does in a gap."""
    if missing("spokespersons", PROVINCE, day):
        return None
    return SPEAKERS[0] if day < date(2026, 2, 1) else SPEAKERS[1]


def spokespersons() -> list[Row]:
    """Return the roster: of the province with a month of nobody, of most upper unions, some ended."""
    rows: list[Row] = [
        {
            "unit": PROVINCE, "name": SPEAKERS[0], "position": "Phó Chủ tịch", "authority": "spokesperson",
            "basis": "QĐ 11/QĐ-LĐLĐ", "valid_from": date(2023, 3, 1), "valid_to": date(2026, 1, 31),
        },
        {
            "unit": PROVINCE, "name": SPEAKERS[1], "position": "Phó Chủ tịch", "authority": "spokesperson",
            "basis": "QĐ 27/QĐ-LĐLĐ", "valid_from": date(2026, 3, 1),
        },
        {
            "unit": PROVINCE, "name": SPEAKERS[2], "position": "Trưởng Ban Tuyên giáo – Nữ công",
            "authority": "communications", "basis": "QĐ 12/QĐ-LĐLĐ", "valid_from": date(2024, 1, 1),
        },
    ]  # fmt: skip
    surnames = ("Lò", "Vàng", "Nguyễn", "Tẩn", "Pờ", "Giàng", "Đinh", "Hoàng")
    for place, upper in enumerate(standing(FIRST)):
        if upper.code in ("cd-xa-suoi-trong", "cd-cong-thuong"):
            continue  # nobody was ever named: T14 lists them
        ended = date(2025, 12, 31) if upper.code == "cd-phuong-dinh-suong" else upper.last
        rows.append(
            {
                "unit": upper.code, "name": f"{surnames[place % len(surnames)]} Thị Mẫu {place + 1}",
                "position": "Chủ tịch", "authority": "spokesperson",
                "basis": f"QĐ {place + 3}/QĐ-CĐ", "valid_from": FIRST, "valid_to": ended,
            }
        )  # fmt: skip
    for place, each in enumerate(grassroots()):
        if share("phân công", each.code) < 0.62 and each.last is None:
            rows.append(
                {
                    "unit": each.code, "name": f"{surnames[place % len(surnames)]} Văn Mẫu {place + 1}",
                    "position": "Chủ tịch", "authority": pick(("spokesperson", "communications"), each.code),
                    "basis": f"NQ {place + 1}/NQ-CĐCS", "valid_from": FIRST,
                }
            )  # fmt: skip
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def feedback() -> list[Row]:
    """Return the forms that reporters filled in: about half of those asked."""
    comments = ("Mong có thêm ảnh", "Số liệu rõ, dễ dùng", "Gửi hơi muộn so với giờ lên trang",
                "Cần người trả lời phỏng vấn nhanh hơn", "")  # fmt: skip
    rows: list[Row] = []
    for contact in contacts():
        code, at = str(contact["code"]), contact["contacted_at"]
        if not contact["feedback_asked"] or share("trả phiếu", code) > 0.5:
            continue
        day = clock(date.fromisoformat(str(at)[:10]), 9, 17, code).date()
        late = contact["direction"] == "reactive"
        rows.append(
            {
                "code": f"DG-{len(rows) + 1:03d}", "outlet": contact["outlet"], "contact": code,
                "answered_on": min(day + timedelta(days=whole(1, 9, "phiếu", code)), LAST),
                "timely": whole(2 if late else 3, 5, "kịp", code), "accurate": whole(3, 5, "đúng", code),
                "usable": whole(2, 5, "dùng", code), "comment": pick(comments, "lời", code) or None,
            }
        )  # fmt: skip
    return rows


def messages() -> list[Row]:
    """Return the registered messages."""
    return [
        {
            "code": row["code"], "text": row["text"], "variants": row.get("variants"),
            "opposites": row.get("opposites"), "campaign": row.get("campaign"), "unit": PROVINCE,
            "audience": ["members", "workers"], "topics": row["topics"],
            "valid_from": row["from"], "valid_to": row.get("to"),
        }
        for row in content("messages")["message"]
    ]  # fmt: skip
