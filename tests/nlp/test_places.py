"""Which provinces a headline means."""

import unicodedata

import pytest

from nlp.places import places, province_named, province_now, provinces


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Công đoàn Lai Châu tặng quà công nhân", ("Lai Châu",)),
        ("Công Đoàn Lai Châu họp", ("Lai Châu",)),
        ("LĐLĐ xã Bum Nưa và Mường Tè tổ chức hội nghị", ("Lai Châu",)),
        ("Mưa lũ ở huyện Tân Uyên", ("Lai Châu",)),
        ("Công nhân TP Tân Uyên ngừng việc", ("Bình Dương",)),
        ("Cháy ở phường Tân Phong", ()),
        ("Lai Châu: cháy chợ Đoàn Kết, phường Tân Phong", ("Lai Châu",)),
        ("TP.HCM tăng lương, Bình Dương theo sau", ("TP.HCM", "Bình Dương")),
        ("Công nhân TP Hồ Chí Minh", ("TP.HCM",)),
        ("Học tập tư tưởng Hồ Chí Minh", ()),
        ("Hai nước mong muốn hòa bình", ()),
        ("Giải Nobel Hòa Bình trao cho nhà hoạt động", ()),
        ("Sạt lở ở Hòa Bình", ("Hòa Bình",)),
        ("Sạt lở ở Hoà Bình", ("Hòa Bình",)),
        ("Ông Nguyễn Hòa Bình chủ trì", ()),
        ("Động đất ở Thái Bình Dương", ()),
        ("Người Thái Bình đi làm xa", ("Thái Bình",)),
        ("Người lao động Việt Nam ở nước ngoài", ()),
        ("Tai nạn tại tỉnh Hà Nam (Trung Quốc)", ()),
        ("Kẹt xe trên đường Điện Biên Phủ", ()),
        ("Chiến thắng Điện Biên Phủ", ()),
        ("TP Điện Biên Phủ đón khách", ("Điện Biên",)),
        ("Quán bún bò Huế", ()),
        ("Bà Nguyễn Thị Huế, công nhân ở Huế", ("Huế",)),
        ("Bà Rịa – Vũng Tàu và Bà Rịa Vũng Tàu", ("Bà Rịa - Vũng Tàu",)),
        ("cong doan lai chau, ha noi", ("Lai Châu", "Hà Nội")),
        ("hoa binh o lai chau", ("Lai Châu",)),
        ("công nhân bình dương nghỉ việc", ("Bình Dương",)),
        ("Công ty ở KCN Sóng Thần nợ lương", ("Bình Dương",)),
        ("", ()),
    ],
)
def test_places_of_a_headline(text, named):
    assert places(text) == named
    assert places(unicodedata.normalize("NFD", text)) == named


def test_what_comes_often_and_early_is_central():
    text = "Đồng Nai họp. Đại diện Hà Nội dự. Công nhân Đồng Nai và Long Thành mong tăng lương."
    assert places(text) == ("Đồng Nai", "Hà Nội")


def test_sixty_three_provinces_became_thirty_four():
    assert len(provinces()) == 34
    assert province_now("Bình Dương") == "TP.HCM"
    assert province_now("Lai Châu") == "Lai Châu"
    assert province_now("Paris") == "Paris"


@pytest.mark.parametrize(
    ("written", "province"),
    [
        ("TP Hồ Chí Minh", "TP.HCM"), ("TP.HCM", "TP.HCM"), ("tphcm", "TP.HCM"),
        ("Thành phố Hồ Chí Minh", "TP.HCM"), ("Sài Gòn", "TP.HCM"), ("Bình Dương", "TP.HCM"),
        ("Bà Rịa – Vũng Tàu", "TP.HCM"), ("Thanh Hoá", "Thanh Hóa"), ("Thanh Hóa", "Thanh Hóa"),
        ("tỉnh thanh hoa", "Thanh Hóa"), ("Thừa Thiên - Huế", "Huế"), ("Đắc Lắc", "Đắk Lắk"),
        ("Thủ đô Hà Nội", "Hà Nội"), ("Hòa Bình", "Phú Thọ"),
        ("Toàn quốc", None), ("Lào Cay", None), ("", None), ("TP", None), ("TP Vinh", None),
    ],
)  # fmt: skip
def test_a_province_is_known_however_people_write_it(written: str, province: str | None) -> None:
    assert province_named(written) == province


def test_every_province_is_known_by_its_own_name() -> None:
    assert {province_named(name) for name in provinces()} == set(provinces())
