"""How long a document is, what it says of the eight points, and whose words a text carries."""

from __future__ import annotations

import pytest

from nlp.documents import POINTS, measured, proposed
from nlp.documents.asked import most_asked
from nlp.documents.pickup import Originals

TEXT = """LIÊN ĐOÀN LAO ĐỘNG TỈNH MẪU
Số: 12/HD-LĐLĐ
Lai Châu, ngày 10 tháng 4 năm 2026
HƯỚNG DẪN
Căn cứ Luật Công đoàn số 50/2024/QH15;
Công đoàn cơ sở tổ chức khám bệnh cho 300 công nhân tại khu công nghiệp Mẫu ngày 15/5/2026 nhằm chăm lo sức khoẻ.
Cách làm: chia ba ca, mỗi ca 100 người. Đầu mối: Ban Tuyên giáo.
Nơi nhận: như trên."""


def test_words_and_sentences_are_counted_without_headings() -> None:
    found = measured("HƯỚNG DẪN\nCông đoàn cơ sở báo cáo trước ngày 15/5. Gửi qua thư điện tử.\n")
    # 2 + 9 + 5 words; two sentences, the heading is in none
    assert (found.words, found.sentences, found.a_sentence, found.longest) == (16, 2, 7.0, 9)


def test_words_that_only_join_carry_nothing() -> None:
    # “của”, “và”, “đối với” and “các” only join: công đoàn, đoàn viên, lao động, nữ are left
    found = measured("Công đoàn của đoàn viên và đối với các lao động nữ.")
    assert (found.words, found.content) == (12, 7)
    assert found.density == pytest.approx(7 / 12)


def test_an_empty_text_has_no_averages() -> None:
    found = measured("")
    assert (found.words, found.a_sentence, found.density) == (0, None, None)


def test_the_eight_points_of_a_full_document() -> None:
    found = proposed(TEXT)
    assert list(found) == list(POINTS)
    assert all(found.values())
    assert found["grounds"].startswith("Căn cứ Luật Công đoàn")
    assert "15/5/2026" in found["when"]


@pytest.mark.parametrize(
    ("point", "left_out"),
    [
        ("when", " ngày 15/5/2026"),  # the dateline of the paper is not when
        ("where", " tại khu công nghiệp Mẫu"),
        ("why", " nhằm chăm lo sức khoẻ"),
        ("how", "Cách làm: chia ba ca, mỗi ca 100 người. "),
        ("contact", " Đầu mối: Ban Tuyên giáo."),
        ("grounds", "Căn cứ Luật Công đoàn số 50/2024/QH15;\n"),
    ],
)
def test_a_point_that_is_left_out_is_missed(point: str, left_out: str) -> None:
    found = proposed(TEXT.replace(left_out, ""))
    assert [p for p in POINTS if not found[p]] == [point]


RELEASE = """Số: 20/TC-LĐLĐ
Tết Sum vầy năm nay dành bảy tỉ đồng chăm lo cho hơn chín nghìn đoàn viên có hoàn cảnh khó khăn trong tỉnh.
Công đoàn tổ chức mười tám chuyến xe miễn phí đưa công nhân về quê đón Tết cùng gia đình."""


def test_an_article_with_a_paragraph_of_a_release_carries_it() -> None:
    article = (
        "Xuân đến sớm với công nhân. Tết Sum vầy năm nay dành bảy tỉ đồng chăm lo cho hơn chín nghìn "
        "đoàn viên có hoàn cảnh khó khăn trong tỉnh, theo thông tin từ Liên đoàn Lao động."
    )
    originals = Originals(
        {"a": RELEASE, "b": "Một văn bản khác hẳn về an toàn lao động ở công trường."}
    )
    [found] = originals.carried(article)
    # the sentence has 24 words, 20 runs of five; the article 38 words, 34 runs; the release 44, 40
    assert (found.document, found.shared) == ("a", 20)
    assert found.containment == pytest.approx(20 / 34)


def test_the_same_topic_in_other_words_carries_nothing() -> None:
    other = "Công đoàn tỉnh chuẩn bị Tết cho đoàn viên: quà, vé xe và những phiên chợ giảm giá ở khu trọ."
    assert list(Originals({"a": RELEASE}).carried(other)) == []


def test_accents_and_case_do_not_matter_and_heads_do_not_count() -> None:
    originals = Originals({"a": RELEASE})
    plain = "tet sum vay nam nay danh bay ti dong cham lo cho hon chin nghin doan vien co hoan canh kho khan"
    assert [found.document for found in originals.carried(plain)] == ["a"]
    head = "LIÊN ĐOÀN LAO ĐỘNG TỈNH MẪU CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM ĐỘC LẬP TỰ DO HẠNH PHÚC"
    assert list(Originals({"a": head}).carried(head)) == []


def test_questions_asked_alike_are_one_and_a_document_answers_it() -> None:
    asked = [
        ("1", "Công ty nợ bảo hiểm thì sinh con có được hưởng thai sản không?"),
        ("2", "công ty đang nợ bảo hiểm, sinh con có được hưởng chế độ thai sản không ạ"),
        ("3", "Cty nợ bảo hiểm có được hưởng thai sản khi sinh con không"),
        ("4", "Bao giờ có lịch nghỉ Tết của nhà máy?"),
    ]
    [group] = most_asked(asked, 10)
    assert (group.example, group.size) == ("1", 3)
    assert group.answered_by(
        "Công ty nợ bảo hiểm: người sinh con vẫn được hưởng thai sản nếu đóng đủ."
    )
    assert not group.answered_by("Lịch trực Tết của công đoàn các cấp.")
