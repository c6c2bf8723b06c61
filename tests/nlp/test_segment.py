"""Sentences as a Vietnamese newspaper writes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.segment import quote, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Công nhân đình công. Công ty tăng lương.", 2),
        ("Tại TP.HCM, lương tối thiểu là 5.310.000 đồng. Mức này áp dụng từ 1.1.2026.", 2),
        ("PGS.TS. Nguyễn Văn A phát biểu. Hội nghị kết thúc.", 2),
        ("TP. Hồ Chí Minh và TX. Thuận An hợp nhất. Dân vui.", 2),
        ("Tiền đã trao cho chị H. Sau đó chị về quê.", 2),
        ("Ông Nguyễn V. Nam đến. Bà T. (45 tuổi) cũng vậy.", 2),
        ("Ông N.V.T. cho biết đã nhận tiền.", 1),
        ('"Sao lại nợ lương?" anh hỏi. "Chúng tôi cần sống."', 2),
        ('"Tôi không nhận được lương." Ông nói thêm.', 2),
        ("Nghỉ việc... rồi về quê. Chờ… Tết đến!", 3),
        ("1. Tăng lương\n2. Giảm giờ làm\n\n3. Bữa ăn ca.", 3),
        ("Công ty gồm điện, nước, v.v. và nhiều thứ.", 1),
        ("Không có dấu chấm", 1),
        ("", 0),
        ("  \n ", 0),
    ],
)
def test_sentences_are_counted_as_a_reader_does(text, parts):
    assert len(sentences(text)) == parts, sentences(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list("Aa bĐ. \n!?…\"'“”1,TPv()-")), max_size=60))
def test_every_sentence_is_a_slice_and_nothing_is_lost(text):
    rest = text
    for sentence in sentences(text):
        before, found, rest = rest.partition(sentence)
        assert found
        assert not before.strip()
    assert not rest.strip()


def test_a_quote_is_at_most_two_verbatim_sentences_of_the_lead():
    lead = "(Dân trí) - Hơn 500 công nhân ngừng việc. Họ đòi thưởng Tết. Công ty hứa trả lời."
    assert quote(lead, "Thân bài.") == "Hơn 500 công nhân ngừng việc. Họ đòi thưởng Tết."
    assert quote("", "Ảnh: Văn Ba\nThân bài có một câu.") == "Thân bài có một câu."
    assert quote("Một " + "rất dài " * 40 + "câu. " + "Hai " * 60 + "câu.", "").count(".") == 1
    assert quote("", "") == ""
