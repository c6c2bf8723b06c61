"""What staff count of people: two waves of a survey, the months' outcomes, the groups, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from langnghe.samples.year.chance import pick, share, whole
from langnghe.samples.year.gaps import FIRST, LAST, missing
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import (
    PAGES,
    PROVINCE,
    UPPERS,
    Row,
    grassroots,
    page_home,
    standing,
)

MARK = " (mẫu)"
WAVES = (
    ("2025-2", date(2025, 10, 6), date(2025, 10, 24)),
    ("2026-1", date(2026, 5, 11), date(2026, 5, 29)),
)
# group, its size, how many answered in each wave; the last stays below five.
_GROUPS = (
    ("May mặc", 1450, (92, 104)), ("Chế biến nông sản", 620, (48, 55)),
    ("Giáo dục", 1980, (66, 61)), ("Xây dựng", 410, (21, 26)), ("Lái xe", 60, (4, 3)),
)  # fmt: skip
_YES_NO = (("Đồng ý", True, None), ("Không đồng ý", False, None), ("Không biết", False, None))
_STARS = tuple((f"{stars} sao", stars >= 4, stars) for stars in range(1, 6))
# code, measures, question, answers, share of the good answer in each wave
_QUESTIONS = (
    ("C1", "awareness", "Công đoàn là tổ chức của người lao động, do người lao động và vì người lao động?",
     _YES_NO, (0.61, 0.70)),
    ("C2", "benefits", "Bạn kể được ít nhất hai quyền lợi của đoàn viên?",
     (("Kể được hai trở lên", True, None), ("Kể được một", False, None), ("Chưa kể được", False, None)),
     (0.38, 0.47)),
    ("C3", "trust", "Bạn tin công đoàn ở mức nào?", _STARS, (0.52, 0.58)),
    ("C4", "satisfaction", "Bạn hài lòng với lần công đoàn trả lời gần nhất?", _STARS, (0.55, 0.60)),
    ("C5", "support", "Bạn ủng hộ việc làm của công đoàn?", _YES_NO, (0.66, 0.69)),
)  # fmt: skip


def surveys() -> list[Row]:
    """Return the counted answers of both waves; one wave also asks of two documents."""
    return [*_waves(), *_of_documents()]


def _waves() -> Iterator[Row]:
    for turn, (wave, first, last) in enumerate(WAVES):
        for code, measures, question, answers, good in _QUESTIONS:
            for group, population, sizes in _GROUPS:
                counts = _split(sizes[turn], good[turn], answers, wave, code, group)
                for (answer, yes, score), n in zip(answers, counts, strict=True):
                    yield {
                        "wave": wave, "unit": PROVINCE, "starts_on": first, "ends_on": last,
                        "method": "paper" if group != "Giáo dục" else "online", "measures": measures,
                        "question_code": code, "question": question, "group": group,
                        "population": population, "answer": answer, "score": score,
                        "counts_as_yes": yes, "n": n,
                    }  # fmt: skip


def _split(
    size: int, good: float, answers: tuple[tuple[str, bool, int | None], ...], *key: object
) -> list[int]:
    """Return how many gave each answer: about `good` of them one that counts."""
    yes = [place for place, (_, counts, _) in enumerate(answers) if counts]
    no = [place for place in range(len(answers)) if place not in yes]
    counts = [0] * len(answers)
    for person in range(size):
        side = yes if share("ý kiến", person, *key) < good else no
        counts[pick(side, "câu nào", person, *key)] += 1
    return counts


def _of_documents() -> Iterator[Row]:
    for number, document in enumerate(("12/HD-LĐLĐ", "31/HD-LĐLĐ")):
        counts = _split(37 if number else 12, 0.64, _STARS, document)
        for (answer, yes, score), n in zip(_STARS, counts, strict=True):
            yield {
                "wave": "2026-1", "unit": PROVINCE, "starts_on": WAVES[1][1], "ends_on": WAVES[1][2],
                "method": "page_poll", "measures": "usefulness", "question_code": f"V{number + 1}",
                "question": "Văn bản này có ích với bạn không?", "document": document,
                "answer": answer, "score": score, "counts_as_yes": yes, "n": n,
            }  # fmt: skip


def months() -> list[date]:
    """Return the first days of the twelve months."""
    return [date(2025 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(12)]


def outcomes() -> list[Row]:
    """Return the months' figures of each union, less those that were not handed in."""
    rows = []
    for month in months():
        for unit in (PROVINCE, *(upper.code for upper in standing(month))):
            if missing("outcomes", unit, month):
                continue
            big = unit in (PROVINCE, "cd-cac-kcn")
            key = (unit, month)
            # The province tells only what it does itself: what the unions below do is theirs.
            members = 620 if unit == PROVINCE else 500 + 40 * whole(0, 30, "đoàn viên", unit)
            rows.append(
                {
                    "month": month, "unit": unit,
                    "new_members": whole(0, 90 if big else 22, "mới", *key) if unit != PROVINCE else 0,
                    "new_grassroots": whole(0, 2 if unit == "cd-cac-kcn" else 1, "cđcs", *key)
                    if share("lập", *key) < 0.3 else 0,
                    "agreements_signed": whole(0, 2, "tưlđtt", *key) if big else 0,
                    "registrations": whole(20, 400, "đăng ký", *key) if month.month in (5, 7, 12) else None,
                    "contest_entries": whole(4, 60, "dự thi", *key) if month.month in (5, 11) else None,
                    "advice_requests": whole(1, 26, "tư vấn", *key),
                    "dialogues": whole(0, 3, "đối thoại", *key),
                    "solved_jointly": whole(0, 4, "cùng giải quyết", *key),
                    "contributions": whole(0, 9, "tin bài", *key) if unit != PROVINCE else None,
                    "sharing_pages": whole(0, 12, "chia sẻ", *key),
                    "members_total": members + month.month, "workers_total": members * 115 // 100,
                }
            )  # fmt: skip
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def groups() -> tuple[list[Row], list[Row]]:
    """Return the groups and pages, as last attested in each half year, and what their admins noted."""
    rows = list(_groups())
    topics = content("campaigns")["question"]
    notes: list[Row] = []
    for row in rows:
        if row["kind"] != "closed_group" or not row["active"]:
            continue
        for turn in range(whole(0, 4, "ghi chép", row["code"])):
            told = pick(topics, "ghi", row["code"], turn)
            notes.append(
                {
                    "group": row["code"], "topic": told["topic"],
                    "noted_on": FIRST + timedelta(days=whole(20, 355, "ngày ghi", row["code"], turn)),
                    "note": f"Nhiều người trong nhóm hỏi: {told['text'][0].lower()}{told['text'][1:]}",
                    "people": whole(2, 18, "số người", row["code"], turn), "handed_by": "grassroots",
                }
            )  # fmt: skip
    unique = {(str(n["group"]), str(n["noted_on"]), str(n["note"])): n for n in notes}
    return rows, list(unique.values())


def _groups() -> Iterator[Row]:
    shapes = [
        (PROVINCE, "zalo-tuyengiao", "Tuyên giáo công đoàn tỉnh", "closed_group", "zalo", True),
        (PROVINCE, "fb-nu-cong", "Nữ công tỉnh", "closed_group", "facebook", True),
        (PROVINCE, "viber-ctv", "Cộng tác viên tin bài", "closed_group", "viber", False),
    ]
    for upper in UPPERS:
        if upper.code in ("cd-xa-doi-che", "cd-phuong-dinh-suong"):
            continue  # no group: T2b lists them
        active = upper.code != "cd-vien-chuc" and upper.last is None
        name = f"Nhóm {upper.name.removeprefix('Công đoàn ')}"
        shapes.append((upper.code, f"zalo-{upper.code}", name, "closed_group", "zalo", active))
    for page in PAGES:
        live = page.id != "fb-bao-bi-man-dao"
        shapes.append((page.unit or PROVINCE, page.id, page.name, "page", "facebook", live))
    known = {page.unit for page in PAGES}
    for (
        each
    ) in grassroots():  # pages that nobody connects: whether they live, the union says itself
        if each.page and each.last is None and each.code not in known:
            live = share("trang sống", each.code) < 0.7
            name = f"Trang {each.name}"
            shapes.append((each.code, f"fb-{each.code}", name, "page", "facebook", live))
    for owner, code, name, kind, platform, active in shapes:
        last = LAST if owner != "cd-xa-da-vach" else date(2026, 3, 20)
        post = whole(1, 24, "bài gần", code) if active else whole(70, 160, "bài xa", code)
        yield {
            "code": code, "name": name if MARK in name else name + MARK, "kind": kind,
            "platform": platform, "owner": owner, "members": whole(18, 420, "thành viên", code),
            "active": active, "attested_on": last - timedelta(days=whole(1, 6, "xác nhận", code)),
            "last_post_on": last - timedelta(days=post + 6), "attested_by": "upper_union",
            "url": page_home(owner) if kind == "page" and owner != PROVINCE else None,
            "purpose": "Phổ biến, tiếp nhận, phản hồi", "valid_from": date(2024, 3, 1),
        }  # fmt: skip


def calendar() -> list[Row]:
    """Return the planned events of the year."""
    rows: list[Row] = [
        {
            "label": campaign["name"], "kind": "campaign", "date_from": campaign["from"],
            "date_to": campaign["to"], "factor": 1.4, "unit": PROVINCE, "campaign": campaign["name"],
        }
        for campaign in content("campaigns")["campaign"]
    ]  # fmt: skip
    rows += [
        {"label": "Luật Bảo hiểm xã hội 41/2024/QH15 có hiệu lực", "kind": "law",
         "date_from": date(2025, 7, 1), "date_to": date(2025, 7, 14)},
        {"label": "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 có hiệu lực", "kind": "law",
         "date_from": date(2026, 1, 1), "date_to": date(2026, 1, 14)},
        {"label": "Nghỉ Tết Nguyên đán Bính Ngọ", "kind": "holiday",
         "date_from": date(2026, 2, 15), "date_to": date(2026, 2, 22), "factor": 0.4},
        {"label": "Đại hội Công đoàn tỉnh" + MARK, "kind": "congress",
         "date_from": date(2025, 11, 12), "date_to": date(2025, 11, 13), "unit": PROVINCE},
    ]  # fmt: skip
    return rows
