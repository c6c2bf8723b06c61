"""PhoBERT's vocab.txt and bpe.codes as a tokenizer.json, which is all that a Reader reads.

PhoBERT was trained on segmented words ("công_nhân"); without segmentation its pieces are syllables.
That costs it a little and spares the office a second model at run time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
MASK = "<mask>"
_END = "</w>"


def tokenizer(vocabulary: Path, codes: Path) -> Any:
    """Return a tokenizers.Tokenizer that gives the ids of transformers' PhobertTokenizer.

    Where that says <unk>, this may give a number at or above the size of PhoBERT's own vocabulary.
    """
    from tokenizers import AddedToken, Tokenizer, pre_tokenizers, processors
    from tokenizers.models import BPE

    ids = {piece: index for index, piece in enumerate(SPECIAL)}
    for line in vocabulary.read_text(encoding="utf-8").splitlines():
        piece = line.rpartition(" ")[0].strip()
        if piece:
            inner = piece.endswith("@@")
            ids.setdefault(piece[:-2] if inner else piece + _END, len(ids))
    ids[MASK] = len(ids)  # after the last piece
    merges = []
    for line in codes.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 2:
            merges.append((parts[0], parts[1]))
    # A step between two pieces may itself be no piece. It gets a number beyond the model's; build.py
    # gives that number the vector of <unk>, which is what PhoBERT makes of it.
    vocab = dict(ids)
    for left, right in merges:
        for piece in (left, right, left + right):
            vocab.setdefault(piece, len(vocab))
    made = Tokenizer(
        BPE(vocab=vocab, merges=merges, unk_token="<unk>", end_of_word_suffix=_END)  # noqa: S106
    )
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.add_special_tokens([AddedToken(piece, special=True) for piece in (*SPECIAL, MASK)])
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )  # fmt: skip
    return made
