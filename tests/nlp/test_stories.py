"""One story or two: copies as outlets make them, and events that only look alike."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nlp.stories import Grouper, StoryInput, assign, group, likeness, strip_outlet, threshold

AT = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)

STRIKE = StoryInput(
    id="goc",
    url="https://bao-mot.example/dinh-cong-1.html",
    title="Hơn 1.200 công nhân Công ty Giày Hoa Sen ngừng việc đòi thưởng",
    text=(
        "Sáng 3.6, hơn 1.200 công nhân Công ty TNHH Giày Hoa Sen (KCN Tân Hòa, tỉnh Bình Sơn) "
        "đồng loạt ngừng việc, yêu cầu công ty trả khoản thưởng quý 1 đã hứa.\n"
        "Bà Trần Thị Lụa, Chủ tịch Công đoàn cơ sở, cho biết: “Người lao động mong công ty "
        "công khai bảng thưởng và trả trước ngày 10.6”. Liên đoàn Lao động tỉnh đã cử tổ công "
        "tác đến đối thoại. Đến 15 giờ cùng ngày, khoảng 300 người đã trở lại làm việc."
    ),
    published_at=AT,
    source="bao-mot",
)


def plain(text: str) -> str:
    marks = unicodedata.normalize("NFD", text)
    return (
        "".join(c for c in marks if not unicodedata.combining(c))
        .replace("đ", "d")
        .replace("Đ", "D")
    )


def copied(**changes: object) -> StoryInput:
    """The same story, at another outlet three hours later."""
    base = replace(STRIKE, id="ban-sao", source="bao-hai", published_at=AT + timedelta(hours=3))
    return replace(base, **changes)  # type: ignore[arg-type]


COPIES = {
    "verbatim": copied(),
    "outlet after a dash": copied(title=STRIKE.title + " - VnExpress"),
    "outlet after a bar": copied(title=STRIKE.title + " | Báo Lao Động"),
    "outlet and genre": copied(title="[Video] " + STRIKE.title + " - Tuổi Trẻ Online"),
    "NFD": copied(
        title=unicodedata.normalize("NFD", STRIKE.title),
        text=unicodedata.normalize("NFD", STRIKE.text),
    ),
    "without accents": copied(title=plain(STRIKE.title), text=plain(STRIKE.text)),
    "headline without accents": copied(title=plain(STRIKE.title)),
    "in capitals": copied(title=STRIKE.title.upper()),
    "edited headline": copied(
        title="Đòi thưởng quý, cả nghìn công nhân giày Hoa Sen đồng loạt nghỉ việc"
    ),
    "question as headline": copied(title="Vì sao 1.200 công nhân ở KCN Tân Hòa ngừng việc?"),
    "only the lead": copied(text=STRIKE.text.split("\n")[0]),
    "lead cut off": copied(text=STRIKE.text.split("\n")[1]),
    "dateline": copied(text="(NLĐO) - " + STRIKE.text),
    "quote first": copied(text="\n".join(reversed(STRIKE.text.split("\n")))),
    "quote said otherwise": copied(
        text=STRIKE.text.replace(
            "Người lao động mong công ty công khai bảng thưởng và trả trước ngày 10.6",
            "Công nhân muốn được xem bảng thưởng và nhận tiền trước 10.6",
        )
    ),
    "entities": copied(title=STRIKE.title.replace("ô", "&ocirc;"), text=STRIKE.text + "&nbsp;"),
    "tone marks in the old place": copied(text=STRIKE.text.replace("Hòa", "Hoà")),
    "re-post next day": copied(source="bao-mot", published_at=AT + timedelta(hours=22)),
    "no date": copied(published_at=None),
    "figures written otherwise": copied(
        title=STRIKE.title.replace("1.200", "1200"), text=STRIKE.text.replace("1.200", "1200")
    ),
    "rewritten by another desk": copied(
        title="Công nhân Giày Hoa Sen ngừng việc tập thể, yêu cầu trả thưởng quý 1",
        text=(
            "Khoảng 1.200 người lao động Công ty Giày Hoa Sen ở KCN Tân Hòa (Bình Sơn) ngừng việc "
            "tập thể từ sáng 3.6 vì chưa được nhận thưởng quý 1. Liên đoàn Lao động tỉnh đang đối "
            "thoại với công ty."
        ),
    ),
}


@pytest.mark.parametrize("case", COPIES)
def test_a_copy_joins_the_story(case):
    copy = COPIES[case]
    assert len(set(group([STRIKE, copy]).values())) == 1, likeness(STRIKE, copy)


def item(title: str, text: str, *, hours: float = 0, source: str = "bao-mot") -> StoryInput:
    return StoryInput(
        id=f"{title}{hours}{source}",
        url="",
        title=title,
        text=text,
        published_at=AT + timedelta(hours=hours),
        source=source,
    )


EVENTS = {
    "two strikes at two companies": (
        STRIKE,
        item(
            "Hơn 900 công nhân Công ty May Phú Quý ngừng việc đòi thưởng",
            "Sáng 3.6, hơn 900 công nhân Công ty TNHH May Phú Quý (KCN Lộc An, tỉnh Đông Giang) đồng "
            "loạt ngừng việc, yêu cầu công ty trả khoản thưởng quý 1 đã hứa. Liên đoàn Lao động tỉnh "
            "đã cử tổ công tác đến đối thoại.",
            hours=2,
            source="bao-hai",
        ),
    ),
    "gold today and tomorrow": (
        item("Giá vàng hôm nay 3.6: Vàng SJC tăng 500.000 đồng", "Sáng 3.6, giá vàng SJC niêm yết 118,2 - 120,2 triệu đồng/lượng, tăng 500.000 đồng so với hôm qua."),
        item("Giá vàng hôm nay 4.6: Vàng SJC giảm 300.000 đồng", "Sáng 4.6, giá vàng SJC niêm yết 117,9 - 119,9 triệu đồng/lượng, giảm 300.000 đồng so với hôm qua.", hours=24),
    ),
    "weather of two days": (
        item("Thời tiết hôm nay 3.6: Bắc Bộ nắng nóng, Nam Bộ mưa dông", "Hôm nay 3.6, Bắc Bộ nắng nóng gay gắt, có nơi trên 38 độ; Nam Bộ chiều tối mưa dông."),
        item("Thời tiết hôm nay 5.6: Bắc Bộ mưa rào, Nam Bộ nắng", "Hôm nay 5.6, Bắc Bộ có mưa rào và dông rải rác; Nam Bộ ngày nắng, chiều tối có mưa vài nơi.", hours=48),
    ),
    "lottery of two days": (
        item("Xổ số miền Nam ngày 3 tháng 6: Kết quả các đài Đồng Nai, Cần Thơ, Sóc Trăng", "Kết quả xổ số miền Nam ngày 3.6, giải đặc biệt 482913, giải nhất 55810."),
        item("Xổ số miền Nam ngày 4 tháng 6: Kết quả các đài Tây Ninh, An Giang, Bình Thuận", "Kết quả xổ số miền Nam ngày 4.6, giải đặc biệt 119402, giải nhất 30284.", hours=24),
    ),
    "exchange rates": (
        item("Tỷ giá USD hôm nay 3/6: Tỷ giá trung tâm tăng 12 đồng", "Ngân hàng Nhà nước công bố tỷ giá trung tâm ngày 3/6 ở mức 25.112 đồng/USD, tăng 12 đồng."),
        item("Tỷ giá USD hôm nay 5/6: Tỷ giá trung tâm giảm 7 đồng", "Ngân hàng Nhà nước công bố tỷ giá trung tâm ngày 5/6 ở mức 25.105 đồng/USD, giảm 7 đồng.", hours=48),
    ),
    "two accidents on one road": (
        item("Tai nạn trên cao tốc Bắc Sơn - Nam Hải, 3 người chết", "Rạng sáng 3.6, xe khách 29 chỗ va chạm xe tải tại km 45 cao tốc Bắc Sơn - Nam Hải, 3 người chết, 7 người bị thương."),
        item("Xe đầu kéo lật trên cao tốc Bắc Sơn - Nam Hải, tài xế tử vong", "Chiều 4.6, một xe đầu kéo mất lái, lật tại km 12 cao tốc Bắc Sơn - Nam Hải khiến tài xế 41 tuổi tử vong.", hours=30, source="bao-hai"),
    ),
    "two food poisonings": (
        item("67 công nhân nhập viện nghi ngộ độc sau bữa trưa tại Công ty Điện tử Sao Mai", "Chiều 3.6, 67 công nhân Công ty Điện tử Sao Mai (KCN Yên Khê) nhập viện với triệu chứng đau bụng, nôn ói sau bữa ăn ca."),
        item("Gần 40 công nhân nhập viện nghi ngộ độc sau bữa trưa tại Công ty Gỗ Thành Tín", "Chiều 3.6, gần 40 công nhân Công ty Gỗ Thành Tín (KCN Phú Bình) nhập viện với triệu chứng đau bụng, nôn ói sau bữa ăn ca.", hours=1, source="bao-hai"),
    ),
    "two provinces elect a chairman": (
        item("Ông Lê Văn Bền làm Chủ tịch Liên đoàn Lao động tỉnh Bình Sơn", "Tại hội nghị chiều 3.6, ông Lê Văn Bền được bầu giữ chức Chủ tịch Liên đoàn Lao động tỉnh Bình Sơn khóa 12."),
        item("Bà Vũ Thị Hằng làm Chủ tịch Liên đoàn Lao động tỉnh Đông Giang", "Tại hội nghị chiều 3.6, bà Vũ Thị Hằng được bầu giữ chức Chủ tịch Liên đoàn Lao động tỉnh Đông Giang khóa 9.", hours=3, source="bao-hai"),
    ),
    "two gifts of the union": (
        item("Công đoàn Khu kinh tế Bình Sơn trao 200 suất quà cho công nhân", "Sáng 3.6, Công đoàn Khu kinh tế Bình Sơn trao 200 suất quà, mỗi suất 1 triệu đồng, cho công nhân khó khăn tại KCN Tân Hòa."),
        item("Công đoàn ngành Y tế Đông Giang trao 50 suất quà cho đoàn viên", "Chiều 3.6, Công đoàn ngành Y tế Đông Giang trao 50 suất quà, mỗi suất 500.000 đồng, cho đoàn viên mắc bệnh hiểm nghèo.", hours=5, source="bao-hai"),
    ),
    "the same column, other days, one template": (
        item("Điểm tin 8h: Giá xăng giảm; Hà Nội mở tuyến buýt mới", "Nhiều thông tin được cập nhật trong chương trình \"Điểm tin cùng bạn 8h\" hôm nay, ngày 3-6-2026."),
        item("Điểm tin 8h: Bắt nhóm trộm cáp; Sông Hồng lên báo động 1", "Nhiều thông tin được cập nhật trong chương trình \"Điểm tin cùng bạn 8h\" hôm nay, ngày 5-6-2026.", hours=48),
    ),
    "one company, two events": (
        STRIKE,
        item(
            "Công ty Giày Hoa Sen tuyển 500 lao động phổ thông",
            "Công ty TNHH Giày Hoa Sen (KCN Tân Hòa) thông báo tuyển 500 lao động phổ thông, lương 9 "
            "triệu đồng mỗi tháng, hỗ trợ nhà trọ và xe đưa đón.",
            hours=40,
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EVENTS)
def test_two_events_of_one_kind_stay_two(case):
    a, b = EVENTS[case]
    assert len(set(group([a, b]).values())) == 2, likeness(a, b)


def test_order_does_not_matter_and_the_earliest_item_names_the_story():
    items = [STRIKE, COPIES["edited headline"], *EVENTS["gold today and tomorrow"]]
    forth, back = group(items), group(items[::-1])
    assert forth == back
    assert forth["goc"] == group([STRIKE])["goc"]


def test_what_came_in_later_joins_and_renames_nothing():
    first = group([STRIKE])
    later = replace(COPIES["edited headline"], id="sau")
    assert assign([later], [(STRIKE, first["goc"])]) == {"sau": first["goc"]}
    assert assign([STRIKE], [(STRIKE, "s-cu")]) == {"goc": "s-cu"}


def test_two_stories_that_exist_never_merge():
    twin = replace(STRIKE, id="sinh-doi")
    new = replace(STRIKE, id="moi", published_at=AT + timedelta(hours=1))
    found = assign([new], [(STRIKE, "s-mot"), (twin, "s-hai")])
    assert found["moi"] in {"s-mot", "s-hai"}


def test_an_earlier_item_found_late_keeps_the_name_of_the_story():
    early = replace(STRIKE, id="som", published_at=AT - timedelta(hours=5), source="bao-ba")
    assert assign([early], [(STRIKE, "s-cu")]) == {"som": "s-cu"}


def test_grouping_day_by_day_gives_the_stories_of_one_go():
    items = [STRIKE, *EVENTS["gold today and tomorrow"], COPIES["re-post next day"]]
    items.sort(key=lambda i: i.published_at)
    grouper = Grouper()
    stories: dict[str, str] = {}
    for one in items:
        stories |= grouper.add([one])
    assert stories == group(items)


def test_a_flood_of_one_text_is_one_story_and_takes_no_time():
    flood = [
        replace(STRIKE, id=str(n), published_at=AT + timedelta(seconds=n)) for n in range(20_000)
    ]
    assert len(set(group(flood).values())) == 1


def test_empty_and_odd_items_stand_alone():
    empty = [replace(STRIKE, id=str(n), title="", text="") for n in range(3)]
    odd = replace(STRIKE, id="x", title="\ud800\u200b", text="…")
    assert len(set(group([*empty, odd]).values())) == 4
    assert group([]) == {}
    with pytest.raises(ValueError, match="time zone"):
        replace(STRIKE, published_at=datetime(2026, 6, 3))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("shown", "headline"),
    [
        ("Công nhân được tăng lương tối thiểu - VnExpress", "Công nhân được tăng lương tối thiểu"),
        ("Công nhân được tăng lương | Báo Lao Động", "Công nhân được tăng lương"),
        ("Công nhân được tăng lương - Tuổi Trẻ Online", "Công nhân được tăng lương"),
        ("Công nhân được tăng lương - baolaichau.vn", "Công nhân được tăng lương"),
        ("Tuyến Lai Châu - Điện Biên thông xe", "Tuyến Lai Châu - Điện Biên thông xe"),
        ("Tăng ca - Lao động", "Tăng ca - Lao động"),  # too little would be left
    ],
)
def test_the_outlet_is_no_part_of_the_headline(shown, headline):
    assert strip_outlet(shown) == headline


def test_the_threshold_is_a_probability():
    assert 0 < threshold() < 1
