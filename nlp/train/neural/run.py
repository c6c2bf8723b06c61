"""`train transformer`: teacher → student → ONNX int8 → blend; every number of the run is kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from langnghe.text import canonical
from nlp import registry
from nlp.classifiers.base import TextItem
from nlp.classifiers.blend import opinions
from nlp.classifiers.decide import decide, labels
from nlp.classifiers.encoder import Encoder, session
from nlp.classifiers.heads import WIDTH
from nlp.classifiers.linear import LinearClassifier
from nlp.classifiers.reading import Reader, load_reader
from nlp.dataset import (
    Example,
    Helper,
    aside,
    aside_key,
    corpus,
    corpus_sha,
    file_sha,
    gold,
    helper,
    is_own_words,
    own_words,
    write_json,
)
from nlp.evaluate import Scores, items, score
from nlp.gold import again, labelled, split
from nlp.train.neural import blending, export, fit, tasks
from nlp.train.neural.net import Net, load_encoder, shallow
from nlp.train.neural.tasks import Lesson

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a run learns from (learn), sets its few blend numbers on (tune), and is measured on (dev)."""

    learn: list[Example]
    tune: list[Example]
    dev: list[Example]
    helpers: list[Helper]
    again: Mapping[str, Example]  # id → what a second reader said
    first_reader: float  # the first reader's share where the two disagree

    def lessons(self) -> list[Lesson]:
        """Return what the network learns from."""
        return tasks.lessons(self.learn, self.again, self.first_reader)


def material(data: Path, settings: Mapping[str, Any], people: Sequence[Example] = ()) -> Material:
    """Return the gold, our own labels, people's labels and the auxiliary sets."""
    wanted = settings["data"]
    learn, tune = split(labelled(data, wanted), wanted)
    learn += own_words() if wanted["own_words"] else []
    helpers = [
        helper(data, name, int(wanted["helper_rows"]), int(settings["seed"]))
        for name in wanted["helpers"]
    ]
    return Material(
        learn=[*learn, *people], tune=tune, dev=gold(data, "dev"), helpers=helpers,
        again=again() if wanted["extended"] else {}, first_reader=float(wanted["first_reader"]),
    )  # fmt: skip


def teacher(found: Material, encoder: Path, settings: Mapping[str, Any], say: Any = print) -> Net:
    """Return the 12-layer net fine-tuned on all tasks and auxiliary sets.

    settings, beside those of fit: again, what a second round does otherwise (a warm restart with the
    rate down), in it own_words, how often a sentence of ours stands in that round's epoch.
    """
    torch.manual_seed(int(settings["seed"]))
    torch.set_num_threads(int(settings["threads"]))
    auxiliary, sizes = {}, {}
    for each in found.helpers:
        auxiliary[each.name], sizes[each.name] = tasks.auxiliary_lessons(each)
    net = Net(load_encoder(encoder), sizes)
    if layers := settings.get("layers"):
        net.encoder.encoder.layer = torch.nn.ModuleList(net.encoder.encoder.layer[:layers])
        net.encoder.config.num_hidden_layers = int(layers)
    reader = load_reader(encoder / "tokenizer.json")
    rounds = [settings]
    if again_so := settings.get("again"):
        rounds.append({**settings, **again_so})
    for round_so in rounds:
        rows = found.lessons()
        ours = [row for row in rows if is_own_words(row.item.id)]
        rows += ours * (int(round_so.get("own_words", 1)) - 1)
        fit.fit(net, reader, rows, auxiliary, round_so, say=say)
    return net


def student(
    net: Net, encoder: Path, found: Material, data: Path, settings: Mapping[str, Any],
    say: Any = print,
) -> Net:  # fmt: skip
    """Return a net of few layers that learned from the gold and from its teacher's word.

    settings, beside those of fit: keep (the teacher's layers it begins with), unlabelled (corpus →
    number of texts the teacher alone judges).
    """
    reader = load_reader(encoder / "tokenizer.json")
    pool = unlabelled(data, settings["unlabelled"], int(settings["seed"]))
    gold_rows = found.lessons()
    every = [*gold_rows, *pool]
    word = fit.scores(net, reader, [row.item for row in every])
    by_id = {_name(row): word[i] for i, row in enumerate(every)}

    def said(rows: Sequence[Lesson]) -> Floats:
        return np.stack([by_id[_name(row)] for row in rows])

    small = shallow(net, list(settings["keep"]))
    fit.fit(small, reader, gold_rows, {"unlabelled": pool}, settings, teacher=said, say=say)
    return small


def _name(row: Lesson) -> tuple[str, str]:
    return row.auxiliary, row.item.id


def unlabelled(data: Path, counts: Mapping[str, int], seed: int) -> list[Lesson]:
    """Return texts of the corpora as lessons without answers: only a teacher can say what they are."""
    keys, rng, out = aside(data), np.random.default_rng(seed), []
    nothing = np.full(WIDTH, tasks.UNKNOWN, dtype=np.float32)
    for name, count in counts.items():
        texts = corpus(data, name)
        titled = any(title for title, _ in texts)
        for index in rng.permutation(len(texts))[:count]:
            title, text = texts[index]
            if not (title + text).strip() or aside_key(title, text) in keys:
                continue
            item = TextItem(
                id=f"{name}:{index}", kind="article" if titled else "comment",
                title=canonical(title), text=canonical(text),
            )  # fmt: skip
            out.append(Lesson(item=item, answers=nothing, auxiliary="unlabelled"))
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One profile ready to ship."""

    onnx: bytes
    about: dict[str, Any]
    figures: list[Scores]


def pack(
    net: Net, name: str, reader: Reader, linear: LinearClassifier, found: Material,
    settings: Mapping[str, Any],
) -> Packed:  # fmt: skip
    """Return the int8 file of a net with the blend, cuts and floors fitted on the tune part.

    linear must not have learned from the tune part either.
    """
    full = export.onnx_bytes(net)
    small = export.int8_bytes(full)
    tune, dev = items(found.tune), items(found.dev)
    encoder = Encoder(session(small), reader)
    on_tune, on_dev = encoder.scores(tune), encoder.scores(dev)
    plain = Encoder(session(full), reader).scores(dev)
    advice = {key: opinions(linear.judge(part)[0]) for key, part in (("tune", tune), ("dev", dev))}
    blend = blending.fit(on_tune, advice["tune"], found.tune, settings["blend"])
    news = _news(found.tune)
    chances = blend.chances(on_tune, advice["tune"], news)
    cuts = blending.cuts(chances, found.tune, settings["cuts"])
    floors = blending.floors(chances, cuts, found.tune, settings["abstain"])

    def measured(table: Floats, how: str) -> Scores:
        part = blend.chances(table, advice["dev"], _news(found.dev))
        return score(name, how, found.dev, labels(part, decide(part, cuts), name))

    figures = [
        measured(on_dev, "dev"),
        measured(plain, "dev, fp32"),
    ]
    about = {
        "name": name,
        "layers": int(net.encoder.config.num_hidden_layers),
        "blend": blend.to_dict(),
        "cuts": asdict(cuts),
        "abstain": floors,
        "int8_distance": export.distance(plain, on_dev),
        "scores": [s.to_json() for s in figures],
    }
    return Packed(onnx=small, about=about, figures=figures)


def _news(examples: Sequence[Example]) -> NDArray[np.bool_]:
    return np.array([e.kind == "article" for e in examples])


def write(packed: Packed, profile: str, encoder: Path, out: Path, found: Material) -> None:
    """Write PROFILE.onnx, PROFILE.json and tokenizer.json beside the linear.npz already there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{profile}.onnx").write_bytes(packed.onnx)
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    described = {
        **packed.about,
        "file": f"{profile}.onnx",
        "sha256": file_sha(out / f"{profile}.onnx"),
        "tokenizer": "tokenizer.json",
        "tokenizer_sha256": file_sha(out / "tokenizer.json"),
        "linear_sha256": file_sha(out / "linear.npz"),
        "encoder": json.loads((encoder / "about.json").read_text(encoding="utf-8")),
        "inputs": {
            "learn": {"texts": len(found.learn), "sha256": corpus_sha(found.learn)},
            "tune": {"texts": len(found.tune), "sha256": corpus_sha(found.tune)},
            **{h.name: {"texts": len(h.texts)} for h in found.helpers},
        },
    }
    write_json(out / f"{profile}.json", described)


def train(
    data: Path, encoder: Path, out: Path, settings: Mapping[str, Any], *,
    people: Sequence[Example] = (), say: Any = print,
) -> dict[str, Any]:  # fmt: skip
    """Train teacher and student and write both profiles beside the linear model in `out`.

    That linear model advises them; it must come from the same train.toml, so that it has not
    learned from the tune part either.
    """
    common = {k: v for k, v in settings.items() if not isinstance(v, Mapping)}
    found = material(data, settings, people)
    say(f"learn {len(found.learn)}, tune {len(found.tune)}, dev {len(found.dev)}")
    linear = registry.linear(out)
    reader = load_reader(encoder / "tokenizer.json")
    large = teacher(found, encoder, {**common, **settings["teacher"]}, say)
    figures = {}
    for profile in ("accurate", "fast"):
        net = large
        if profile == "fast":
            net = student(large, encoder, found, data, {**common, **settings["student"]}, say)
        packed = pack(net, f"{profile}@{settings['version']}", reader, linear, found, settings)
        write(packed, profile, encoder, out, found)
        figures[profile] = dict(packed.figures[0].figures)
        say(f"{profile}: {json.dumps(figures[profile])}")
    return figures
