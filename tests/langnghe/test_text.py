"""Vietnamese text: what canonical does to what feeds and people really write."""

import doctest
import unicodedata

import pytest

import langnghe.text
from langnghe.text import canonical, drawable, fold, loose_key, match_key


def test_the_manual_in_the_module_is_true():
    assert doctest.testmod(langnghe.text).failed == 0


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Công đoàn", "Công đoàn"),
        (unicodedata.normalize("NFD", "Người lao động"), "Người lao động"),
        ("Lai\u00a0Châu\u3000\u2009hôm  nay", "Lai Châu hôm nay"),
        ("\ufeffCông\u200b đo\u00adàn\u2060", "Công đoàn"),
        ("\u202alương\u202c t\u200eối thiểu", "lương tối thiểu"),
        ("Lương &amp;quot;tối thiểu&amp;quot;", 'Lương "tối thiểu"'),
        ("C&#244;ng ty TNHH A&amp;B", "Công ty TNHH A&B"),
        ("&#273;&#x1ED3;ng", "đồng"),
        ("h&#146;mông", "h'mông"),  # a cp1252 quote written as a number
        ("AT&T, R&D và a.vn/?x=1&copy=2", "AT&T, R&D và a.vn/?x=1&copy=2"),
        ("“vì” «người» ‘lao’ động", '"vì" "người" \'lao\' động'),
        ("7–8 giờ — ca đêm − 5 độ", "7-8 giờ - ca đêm - 5 độ"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("đoạn một \n\n\n\n đoạn hai", "đoạn một\n\nđoạn hai"),
        ("tab\tvà\x00 điều\x07 khiển\x1f", "tab và điều khiển"),
        ("\ud83d\ude00 vui \ud83d", "😀 vui"),
        ("👨‍👩‍👧 ❤️", "👨‍👩‍👧 ❤️"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_canonical_is_what_is_stored(raw, stored):
    assert canonical(raw) == stored


def test_markup_that_was_escaped_twice_becomes_text_for_the_renderer_to_escape():
    assert canonical("&amp;lt;script&amp;gt;") == "<script>"


def test_an_entity_hidden_by_invisible_marks_is_found():
    assert canonical("a&am\u200bp;lt;b &am&#8203;p;") == "a<b &"


def test_an_endless_escape_is_cut_short():
    assert canonical("&" + "amp;" * 300_000 + "lt;") == "<"
    nested = "&#3" * 2000 + "8;" * 2000
    assert canonical(canonical(nested)) == canonical(nested)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("uỷ ban", "ủy ban"),
        ("loè loẹt", "lòe loẹt"),
        ("tuỳ, thuỷ, huỷ, quỵ", "tùy, thủy, hủy, qụy"),
        ("hoàn toàn", "hòan tòan"),
        ("HOÀ", unicodedata.normalize("NFD", "hòa")),
        ("được trường nghĩa của", "đựơc trừơng nghiã cuả"),
        ("Công-đoàn: “Lai Châu”", "công đoàn lai châu"),
        ("#Công_đoàn", "công đoàn"),
        ("tiếng việt", "tíêng vịêt"),
    ],
)
def test_match_key_knows_two_spellings_of_one_word(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("già", "giá"),
        ("quý", "quỳ"),
        ("đoàn", "đoạn"),
        ("mía", "má"),
        ("của", "cua"),
        ("lý", "lí"),
        ("giếng", "giềng"),
    ],
)
def test_match_key_keeps_two_words_apart(one, other):
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    "word", "già giá giữa giường gì quý quả quốc nghĩa thuở khuỷu ngoằn hoài xoáy mía".split()
)
def test_words_that_are_right_stay(word):
    assert match_key(word) == word


def test_numbers_stay_and_foreign_words_keep_their_marks():
    assert match_key("20.000 đ, Nghị định 374/2025") == "20 000 đ nghị định 374 2025"
    assert match_key("Mbappé, Perišić, naïve") == "mbappé perišić naïve"


def test_fold_is_blind_to_accents_and_knows_d():
    assert fold("Đình công ở Đắk Lắk: THUẾ, hoà") == "dinh cong o dak lak thue hoa"
    assert fold("cong doan lai chau") == fold("Công đoàn Lai Châu")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ko tăng lương", "không tăng lương"),
        ("cty nợ bhxh", "công ty nợ bảo hiểm xã hội"),
        ("nlđ đc về", "người lao động được về"),
        ("LĐLĐ tỉnh", "liên đoàn lao động tỉnh"),
        ("cđcs ở kcn", "công đoàn cơ sở ở khu công nghiệp"),
        ("wá mệt", "quá mệt"),
        ("làm j zậy", "làm gì vậy"),
        ("hông được nghỉ", "không được nghỉ"),
        ("kĩ sư, lí do", "kỹ sư, lý do"),
        ("vuiiiiii quáaaaa", "vui quá"),
    ],
)
def test_loose_key_reads_what_workers_type(written, meant):
    assert loose_key(written) == loose_key(meant)


def test_loose_key_leaves_a_name_without_accents_alone():
    assert loose_key("cong ty Hong Ha") == loose_key("Công ty Hồng Hà")


def test_a_chart_is_told_nothing_that_ends_the_one_who_draws_it() -> None:
    """One control character in a label and vl-convert aborts the process; blanks and letters stay."""
    told = {
        "data": {"values": [{"t\x00": "Báo\x1b[31m\ud800 A\n\t", "n": 1.5}]},
        "x": ("\ufffe", None),
    }
    assert drawable(told) == {
        "data": {"values": [{"t": "Báo[31m A\n\t", "n": 1.5}]},
        "x": ["", None],
    }
