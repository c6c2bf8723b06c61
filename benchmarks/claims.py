"""Measure refuted claims: recall on paraphrases, false matches on hard negatives and real texts.

    python -m benchmarks.claims            # peers and ours, chosen on one half, reported on the other
    python -m benchmarks.claims --weigh    # count units again: nlp/claims/units_*.tsv
    python -m benchmarks.claims --fit      # refit nlp/claims/signs.json on the half for choosing
    python -m benchmarks.claims --curve    # ours by threshold, also on whole articles of our field
    python -m benchmarks.claims --copies   # coordinated copies among real comments (nlp/copies.py)

Claims, paraphrases and hard negatives: nlp/claims/examples.jsonl, in our own words, firms invented.
Every second claim is for choosing (weights, thresholds), the others are only reported. Real texts:
headlines with descriptions and comments of the corpus, halves likewise.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from langnghe.config import Settings
from langnghe.records import HANOI
from langnghe.text import fold
from nlp.claims import Claim, Registry, sense
from nlp.claims import signs as judging
from nlp.claims.signs import SIGNS
from nlp.claims.signs import score as score_of
from nlp.claims.wording import without_accents
from nlp.claims.words import read
from nlp.perturb import perturb
from nlp.stories.likeness import weight

HOME = Path(__file__).parents[1] / "nlp" / "claims"
NOW = datetime(2026, 1, 1, tzinfo=HANOI)
AIM = 0.5e-3  # false matches a real text; half of the bar, so that it holds on the other half
TRUE_WORTH = 4.0  # real texts that one true statement counts for: few, and the hard ones
LEAST = 0.3  # the threshold goes no lower, for the sake of true statements
GENERATED = ("no_accents", "teencode", "typo", "loan_words")


def examples(half: str) -> list[dict[str, Any]]:
    """Return the written examples of one half of the claims."""
    rows = [json.loads(line) for line in (HOME / "examples.jsonl").read_text("utf-8").splitlines()]
    return [row for row in rows if row["half"] == half]


def claims(rows: Sequence[dict[str, Any]]) -> list[Claim]:
    """Return the claims of examples."""
    return [
        Claim(
            claim_id=row["id"],
            text=row["text"],
            variants=tuple(row["variants"]),
            refutation=row["refutation"],
            legal_basis=row["legal_basis"],
            source="bộ đo",
            role="analyst",
            entered_at=NOW,
        )
        for row in rows
    ]


def again(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield claim id, kind and text of every paraphrase: written ones, and these typed carelessly."""
    for row in rows:
        rng = random.Random(row["id"])
        yield row["id"], "verbatim", row["text"]
        for kind, texts in row["again"].items():
            for text in texts:
                yield row["id"], kind, text
        for how in GENERATED:
            for base in (row["again"]["synonyms"][0], row["again"]["reordered"][0]):
                yield row["id"], f"{how}*", perturb(base, how, rng)
        embedded = row["again"]["embedded"][0]
        yield row["id"], "no_accents, embedded*", perturb(embedded, "no_accents", rng)


def real(half: str, most: int | None = None) -> list[str]:
    """Return every second headline with description and comment of the corpus."""
    import pyarrow.parquet as pq

    folder = Settings().data / "corpus"
    if not (folder / "comments_pool.parquet").exists():
        print(f"{folder} không có ở đây: đặt LANGNGHE_DATA; bỏ qua phép đo trên tin thật")
        return []
    year = pq.read_table(folder / "rss_year_2025_2026.parquet", columns=["title", "text"])
    pool = pq.read_table(folder / "comments_pool.parquet", columns=["text"])["text"].to_pylist()
    heads = zip(year["title"].to_pylist(), year["text"].to_pylist(), strict=True)
    texts = [*(f"{title}. {text or ''}" for title, text in heads), *pool]
    first = 0 if half == "choose" else 1
    texts = texts[first::2]
    return texts if most is None else random.Random(5).sample(texts, most)


def weigh(most: int = 60_000) -> None:
    """Count in how many real texts each unit stands, with accents and without; write the tables."""
    texts = real("choose", most)
    for name in ("accented", "blind"):
        counts: Counter[str] = Counter()
        seen = 0
        for text in texts:
            if name == "blind":
                text = without_accents(text)
            said = read(text)
            if said.accented == (name == "accented"):
                seen += 1
                counts.update({unit.key for unit in said.units if unit.key[0] not in "#.%"})
        common = sorted((k, n) for k, n in counts.items() if n >= 20)
        lines = [f"#texts\t{seen}", *(f"{k}\t{n}" for k, n in common)]
        (HOME / f"units_{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(name, seen, len(common))


def _spread(registry: Registry, text: str) -> dict[str, list[tuple[float, ...]]]:
    """Return, by claim, the signs of the wordings that a text does not itself deny or ask about."""
    said = read(text)
    found: dict[str, list[tuple[float, ...]]] = {}
    for wording, signs, first, last in registry.candidates(said):
        against = bool(signs[SIGNS.index("opposite")] or sense.opposed(wording, said, first, last))
        start, end = said.units[first].start, said.units[last].end
        if sense.kind(said, start, end, denies=against) == "resurfaced":
            found.setdefault(registry.claims[wording.claim].claim_id, []).append(signs)
    return found


def fit(most: int = 20_000, rounds: int = 4) -> None:
    """Fit the weights of the signs on the half for choosing, and its threshold; write them down.

    Of each text and claim the likeliest wording counts, so the fit is repeated until it stands.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rows = examples("choose")
    registry = Registry(claims(rows))
    texts = real("choose", most)
    seen: list[tuple[list[tuple[float, ...]], int, float]] = []
    for name, _, text in again(rows):
        found = _spread(registry, text)
        seen += [(signs, int(claim == name), 1.0) for claim, signs in found.items()]
    true = [text for row in rows for text in row["true"]]
    for worth, negatives in ((TRUE_WORTH, true), (1.0, texts)):
        for text in negatives:
            seen += [(signs, 0, worth) for signs in _spread(registry, text).values()]
    for _ in range(rounds):
        features = np.array([max(signs, key=score_of) for signs, _, _ in seen])
        labels = np.array([label for _, label, _ in seen])
        spread = features.std(axis=0) + 1e-9
        model = LogisticRegression(C=1.0, max_iter=5000)
        model.fit(features / spread, labels, sample_weight=[worth for _, _, worth in seen])
        weights = (model.coef_[0] / spread).round(4)
        written = {
            "threshold": 0.5,
            "intercept": round(float(model.intercept_[0]), 4),
            "weights": dict(zip(SIGNS, weights.tolist(), strict=True)),
        }
        _write(written)
    print(f"{len(labels)} candidates, {labels.sum()} hold a claim; weights {written['weights']}")
    written["threshold"] = round(max(_chosen(_ours(rows), rows, texts), LEAST), 3)
    _write(written)
    print("threshold", written["threshold"])


def _write(model: dict[str, Any]) -> None:
    (HOME / "signs.json").write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    judging.model.cache_clear()


# ---------------------------------------------------------------- methods

Method = Callable[[str], dict[str, float]]  # text → claim id → likeness, what is spread only


def _ours(rows: Sequence[dict[str, Any]]) -> Method:
    registry = Registry(claims(rows))
    return lambda text: {
        m.claim_id: m.score for m in registry.match([text], 0.02) if m.kind == "resurfaced"
    }


def _ideas(rows: Sequence[dict[str, Any]]) -> Method:
    """The best stretch of ideas, weight held alone: no learned weights, no polarity."""
    registry = Registry(claims(rows))

    def score(text: str) -> dict[str, float]:
        best: dict[str, float] = {}
        for wording, signs, _, _ in registry.candidates(read(text)):
            name = registry.claims[wording.claim].claim_id
            best[name] = max(best.get(name, 0.0), signs[0])
        return best

    return score


def _words(rows: Sequence[dict[str, Any]]) -> Method:
    """Share of a wording's weight in the whole text: folded words, shipped story weights."""
    wordings = [(c.claim_id, set(fold(w).split())) for c in claims(rows) for w in c.wordings]
    totals = [sum(map(weight, words)) for _, words in wordings]

    def score(text: str) -> dict[str, float]:
        said = set(fold(text).split())
        best: dict[str, float] = {}
        for (name, words), total in zip(wordings, totals, strict=True):
            share = sum(map(weight, words & said)) / total
            best[name] = max(best.get(name, 0.0), share)
        return best

    return score


def _letters(rows: Sequence[dict[str, Any]]) -> Method:
    """Cosine of folded character 4-grams, each text cut into stretches of a claim's length."""
    wordings = [(c.claim_id, fold(w)) for c in claims(rows) for w in c.wordings]

    def grams(text: str) -> Counter[str]:
        return Counter(text[i : i + 4] for i in range(max(len(text) - 3, 1)))

    vectors = [(name, grams(text)) for name, text in wordings]
    norms = [math.sqrt(sum(n * n for n in vector.values())) for _, vector in vectors]
    posting: dict[str, list[tuple[int, int]]] = {}
    for number, (_, vector) in enumerate(vectors):
        for gram, n in vector.items():
            posting.setdefault(gram, []).append((number, n))

    def score(text: str) -> dict[str, float]:
        words = fold(text).split()
        best: dict[str, float] = {}
        for start in range(0, max(len(words) - 8, 1), 8):
            part = grams(" ".join(words[start : start + 20]))
            norm = math.sqrt(sum(n * n for n in part.values()))
            dots: dict[int, int] = {}
            for gram, n in part.items():
                for number, m in posting.get(gram, ()):
                    dots[number] = dots.get(number, 0) + n * m
            for number, dot in dots.items():
                name = vectors[number][0]
                best[name] = max(best.get(name, 0.0), dot / norms[number] / norm)
        return best

    return score


METHODS: dict[str, Callable[[Sequence[dict[str, Any]]], Method]] = {
    "letters: cosine of 4-grams": _letters,
    "words: share of weight": _words,
    "ideas: stretch, weight held": _ideas,
    "ours: ideas, signs, polarity": _ours,
}


def _chosen(method: Method, rows: Sequence[dict[str, Any]], texts: Sequence[str]) -> float:
    """Return the least threshold with AIM false matches a real text."""
    tops = sorted((max(method(text).values(), default=0.0) for text in texts), reverse=True)
    return tops[int(AIM * len(tops))] + 1e-4 if tops else 0.5


def _recall(method: Method, rows: Sequence[dict[str, Any]], least: float) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for name, kind, text in again(rows):
        found.setdefault(kind, []).append(method(text).get(name, 0.0) >= least)
    return found


def _false(method: Method, texts: Sequence[str], least: float) -> list[tuple[str, str]]:
    """Return claim and text of each false match."""
    return [
        (name, text) for text in texts for name, value in method(text).items() if value >= least
    ]


def _interval(hits: int, size: int) -> str:
    """Return Wilson's 95 % interval of a share."""
    if not size:
        return "–"
    share, z = hits / size, 1.96
    middle = (share + z * z / 2 / size) / (1 + z * z / size)
    half = z * math.sqrt(share * (1 - share) / size + z * z / 4 / size / size) / (1 + z * z / size)
    return f"{share:.3f} [{middle - half:.3f}, {middle + half:.3f}]"


def report(most: int | None, show: bool, only: str = "") -> None:
    """Print, for each method, what the threshold of the one half gives on the other."""
    choose, other = examples("choose"), examples("report")
    texts = {half: real(half, most) for half in ("choose", "report")}
    print(f"{len(choose)} claims to choose on, {len(other)} to report; real texts {most or 'all'}")
    for title, make in METHODS.items():
        if not title.startswith(only):
            continue
        ours = make is _ours
        least = judging.threshold() if ours else _chosen(make(choose), choose, texts["choose"])
        method = make(other)
        kinds = _recall(method, other, least)
        flat = [hit for hits in kinds.values() for hit in hits]
        print(f"\n{title}: threshold {least:.3f}")
        print(f"  recall {_interval(sum(flat), len(flat))} of {len(flat)} paraphrases")
        print("   ", ", ".join(f"{k} {sum(h) / len(h):.2f}" for k, h in kinds.items()))
        for name in ("true", "negated", "question"):
            hard = [text for row in other for text in row[name]]
            wrong = sum(bool(_false(method, [text], least)) for text in hard)
            print(f"  hard negatives, {name}: {wrong} of {len(hard)} taken as spreading")
        found = _false(method, texts["report"], least)
        if texts["report"]:
            print(
                f"  real texts: {len(found)} matches in {len(texts['report'])}, {1000 * len(found) / len(texts['report']):.2f} a 1,000"
            )
        if ours and show:
            for name, text in found[:60]:
                print("    ", name, "|", text[:160].replace("\n", " "))


def curve(most: int | None) -> None:
    """Print recall and false matches of ours by threshold, on real texts and on whole articles of our field.

    Articles about workers and unions say the words of the claims all day: the harder negatives.
    """
    rows = examples("report")
    method = _ours(rows)
    sets = {"headlines, comments": real("report", most), "whole articles of our field": field()}
    tops = {
        name: [v for text in texts for v in method(text).values()] for name, texts in sets.items()
    }
    print("\nours by threshold (recall of paraphrases; matches a 1,000 real texts)")
    for least in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7):
        flat = [hit for hits in _recall(method, rows, least).values() for hit in hits]
        said = ", ".join(
            f"{name} {sum(v >= least for v in tops[name])} of {len(texts)}"
            f" = {1000 * sum(v >= least for v in tops[name]) / max(len(texts), 1):.2f}"
            for name, texts in sets.items()
        )
        print(f"  {least:.2f}: recall {_interval(sum(flat), len(flat))}; {said}")


def field() -> list[str]:
    """Return the whole articles of the corpus that speak of workers and unions."""
    import pyarrow.parquet as pq

    path = Settings().data / "corpus" / "union_related.parquet"
    if not path.exists():
        return []
    rows = pq.read_table(path, columns=["title", "text"]).to_pylist()
    return [f"{row['title']}\n{row['text'] or ''}" for row in rows]


def speed(most: int = 5000) -> None:
    """Print texts a second against a hundred claims, one core."""
    texts = real("report", most)
    both = [*claims(examples("choose")), *claims(examples("report"))]
    registry = Registry((both * 3)[:100])
    start = time.perf_counter()
    registry.match(texts)
    print(f"\n{len(texts) / (time.perf_counter() - start):.0f} texts a second, 100 claims")


def copied(show: bool) -> None:
    """Print groups of copies among all comments of the corpus, each taken for a writer of his own
    and all for one day: more than any real day could give. Their texts are read, not kept."""
    import pyarrow.parquet as pq

    from langnghe.records import Post
    from nlp.copies import copies

    path = Settings().data / "corpus" / "comments_pool.parquet"
    if not path.exists():
        print(f"{path} không có ở đây: đặt LANGNGHE_DATA")
        return
    texts = pq.read_table(path, columns=["text"])["text"].to_pylist()
    texts = [text for text in texts if text and text.strip()]
    start = time.perf_counter()
    found = copies(
        Post(
            post_id=str(number), source="pool", kind="comment", url="", title="", lead="",
            text=text, fetched_at=NOW, author_key=str(number),
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    seconds = time.perf_counter() - start
    inside = sum(group.size for group in found)
    print(
        f"{len(texts)} comments as one day: {len(found)} groups ({inside} comments), "
        f"{1000 * len(found) / len(texts):.3f} groups a 1,000; {len(texts) / seconds:.0f} a second"
    )
    if show:
        for group in found[:80]:
            print(
                f"  {group.size:4} {group.words:4} words  {texts[int(group.post_ids[0])][:110]!r}"
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--weigh", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--show", action="store_true", help="print the matches in real texts")
    parser.add_argument("--most", type=int, help="real texts a half; all of them unless told")
    parser.add_argument("--only", default="", help="the method whose name begins so")
    parser.add_argument("--curve", action="store_true", help="ours by threshold")
    parser.add_argument("--copies", action="store_true", help="copies among real comments")
    args = parser.parse_args()
    if args.copies:
        copied(args.show)
    elif args.curve:
        curve(args.most)
    elif args.weigh:
        weigh()
    elif args.fit:
        fit()
    else:
        report(args.most, args.show, args.only)
        speed()


if __name__ == "__main__":
    main()
