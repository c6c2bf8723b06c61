"""Classification of a whole year on both cores, and quality, beside a plain scikit-learn pipeline.

    python -m benchmarks.classify            speed on the year of headlines, figures of the card
    python -m benchmarks.classify --quality  also learn from gold/train alone and judge gold/dev,
                                             beside the plain pipeline and the keyword floor

One core, every profile and every peer: benchmarks.nlp. Needs the data folder (LANGNGHE_DATA, default ../shared/data); says so and stops where it is absent.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from langnghe.config import Settings
from langnghe.records import Labels
from nlp import registry
from nlp.classifiers import TextItem, annotate_batches, load
from nlp.classifiers.keyword import KeywordClassifier
from nlp.dataset import Example, gold
from nlp.evaluate import GATED, Scores, evaluate, items, score
from nlp.taxonomy import IN_SCOPE_TOPICS

SHOWN = (*GATED, "risk2_false_alarms", "negative_recall", "negative_false_alarms",
         "primary_topic_accuracy")  # fmt: skip


def headlines(data: Path, count: int) -> list[TextItem]:
    import pyarrow.parquet as pq

    table = pq.read_table(data / "corpus" / "rss_year_2025_2026.parquet").slice(0, count)
    pairs = zip(table["title"].to_pylist(), table["text"].to_pylist(), strict=True)
    return [
        TextItem(id=str(n), kind="article", title=title or "", text=text or "")
        for n, (title, text) in enumerate(pairs)
    ]


class Plain:
    """What most people would write: TF-IDF of words and letters, one logistic regression a label."""

    name = "plain sklearn"

    def __init__(self, examples: list[Example]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.pipeline import make_union

        self._grams = make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
        )
        x = self._grams.fit_transform(self._texts(items(examples)))

        def fit(right: list[object]) -> OneVsRestClassifier:
            model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear")
            return OneVsRestClassifier(model).fit(x, right)

        self._tasks = {
            "in_scope": fit([e.in_scope for e in examples]),
            "tone": fit([e.tone for e in examples]),
            "stance_union": fit([e.stance_union for e in examples]),
            "intent": fit([e.intent for e in examples]),
            "risk": fit([e.risk for e in examples]),
        }
        self._topics = fit([[int(t in e.topics) for t in IN_SCOPE_TOPICS] for e in examples])

    def _texts(self, texts: list[TextItem]) -> list[str]:
        return [f"{t.title}\n{t.text}" for t in texts]

    def predict(self, texts: list[TextItem]) -> list[Labels]:
        import numpy as np

        x = self._grams.transform(self._texts(texts))
        said = {task: model.predict(x) for task, model in self._tasks.items()}
        chance = self._topics.predict_proba(x)
        out = []
        for i in range(len(texts)):
            ranked = np.argsort(-chance[i])[:3]
            topics = [
                IN_SCOPE_TOPICS[j] for n, j in enumerate(ranked) if not n or chance[i, j] > 0.5
            ]
            scope = bool(said["in_scope"][i])
            out.append(
                Labels(
                    in_scope=scope,
                    topics=tuple(topics) if scope else ("off_topic",),
                    tone=str(said["tone"][i]),
                    stance_union=str(said["stance_union"][i]) if scope else "none",
                    intent=str(said["intent"][i]),
                    risk=int(said["risk"][i]) if scope else 0,
                    scores={},
                    model=self.name,
                )
            )
        return out


def speed(data: Path, count: int, workers: int, profile: str) -> float:
    texts = headlines(data, count)
    begin = time.perf_counter()
    rows = sum(len(c) for c in annotate_batches(((t, "r") for t in texts), profile, workers))
    took = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"annotate, {workers} process(es), start included: {len(texts) / took:,.0f} headlines/s "
        f"({len(texts)} texts, {rows} rows, {took:.1f} s, largest worker {peak:.0f} MB)"
    )
    one, few = load(profile), texts[: 10_000 if profile == "linear" else 1_000]
    begin = time.process_time()
    one.annotate(few, ["r"] * len(few))
    return len(few) / (time.process_time() - begin)


def table(scores: list[Scores]) -> None:
    print("\n| figure | " + " | ".join(f"{s.model} ({s.how})" for s in scores) + " |")
    print("|---|" + "---:|" * len(scores))
    for name in SHOWN:
        print(f"| {name} | " + " | ".join(f"{s.figures[name]:.3f}" for s in scores) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--texts", type=int, default=178_638)
    parser.add_argument("--workers", type=int, default=2)
    # The transformers read a year in an hour or two: ask for them with fewer --texts.
    parser.add_argument("--profile", default="linear", choices=list(registry.PROFILES))
    chosen = parser.parse_args()
    data = Settings().data
    if not (data / "gold" / "train.parquet").exists():
        raise SystemExit(f"{data}: no data here; set LANGNGHE_DATA")

    ours = speed(data, chosen.texts, chosen.workers, chosen.profile)
    train, dev = gold(data, "train"), gold(data, "dev")
    plain = Plain(train if chosen.quality else train[:600])
    few = headlines(data, 2000)
    begin = time.process_time()
    plain.predict(few)
    theirs = len(few) / (time.process_time() - begin)
    print(
        f"one CPU-second: ours {ours:,.0f} headlines, plain pipeline {theirs:,.0f}, "
        f"ratio {ours / theirs:.1f}"
    )

    shipped = [Scores(**row) for row in registry.about()["scores"]]
    keyword = evaluate(KeywordClassifier(), data, "dev")
    if chosen.quality:
        table([*shipped, score(plain.name, "train → dev", dev, plain.predict(items(dev))), keyword])
    else:
        table([*shipped, keyword])


if __name__ == "__main__":
    main()
