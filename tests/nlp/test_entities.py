"""What a text names, by example: places then and now, union units, enterprises, offices; no person."""

from __future__ import annotations

import unicodedata

import pytest

from langnghe.text import fold
from nlp.entities import EACH_AT_MOST, Entities, entities
from nlp.entities.enterprises import enterprise_key


def named(text: str) -> Entities:
    return entities(text, "")


def places(text: str) -> list[tuple[str, str]]:
    return [(p.name, p.now) for p in named(text).places]


def communes(text: str) -> list[str]:
    return [c.label for c in named(text).communes]


def units(text: str) -> list[tuple[str, str]]:
    return [(u.name, u.level) for u in named(text).union_units]


def firms(text: str) -> list[str]:
    return [e.name for e in named(text).enterprises]


def roles(text: str) -> list[str]:
    return [r.name for r in named(text).roles]


# ---------------------------------------------------------------- provinces then and now


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Công nhân Bình Dương ngừng việc", [("Bình Dương", "TP.HCM")]),
        ("Cháy xưởng ở Bắc Giang", [("Bắc Giang", "Bắc Ninh")]),
        ("Lai Châu tổng kết", [("Lai Châu", "Lai Châu")]),
        ("Long An và Tây Ninh", [("Long An", "Tây Ninh"), ("Tây Ninh", "Tây Ninh")]),
        ("TP.HCM", [("TP.HCM", "TP.HCM")]),
        ("Huyện Củ Chi có chợ mới", [("TP.HCM", "TP.HCM")]),
        ("Phường Vườn Lài, TP.HCM", [("TP.HCM", "TP.HCM")]),
        ("Xã Lộc Tấn, tỉnh Bình Phước", [("Bình Phước", "Đồng Nai")]),
        ("Tỉnh Phú Yên cũ, nay là Đắk Lắk", [("Phú Yên", "Đắk Lắk"), ("Đắk Lắk", "Đắk Lắk")]),
        ("Thành phố Hà Nội họp", [("Hà Nội", "Hà Nội")]),
        ("SẠT LỞ Ở HÒA BÌNH", [("Hòa Bình", "Phú Thọ")]),
        ("cong nhan o binh duong nghi viec", [("Bình Dương", "TP.HCM")]),
        # what only sounds like a province
        ("Hai nước mong muốn hòa bình", []),
        ("CẢ THẾ GIỚI MONG HÒA BÌNH", []),
        ("Bão hình thành ở Thái Bình Dương", []),
        ("Ông Nguyễn Hòa Bình chủ trì phiên họp", []),
        ("Cô giáo Đỗ Thị Hồng Huế được khen", []),
        ("Kẹt xe ở xa lộ Hà Nội", []),
        ("Kẹt xe trên phố Hà Nam", []),
        ("Chủ tịch Hồ Chí Minh", []),
    ],
)
def test_a_province_then_and_now(text: str, found: list[tuple[str, str]]) -> None:
    assert places(text) == found


# ---------------------------------------------------------------- communes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mưa lũ ở xã Thân Thuộc, huyện Tân Uyên, tỉnh Lai Châu",
         ["xã Thân Thuộc, Lai Châu", "huyện Tân Uyên, Lai Châu"]),
        ("Các xã Bum Nưa, Mù Cả và Pa Ủ đón điện lưới",
         ["xã Bum Nưa, Lai Châu", "xã Mù Cả, Lai Châu", "xã Pa Ủ, Lai Châu"]),
        ("Lai Châu: Sìn Hồ có tuyết", ["Sìn Hồ, Lai Châu"]),
        ("Cháy ở P.Đoàn Kết, tỉnh Lai Châu", ["phường Đoàn Kết, Lai Châu"]),
        ("Phường Tân Phong (TP Lai Châu)", ["phường Tân Phong, Lai Châu", "TP Lai Châu, Lai Châu"]),
        ("Phường Tân Phong ngập", []),  # every other town has one
        ("Phường Tân Phong, TP Biên Hòa, Đồng Nai",
         ["TP Biên Hòa, Đồng Nai"]),
        ("Ngập ở quận 1 và quận Bình Thạnh", ["quận 1, TP.HCM", "quận Bình Thạnh, TP.HCM"]),
        ("TP Tân Uyên (Bình Dương)", ["TP Tân Uyên, TP.HCM"]),
        ("Huyện Cư Mgar và huyện Cư M'gar", ["huyện Cư M'gar, Đắk Lắk"]),
        ("Xã miền núi Cà Đam, Quảng Ngãi", ["xã Cà Đam, Quảng Ngãi"]),
        ("xa bum nua, muong te, lai chau", ["xã Bum Nưa, Lai Châu", "Mường Tè, Lai Châu"]),
        ("XÃ MƯỜNG KIM, LAI CHÂU", ["xã Mường Kim, Lai Châu"]),
        ("Đường Lê Lợi ở Lai Châu", []),
        ("Xã hội đoàn kết, hợp tác xã phát triển ở Lai Châu", []),
    ],
)  # fmt: skip
def test_a_commune_or_former_district(text: str, found: list[str]) -> None:
    assert communes(text) == found


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("xã Bản Giang, Lai Châu", "phường Tân Phong"),
        ("Bản Giang, Lai Châu", "phường Tân Phong"),
        ("thị trấn Mường Tè, Lai Châu", "xã Bum Tở"),
        ("xã Sìn Hồ, Lai Châu", "xã Sìn Hồ"),
        ("Sìn Hồ, Lai Châu", "xã Sìn Hồ"),
        ("huyện Sìn Hồ, Lai Châu", ""),  # became several
        ("Tam Đường, Lai Châu", ""),
    ],
)
def test_a_commune_of_before_says_what_it_is_today(text: str, now: str) -> None:
    assert named(text).communes[0].now == now


# ---------------------------------------------------------------- union units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Liên đoàn Lao động tỉnh Lai Châu họp", [("LĐLĐ tỉnh Lai Châu", "tỉnh")]),
        ("LĐLĐ Lai Châu họp", [("LĐLĐ tỉnh Lai Châu", "tỉnh")]),
        ("ldld tinh lai chau to chuc hoi nghi", [("LĐLĐ tỉnh Lai Châu", "tỉnh")]),
        ("LĐLĐ TỈNH LAI CHÂU TRAO QUÀ", [("LĐLĐ tỉnh Lai Châu", "tỉnh")]),
        ("LĐLĐ TP Hồ Chí Minh", [("LĐLĐ TP.HCM", "tỉnh")]),
        ("Liên đoàn lao động TP.HCM", [("LĐLĐ TP.HCM", "tỉnh")]),
        ("LĐLĐ huyện Cư Mgar (Đắk Lắk)", [("LĐLĐ huyện Cư M'gar", "trên cơ sở")]),
        ("LĐLĐ quận 12, TP HCM", [("LĐLĐ quận 12", "trên cơ sở")]),
        ("LĐLĐ TP Vinh", [("LĐLĐ TP Vinh", "trên cơ sở")]),
        ("Công đoàn xã Bum Nưa ra mắt", [("Công đoàn xã Bum Nưa", "trên cơ sở")]),
        ("LĐLĐ các tỉnh Lai Châu, Điện Biên và Sơn La ký kết",
         [("LĐLĐ tỉnh Lai Châu", "tỉnh"), ("LĐLĐ tỉnh Điện Biên", "tỉnh"), ("LĐLĐ tỉnh Sơn La", "tỉnh")]),
        ("Tổng LĐLĐVN và TLĐ", [("Tổng Liên đoàn Lao động Việt Nam", "trung ương")]),
        ("Tổng liên đoàn Lao động (LĐLĐ) Việt Nam", [("Tổng Liên đoàn Lao động Việt Nam", "trung ương")]),
        ("Đại hội XIV Công đoàn Việt Nam", [("Công đoàn Việt Nam", "trung ương")]),
        ("Công đoàn Lai Châu tặng quà", [("Công đoàn tỉnh Lai Châu", "tỉnh")]),
        ("Công đoàn ngành Giáo dục tỉnh Lai Châu", [("Công đoàn ngành Giáo dục tỉnh Lai Châu", "trên cơ sở")]),
        ("Công đoàn (CĐ) Giáo dục TP HCM", [("Công đoàn ngành Giáo dục TP.HCM", "trên cơ sở")]),
        ("Công đoàn Y tế Việt Nam", [("Công đoàn ngành Y tế Việt Nam", "trung ương")]),
        ("Công đoàn Công an nhân dân Việt Nam", [("Công đoàn ngành Công an nhân dân Việt Nam", "trung ương")]),
        ("Công đoàn các KCN và chế xuất Hà Nội", [("Công đoàn các KCN và KCX TP Hà Nội", "trên cơ sở")]),
        ("công đoàn khu công nghiệp Tam Đường trao quà", [("Công đoàn KCN Tam Đường", "trên cơ sở")]),
        ("công đoàn các khu công nghiệp phối hợp", []),
        ("CĐCS Công ty CP Chè Tam Đường họp", [("CĐCS Công ty CP Chè Tam Đường", "cơ sở")]),
        ("Công đoàn Trường Mầm non Bum Nưa", [("Công đoàn Trường Mầm non Bum Nưa", "cơ sở")]),
        ("Công đoàn Công ty TNHH ABC họp", [("Công đoàn Công ty TNHH ABC", "cơ sở")]),
        ("Công đoàn DIC Corp tổ chức hội thi", [("Công đoàn DIC Corp", "cơ sở")]),
        # what is no unit of the union
        ("Công đoàn đòi lương cho công nhân", []),
        ("Hoàn thành công đoạn cuối ở Lai Châu", []),
        ("Công đoàn FC thắng đậm", []),
        ("Trường Đại học Công đoàn tuyển sinh", []),
        ("Khách sạn Công đoàn Việt Nam khai trương", []),
        ("Liên đoàn Bóng đá Việt Nam", []),
        ("Đoàn phí công đoàn Lai Châu", [("Công đoàn tỉnh Lai Châu", "tỉnh")]),
        ("Tổng Liên đoàn Lao động Hàn Quốc (KCTU) đình công", []),
        ("Tổng Liên đoàn Lao động (CGT) của Pháp biểu tình", []),
        ("Công đoàn Samsung Electronics Hàn Quốc", []),
        ("3 nghiệp đoàn truyền thông của BBC đình công", []),
        ("Công đoàn Giáo dục Mỹ kiện", []),
    ],
)  # fmt: skip
def test_a_union_unit_and_its_level(text: str, found: list[tuple[str, str]]) -> None:
    assert units(text) == found


# ---------------------------------------------------------------- enterprises


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Công ty TNHH PouYuen Việt Nam tăng lương", ["Công ty TNHH PouYuen Việt Nam"]),
        ("Cty TNHH PouYuen VN nợ lương", ["Công ty TNHH PouYuen Việt Nam"]),
        ("cong ty tnhh pouyuen no luong cong nhan", ["Công ty TNHH Pouyuen"]),
        ("cty tnhh pouyuen vn nợ lương k trả", ["Công ty TNHH Pouyuen Việt Nam"]),
        ("CÔNG TY TNHH POUYUEN VIỆT NAM NỢ LƯƠNG", ["Công ty TNHH Pouyuen Việt Nam"]),
        ("Công Ty TNHH Giày Da Pouchen Nợ Lương Công Nhân", ["Công ty TNHH Giày Da Pouchen"]),
        ("Công ty Cổ phần May 10 tăng ca", ["Công ty CP May 10"]),
        ("Công ty PouYuen 56.000 công nhân", ["Công ty PouYuen"]),
        ("Công ty TNHH một thành viên Than Hạ Long", ["Công ty TNHH MTV Than Hạ Long"]),
        ("Công ty giày Venus ở Hà Trung, Thanh Hóa", ["Công ty giày Venus"]),
        ("Công ty TNHH Thương mại và Dịch vụ Hoàng Long ở Hà Nội",
         ["Công ty TNHH Thương mại và Dịch vụ Hoàng Long"]),
        ("Công ty Cổ phần Cầu đường bộ 1 Lai Châu đang hót sạt",
         ["Công ty CP Cầu đường bộ 1 Lai Châu"]),
        ("Công ty Dầu khí Nam sông Hậu", ["Công ty Dầu khí Nam sông Hậu"]),
        ("Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam",
         ["Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam"]),
        ("Tổng công ty Hàng không Việt Nam (Vietnam Airlines)", ["Tổng công ty Hàng không Việt Nam"]),
        ("HTX Nông nghiệp Bản Bo thu mua chè", ["HTX Nông nghiệp Bản Bo"]),
        ("Nhà máy Thủy điện Lai Châu xả lũ", ["Nhà máy Thủy điện Lai Châu"]),
        ("Công ty TNHH S & H Vina ngưng việc", ["Công ty TNHH S & H Vina"]),
        ('Công ty "ABC" bị phạt', ["Công ty ABC"]),
        ("Công ty TNHH ABC và Công ty TNHH ABC Việt Nam", ["Công ty TNHH ABC"]),
        # a head without a name
        ("Công ty nợ lương công nhân", []),
        ("Công ty. Tại buổi làm việc", []),
        ("Nhà máy ở Bình Dương đóng cửa", []),
        ("Công ty Trung Quốc gây sốt", []),
        ("tập đoàn Mỹ sa thải nhân viên", []),
        ("cong ty no luong cong nhan", []),
        ("ông chủ công ty Nguyễn Văn Hùng bỏ trốn", []),
        ("DNTN Trần Văn Bình", []),  # a person's name, though a company's
    ],
)  # fmt: skip
def test_an_enterprise_and_where_its_name_ends(text: str, found: list[str]) -> None:
    assert firms(text) == found


@pytest.mark.parametrize(
    "spelling",
    ["Công ty TNHH PouYuen Việt Nam", "Cty TNHH PouYuen VN", "CÔNG TY POU YUEN", "cong ty tnhh mtv pouyuen"],
)  # fmt: skip
def test_one_key_for_all_spellings(spelling: str) -> None:
    assert enterprise_key(spelling) == "pouyuen"


def test_the_union_of_a_company_names_the_company_too() -> None:
    found = named("CĐCS Công ty TNHH ABC họp")
    assert [e.key for e in found.enterprises] == ["abc"]


# ---------------------------------------------------------------- offices, never persons


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chủ tịch LĐLĐ tỉnh Lai Châu Nguyễn Văn Nam dự", ["Chủ tịch LĐLĐ tỉnh Lai Châu"]),
        ("Phó Chủ tịch Tổng LĐLĐ Việt Nam Trần Văn Nam thăm công nhân",
         ["Phó Chủ tịch Tổng Liên đoàn Lao động Việt Nam"]),
        ("Trưởng ban Nữ công LĐLĐ tỉnh Lai Châu", ["Trưởng ban Nữ công LĐLĐ tỉnh Lai Châu"]),
        ("Chủ tịch UBND tỉnh Lai Châu Trần Văn Nam", ["Chủ tịch UBND tỉnh Lai Châu"]),
        ("Bí thư Tỉnh ủy Bắc Ninh", ["Bí thư Tỉnh ủy Bắc Ninh"]),
        ("Giám đốc Sở GD-ĐT Lai Châu", ["Giám đốc Sở Giáo dục và Đào tạo tỉnh Lai Châu"]),
        ("Thứ trưởng Nội vụ Trần Văn Nam", ["Thứ trưởng Bộ Nội vụ"]),
        ("Giám đốc Công ty TNHH ABC Nguyễn Văn Hùng bị bắt", ["Giám đốc Công ty TNHH ABC"]),
        ("Chủ tịch xã nói", []),
        ("Ban Giám đốc Công ty TNHH ABC", []),
        ("Thủ tướng Nhật Bản từ chức", []),
        ("Chủ tịch Tập Cận Bình", []),
    ],
)  # fmt: skip
def test_an_office_without_who_holds_it(text: str, found: list[str]) -> None:
    assert roles(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Giám đốc Công ty TNHH ABC Nguyễn Văn Hùng bị bắt",
        "Tổng Giám đốc Công ty CP Dệt may Hoa Ban Nguyễn Văn Hùng",
        "giám đốc công ty Nguyễn Văn Hùng bị bắt",
        "giám đốc công ty tnhh nguyễn văn hùng bị bắt",
        "giam doc cong ty nguyen van hung bi bat",
        "Chủ tịch CĐCS Công ty TNHH ABC Nguyễn Văn Hùng",
        "CHỦ TỊCH LĐLĐ TỈNH LAI CHÂU NGUYỄN VĂN HÙNG",
        "Phó Chủ tịch UBND xã Bum Nưa Nguyễn Văn Hùng",
        "Công ty TNHH MTV Cao su Lai Châu, ông Nguyễn Văn Hùng",
        "DNTN Nguyễn Văn Hùng",
    ],
)
def test_no_person_is_ever_named(text: str) -> None:
    found = named(text)
    said = [
        str(value) for row in found.to_json().values() for item in row for value in item.values()
    ]
    written = [e.written for e in (*found.enterprises, *found.union_units, *found.roles)]
    assert "nguyen van" not in fold(" | ".join(said + written))


# ---------------------------------------------------------------- hard texts


def test_all_at_once_as_classify_prints_it() -> None:
    found = entities(
        "Chủ tịch LĐLĐ huyện Sìn Hồ thăm Cty TNHH Chè Hoa Ban VN", "Công nhân từ Bình Dương trở về."
    )
    assert found.to_json() == {
        "places": [
            {"name": "Lai Châu", "now": "Lai Châu"},
            {"name": "Bình Dương", "now": "TP.HCM"},
        ],
        "communes": [{"name": "huyện Sìn Hồ", "province": "Lai Châu", "now": ""}],
        "union_units": [{"name": "LĐLĐ huyện Sìn Hồ", "level": "trên cơ sở"}],
        "enterprises": [{"name": "Công ty TNHH Chè Hoa Ban Việt Nam", "key": "chehoaban"}],
        "roles": [{"name": "Chủ tịch LĐLĐ huyện Sìn Hồ"}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "LĐLĐ tỉnh Lai Châu trao quà ở xã Bum Nưa cho Công ty TNHH Chè Hoa Ban",
        "Chủ tịch UBND tỉnh Hòa Bình thăm Nhà máy Thủy điện Hòa Bình",
    ],
)
def test_decomposed_letters_and_old_tone_places_are_one(text: str) -> None:
    assert named(unicodedata.normalize("NFD", text)).to_json() == named(text).to_json()


@pytest.mark.parametrize("text", ["", " \n ", "😀😀", "\x00\ufffe", "1234 5678", "한국 노동조합"])
def test_texts_that_name_nothing(text: str) -> None:
    assert entities(text, text) == Entities()


@pytest.mark.parametrize(
    "block",
    [
        "Công ty TNHH ABC ở xã Bum Nưa, Lai Châu. ",
        "công ty ",
        "LĐLĐ huyện Sìn Hồ, ",
        "a",
        "Xã ",
        "chủ tịch ",
        "((((",
        "TP. ",
    ],
)
def test_a_megabyte_is_read_to_an_end(block: str) -> None:
    """A rule that goes back over what it read would hang here for hours."""
    text = block * (1_000_000 // len(block))
    found = entities(text, text)
    for each in (found.places, found.communes, found.union_units, found.enterprises, found.roles):
        assert len(each) <= EACH_AT_MOST


def test_rows_are_what_annotate_writes() -> None:
    assert named("LĐLĐ tỉnh Lai Châu thăm xã Bum Nưa").rows() == [
        ("place", "Lai Châu"),
        ("commune", "xã Bum Nưa, Lai Châu"),
        ("union_unit", "LĐLĐ tỉnh Lai Châu"),
    ]


@pytest.mark.parametrize(
    "text", ["Công ty Trịnh Văn Nam", "Công ty Nguyễn Nam bị kiện", "Nhà máy Trần Nam"]
)
def test_a_bare_head_before_a_family_name_is_no_enterprise(text: str) -> None:
    assert firms(text) == []


def test_a_company_after_a_family_keeps_its_name_where_its_legal_form_stands() -> None:
    assert firms("Công ty TNHH Trần Anh mở siêu thị") == ["Công ty TNHH Trần Anh"]
    assert firms("Tập đoàn Hoàng Anh Gia Lai họp") == ["Tập đoàn Hoàng Anh Gia Lai"]


def test_the_committee_of_a_city_is_named_as_people_say_it() -> None:
    assert roles("Bí thư Thành ủy Hải Phòng") == ["Bí thư Thành ủy Hải Phòng"]
