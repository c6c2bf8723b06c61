"""Legacy encodings put right, and nothing else touched."""

import doctest
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp.normalise.syllable
from langnghe.text import canonical
from nlp.normalise import legacy, normalise, repair, repair_bytes
from nlp.normalise.capitals import calm

SAID = (
    "Công đoàn Lai Châu đề nghị tăng lương tối thiểu vùng; người lao động rất phấn khởi, "
    "mong được sớm áp dụng. Nhiều doanh nghiệp ở Sìn Hồ cũng nói vậy. Ăn Ở Ổn Định"
)
SHORT = "Công nhân đình công đòi lương"


def as_1258(text: str) -> bytes:
    """Encode as Windows does: the base letter, then the tone."""
    out = b""
    for char in text:
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tone))
        out += (base + tone).encode("cp1258")
    return out


def as_table(text: str, table: dict[int, str]) -> bytes:
    codes = {letter: code for code, letter in table.items()}
    return bytes(codes[char] for char in text)


def as_vni(text: str) -> bytes:
    pairs: dict[str, str] = {}
    for pair, letter in legacy._VNI.items():
        pairs.setdefault(letter, pair)
    return "".join(pairs.get(char, char) for char in text).encode("latin-1")


ENCODERS = {
    "cp1258": as_1258,
    "tcvn3": lambda text: as_table(text, legacy._TCVN3),
    "viscii": lambda text: as_table(text, legacy._VISCII),
    "vps": lambda text: as_table(text, legacy._VPS),
    "vni": as_vni,
}


def shown(data: bytes) -> str:
    """Read bytes as windows-1252, the way a browser does."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def test_the_manual_in_the_module_is_true():
    assert doctest.testmod(nlp.normalise.syllable).failed == 0


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("said", [SAID, SHORT])
def test_a_file_in_an_old_character_set_is_read(name, said):
    assert repair_bytes(ENCODERS[name](said)) == said
    assert repair_bytes(ENCODERS[name](said), hint=name) == said


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("said", [SAID, SHORT])
def test_a_text_shown_in_western_letters_is_put_right(name, said):
    data = ENCODERS[name](said)
    assert repair(data.decode("latin-1")) == said
    assert repair(shown(data)) == said


def test_every_letter_of_every_table_is_there():
    letters = {unicodedata.normalize("NFC", v + t) for v in legacy._VOWELS for t in legacy._TONES}
    letters |= {"đ"}
    for table in (legacy._TCVN3, legacy._VISCII, legacy._VPS):
        assert letters <= set(table.values())
    assert letters - set("aâăeêoôuiy") <= set(legacy._VNI.values()) | set("aeouiy")


def test_the_old_sets_as_people_know_them():
    assert legacy.DECODERS["tcvn3"]("C«ng ®oµn".encode("latin-1")) == "Công đoàn"
    assert legacy.DECODERS["vni"]("Coâng ñoaøn BEÂ TOÂNG".encode("latin-1")) == "Công đoàn BÊ TÔNG"


@pytest.mark.parametrize("said", [SAID, SHORT, "“Không” – đúng… 😀 20.000₫"])
def test_utf8_read_as_western_is_undone_once_and_twice(said):
    once = shown(said.encode())
    twice = shown(once.encode())
    assert repair(once) == said
    assert repair(twice) == said
    assert repair(said.encode().decode("latin-1")) == said
    assert repair_bytes(once.encode()) == said


def test_a_nonbreaking_blank_that_became_a_blank_is_understood():
    broken = shown("Người làm hàng và làm đồng".encode()).replace("\u00a0", " ")
    assert normalise(broken) == "Người làm hàng và làm đồng"


def test_a_text_broken_in_one_place_only_is_put_right_there():
    assert repair("Nguồn: " + shown("Lao Động".encode())) == "Nguồn: Lao Động"


@pytest.mark.parametrize(
    "clean",
    [
        SAID,
        SHORT,
        "Café déjà vu à la carte",
        "Für Männer über 40 – schön",
        "Les élèves ont été reçus à l'école près de la forêt; même le maître était très fâché.",
        "Während der Übung müssen alle Schüler ruhig auf ihren Plätzen bleiben und zuhören.",
        "A situação já não é tão fácil: há inflação e os salários estão atrás dos preços.",
        "Så är läget för många på östra sidan: inga jobb före årsskiftet, säger ordföranden.",
        "El niño está allí, señor; él también",
        "L'été à la plage, où êtes-vous né ?",
        "“ĐÃ” xong; ĐÔ THỊ “Ô”",
        "Mbappé và Dembélé ghi bàn",
        "n°5 ½ ± 20µm §3 £5 ©",
        "😀❤️ 👨‍👩‍👧 vui",
        "Ðắk Lắk",
        "São Paulo, Ångström, naïve façade",
        "TRÀ XÃ HỘI Ê",
        "Ồ à ê",
        "日本語 한국어 ไทย",
        "\ud800 lone",
    ],
)
def test_clean_text_is_never_altered(clean):
    assert repair(clean) == clean


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(codec=None), max_size=50), st.binary(max_size=60))
def test_nothing_raises_and_normalise_is_bounded(text, data):
    assert len(normalise(text)) <= 3 * len(text)
    assert isinstance(repair_bytes(data), str)
    assert isinstance(repair_bytes(data, hint="windows-1258"), str)
    assert isinstance(repair_bytes(data, hint="no such codec"), str)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SAID.split() + ["Ã", "Â ", "á»", "café", "«", "®"]), max_size=12))
def test_normalise_settles(words):
    once = normalise(" ".join(words))
    assert normalise(once) == once
    assert canonical(once) == once


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_with_and_without_a_mark(codec):
    assert repair_bytes(SAID.encode(codec)) == SAID


def test_a_utf8_file_cut_in_the_middle_of_a_letter_stays_utf8():
    assert repair_bytes(SAID.encode()[:-4]).startswith("Công đoàn Lai Châu")
    assert repair_bytes(b"") == ""


def test_shouting_is_read_as_speech_and_names_keep_their_capitals() -> None:
    assert calm("CÔNG ĐOÀN Ở ĐÂU? SAO KHÔNG AI NÓI GÌ") == "Công đoàn ở đâu? Sao không ai nói gì"
    assert calm("LĐLĐ tỉnh Lai Châu họp với CĐCS") == "LĐLĐ tỉnh Lai Châu họp với CĐCS"
    assert calm("OK ANH") == "OK ANH"
    assert calm("") == ""
