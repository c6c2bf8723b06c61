"""Every classifier answers in one shape; many texts go over several processes in order."""

import inspect

import pytest

from langnghe.errors import ModelError
from nlp.classifiers import (
    Classifier,
    TextItem,
    annotate_batches,
    annotation_columns,
    bulk,
    load,
    predict_batches,
)
from nlp.classifiers.keyword import KeywordClassifier
from nlp.taxonomy import INTENTS, RISKS, STANCES, TONES, TOPICS

TEXTS = [
    ("article", "Công nhân đình công đòi lương", "Hàng trăm người tập trung trước cổng nhà máy."),
    ("comment", "", "cong ty no luong 3 thang roi, chan qua"),
    ("article", "Đội tuyển vào chung kết", "Trận đấu diễn ra tối nay."),
    ("post", "Công đoàn tặng quà Tết", "Cảm ơn các chị em đoàn viên."),
]
ITEMS = [
    TextItem(id=str(n), kind=kind, title=title, text=text)  # type: ignore[arg-type]
    for n, (kind, title, text) in enumerate(TEXTS)
]


@pytest.mark.parametrize("profile", [None, "fast", "accurate", "baseline"])
def test_every_profile_answers_in_the_contract_shape(profile: str | None) -> None:
    said = load(profile).predict(ITEMS)
    assert len(said) == len(ITEMS)
    for labels in said:
        assert 1 <= len(labels.topics) <= 3
        assert set(labels.topics) <= set(TOPICS)
        assert labels.tone in TONES
        assert labels.stance_union in STANCES
        assert labels.intent in INTENTS
        assert labels.risk in RISKS
        assert "@" in labels.model
        scores = labels.scores
        assert 0 <= scores["in_scope"] <= 1
        assert list(scores["topics"]) or not labels.in_scope
        for task, names in (
            ("tone", TONES),
            ("stance_union", STANCES),
            ("intent", INTENTS),
            ("risk", [str(r) for r in RISKS]),
        ):
            assert set(scores[task]) == set(names)
            assert sum(scores[task].values()) == pytest.approx(1, abs=1e-4)
        if not labels.in_scope:
            assert (labels.topics, labels.stance_union, labels.risk) == (("off_topic",), "none", 0)


def test_an_unknown_profile_is_refused_with_the_choices() -> None:
    with pytest.raises(ModelError, match="fast, accurate, linear, baseline"):
        load("best")


def test_no_text_gives_no_label() -> None:
    for profile in ("fast", "baseline"):
        assert load(profile).predict([]) == []
        assert len(load(profile).annotate([], [])) == 0
        assert list(predict_batches([], profile)) == []


def test_keywords_read_accents_and_none() -> None:
    first, second, third, fourth = KeywordClassifier().predict(ITEMS)
    assert first.topics == ("strike",)
    assert second.in_scope
    assert second.tone == "negative"
    assert not third.in_scope
    assert fourth.stance_union == "positive"


@pytest.mark.parametrize("profile", ["fast", "baseline"])
def test_annotations_say_the_same_as_labels(profile: str) -> None:
    model: Classifier = load(profile)
    fast = model.annotate(ITEMS, ["r"] * len(ITEMS))
    slow = annotation_columns(ITEMS, ["r"] * len(ITEMS), model.predict(ITEMS))

    def rows(columns: object) -> set[tuple[object, ...]]:
        return {
            (a.post_id, a.task, a.label, a.rank, round(a.score, 3), a.model)
            for a in columns.rows()  # type: ignore[attr-defined]
        }

    assert {r[:4] for r in rows(fast)} == {r[:4] for r in rows(slow)}
    wrong = [
        (a, b)
        for a, b in zip(sorted(rows(fast), key=str), sorted(rows(slow), key=str), strict=True)
        if abs(a[4] - b[4]) > 0.002  # type: ignore[operator]
    ]
    assert not wrong


def test_a_text_is_judged_alike_alone_and_in_a_crowd() -> None:
    model = load("fast")
    crowd = model.predict(ITEMS * 30)
    alone = [model.predict([item])[0] for item in ITEMS]
    for one, many in zip(alone * 30, crowd, strict=True):
        assert one.topics == many.topics
        assert one.scores["in_scope"] == pytest.approx(many.scores["in_scope"], abs=2e-6)


def test_two_processes_keep_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bulk.SIZES, "keyword", (5, 8))
    many = [
        TextItem(id=str(n), kind="article", title=ITEMS[n % 4].title, text=ITEMS[n % 4].text)
        for n in range(23)
    ]
    columns = list(annotate_batches(((i, f"r{i.id}") for i in many), "baseline", workers=2))
    ids = [
        (p, r)
        for c in columns
        for p, r, t in zip(c.post_id, c.revision, c.task, strict=True)
        if t == "in_scope"
    ]
    assert ids == [(str(n), f"r{n}") for n in range(23)]
    said = [
        label for batch in predict_batches(iter(many), "baseline", workers=2) for label in batch
    ]
    assert [s.topics for s in said] == [s.topics for s in load("baseline").predict(many)]


def test_loading_needs_neither_scikit_learn_nor_pickle() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from nlp.classifiers import TextItem, load; "
        "load().predict([TextItem(id='1', kind='article', title='Công đoàn', text='')]); "
        "print(sorted({'sklearn', 'torch', 'underthesea', 'duckdb', 'scrapy'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
    from nlp import packed

    assert "allow_pickle=False" in inspect.getsource(packed)
