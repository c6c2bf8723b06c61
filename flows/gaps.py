"""Find the information gaps of the last days: what is asked and not posted, and what to write tomorrow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from langnghe.measure.needs import WHERE_VI, Ask, Needs, Proposal, Topic, compare
from langnghe.numbers import number
from langnghe.privacy import scrub

if TYPE_CHECKING:
    from warehouse import Store

DAYS = 28
LONGEST = 160  # letters of an example
# The desk keeps the names of grown people in what they wrote; a proposal that is handed round does not.
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Lò|Vàng|Giàng|Tẩn|Pờ|Đinh|Đào|"
    "Mai|Trịnh|Đoàn|Lương|Tạ|Chu|Thào|Sùng|Vừ|Mùa|Chang|Lù|Lèng|Tòng|Cà|Quàng|Khoàng|Ly|Phùng|Cao|Hà|Triệu|Ma"
)
_LETTER = "A-ZĐÀ-Ỹ"
_NAMES = (
    re.compile(
        rf"\b(ông|bà|anh|chị|em|cô|chú|bác|đồng chí|tên là|là|Ông|Bà|Anh|Chị|Cô|Chú|Bác)"
        rf"((?:\s+(?!Công|Liên|LĐLĐ|Ban|Tổ|Sở|Ủy|Tết|BHXH|BHYT|BHTN|TƯLĐTT|CĐ)[{_LETTER}]\w*)+)"
    ),
    re.compile(rf"\b()((?:{_SURNAMES})(?:\s+[{_LETTER}]\w*){{1,3}})"),
)


def needs(
    store: Store,
    last: date,
    known: datetime,
    *,
    days: int = DAYS,
    units: Sequence[str] | None = None,
) -> Needs:
    """Return what people asked against what own pages posted in the days up to and with `last`.

    units: codes of the units asked about; None: the whole province.
    """
    from warehouse import gaps
    from warehouse.measure import anything_heard

    first = last - timedelta(days=days - 1)
    asks = [
        Ask(id=row["id"], where=row["where"], topic=row["topic"], day=row["day"],
            words=masked(row["words"] or ""), by_person=row["by_person"])
        for row in gaps.asked(store, first, last, known, units)
    ]  # fmt: skip
    posted = gaps.posted(store, first, last, known, units)
    papers = gaps.documents(store, first, last, known, units)
    heard = bool(posted) or (
        anything_heard(store, first, last, known, own=True)
        and (units is None or gaps.has_page(store, units))
    )
    return compare(asks, posted, papers, first, last, heard=heard)


def masked(words: str) -> str:
    """Return what somebody asked without what reaches or names a person, on one line, not too long."""
    text = " ".join(scrub(words).split())
    for names in _NAMES:
        text = names.sub(lambda found: f"{found[1]} [tên]".strip(), text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def reason(topic: Topic, found: Needs) -> str:
    """Return in a sentence how often a topic was asked and posted."""
    asked = f"{topic.asked}/{found.asked} lời hỏi ({number(topic.share_asked, '.0%')})"
    where = ", ".join(f"{name} {topic.where[key]}" for key, name in WHERE_VI.items() if key in topic.where)  # fmt: skip
    if topic.share_posted is None:
        posted = "trang chưa đăng bài nào"
    elif topic.posted:
        posted = f"trang đăng {topic.posted}/{found.posted} bài ({number(topic.share_posted, '.0%')})"  # fmt: skip
    else:
        posted = f"trang chưa đăng bài nào trong {found.posted} bài"
    sure = "" if topic.low is None or topic.low > 0 else "; chênh lệch chưa chắc, số còn ít"
    read = f"; máy xếp chủ đề {topic.by_machine} lời, cần người xem" if topic.by_machine else ""
    return f"{asked}: {where}; {posted}{sure}{read}"


def as_text(found: Needs) -> str:
    """Return the gaps and proposals as plain Vietnamese, for the screen and for Markdown."""
    from nlp.taxonomy import TOPIC_VI

    lines = [
        f"# Khoảng trống thông tin, {found.first:%d/%m/%Y}–{found.last:%d/%m/%Y}",
        "",
        f"{found.asked} lời hỏi có chủ đề"
        + (f" (và {found.untold} lời chưa rõ chủ đề)" if found.untold else "")
        + (f"; trang của công đoàn đăng {found.posted} bài." if found.heard else "."),
    ]
    if found.proposals:
        lines += ["", f"## Đề xuất cho ngày {found.tomorrow:%d/%m/%Y}"]
        for order, proposal in enumerate(found.proposals, start=1):
            lines += ["", *_proposal(order, proposal, found, TOPIC_VI)]
    if found.why_not:
        lines += ["", found.why_not]
    asked = [topic for topic in found.topics if topic.asked]
    if asked:
        lines += ["", "## Chủ đề được hỏi", ""]
        lines += [
            f"- {TOPIC_VI.get(topic.topic, topic.topic)}: {_counts(topic, found)}"
            for topic in asked
        ]
    return "\n".join(lines) + "\n"


def _proposal(order: int, proposal: Proposal, found: Needs, names: Mapping[str, str]) -> list[str]:
    topic = proposal.topic
    form = "Bài trên trang" if proposal.form == "post" else "Văn bản định hướng"
    lines = [
        f"{order}. {form}: {names.get(topic.topic, topic.topic)}",
        f"   {reason(topic, found)}.",
    ]
    if proposal.form == "document":
        lines.append("   Những ngày này chưa có văn bản nào về việc ấy.")
    before = [p.topic.topic for p in found.proposals[: order - 1]]
    if topic.topic in before:
        return [*lines, f"   Lời hỏi như ở mục {before.index(topic.topic) + 1}."]
    return [*lines, *(f"   - “{words}”" for words in topic.examples)]


def _counts(topic: Topic, found: Needs) -> str:
    if not found.heard or topic.share_posted is None or topic.gap is None:
        return f"hỏi {topic.asked}"
    points = round(100 * topic.gap)
    gap = number(points, "+,").replace("-", "−") if points else "0"
    return f"hỏi {topic.asked}, đăng {topic.posted}, chênh {gap} điểm %"


def as_data(found: Needs) -> dict[str, Any]:
    """Return the same as plain data for JSON; shares as fractions, days as ISO words."""
    from nlp.taxonomy import TOPIC_VI

    def topic(one: Topic) -> dict[str, Any]:
        return {
            "topic": one.topic,
            "name": TOPIC_VI.get(one.topic, one.topic),
            "asked": one.asked,
            "posted": one.posted,
            "share_asked": one.share_asked,
            "share_posted": one.share_posted,
            "gap": one.gap,
            "low": one.low,
            "high": one.high,
            "where": dict(one.where),
            "documents": one.documents,
            "by_machine": one.by_machine,
            "examples": list(one.examples),
        }

    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "asked": found.asked,
        "untold": found.untold,
        "posted": found.posted if found.heard else None,
        "proposals": [
            {"form": p.form, "topic": p.topic.topic, "why": reason(p.topic, found)}
            for p in found.proposals
        ],
        "why_not": found.why_not,
        "topics": [topic(one) for one in found.topics],
    }
