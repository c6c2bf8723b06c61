"""Legal texts in documents: found as offices write them, held against the list as of the day of signing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from langnghe.errors import ConfigError
from nlp.documents import checked, citations, load_laws


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Nghị định 13/2023/NĐ-CP", "13/2023/NĐ-CP"),
        ("Nghị định số 13/2023/NĐ-CP ngày 17/4/2023", "13/2023/NĐ-CP"),
        ("NĐ 13/2023/NĐ-CP", "13/2023/NĐ-CP"),
        ("Nghị định số: 13/2023/ NĐ - CP", "13/2023/NĐ-CP"),
        ("Nghị định 13/2023", "13/2023"),
        ("Luật số 91/2025/QH15", "91/2025/QH15"),
        ("Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", "91/2025/QH15"),
        ("theo 91/2025/QH15", "91/2025/QH15"),
        ("Quyết định 1669/QĐ-TLĐ", "1669/QĐ-TLĐ"),
        ("QĐ số 1669/QĐ-TLĐ", "1669/QĐ-TLĐ"),
        ("Thông tư 10/2020/TT-BLĐTBXH", "10/2020/TT-BLĐTBXH"),
        ("Thông tư liên tịch số 01/2012/TTLT-BNV-BTC", "01/2012/TTLT-BNV-BTC"),
        ("Nghị quyết số 02-NQ/TW của Bộ Chính trị", "02-NQ/TW"),
        ("Luật An toàn, vệ sinh lao động số 84/2015/QH13", "84/2015/QH13"),
    ],
)
def test_a_number_is_found_as_it_is_written(written: str, number: str) -> None:
    [found] = citations(f"Thực hiện {written}, đề nghị các cấp công đoàn triển khai.")
    assert found.number == number


@pytest.mark.parametrize(
    ("written", "name", "year"),
    [
        ("Luật Công đoàn 2024", "Luật Công đoàn", 2024),
        ("Luật Công đoàn năm 2012", "Luật Công đoàn", 2012),
        ("BLLĐ 2019", "Bộ luật Lao động", 2019),
        ("Luật BHXH năm 2014", "Luật Bảo hiểm xã hội", 2014),
        ("Luật Công đoàn (sửa đổi) năm 2024", "Luật Công đoàn", 2024),
    ],
)
def test_a_law_is_found_by_its_name_and_year(written: str, name: str, year: int) -> None:
    [found] = citations(f"Theo {written}, người lao động có quyền gia nhập.")
    assert (found.name, found.year, found.number) == (name, year, "")


@pytest.mark.parametrize(
    "written",
    [
        "Số: 12/HD-LĐLĐ",
        "Kế hoạch số 14/KH-LĐLĐ ngày 12/4/2026",
        "trực 24/7, nộp trước ngày 30/6/2026",
        "Từ ngày 01/7/2025, luật sửa đổi có hiệu lực từ năm 2025",
        "xem hướng dẫn của công đoàn cấp trên năm 2026",
    ],
)
def test_what_is_no_legal_text_is_no_citation(written: str) -> None:
    assert citations(written) == ()


def test_one_law_named_three_ways_is_one_citation() -> None:
    text = (
        "Nghị định 13/2023, sau đây là Nghị định số 13/2023/NĐ-CP. Theo Nghị định số 13/2023/ND-CP"
    )
    assert len({c.key for c in citations(text)}) == 1
    laws = load_laws()
    text = "Luật Công đoàn số 50/2024/QH15; Luật Công đoàn 2024; theo Luật Công đoàn"
    found = citations(text, names=laws.names)
    assert len(list(checked(found, laws, date(2026, 1, 1)))) == 1


def test_the_documents_own_number_is_no_citation() -> None:
    text = "Quyết định 15/QĐ-LĐLĐ thay Quyết định 9/QĐ-LĐLĐ"
    assert [c.number for c in citations(text, own="15/QĐ-LĐLĐ")] == ["9/QĐ-LĐLĐ"]


@pytest.mark.parametrize(
    ("cited", "signed", "status"),
    [
        ("Nghị định 13/2023/NĐ-CP", date(2025, 12, 31), "in_force"),
        ("Nghị định 13/2023/NĐ-CP", date(2026, 1, 1), "repealed"),
        ("Nghị định 13/2023", date(2026, 5, 17), "repealed"),
        ("Nghị định 13/2023/ND-CP", date(2026, 5, 17), "repealed"),
        ("Nghị định 356/2025/NĐ-CP", date(2026, 1, 1), "in_force"),
        ("Luật số 91/2025/QH15", date(2025, 12, 31), "not_yet"),
        ("Luật Công đoàn 2012", date(2025, 6, 30), "in_force"),
        ("Luật Công đoàn 2012", date(2025, 7, 1), "repealed"),
        ("Luật Báo chí 2025", date(2026, 6, 30), "not_yet"),
        ("Luật Báo chí năm 2025", date(2026, 7, 1), "in_force"),
        ("Thông tư 13/2023", date(2026, 5, 17), "unknown"),  # the decree has that number, not this
        ("Luật Việc làm số 38/2013/QH13", date(2026, 3, 10), "unknown"),
    ],
)
def test_worth_of_a_citation_on_the_day_of_signing(cited: str, signed: date, status: str) -> None:
    [found] = checked(citations(f"Căn cứ {cited};"), load_laws(), signed)
    assert found["status"] == status
    assert bool(found["source"]) == (status != "unknown")


def test_a_name_alone_means_the_law_in_force_and_never_one_to_come() -> None:
    laws = load_laws()
    found = citations("Theo Luật Công đoàn và Luật Báo chí.", names=laws.names)
    on = {c.name: laws.find(c, date(2026, 3, 1)) for c in found}
    assert on["Luật Công đoàn"] is not None
    assert on["Luật Công đoàn"].number == "50/2024/QH15"
    assert on["Luật Báo chí"] is None


def test_every_line_of_the_list_names_its_source_and_when_it_was_looked_at() -> None:
    laws = load_laws().law
    assert all(law.source and law.checked and (law.number or law.name) for law in laws)
    by_number = {law.number: law for law in laws if law.number}
    assert len(by_number) == sum(bool(law.number) for law in laws)
    for law in laws:
        if law.replaced_by:
            after = by_number[law.replaced_by]
            assert law.in_force_to is not None
            assert after.in_force_from is not None
            assert (after.in_force_from - law.in_force_to).days == 1


def test_an_offices_own_list_comes_first_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "laws.toml"
    own.write_text(
        'law = [{ number = "38/2013/QH13", name = "Luật Việc làm", year = 2013, '
        'in_force_to = 2025-12-31, source = "Ban CSPL tra ngày ký", checked = 2026-05-01 }]\n',
        encoding="utf-8",
    )
    cited = citations("Căn cứ Luật Việc làm số 38/2013/QH13; Luật số 91/2025/QH15")
    told = [row["status"] for row in checked(cited, load_laws(own), date(2026, 3, 10))]
    assert told == ["repealed", "in_force"]
    own.write_text('law = [{ number = "1/2026/NĐ-CP", checked = 2026-05-01 }]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="source"):
        load_laws(own)
