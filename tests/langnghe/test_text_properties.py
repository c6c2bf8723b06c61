"""What holds for any string at all, lone surrogates and nonsense included."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.text import canonical, fold, loose_key, match_key

_NASTY = [
    *[
        "&",
        "amp;",
        "&amp;",
        "&lt;",
        "lt;",
        "&#38;",
        "&#x26;",
        "#38;",
        "&nbsp;",
        "&#8203;",
        ";",
        "#",
    ],
    *["\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\ud83d", "\ude00", "\ud800", "\ufe0f"],
    *["\r", "\n", "\r\n", "\t", " ", "\u00a0", "\u2028", "\x85", "\x00", "\u037e", "\u3164"],
    *["\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "\u0302", "\u031b", "\u0306"],
    *[
        "a",
        "ă",
        "ơ",
        "ư",
        "uy",
        "oa",
        "q",
        "gi",
        "đ",
        "Đ",
        "İ",
        "ß",
        "Σ",
        "ﬃ",
        "한",
        "ไม้",
        "ي",
        "👩",
    ],
    *["hòa", "hoà", "ko", "cty", "hong", "“", "–", "'", '"', "<script>", "𝒞", "\u0958", "\ufb2c"],
]
texts = st.one_of(
    st.text(st.characters(codec=None), max_size=60),  # surrogates included
    st.lists(st.sampled_from(_NASTY), max_size=14).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_canonical_is_idempotent_bounded_and_encodable(text):
    once = canonical(text)
    assert canonical(once) == once
    assert len(once) <= 3 * len(text)
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(texts)
def test_keys_are_idempotent_and_agree_for_nfc_and_nfd(text):
    for key in (match_key, fold):
        once = key(text)
        assert key(once) == once
        assert once == " ".join(once.split())
        assert len(once) <= 9 * len(text)
    clean = canonical(text)
    assert match_key(unicodedata.normalize("NFD", clean)) == match_key(clean)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_fold_sees_no_more_than_match_key(text):
    assert fold(match_key(text)) == fold(text)
    assert fold(fold(text)) == fold(text)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_loose_key_never_raises_and_stays_bounded(text):
    key = loose_key(text)
    assert len(key) <= 30 * len(text)  # tphcm is the longest short form
