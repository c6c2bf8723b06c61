"""The tasks of both models and the columns of the transformer: in training, in ONNX, at run time."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from nlp.taxonomy import IN_SCOPE_TOPICS, INTENTS, STANCES, TONES

# task → number of columns. scope and topics are independent yes/no, the others one of several.
SIZES: Mapping[str, int] = {
    "scope": 1,
    "topics": len(IN_SCOPE_TOPICS),
    "tone": len(TONES),
    "stance": len(STANCES),
    "intent": len(INTENTS),
    "risk": 4,
}
TASKS: tuple[str, ...] = tuple(SIZES)
YES_NO: frozenset[str] = frozenset({"scope", "topics"})
_ENDS = list(accumulate(SIZES.values()))
COLUMNS: Mapping[str, slice] = {
    task: slice(end - size, end) for (task, size), end in zip(SIZES.items(), _ENDS, strict=True)
}
WIDTH = _ENDS[-1]
