"""The transformer at run time: ONNX int8 on one thread, blended with the linear model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifiers.arrays import ArrayClassifier
from nlp.classifiers.base import TextItem
from nlp.classifiers.batches import padded
from nlp.classifiers.blend import Blend, opinions
from nlp.classifiers.decide import Chances, Cuts, Decisions, decide
from nlp.classifiers.heads import WIDTH
from nlp.classifiers.linear import LinearClassifier
from nlp.classifiers.reading import Reader


class Encoder:
    """The transformer alone: an onnxruntime.InferenceSession and the tokenizer before it."""

    def __init__(self, session: Any, reader: Reader) -> None:
        """Put the two together."""
        self._session = session
        self._reader = reader

    def scores(self, items: Sequence[TextItem]) -> NDArray[np.float32]:
        """Return items × WIDTH scores of the transformer alone.

        One text a run: int8 scales its numbers by all that stands in a run, so a neighbour would
        move a text's scores; and on one thread a batch with its padding is no faster (measured).
        """
        rows = self._reader.pieces(items)
        out = np.zeros((len(rows), WIDTH), dtype=np.float32)
        for index, row in enumerate(rows):
            ids, mask = padded([row])
            (found,) = self._session.run(None, {"ids": ids, "mask": mask})
            out[index] = found[0]
        return out


class EncoderClassifier(ArrayClassifier):
    """Label texts with the transformer and the linear model together."""

    def __init__(
        self, name: str, encoder: Encoder, linear: LinearClassifier, blend: Blend, cuts: Cuts
    ) -> None:
        """Put the parts together."""
        self.name = name
        self.encoder = encoder
        self._linear = linear
        self._blend = blend
        self._cuts = cuts

    def judge(self, items: Sequence[TextItem]) -> tuple[Chances, Decisions]:
        """Return probabilities and labels as arrays."""
        news = np.array([item.kind == "article" for item in items])
        advice, _ = self._linear.judge(items)
        chances = self._blend.chances(self.encoder.scores(items), opinions(advice), news)
        return chances, decide(chances, self._cuts)


def quiet_runtime() -> Any:
    """Return the module onnxruntime, which from 1.29 on tells its maker what is run unless told not to.

    The variable counts only before the first import: with it nothing is written, counted or sent.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


def session(data: bytes) -> Any:
    """Return an inference session on one thread: a worker a core is faster than two threads a worker."""
    onnxruntime = quiet_runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Processors without VNNI add pairs of 8-bit products in 16 bits, which overflow: labels would depend on
    # the machine. With this they are added as widely as the others do it, a little slower.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
