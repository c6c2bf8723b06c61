"""What a card is told: the shape that training fills and `render` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict


class CardModel(TypedDict):
    """One shipped model. report is nlp.evaluate.measure's (or its `slim`), of weights that had not
    learned from the measured texts; where they had, its warning stands in the card."""

    profile: str  # accurate, fast, linear
    name: str  # name@version
    file: str
    sha256: str
    bytes: int
    what: str  # one Vietnamese sentence: layers, width, precision, ensemble
    learned_from: Sequence[str]  # gold splits behind the shipped weights: ["train", "dev"]
    measured: (
        str  # Vietnamese: which weights the figures are of ("chỉ học từ train, chưa thấy dev")
    )
    report: Mapping[str, Any]
    abstain: NotRequired[Mapping[str, float]]  # task → least probability without asking a person
    pairs: NotRequired[Mapping[str, Any]]  # nlp.evaluate.pairs.judge
    robustness: NotRequired[Mapping[str, Any]]  # nlp.evaluate.robustness.robustness
    speed: NotRequired[
        Mapping[str, float]
    ]  # comments_per_second, news_per_second, load_seconds, peak_mb


class LabelStory(TypedDict):
    """How the gold labels were made."""

    who: str  # Vietnamese: who read, by which guide, in how many passes
    texts: Mapping[str, int]  # part → texts: {"gold/train": 3538, "models/gold": 1500, …}
    doubles: int  # texts that were labelled twice
    agreement: Mapping[str, Mapping[str, float]]  # nlp.gold.agreement: head → n, agree, kappa
    excluded: str  # Vietnamese: what was kept aside and how that is held


class EncoderOrigin(TypedDict):
    """Where the encoder's weights come from and what must be said of it."""

    base: str  # intfloat/multilingual-e5-small
    licence: str  # MIT
    carriers: Sequence[Mapping[str, str]]  # {"package", "version", "licence", "gives"}
    pieces: int  # vocabulary after pruning
    pretraining: NotRequired[str]  # Vietnamese: corpora, budget, what it gave
    notices: Sequence[str]  # licence notices, verbatim


class CardAbout(TypedDict):
    """The whole card. models[0] is the default profile."""

    models: Sequence[CardModel]
    labels: LabelStory
    encoder: NotRequired[EncoderOrigin]
    inputs: Mapping[
        str, Mapping[str, Any]
    ]  # set → {"texts", "sha256", "gain" (Vietnamese, optional)}
    plots: NotRequired[Sequence[str]]  # paths of SVG files, relative to the card
    limits: NotRequired[Sequence[str]]  # Vietnamese sentences beyond those derived from figures
