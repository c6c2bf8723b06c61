"""The register of activities: campaigns, talks, trainings, loudspeakers, and what people asked there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from langnghe.samples.year.chance import days, pick, share, some, whole
from langnghe.samples.year.gaps import FIRST, LAST, missing
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import BY_CODE, PROVINCE, Row, grassroots, standing

MARK = " (mẫu)"
# Attendance around the edges of the plan's classes; each is met more than once.
EDGES = (29, 30, 99, 100, 200, 201)


def activities() -> tuple[list[Row], list[Row]]:
    """Return the sessions and the questions asked in them, in order of time."""
    sessions = sorted(
        (row for row in _all() if not _not_handed_in(row)),
        key=lambda row: (str(row["held_on"]), str(row["code"]), str(row["session"])),
    )
    questions = [question for row in sessions for question in _questions(row)]
    return sessions, questions


def _not_handed_in(row: Row) -> bool:
    unit, day = str(row["unit"]), row["held_on"]
    assert isinstance(day, date)
    return missing("activities", unit, day)


def _all() -> Iterator[Row]:
    yield from _campaigns()
    yield from _direct()
    yield from _trainings()
    yield from _loudspeakers()
    yield from _at_companies()
    yield from _polls_and_contests()


def _row(code: str, unit: str, name: str, type_: str, day: date, **more: object) -> Row:
    return {
        "code": code, "session": 1, "unit": unit, "name": name + MARK, "type": type_,
        "starts_on": day, "ends_on": day, "held_on": day, "status": "done", **more,
    }  # fmt: skip


def _campaigns() -> Iterator[Row]:
    """Yield the campaigns: four of the province, up to four of each upper union; one crosses the year."""
    for campaign in content("campaigns")["campaign"]:
        first, last = campaign["from"], campaign["to"]
        targets = {"objective": campaign["objective"], "target_topics": campaign["topics"],
                   "messages": campaign["messages"], "campaign": campaign["name"],
                   "audience": ["members", "workers"], "ends_on": last}  # fmt: skip
        yield _row(
            f"CD-{campaign['id']}", PROVINCE, f"Chiến dịch {campaign['name']}", "campaign", first,
            channel=["facebook", "press_local", "event"],
            evidence=f"https://facebook.example/ldld-lai-chau/chien-dich-{campaign['id']}", **targets,
        )  # fmt: skip
        for upper in standing(last):
            if share("theo chiến dịch", campaign["id"], upper.code) > campaign["follow"]:
                continue
            proof = f"https://congdoan.example/{upper.code}/{campaign['id']}"
            # Some forget the proof or have one channel only: such a campaign does not count.
            bare = share("thiếu minh chứng", campaign["id"], upper.code) < 0.15
            yield _row(
                f"CD-{campaign['id']}-{upper.code}", upper.code,
                f"Chiến dịch {campaign['name']} tại {BY_CODE[upper.code].place}", "campaign",
                first + timedelta(days=whole(1, 5, "bắt đầu", campaign["id"], upper.code)),
                channel=["facebook"] if bare else ["facebook", "direct_group"],
                evidence=None if bare else proof, **targets,
            )  # fmt: skip


def _people(*key: object) -> Row:
    """Return who came: often near an edge of the plan's classes, most often somewhere between."""
    if share("ở mép", *key) < 0.3:
        total = pick(EDGES, "mép", *key)
    else:
        total = whole(12, 240, "số người", *key)
    guests = min(whole(0, 4, "khách", *key), total - 8)
    reporters = whole(0, 2, "phóng viên", *key) if total >= 60 else 0
    officers = whole(2, 6, "cán bộ", *key)
    return {
        "members": total - guests - reporters - officers, "officers": officers, "guests": guests,
        "reporters": reporters, "outlets": min(reporters, 2),
    }  # fmt: skip


def _direct() -> Iterator[Row]:
    """Yield dialogues and group talks of the upper unions and the province: from none to one a month."""
    talks = content("campaigns")["talk"]
    for month in range(12):
        start = (FIRST + timedelta(days=31 * month)).replace(day=1)
        for unit in (PROVINCE, *(upper.code for upper in standing(start))):
            if share("có buổi", unit, month) > (0.75 if unit in (PROVINCE, "cd-cac-kcn") else 0.5):
                continue
            talk = pick(talks, "buổi", unit, month)
            day = start + timedelta(days=whole(2, 25, "ngày", unit, month))
            if day > LAST or (unit in BY_CODE and not BY_CODE[unit].stands(day)):
                continue
            code = f"HD-{day:%Y%m}-{unit}"
            sessions = 2 if talk["type"] == "dialogue" and share("hai buổi", code) < 0.3 else 1
            for session in range(1, sessions + 1):
                yield {
                    **_row(
                        code, unit, talk["name"], talk["type"], day, channel=talk["channels"],
                        objective=talk["objective"], target_topics=talk["topics"],
                        audience=["members", "workers"], combined=share("lồng", code) < 0.2,
                        place=f"Hội trường {pick([u.place for u in standing(day)], 'hội trường', code)}",
                        evidence=f"https://congdoan.example/anh/{code}",
                        **_people(code, session),
                    ),
                    "session": session, "ends_on": day + timedelta(days=sessions - 1),
                    "held_on": day + timedelta(days=session - 1),
                }  # fmt: skip


def _trainings() -> Iterator[Row]:
    for place, day in enumerate(
        (date(2025, 9, 12), date(2025, 11, 6), date(2026, 3, 20), date(2026, 4, 9), date(2026, 6, 4))
    ):  # fmt: skip
        yield _row(
            f"TH-{place + 1}", PROVINCE, f"Tập huấn nghiệp vụ truyền thông lớp {place + 1}",
            "training", day, channel=["direct_group"], objective="Cán bộ biết viết tin và trả lời trên trang",
            target_topics=["union_reform"], audience=["officers"], place="Nhà văn hoá lao động tỉnh",
            evidence=f"https://congdoan.example/anh/TH-{place + 1}", members=0,
            officers=(29, 30, 64, 99, 100)[place], guests=0, reporters=0, outlets=0, questions=whole(3, 9, "TH", place),
        )  # fmt: skip
    for place, (day, name) in enumerate(
        (
            (date(2025, 7, 24), "Họp báo kỷ niệm 28/7"),
            (date(2026, 4, 28), "Họp báo Tháng Công nhân"),
        )
    ):
        yield _row(
            f"HB-{place + 1}", PROVINCE, name, "press_conference", day,
            channel=["press_local", "press_union"], objective="Cung cấp thông tin cho báo chí",
            target_topics=["commemoration" if place == 0 else "workers_month"], audience=["community"],
            members=6, officers=8, guests=5, reporters=(9, 14)[place], outlets=(6, 8)[place],
            questions=(7, 11)[place], evidence=f"https://congdoan.example/anh/HB-{place + 1}",
        )  # fmt: skip


def _loudspeakers() -> Iterator[Row]:
    """Yield a theme a week over the loudspeakers of two communes and one company, some weeks silent."""
    themes = content("campaigns")["theme"]
    for week, day in enumerate(days(date(2025, 7, 7), date(2026, 6, 22))[::7]):
        for unit in ("cd-phuong-hoa-ban", "cd-xa-thac-bac", "cdcs-may-sim-trang"):
            if share("loa im", unit, week) < 0.18:
                continue
            theme = themes[week % len(themes)]
            inside = unit.startswith("cdcs")
            yield _row(
                f"LOA-{day:%G-W%V}-{unit}", unit, f"Phát thanh tuần: {theme}", "loudspeaker", day,
                channel=["company_radio" if inside else "loudspeaker"], theme=theme,
                plays=whole(3, 12, "lượt", unit, week), audience=["workers"],
                ends_on=day + timedelta(days=6),
            )  # fmt: skip


def _at_companies() -> Iterator[Row]:
    """Yield talks in small groups that grassroots unions hold themselves."""
    talks = [talk for talk in content("campaigns")["talk"] if talk["type"] == "group_talk"]
    for each in some([g for g in grassroots() if g.last is None], 26, "cơ sở có buổi"):
        for turn in range(whole(1, 2, "mấy buổi", each.code)):
            day = FIRST + timedelta(days=whole(10, 355, "ngày", each.code, turn))
            talk = pick(talks, "cơ sở", each.code, turn)
            code = f"NHOM-{turn + 1}-{each.code}"
            people = min(each.people, pick((*EDGES, 24, 45, 60), "cỡ", code))
            yield _row(
                code, each.code, talk["name"], "group_talk", day, channel=["direct_group"],
                objective=talk["objective"], target_topics=talk["topics"], audience=["workers"],
                members=max(people - 2, 0), officers=min(people, 2), guests=0, reporters=0, outlets=0,
                evidence=f"https://congdoan.example/anh/{code}" if share("ảnh", code) < 0.8 else None,
            )  # fmt: skip


def _polls_and_contests() -> Iterator[Row]:
    for place, (day, type_, name) in enumerate(
        (
            (date(2025, 8, 15), "poll", "Thăm dò: bạn muốn công đoàn nói về điều gì"),
            (date(2025, 11, 3), "contest", "Cuộc thi ảnh Nụ cười ca đêm"),
            (date(2026, 2, 2), "poll", "Thăm dò: thưởng Tết của bạn thế nào"),
            (date(2026, 5, 4), "contest", "Cuộc thi viết Một ngày của tôi"),
            (date(2026, 6, 8), "poll", "Thăm dò: bữa ăn ca của bạn"),
        )
    ):
        yield _row(
            f"TD-{place + 1}", PROVINCE, name, type_, day, channel=["facebook"],
            ends_on=day + timedelta(days=14), audience=["members", "workers"],
            objective="Nghe đoàn viên", evidence=f"https://facebook.example/ldld-lai-chau/tham-do-{place + 1}",
        )  # fmt: skip


def _questions(row: Row) -> Iterator[Row]:
    """Yield what people asked in a session: mostly on its subject, some on what else they need."""
    if row["type"] not in ("dialogue", "group_talk", "press_conference"):
        return
    code, session = str(row["code"]), row["session"]
    asked = content("campaigns")["question"]
    topics = row.get("target_topics")
    on = [q for q in asked if q["topic"] in (topics if isinstance(topics, list) else ())]
    off = [q for q in asked if q not in on]
    number = whole(0, 5, "số câu", code, session)
    row["questions"] = number + whole(0, 3, "không ghi", code, session)
    chosen = [*some(on, (number + 1) // 2, code, session), *some(off, number // 2, code, session)]
    for question in chosen:
        told = share("chủ trì", code, session, question["text"])
        yield {
            "activity": code, "session": session, "question": question["text"],
            "topic": question["topic"] if told < 0.85 else None,
            "on_focus": (question in on) if told < 0.7 else None,
        }  # fmt: skip
