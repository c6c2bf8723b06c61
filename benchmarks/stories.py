"""Measure stories: the labelled pairs by threshold, peers on the same pairs, the year's speed.

    python benchmarks/stories.py            # held-out pairs, peers, the year
    python benchmarks/stories.py --fit      # refit models/stories/likeness.json on the fit half

Pairs: models/stories/pairs.jsonl, ids of corpus/rss_year_2025_2026 (records.post_id_of of the
address), each read and judged by one reader. The fit also sees made pairs: real items
changed as copies are (suffix, accents lost, headline edited, cut) and items whose names and
numbers were swapped for another event's.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import time
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from langnghe.config import Settings
from langnghe.records import HANOI, post_id_of
from nlp.stories import StoryInput, _corpus, _model, _score, group, threshold
from nlp.stories.likeness import FEATURES, features

ROOT = Path(__file__).parents[1]
PAIRS = ROOT / "models" / "stories" / "pairs.jsonl"
MODEL = ROOT / "models" / "stories" / "likeness.json"
MADE_WEIGHT = 0.1  # a made pair counts a tenth of a judged one: chosen by cross-validation


def year() -> list[StoryInput]:
    """Return the year of headlines."""
    import pyarrow.parquet as pq

    table = pq.read_table(Settings().data / "corpus" / "rss_year_2025_2026.parquet")
    return [
        StoryInput(
            id=post_id_of(url=row["url"], source=row["source_site"], native_id=None),
            url=row["url"],
            title=row["title"],
            text=row["text"] or "",
            published_at=datetime.fromisoformat(row["date"]).replace(tzinfo=HANOI),
            source=row["source_site"],
        )
        for row in table.to_pylist()
    ]


def judged(half: str | None = None) -> list[dict[str, Any]]:
    """Return the judged pairs, those marked unsure left out."""
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    return [r for r in rows if r["label"] != "unsure" and half in (None, r["half"])]


def table(pairs: list[dict[str, Any]], items: dict[str, StoryInput]) -> tuple[Any, Any]:
    """Return features and labels of pairs."""
    ids = sorted({pair[side] for pair in pairs for side in "ab"})
    at = {key: row for row, key in enumerate(ids)}
    corpus = _corpus([items[key] for key in ids])
    i, j = (np.array([at[pair[side]] for pair in pairs]) for side in "ab")
    return features(corpus, i, j), np.array([pair["label"] == "same" for pair in pairs])


def scores(likeness: Any, same: Any, least: float) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    said = likeness >= least
    hit = float((said & same).sum())
    precision, recall = hit / max(said.sum(), 1), hit / max(same.sum(), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def made(items: list[StoryInput], count: int = 500) -> tuple[Any, Any]:
    """Return features and labels of made pairs."""
    rng = random.Random(3)
    pool = [i for i in rng.sample(items, count * 2) if len(i.text) > 60 and len(i.title) > 25]
    left: list[StoryInput] = []
    right: list[StoryInput] = []
    same: list[bool] = []

    def put(number: int, base: StoryInput, title: str, text: str, hours: float, like: bool) -> None:
        assert base.published_at
        moment = base.published_at + timedelta(hours=hours)
        source = base.source if number % 3 == 0 else "other.example"
        left.append(base)
        right.append(
            StoryInput(
                id=f"made-{number}-{like}",
                url="",
                title=title,
                text=text,
                published_at=moment,
                source=source,
            )
        )
        same.append(like)

    for number, base in enumerate(pool[:count]):
        other = pool[(number + 37) % len(pool)]
        title, text = _copied(number, base, other, rng)
        put(number, base, title, text, rng.uniform(0, 30), True)
        swapped = _swapped(base, other, rng)
        if swapped is not None:
            put(number, base, *swapped, rng.uniform(0, 60), False)
    corpus = _corpus([*left, *right])
    rows = np.arange(len(left))
    return features(corpus, rows, rows + len(left)), np.array(same)


def _copied(
    number: int, base: StoryInput, other: StoryInput, rng: random.Random
) -> tuple[str, str]:
    def fewer(text: str, share: float) -> str:
        return " ".join(w for w in text.split() if rng.random() > share) or text

    def plain(text: str) -> str:
        marks = unicodedata.normalize("NFD", text)
        letters = "".join(c for c in marks if not unicodedata.combining(c))
        return letters.replace("đ", "d").replace("Đ", "D")

    ways = [
        (base.title + " - VnExpress", base.text),
        (plain(base.title), plain(base.text)),
        (fewer(base.title, 0.35), base.text),
        (base.title, base.text[: len(base.text) * 55 // 100]),
        (base.title, f"{base.text} {other.text}"),
        (fewer(base.title, 0.3), fewer(base.text, 0.25)),
        (f"{other.title[:12]} {fewer(base.title, 0.5)}", base.text),
    ]
    return ways[number % len(ways)]


_CAPITAL = "A-ZĐÁÀÂĂÉÊÍÓÔƠÚƯÝẤẮẠẢẨẬẾỀỆỐỒỔỘỚỜỢỨỪỰ"
_NAME = re.compile(rf"(?<![.!?:\"'“] )(?<!^)\b[{_CAPITAL}]\w+(?: [{_CAPITAL}]\w+)*")


def _swapped(base: StoryInput, other: StoryInput, rng: random.Random) -> tuple[str, str] | None:
    names = _NAME.findall(f"{other.title} {other.text}") or ["Tân Lập"]
    swaps: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return swaps.setdefault(match[0], rng.choice(names))

    def number(match: re.Match[str]) -> str:
        return swaps.setdefault(match[0], str(int(match[0][:5]) + rng.randint(1, 40)))

    title, text = (
        re.sub(r"\d+", number, _NAME.sub(name, part)) for part in (base.title, base.text)
    )
    return (title, text) if len(swaps) >= 2 else None


def fit(items: list[StoryInput]) -> None:
    """Fit the weights on the fit half and the made pairs; write them down."""
    from sklearn.linear_model import LogisticRegression

    x, y = table(judged("fit"), {item.id: item for item in items})
    made_x, made_y = made(items)
    rows, labels = np.vstack([x, made_x]), np.r_[y, made_y]
    worth = np.r_[np.ones(len(y)), np.full(len(made_y), MADE_WEIGHT)]
    spread = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=8000).fit(rows / spread, labels, sample_weight=worth)
    weights = dict(zip(FEATURES, (model.coef_[0] / spread).round(4).tolist(), strict=True))
    written = {
        "threshold": threshold(),
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": weights,
    }
    MODEL.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    _model.cache_clear()


def report_pairs(items: dict[str, StoryInput]) -> None:
    """Print precision, recall and F1 by threshold, and of peers at their best threshold."""
    for half in ("held_out", "fit"):
        pairs = judged(half)
        x, y = table(pairs, items)
        ours = _score(x)
        print(f"\n{half}: {len(y)} pairs, {y.sum()} same")
        for least in (0.3, 0.4, threshold(), 0.5, 0.6, 0.7):
            print(
                f"  pairs ≥ {least:.2f}   P {{:.3f}} R {{:.3f}} F1 {{:.3f}}".format(
                    *scores(ours, y, least)
                )
            )
        for name, values in peers(pairs, items).items():
            best = max(
                (scores(values, y, t) for t in np.arange(0.05, 0.95, 0.05)), key=lambda s: s[2]
            )
            print(
                f"  {name:28} P {{:.3f}} R {{:.3f}} F1 {{:.3f}} (best threshold, told the answers)".format(
                    *best
                )
            )


def peers(pairs: list[dict[str, Any]], items: dict[str, StoryInput]) -> dict[str, Any]:
    """Return what simpler measures say: MinHash Jaccard, TF-IDF cosine, title words."""
    from rensa import RMinHash
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [[f"{items[p[s]].title} {items[p[s]].text}" for p in pairs] for s in "ab"]
    tfidf = TfidfVectorizer(sublinear_tf=True).fit(texts[0] + texts[1])
    a, b = (tfidf.transform(side) for side in texts)
    cosine = np.asarray(a.multiply(b).sum(axis=1)).ravel()

    def sketch(text: str) -> Any:
        words = text.lower().split()
        found = RMinHash(num_perm=128, seed=7)
        found.update([" ".join(words[k : k + 2]) for k in range(max(len(words) - 1, 1))])
        return found

    jaccard = np.array([sketch(x).jaccard(sketch(z)) for x, z in zip(*texts, strict=True)])
    titles = [[set(items[p[s]].title.lower().split()) for p in pairs] for s in "ab"]
    shared = np.array([len(x & z) / max(len(x | z), 1) for x, z in zip(*titles, strict=True)])
    return {"rensa MinHash, word pairs": jaccard, "TF-IDF cosine": cosine, "title words": shared}


def report_year(items: list[StoryInput]) -> None:
    """Print time and memory of grouping the year, beside rensa's sketches and buckets alone."""
    start = time.perf_counter()
    stories = group(items)
    ours = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"\n{len(items)} headlines → {len(set(stories.values()))} stories in {ours:.1f} s "
        f"({len(items) / ours:.0f}/s), peak {peak:.2f} GB"
    )
    found = [p for p in judged() if stories[p["a"]] == stories[p["b"]]]
    hit = sum(p["label"] == "same" for p in found)
    same = sum(p["label"] == "same" for p in judged())
    print(f"all judged pairs, after grouping: P {hit / len(found):.3f} R {hit / same:.3f}")
    from rensa import RMinHash, RMinHashLSH

    start = time.perf_counter()
    tokens = []
    for item in items:
        words = f"{item.title} {item.text}".lower().split()
        tokens.append([" ".join(words[k : k + 2]) for k in range(max(len(words) - 1, 1))])
    digests = RMinHash.digest_matrix_from_token_sets(tokens, 128, 7)
    flags = RMinHashLSH(0.5, 128, 32).query_duplicate_flags_matrix_one_shot(digests)
    theirs = time.perf_counter() - start
    print(
        f"rensa, candidates only, no judging: {theirs:.1f} s, {sum(flags)} flagged; "
        f"ours/rensa time {ours / theirs:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--pairs-only", action="store_true")
    args = parser.parse_args()
    items = year()
    if args.fit:
        fit(items)
    report_pairs({item.id: item for item in items})
    if not (args.fit or args.pairs_only):
        report_year(items)


if __name__ == "__main__":
    main()
