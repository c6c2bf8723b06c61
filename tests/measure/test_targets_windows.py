"""T4a, T4b: twice as much as before, and pages of large grassroots unions."""

from __future__ import annotations

from datetime import timedelta

from tests.measure.conftest import Office
from tests.measure.own_channels import asked, own_post


def test_windows_and_other_readings_of_the_sentence(office: Office) -> None:
    office.units()
    for page in ("trang", "moi"):
        office.source(page, type="social", own=True)
    for number, (day, page) in enumerate(
        [("2021-01-01 00:00:00", "trang"), ("2021-12-31 23:59:59", "trang"), ("2022-06-01", "trang"),
         ("2023-01-01", "trang"), ("2023-12-31 23:59:59", "trang"), ("2023-05-01", "moi"),
         ("2024-01-01 00:00:00", "trang")]
    ):  # fmt: skip
        own_post(office, number, day, source=page)
    own_post(office, 50, "2023-05-02", shared=True)
    asked(office, "cu", "2021-05-01", after=timedelta(hours=1))
    for number in range(4):
        asked(office, f"moi-{number}", "2023-05-01", after=timedelta(hours=1))
    asked(office, "khong", "2023-05-01")
    found = office.ask("T4a", "2023")
    assert found["posts"].value == 3 / 2
    assert found["answered"].value == 4
    assert (found["total"].value, found["total"].count, found["total"].n) == (7 / 3, 7, 3)
    assert found["total"].note == "kỳ so sánh 01/01/2023–31/12/2023; kỳ gốc 01/01/2021–31/12/2021"
    assert found["same_pages"].value == 2  # 2 + 4 on the page that was there in both
    told = {key: f.value for key, f in found.items() if key.startswith("alternates:")}
    assert told["alternates:Năm 2022 so với năm 2021"] == 1 / 3
    assert told["alternates:Năm 2023 so với năm 2022"] == 7
    assert told["alternates:Bình quân 2022-2023 so với năm 2021"] == 8 / (3 * 2)
    assert (
        "khác nhau (730 và 365 ngày)"
        in found["alternates:Bình quân 2022-2023 so với năm 2021"].note
    )
    assert office.ask("T4a", "2026")["total"].value == 7 / 3  # its windows, whenever it is asked


def test_large_grassroots_unions_with_a_live_page(office: Office) -> None:
    office.unit("tinh", "province")
    for code, members, workers in (
        ("a", 99, 100),
        ("b", 99, 99),
        ("c", 300, None),
        ("d", None, None),
        ("e", 20, 20),
    ):
        office.unit(
            code, "grassroots", members=members, workers=workers, page_url="https://trang.example"
        )
    office.source("trang-a", type="social", own=True, unit="a")
    office.source("trang-c", type="social", own=True, unit="c")
    own_post(office, 1, "2026-04-01 08:00", source="trang-a")  # 90 days before 30 June
    own_post(office, 2, "2026-03-31 08:00", source="trang-c")
    office.row("media_groups", "e", at="2026-06-01", code="e", name="Trang E", kind="page", platform="facebook",
               owner="e", active=True, attested_on="2026-06-01", last_post_on="2026-05-30")  # fmt: skip
    rows = {r["id"]: r["num"] for r in office.rows("T4b", "2026-H1", "with_page")}
    assert rows == {"a": 1, "c": 0}
    assert office.ask("T4b", "2026-H1")["pages"].value == 2  # a, and the small e
