"""One row at a time, as a form will ask: values, or what is wrong in which column."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.registers.cells import Context, number_of
from langnghe.registers.check import Errors, Row, check_row
from langnghe.registers.choose import Units
from langnghe.registers.kinds import KINDS, REGISTERS
from nlp.taxonomy import TOPIC_VI
from tests.registers.conftest import NOW, UNITS

DOCUMENT = {
    "unit": "LĐLĐ tỉnh Lai Châu", "symbol": "12/HD-LĐLĐ", "type": "Hướng dẫn",
    "title": "Tuyên truyền Tháng Công nhân", "signed_on": "10/04/2026",
}  # fmt: skip


def document(context: Context, **changes: Any) -> Row | Errors:
    return check_row(KINDS["documents"], {**DOCUMENT, **changes}, context)


def value(context: Context, name: str, cell: Any) -> Any:
    found = document(context, **{name: cell})
    assert isinstance(found, Row), found
    return found.values[name]


def told(context: Context, name: str, cell: Any) -> str:
    found = document(context, **{name: cell})
    assert isinstance(found, dict), found
    return found[name]


def test_a_good_row_is_plain_json_with_a_stable_name(context: Context) -> None:
    found = document(context)
    assert isinstance(found, Row)
    assert found.values["unit"] == "ldld-lai-chau"
    assert found.values["type"] == "guidance"
    assert found.values["signed_on"] == "2026-04-10"
    same = document(context, unit="lien doan lao dong tinh lai chau", title="Trích yếu sửa lại",
                    signed_on="2026-04-10")  # fmt: skip
    other = document(context, symbol="13/HD-LĐLĐ")
    assert isinstance(same, Row)
    assert isinstance(other, Row)
    assert same.id == found.id != other.id


def test_every_error_of_a_row_is_told_at_once(context: Context) -> None:
    found = document(context, unit="", type="Thư tay", signed_on="31/02/2026", corrected="có lẽ")
    assert isinstance(found, dict)
    assert found.keys() == {"unit", "type", "signed_on", "corrected"}


@pytest.mark.parametrize(
    "typed", ["Hướng dẫn", "huong dan", "HƯỚNG DẪN ", "hướng", "guidance", "Huong  Dan"]
)
def test_a_choice_is_known_without_accents_and_by_its_beginning(
    context: Context, typed: str
) -> None:
    assert value(context, "type", typed) == "guidance"


def test_a_slip_is_asked_back(context: Context) -> None:
    assert "ý bạn là “Hướng dẫn”?" in told(context, "type", "Hướng đãnn")
    assert "chọn" in told(context, "type", "xyz")
    assert "ý bạn là “LĐLĐ tỉnh Lai Châu”?" in told(context, "unit", "LĐLĐ tỉnh Lai Chây")


def test_several_choices_stand_in_one_cell(context: Context) -> None:
    assert value(context, "audience", "Đoàn viên; nguoi lao dong\n- Cấp ủy") == ["members", "workers", "party"]  # fmt: skip
    assert value(context, "audience", "Đoàn viên, Người lao động") == ["members", "workers"]
    assert value(context, "topics", "Ngừng việc, đình công") == ["strike"]
    assert value(context, "topics", "đình công; Phúc lợi, trợ giúp") == ["strike", "welfare"]
    assert value(context, "audience", ["Đoàn viên", "Cộng đồng"]) == ["members", "community"]


def test_yes_and_no_in_the_words_of_an_office(context: Context) -> None:
    assert [value(context, "to_press", said) for said in ("Có", "x", 1, True, "✓")] == [True] * 5
    assert [value(context, "to_press", said) for said in ("không", "ko", 0, False)] == [False] * 4
    assert "Có hoặc Không" in told(context, "to_press", "có lẽ")


@pytest.mark.parametrize(
    ("written", "number"),
    [("1.234,5", 1234.5), ("1.234", 1234), ("12,5", 12.5), ("1234", 1234), ("1,234.5", 1234.5),
     ("0.5", 0.5), ("95%", 95), ("1 234,5", 1234.5), ("-3,25", -3.25), ("1.234.567", 1234567)],
)  # fmt: skip
def test_numbers_are_vietnamese(written: str, number: float) -> None:
    assert number_of(written) == number


def test_a_count_has_no_fraction(context: Context) -> None:
    kind = KINDS["outcomes"]

    def members(cell: Any) -> Any:
        found = check_row(kind, {"month": "06/2026", "unit": "ldld-lai-chau", "new_members": cell}, context)  # fmt: skip
        return found.values["new_members"] if isinstance(found, Row) else found["new_members"]

    assert [members(cell) for cell in ("1.250", "1,250", 1250.0, "1250")] == [1250] * 4
    assert "số nguyên" in members("12,5")
    assert "chỉ ghi số: 85" in members("85 người")
    assert "nhỏ hơn 0" in members(-1)


def test_an_empty_cell_is_no_zero(context: Context) -> None:
    kind = KINDS["outcomes"]
    row = {"month": "06/2026", "unit": "ldld-lai-chau", "new_members": 0, "dialogues": "-"}
    found = check_row(kind, row, context)
    assert isinstance(found, Row)
    assert (found.values["new_members"], found.values["dialogues"]) == (0, None)
    empty = check_row(kind, {"month": "06/2026", "unit": "ldld-lai-chau"}, context)
    assert isinstance(empty, dict)
    assert "cần ít nhất một trong" in empty["new_members"]


def test_a_unit_must_exist_on_the_day_and_names_its_heirs(context: Context) -> None:
    before = document(context, unit="LĐLĐ huyện Tam Đường", signed_on="30/06/2025")
    assert isinstance(before, Row)
    after = document(context, unit="LĐLĐ huyện Tam Đường", signed_on="01/07/2025")
    assert isinstance(after, dict)
    assert "kết thúc hoạt động 30/06/2025; đơn vị kế tục: Công đoàn xã Bình Lư" in after["unit"]
    early = document(context, unit="cd-xa-binh-lu", signed_on="30/06/2025")
    assert isinstance(early, dict)
    assert "chỉ có từ 01/07/2025" in early["unit"]


def test_two_units_that_are_one_without_accents_are_never_guessed(context: Context) -> None:
    assert value(context, "unit", "Công đoàn xã Mường Tẻ") == "cd-xa-muong-te-2"
    assert "hai đơn vị" in told(context, "unit", "cong doan xa muong te")


def test_no_private_data_enters_a_register(context: Context) -> None:
    asked = {"received_at": "12/06/2026 08:30", "channel": "hotline", "unit": "ldld-lai-chau",
             "question": "Chị gọi 0912 345 678 hỏi chế độ thai sản"}  # fmt: skip
    found = check_row(KINDS["inquiries"], asked, context)
    assert isinstance(found, Row)
    assert "0912" not in str(found.values)
    assert "đã che" in found.notes["question"]
    signer = document(context, signer="Nguyễn Văn Mẫu 0912 345 678")
    assert isinstance(signer, dict)
    assert "xoá đi" in signer["signer"]


def test_who_spoke_in_a_group_is_only_a_keyed_hash_of_that_group(context: Context) -> None:
    def noted(group: str) -> Row:
        row = {"group": group, "noted_on": "12/06/2026", "note": "Hỏi phụ cấp ca đêm", "speaker": "Hoa Ban"}  # fmt: skip
        found = check_row(REGISTERS["group_notes"], row, context)
        assert isinstance(found, Row), found
        return found

    one, two = noted("zalo-a"), noted("zalo-b")
    assert "Hoa" not in str(one.values)
    assert one.values["speaker"] == noted("zalo-a").values["speaker"] != two.values["speaker"]


def test_what_is_said_to_have_happened_has_happened(context: Context) -> None:
    assert "chưa tới" in told(context, "signed_on", "10/04/2027")
    assert "đứng trước Ngày ký" in told(context, "sent_on", "09/04/2026")
    invalid = check_row(
        KINDS["inquiries"],
        {"received_at": "12/06/2026", "channel": "hotline", "unit": "ldld-lai-chau",
         "question": "Quảng cáo", "state": "Không hợp lệ"},
        context,
    )  # fmt: skip
    assert isinstance(invalid, dict)
    assert "cần vì Trạng thái là “Không hợp lệ”" in invalid["invalid_why"]


def test_a_clipping_knows_the_post_it_should_be(context: Context) -> None:
    from langnghe.records import post_id_of

    url = "https://www.bao.example/tin-9.html?utm_source=x"
    row = {"day": "12/06/2026", "source": "Báo", "medium": "online", "title": "Tin", "url": url}
    found = check_row(KINDS["clippings"], row, context)
    assert isinstance(found, Row)
    assert found.values["post_id"] == post_id_of(url="https://bao.example/tin-9.html", source="", native_id=None)  # fmt: skip


@pytest.mark.parametrize("kind", REGISTERS.values(), ids=lambda kind: kind.id)
def test_the_example_of_every_kind_is_a_good_row(kind: Any, context: Context) -> None:
    row = {column.name: column.example for column in kind.columns}
    found = check_row(kind, row, context)
    assert isinstance(found, Row) or set(found) <= {"parent", "successors"}, found


cells = st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes(),
                  st.lists(st.text()))  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_cells_are_a_row_or_sentences(data: st.DataObject) -> None:

    kind = data.draw(st.sampled_from(list(REGISTERS.values())))
    row = {column.name: data.draw(cells) for column in kind.columns}
    found = check_row(kind, row, Context(now=NOW, units=Units(UNITS), topics=TOPIC_VI))
    if isinstance(found, dict):
        assert found
        assert all(found.values())
    else:
        json.dumps(found.values, allow_nan=False)
