"""How many people an event struck: numbers of people, near what befell them, and no others."""

from __future__ import annotations

import pytest

from langnghe.cases.rule_extent import dead, people


@pytest.mark.parametrize(
    ("kind", "text", "struck"),
    [
        ("strike", "Hơn 1.200 công nhân ngừng việc", 1200),
        ("strike", "Công ty có 1.200 công nhân đình công từ sáng", 1200),
        ("food_poisoning", "126 công nhân nhà máy giày nhập viện sau bữa ăn ca", 126),
        ("food_poisoning", "Số công nhân ở Lai Châu phải cấp cứu đã lên tới 126 người", 126),
        ("layoffs", "7 doanh nghiệp tuyển dụng toàn bộ 2.700 công nhân Hoa Gạo mất việc", 2700),
        ("arrears", "Công ty nợ lương ba tháng của hơn 300 công nhân", 300),
        ("strike", "Hàng trăm công nhân đứng trước cổng đòi thưởng Tết", 200),
        ("work_accident", "Sập mỏ đá, ba công nhân bị vùi lấp", 3),
        ("work_accident", "Chìm tàu cá, 9 ngư dân mất tích", 9),
    ],
)
def test_people_who_were_struck_are_counted(kind: str, text: str, struck: int) -> None:
    assert people(text, kind) == struck


@pytest.mark.parametrize(
    ("kind", "text", "struck"),
    [
        # the whole staff
        ("strike", "Khoảng 50 công nhân ngừng việc. Công ty hiện có 3.000 lao động.", 50),
        ("strike", "50 trong tổng số 3.000 công nhân ngừng việc", 0),
        ("work_accident", "Nhà máy sử dụng hơn 5.000 lao động, một công nhân bị thương", 1),
        ("food_poisoning", "21 công nhân nhập viện; nhà máy này có 2.400 công nhân, làm ba ca", 21),
        # money and dates
        ("arrears", "Công ty nợ lương 300 công nhân, tổng số tiền 4.500.000.000 đồng", 300),
        ("strike", "Ngày 21/5 200 công nhân ngừng việc", 200),
        ("strike", "Năm 2026 người lao động ngừng việc đòi lương", 0),
        ("arrears", "Mỗi người bị nợ 12.000.000 đồng tiền lương", 0),
        # a year's figures, and the year itself
        ("work_accident", "Cả nước có 675 người chết vì tai nạn lao động", 0),
        ("work_accident", "Sáu tháng đầu năm, 45 người bị thương", 0),
        ("work_accident", "Trong năm người lao động bị thương được hỗ trợ", 0),
        # others in the same report
        (
            "food_poisoning",
            "Hơn 10 công nhân nhập viện. Lãnh đạo tỉnh gặp 300 công nhân tại hội nghị.",
            0 + 10,
        ),
        ("strike", "Khu công nghiệp có 40.000 lao động, chiều qua một phân xưởng ngừng việc", 0),
        # denied
        ("work_accident", "Thông tin ba công nhân tử vong là không đúng sự thật", 0),
    ],
)
def test_other_numbers_count_nobody(kind: str, text: str, struck: int) -> None:
    assert people(text, kind) == struck


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("Sập lò nung, 3 công nhân tử vong, 2 người bị thương", 3),
        ("Vụ nổ làm chết ít nhất năm người", 5),
        ("Số người chết tăng lên 7", 7),
        ("Tai nạn cướp đi sinh mạng của 4 công nhân", 4),
        ("Liên đoàn: tin “ba công nhân tử vong” trên mạng là không đúng sự thật", 0),
        ("Cả nước có 700 người chết vì tai nạn lao động", 0),
        ("Mỗi năm người chết vì tai nạn không giảm", 0),
        ("Không có trường hợp nào, 3 người tử vong chỉ là tin đồn", 0),
        ("12 người bị thương", 0),
    ],
)
def test_deaths(text: str, deaths: int) -> None:
    assert dead(text) == deaths
