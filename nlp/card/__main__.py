"""Measure the shipped models and write their card: python -m nlp.card OUT [MODELS]."""

from __future__ import annotations

import sys
from pathlib import Path

from langnghe.config import settings
from nlp import registry
from nlp.card.make import write

if __name__ == "__main__":
    out, *given = map(Path, sys.argv[1:])
    for path in write(settings().data, given[0] if given else registry.MODELS, out):
        print(path)
