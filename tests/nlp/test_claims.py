"""A refuted claim is recognised when it comes back, and not where it is denied or only asked about."""

import unicodedata
from datetime import UTC, date, datetime
from random import Random
from time import process_time

import pytest

from langnghe.errors import LangngheError
from langnghe.text import canonical
from nlp.claims import Claim, Registry, load_claims, match, new_claim
from nlp.claims.words import read
from nlp.perturb import perturb

AT = datetime(2026, 6, 12, 2, tzinfo=UTC)
SAID = "Người lao động bị trừ 2% tiền lương để đóng kinh phí công đoàn"


def claim(**fields: object) -> Claim:
    row: dict[str, object] = {
        "text": SAID,
        "variants": ("Công nhân phải nộp 2% lương cho công đoàn",),
        "refutation": "Kinh phí công đoàn do người sử dụng lao động đóng.",
        "source": "hỏi – đáp trên trang của cơ quan",
        "legal_basis": "Luật Công đoàn 2024, Điều 29",
        "role": "legal_team",
        "at": AT,
        **fields,
    }
    return new_claim(**row)  # type: ignore[arg-type]


OTHERS = (
    claim(text="Công đoàn Việt Nam sẽ bị giải thể trong năm 2026", variants=()),
    claim(text="Công nhân được nghỉ Tết 20 ngày hưởng nguyên lương", variants=()),
)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry([claim(), *OTHERS])


def kinds(registry: Registry, text: str) -> list[str]:
    return [m.kind for m in registry.match([text]) if m.claim_id == claim().claim_id]


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        SAID.upper(),
        unicodedata.normalize("NFD", SAID),
        perturb(SAID, "no_accents", Random(1)),
        perturb(SAID, "typo", Random(2)),
        "nld bị trừ 2% lg để đóng kp cđ đó mn ơi",
        "cn bi tru 2% luong dong kp cd nha",
        "Kinh phí công đoàn là lấy 2 % tiền lương của công nhân, bị trừ hằng tháng",
        "Mỗi tháng người lao động bị trừ hai phần trăm tiền lương để nộp kinh phí công đoàn",
        "Nghe nói từ tháng này người lao động bị trừ 2% tiền lương để đóng kinh phí công đoàn :(",
    ],
)
def test_the_claim_is_recognised_however_it_is_written(registry: Registry, text: str) -> None:
    assert kinds(registry, text) == ["resurfaced"]


def test_it_is_found_inside_a_long_text_and_quoted(registry: Registry) -> None:
    before = (
        "Hôm qua cả dãy trọ ngồi nói chuyện cơm nước, giá gạo, chuyện học của mấy đứa nhỏ. " * 4
    )
    after = " Sáng nay trời lại mưa, đường ra khu công nghiệp ngập tới nửa bánh xe." * 4
    text = f"{before}Rồi có người bảo {SAID[0].lower()}{SAID[1:]}.{after}"
    (found,) = registry.match([text])
    assert found.kind == "resurfaced"
    assert canonical(text)[found.start : found.end] == found.quote
    assert "bị trừ 2% tiền lương" in found.quote
    assert len(found.quote) < 1.5 * len(SAID)


@pytest.mark.parametrize(
    "text",
    [
        "Người lao động không bị trừ 2% tiền lương để đóng kinh phí công đoàn, doanh nghiệp đóng",
        "Công đoàn bác bỏ tin người lao động bị trừ 2% tiền lương đóng kinh phí công đoàn",
        f"{SAID}: tin giả, bà con đừng tin",
        "Không có chuyện người lao động bị trừ 2% tiền lương để đóng kinh phí công đoàn",
        "nld ko bi tru 2% luong de dong kinh phi cong doan dau nha",
    ],
)
def test_a_text_that_denies_the_claim_is_a_refutation(registry: Registry, text: str) -> None:
    assert kinds(registry, text) == ["refutation"]


def test_whoever_insists_that_it_is_no_fake_news_spreads_it(registry: Registry) -> None:
    assert kinds(registry, f"{SAID}, không phải tin giả đâu") == ["resurfaced"]


@pytest.mark.parametrize(
    "text",
    [
        "Người lao động có bị trừ 2% tiền lương để đóng kinh phí công đoàn không?",
        "Cho em hỏi người lao động bị trừ 2% tiền lương để đóng kinh phí công đoàn ạ",
        f"{SAID} phải không mọi người?",
    ],
)
def test_a_question_is_told_apart(registry: Registry, text: str) -> None:
    assert kinds(registry, text) == ["question"]


@pytest.mark.parametrize(
    "text",
    [
        "Doanh nghiệp đóng kinh phí công đoàn theo quỹ tiền lương, không lấy của người lao động",
        "Lương công nhân tăng 2% từ tháng sau",
        "Công đoàn tặng quà cho người lao động khó khăn",
        "Công nhân được nghỉ Tết 9 ngày theo lịch",
        "Công đoàn Việt Nam tổng kết năm 2026",
        "",
        "   ",
        "????",
        "2% 2% 2%",
        "111." * 6000,
        "9" * 9000,
        "1/2/3/4,5.6,7",
        "\u200b\ufeff",
    ],
)
def test_what_only_speaks_of_the_same_things_does_not_spread_it(
    registry: Registry, text: str
) -> None:
    assert [m for m in registry.match([text]) if m.kind == "resurfaced"] == []


def test_another_number_is_another_statement(registry: Registry) -> None:
    wording = "Công nhân được nghỉ Tết {} ngày hưởng nguyên lương"
    assert registry.match([wording.format(20)])[0].kind == "resurfaced"
    assert registry.match([wording.format("hai mươi")])[0].kind == "resurfaced"
    assert not [m for m in registry.match([wording.format(5)]) if m.kind == "resurfaced"]


def test_accents_that_are_there_count() -> None:
    rumour = claim(text="Công ty bán đất của công nhân cho chủ khác", variants=())
    other = "Công ty bận dắt cổng nhẫn chợ chữ khạc của"
    assert Registry([rumour]).match([other]) == []


@pytest.mark.parametrize("letters", ["ă", "a", "ab", "nợ"])
def test_a_word_without_end_is_read_at_once(letters: str) -> None:
    """For a swapped pair of letters each place of it was tried: seconds for every such word."""
    begun = process_time()

    said = read(f"Công đoàn {letters * 10_000} thu đoàn phí")

    assert process_time() - begun < 1
    assert len(said.units) >= 2  # what stands behind the head of a text is not read


def test_matches_name_the_text_and_the_wording(registry: Registry) -> None:
    texts = ["Trời đẹp", "Công nhân phải nộp 2% lương cho công đoàn", SAID]
    found = registry.match(texts)
    assert [(m.text, m.wording) for m in found] == [(1, 1), (2, 0)]
    assert all(0 <= m.score <= 1 for m in found)
    assert match(registry.claims, texts) == found
    assert Registry([]).match(texts) == []


def test_a_claim_survives_json() -> None:
    said = claim(valid_to=date(2027, 6, 30))
    assert Claim.from_json(said.to_json()) == said
    assert said.to_json()["entered_at"] == "2026-06-12T02:00:00+00:00"
    assert said.to_json()["valid_to"] == "2027-06-30"


def test_a_refutation_holds_on_the_days_it_says() -> None:
    said = claim(valid_from=date(2026, 6, 1), valid_to=date(2026, 6, 30))
    assert said.valid(datetime(2026, 5, 31, 17, tzinfo=UTC))  # already the first of June in Hà Nội
    assert not said.valid(datetime(2026, 5, 31, 16, tzinfo=UTC))
    assert not said.valid(datetime(2026, 6, 30, 17, tzinfo=UTC))


def test_the_same_claim_entered_twice_is_one_claim() -> None:
    again = claim(text=SAID.upper(), at=datetime(2026, 7, 1, tzinfo=UTC), variants=())
    assert again.claim_id == claim().claim_id
    (newest,) = load_claims([again.to_json(), claim().to_json()])
    assert newest == again


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": "công đoàn"}, "too short"),
        ({"text": ""}, "text is empty"),
        ({"refutation": " "}, "refutation is empty"),
        ({"variants": ["ngắn"]}, "too short"),
        ({"variants": "một chuỗi dài hơn ba từ"}, "list of texts"),
        ({"role": "giam_doc"}, "unknown role"),
        ({"entered_at": "2026-06-12T02:00:00"}, "no time zone"),
        ({"entered_at": "hôm qua"}, "Invalid isoformat"),
        ({"valid_from": "2026-07-01", "valid_to": "2026-06-01"}, "valid_to"),
        ({"author": "x"}, "unknown fields"),
    ],
)
def test_a_wrong_row_is_named(change: dict[str, object], says: str) -> None:
    rows = [claim().to_json(), {**OTHERS[0].to_json(), **change}]
    with pytest.raises(LangngheError, match=rf"dòng 2: .*{says}.*sửa dòng đó"):
        load_claims(rows)


def test_a_missing_field_is_named() -> None:
    row = claim().to_json()
    del row["source"], row["entered_at"]
    with pytest.raises(LangngheError, match="dòng 1: thiếu 'entered_at'"):
        load_claims([row])
