"""Digests to look at and to test with: a rich day, an empty one, a hostile one, a huge one.

All names, places of work and sentences are invented; outlets live under *.example.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from langnghe.digest.model import (
    AlertItem,
    CaseItem,
    Change,
    Copy,
    Coverage,
    Digest,
    SourceState,
    StoryItem,
    Voice,
)
from langnghe.records import HANOI, digest_of

DAY = date(2026, 6, 30)
NAMES = {
    "ldmoi": "Báo Lao Động Mới",
    "sonla": "Sông Đà Online",
    "laichau24": "Lai Châu 24 giờ",
    "congdoan": "Trang Công đoàn Tây Bắc",
    "kinhte": "Kinh tế Vùng cao",
    "dientin": "Thời báo Điện tín",
    "diendan": "Diễn đàn Thợ Việt",
    "chinhphu": "Cổng thông tin tỉnh",
    "vungbien": "Tin Vùng biên",
    "suckhoe": "Sức khoẻ Cộng đồng",
}


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """Return a Hà Nội moment."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANOI)


def copy(source: str, slug: str, title: str, when: datetime | None, *, revisions: int = 1) -> Copy:
    """Return an article of an invented outlet."""
    url = f"https://{source}.example/{slug}.html"
    return Copy(
        post_id=digest_of(url),
        kind="article",
        source=source,
        source_name=NAMES[source],
        title=title,
        url=url,
        published_at=when,
        revisions=revisions,
    )


def story(title: str, copies: tuple[Copy, ...], quote: str = "", **facts: Any) -> StoryItem:
    """Return a story with quiet defaults."""
    base = StoryItem(
        story_id=digest_of("story", title),
        title=title,
        quote=quote,
        quote_url=copies[0].url if quote else "",
        quote_source=copies[0].source_name if quote else "",
        url=copies[0].url,
        copies=copies,
        outlets=len({c.source for c in copies}),
        comments=0,
        topics=("Phúc lợi, trợ giúp",),
        tone="neutral",
        stance_union="none",
        risk=0,
        risk_reason="",
        places=(),
        watch=(),
        continuing=False,
        since=DAY,
        new_copies=len(copies),
        late=False,
        unsure=False,
    )
    return replace(base, **facts)


def voice(slug: str, text: str, intent: str, **facts: Any) -> Voice:
    """Return a comment of the invented forum."""
    url = f"https://diendan.example/chu-de/{slug}"
    base = Voice(
        post_id=digest_of(url),
        source_name=NAMES["diendan"],
        text=text,
        url=url,
        intent=intent,
        topics=("Ngộ độc, bữa ăn ca",),
        tone="negative",
        about="",
        published_at=at(9, 40),
    )
    return replace(base, **facts)


POISON = "Hơn 90 công nhân may ở Tam Đường nhập viện sau bữa ăn ca, bếp ăn tạm đình chỉ"
WAGES = "Công nhân Nhà máy chè Bản Giang tập trung trước cổng vì ba tháng chậm lương"


def urgent() -> tuple[StoryItem, ...]:
    """Return the two stories a leader must see first."""
    return (
        story(
            POISON,
            (
                copy("ldmoi", "ngo-doc-tam-duong", POISON, at(7, 5), revisions=3),
                copy(
                    "laichau24",
                    "cap-cuu-cong-nhan",
                    "Xuyên đêm cấp cứu 92 công nhân nghi ngộ độc ở Tam Đường",
                    at(5, 48),
                ),
                copy(
                    "suckhoe",
                    "mau-thuc-an",
                    "Lấy mẫu bữa ăn ca của công ty may có công nhân nhập viện",
                    at(10, 20),
                ),
                copy("dientin", "nhap-vien", POISON, at(8, 2)),
                copy(
                    "vungbien",
                    "bep-an",
                    "Bếp ăn công ty may ở Tam Đường bị tạm đình chỉ",
                    at(21, 15, DAY - timedelta(days=1)),
                ),
            ),
            "Đến 6 giờ sáng 30/6, 92 công nhân đã được đưa vào bệnh viện, trong đó 7 người phải theo dõi tích cực. "
            "Liên đoàn Lao động tỉnh cử hai tổ xuống xưởng và hỗ trợ viện phí ban đầu.",
            comments=37,
            topics=("Ngộ độc, bữa ăn ca", "Bảo vệ quyền lợi", "Phúc lợi, trợ giúp"),
            tone="negative",
            stance_union="positive",
            risk=3,
            risk_reason="nhãn rủi ro 3 từ linear@1, điểm 0,91; từ khoá “nhập viện”, “bữa ăn ca”, hơn 50 người",
            places=("Lai Châu",),
            communes=("huyện Tam Đường",),
            units=("LĐLĐ tỉnh Lai Châu",),
            at_home=True,
            watch=("Công ty May Mây Trắng", "Liên đoàn Lao động tỉnh Lai Châu"),
            continuing=True,
            since=date(2026, 6, 29),
            new_copies=4,
        ),
        story(
            WAGES,
            (
                copy("kinhte", "che-ban-giang", WAGES, at(16, 30)),
                copy(
                    "laichau24",
                    "cham-luong",
                    "Chậm lương ba tháng, thợ chè đòi gặp giám đốc",
                    at(17, 12),
                ),
            ),
            "Khoảng 140 người đứng trước cổng từ 14 giờ, đề nghị chủ doanh nghiệp trả dứt điểm lương tháng 4, 5 và 6.",
            comments=12,
            topics=("Ngừng việc, đình công", "Vi phạm của NSDLĐ"),
            tone="negative",
            stance_union="neutral",
            risk=2,
            risk_reason="nhãn rủi ro 2 từ linear@1, điểm 0,64",
            places=("Lai Châu",),
            communes=("Bản Giang",),
            at_home=True,
            watch=("Nhà máy chè Bản Giang",),
            unsure=True,
        ),
    )


def top() -> tuple[StoryItem, ...]:
    """Return the stories a leader reads."""
    return (
        story(
            "Công đoàn Lai Châu trao 45 mái ấm cho đoàn viên vùng cao trong Tháng Sáu",
            (
                copy(
                    "congdoan",
                    "mai-am-45",
                    "Công đoàn Lai Châu trao 45 mái ấm cho đoàn viên vùng cao trong Tháng Sáu",
                    at(9, 15),
                ),
                copy(
                    "laichau24",
                    "mai-am",
                    "45 gia đình đoàn viên có nhà mới trước mùa mưa",
                    at(11, 0),
                ),
                copy("ldmoi", "mai-am-lai-chau", "45 mái ấm công đoàn ở Lai Châu", at(13, 45)),
            ),
            "Mỗi gia đình được hỗ trợ 60 triệu đồng, phần còn lại do đồng nghiệp góp ngày công.",
            topics=("Phúc lợi, trợ giúp", "Đời sống, việc làm"),
            tone="positive",
            stance_union="positive",
            places=("Lai Châu",),
            communes=("xã Sìn Hồ", "xã Nậm Hàng"),
            units=("Công đoàn tỉnh Lai Châu",),
            at_home=True,
            watch=("Liên đoàn Lao động tỉnh Lai Châu",),
        ),
        story(
            "Góp ý sửa giờ làm thêm: công nhân muốn trần thấp hơn, doanh nghiệp muốn linh hoạt",
            (
                copy(
                    "ldmoi",
                    "gio-lam-them",
                    "Góp ý sửa giờ làm thêm: công nhân muốn trần thấp hơn, doanh nghiệp muốn linh hoạt",
                    at(6, 30),
                ),
                copy(
                    "dientin",
                    "gio-lam-them-2",
                    "Hai luồng ý kiến về trần giờ làm thêm",
                    at(6, 50),
                    revisions=2,
                ),
            ),
            "Phần lớn ý kiến tại xưởng đề nghị giữ trần 200 giờ một năm.",
            comments=8,
            topics=("Xây dựng pháp luật", "Thương lượng, thoả ước"),
            stance_union="neutral",
            places=("Bình Dương", "Hà Nội"),
            places_now=("TP.HCM", "Hà Nội"),
            units=("Tổng Liên đoàn Lao động Việt Nam",),
            continuing=True,
            since=date(2026, 6, 24),
            new_copies=2,
        ),
        story(
            "Bạn đọc hỏi: quỹ công đoàn cơ sở chi hội nghị nhiều hơn thăm ốm, có đúng không?",
            (
                copy(
                    "kinhte",
                    "quy-cong-doan",
                    "Bạn đọc hỏi: quỹ công đoàn cơ sở chi hội nghị nhiều hơn thăm ốm, có đúng không?",
                    at(15, 5),
                ),
            ),
            "Người gửi thư nói bản công khai quỹ năm 2025 không ghi khoản thăm hỏi nào.",
            comments=5,
            topics=("Tiêu cực nội bộ",),
            tone="negative",
            stance_union="negative",
            risk=1,
            risk_reason="nhãn rủi ro 1 từ linear@1, điểm 0,58",
            places=("Lai Châu",),
            communes=("Than Uyên",),
            at_home=True,
            unsure=True,
        ),
        story(
            "Thoả ước mới ở thuỷ điện Nậm Mu: thêm hai ngày nghỉ, bữa ca lên 35.000 đồng",
            (
                copy(
                    "sonla",
                    "thoa-uoc-nam-mu",
                    "Thoả ước mới ở thuỷ điện Nậm Mu: thêm hai ngày nghỉ, bữa ca lên 35.000 đồng",
                    at(10, 10, DAY - timedelta(days=1)),
                ),
            ),
            "",
            topics=("Thương lượng, thoả ước",),
            tone="positive",
            stance_union="positive",
            places=("Lai Châu",),
            communes=("Than Uyên",),
            at_home=True,
            late=True,
            new_copies=0,
            continuing=True,
            since=date(2026, 6, 29),
        ),
    )


_REST = (
    (
        "chinhphu",
        "Tỉnh công bố lịch chi trả trợ cấp thất nghiệp tháng 7",
        "neutral",
        "Chính sách nhà nước",
    ),
    ("congdoan", "Hội thi an toàn vệ sinh viên giỏi khối xây dựng", "positive", "ATVSLĐ"),
    (
        "dientin",
        "Lương tối thiểu vùng 2027: hội đồng họp phiên thứ hai",
        "neutral",
        "Thương lượng, thoả ước",
    ),
    ("laichau24", "Kết nạp 312 đoàn viên ở các xưởng mới mở", "positive", "Phát triển đoàn viên"),
    (
        "ldmoi",
        "Nhà trọ công nhân mùa nóng: tiền điện ăn vào tiền gạo",
        "negative",
        "Đời sống, việc làm",
    ),
    (
        "kinhte",
        "Một doanh nghiệp xây lắp bị phạt vì chậm đóng bảo hiểm",
        "negative",
        "Vi phạm của NSDLĐ",
    ),
    ("vungbien", "Nữ công nhân cạo mủ và lớp học xoá mù buổi tối", "positive", "Gương điển hình"),
    (
        "sonla",
        "Tập huấn viết tin bài cho cán bộ công đoàn cơ sở",
        "neutral",
        "Đổi mới tổ chức công đoàn",
    ),
)


def rest() -> tuple[StoryItem, ...]:
    """Return the quiet stories."""
    return tuple(
        story(
            title,
            (copy(source, f"tin-{k}", title, at(8 + k, 5) if k != 5 else None),),
            topics=(topic,),
            tone=tone,
            stance_union="neutral" if source == "congdoan" else "none",
            places=("Lai Châu",) if k % 2 else (),
            at_home=bool(k % 2),
        )
        for k, (source, title, tone, topic) in enumerate(_REST)
    )


def voices() -> tuple[Voice, ...]:
    """Return what workers ask, complain of, suggest."""
    return (
        voice(
            "1",
            "Cho em hỏi nghỉ điều trị sau ngộ độc thì công ty trả lương hay bảo hiểm trả ạ?",
            "ask",
            about=POISON,
        ),
        voice(
            "2",
            "Hợp đồng thời vụ có được công đoàn hỗ trợ viện phí không mọi người",
            "ask",
            tone="neutral",
        ),
        voice(
            "3",
            "Ăn ca 15 nghìn mà thịt có mùi từ tuần trước, nói mãi không ai nghe.",
            "complain",
            about=POISON,
        ),
        voice(
            "4",
            "Ba tháng không lương, tiền trọ chủ đòi từng ngày rồi.",
            "complain",
            topics=("Vi phạm của NSDLĐ",),
            about=WAGES,
        ),
        voice(
            "5",
            "Đề nghị công đoàn cho đại diện tổ sản xuất vào kiểm tra bếp mỗi tuần.",
            "suggest",
            tone="neutral",
        ),
        voice(
            "6",
            "Mai cả xưởng 2 nghỉ hết xem họ tính sao, ai đi thì thả tim.\nGọi mình qua [số điện thoại].",
            "call_to_action",
            topics=("Ngừng việc, đình công",),
            about=WAGES,
            risk=2,
        ),
    )


def other_voices() -> tuple[Voice, ...]:
    """Return the remaining comments."""
    return (
        voice(
            "7",
            "Cảm ơn các anh chị công đoàn đã thức cả đêm ở viện.",
            "praise",
            tone="positive",
            about=POISON,
        ),
        voice(
            "8", "Chị mình làm xưởng đó, giờ đỡ rồi.", "inform", tone="neutral", published_at=None
        ),
    )


def sources() -> tuple[SourceState, ...]:
    """Return sources in every state."""

    def state(
        source: str, kind: Any, items: int = 0, scope: int = 0, reason: str = "", **more: Any
    ) -> SourceState:
        return SourceState(
            source=source,
            name=NAMES.get(source, source),
            group=more.pop("group", "Báo lao động"),
            state=kind,
            items=items,
            in_scope=scope,
            reason=reason,
            last_success=more.pop("last", at(6, 32)),
            outcomes=more.pop("outcomes", ()),
        )

    return (
        state(
            "ldmoi",
            "ok",
            64,
            5,
            outcomes=(("lưu mới", 58), ("bản sửa", 4), ("không phải bài viết", 2)),
        ),
        state("laichau24", "ok", 22, 4, group="Báo địa phương"),
        state("congdoan", "ok", 6, 2, group="Trang công đoàn"),
        state("kinhte", "ok", 31, 3, group="Báo kinh tế"),
        state("dientin", "ok", 1240, 3, group="Báo trung ương"),
        state("sonla", "ok", 12, 2, group="Báo địa phương"),
        state("vungbien", "ok", 9, 2, group="Báo địa phương"),
        state("suckhoe", "ok", 18, 1, group="Báo ngành"),
        state("diendan", "ok", 55, 8, group="Diễn đàn"),
        state("chinhphu", "ok", 3, 1, group="Cơ quan nhà nước"),
        state("Công báo Vùng cao", "quiet", group="Cơ quan nhà nước"),
        state(
            "Truyền hình Phong Thổ",
            "failed",
            reason="máy chủ trả lỗi 503 ba lần liền",
            last=at(6, 31, DAY - timedelta(days=2)),
            group="Đài địa phương",
        ),
        state(
            "Nhịp sống Mường So",
            "failed",
            reason="trang đổi bố cục, không đọc được bài",
            last=None,
            group="Báo địa phương",
        ),
        state(
            "Báo Thợ mỏ",
            "blocked",
            reason="trang hỏi mã xác nhận",
            last=at(6, 30, date(2025, 12, 31)),
            group="Báo ngành",
        ),
        state("Bản tin Khu công nghiệp", "unseen", last=None, group="Trang công đoàn"),
    )


def alerts() -> tuple[AlertItem, ...]:
    """Return what is open: one that leaders were told of, one for the analysts."""
    return (
        AlertItem(
            alert_id="CB260630-1a2b3c",
            level=4,
            level_word="báo Phó Chủ tịch, Chủ tịch trong 1 giờ",
            risk="R3 Ngừng việc, ngộ độc, tai nạn, nợ lương",
            what=f"Ngộ độc thực phẩm trong tỉnh: “{POISON}”",
            status="đã nhận",
            opened_at=at(5, 55),
            sources=5,
            new=True,
            places=("Lai Châu",),
            story_ids=(digest_of("story", POISON),),
            case_id="HS260630-9d8e7f",
        ),
        AlertItem(
            alert_id="CB260629-4d5e6f",
            level=2,
            level_word="theo dõi",
            risk="R2b Thiếu minh bạch",
            what="5 người hỏi cùng một điều trong 7 ngày",
            status="chưa ai nhận",
            opened_at=at(16, 20, DAY - timedelta(days=1)),
            sources=1,
            new=False,
            outlook="ổn định (64 %)",
        ),
    )


def cases() -> tuple[CaseItem, ...]:
    """Return the case that was opened on the gravest alert."""
    return (
        CaseItem(
            case_id="HS260630-9d8e7f",
            title="Ngộ độc bữa ăn ca ở Tam Đường",
            level=4,
            status="chờ duyệt phương án",
            owner="Trưởng Ban Chính sách pháp luật",
            due=at(18, 0),
            late=True,
        ),
    )


def rich() -> Digest:
    """Return the digest of 30 June 2026."""
    counts: tuple[int | None, ...] = (18, 22, 15, 0, 24, 31, 19, None, None, 27, 20, 16, 29, 42)
    return Digest(
        kind="day",
        day=DAY,
        covers=(DAY,),
        made_at=at(7, 0, DAY + timedelta(days=1)),
        office="Ban Tuyên giáo Công đoàn",
        home_place="Lai Châu",
        urgent=urgent(),
        top=top(),
        rest=rest(),
        voices=voices(),
        other_voices=other_voices(),
        coverage=Coverage(
            collected=1457,
            in_scope=42,
            stories=14,
            about_union=11,
            negative=17,
            positive=9,
            comments=62,
            usual_in_scope=21.5,
            usual_negative=6,
            days_known=26,
        ),
        by_day=tuple((DAY - timedelta(days=13 - k), n) for k, n in enumerate(counts)),
        sources=sources(),
        changes=(
            Change(kind="story_grew", sentence="“Hơn 90 công nhân may…” từ 1 lên 5 báo.", url=""),
            Change(
                kind="edited",
                sentence="Báo Lao Động Mới sửa tiêu đề: từ “hơn 60” thành “hơn 90 công nhân”.",
                url="https://ldmoi.example/ngo-doc-tam-duong.html",
            ),
            Change(
                kind="new_source_failure", sentence="Nhịp sống Mường So không đọc được từ hôm nay."
            ),
            Change(kind="source_back", sentence="Tin Vùng biên thu được trở lại sau 2 ngày."),
            Change(
                kind="story_ended", sentence="Tin “Mưa đá làm tốc mái nhà trọ” không có bài mới."
            ),
        ),
        own_posts=None,
        open_inquiries=None,
        model="linear@1",
        notes=("Mới có 26 ngày dữ liệu, số “ngày thường” còn xê dịch.",),
        alerts=alerts(),
        cases=cases(),
        other_days=((date(2026, 6, 29), "diem-bao-2026-06-29.html"),),
    )


def empty() -> Digest:
    """Return a day on which everything was asked and nothing was found, on a first day."""
    return replace(
        rich(),
        alerts=(),
        cases=(),
        urgent=(),
        top=(),
        rest=(),
        voices=(),
        other_voices=(),
        changes=(),
        notes=(),
        by_day=(),
        own_posts=0,
        open_inquiries=0,
        other_days=(),
        sources=tuple(
            replace(s, state="quiet", items=0, in_scope=0, reason="", outcomes=())
            for s in sources()[:3]
        ),
        coverage=Coverage(
            collected=0,
            in_scope=0,
            stories=0,
            about_union=0,
            negative=0,
            positive=0,
            comments=0,
            usual_in_scope=None,
            usual_negative=None,
            days_known=0,
        ),
    )


def dark() -> Digest:
    """Return a day on which no source could be collected."""
    failed = tuple(replace(s, state="failed", reason="hết giờ chờ") for s in empty().sources)
    return replace(empty(), sources=failed, by_day=((DAY, None),))


def calm() -> Digest:
    """Return a day without anything urgent, with sources missing."""
    return replace(rich(), urgent=(), alerts=(), cases=())


def ringing() -> Digest:
    """Return a day without an urgent story, while an alert of before is still open."""
    return replace(rich(), urgent=(), voices=(), cases=())


def huge() -> Digest:
    """Return a day of 120 stories, the longest of 30 copies."""
    many = tuple(
        story(
            f"Tin thứ {k}: công nhân và công đoàn cơ sở ở xưởng số {k} bàn chuyện ca kíp",
            tuple(
                copy("ldmoi", f"nhieu-{k}-{j}", f"Tin thứ {k}", at(k % 24, j % 60))
                for j in range(30 if k == 0 else 1 + k % 3)
            ),
            tone=("positive", "neutral", "negative")[k % 3],
        )
        for k in range(120)
    )
    base = rich()
    return replace(
        base,
        urgent=tuple(replace(s, risk=2) for s in many[:9]),
        top=many[9:20],
        rest=many[20:],
    )


XSS = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3)) "
    "![y](https://evil.example/p.png) | `z` **đậm** </style></title>{{ 7*7 }}\u202e\x00\ud800\n# tiêu đề\n"
)


def _poison(value: Any, name: str = "") -> Any:
    """Return the same record with a hostile text in every string of it."""
    if isinstance(value, str):
        if name == "post_id" or name == "story_id":
            return value
        if name.endswith("url"):
            return "javascript:alert('url')//" + value
        return value if name == "state" or (name == "kind" and value == "day") else XSS + value
    if isinstance(value, tuple):
        return tuple(_poison(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        new = {f.name: _poison(getattr(value, f.name), f.name) for f in fields(value)}
        return replace(value, **new)
    return value


def hostile() -> Digest:
    """Return the rich day with XSS, Markdown and bidi tricks in every string."""
    digest: Digest = _poison(rich())
    return digest


def post_ids(digest: Digest) -> list[str]:
    """Return the id of every post of a digest."""
    stories = (*digest.urgent, *digest.top, *digest.rest)
    spoken = (*digest.voices, *digest.other_voices)
    return [c.post_id for s in stories for c in s.copies] + [v.post_id for v in spoken]


def golden(text: str) -> str:
    """Return an HTML digest without its style sheet, so that the golden file shows structure."""
    return re.sub(r"(?s)<style>.*?</style>", "<style>…</style>", text)


if __name__ == "__main__":  # python tests/langnghe/digest_example.py rewrites the golden files
    from langnghe.digest import render

    folder = Path(__file__).with_name("golden")
    folder.mkdir(exist_ok=True)
    for name, digest in {"rich": rich(), "empty": empty()}.items():
        (folder / f"digest_{name}.md").write_text(render(digest, "md"), encoding="utf-8")
        (folder / f"digest_{name}.html").write_text(
            golden(render(digest, "html")), encoding="utf-8"
        )
