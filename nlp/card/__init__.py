"""The model card, rendered from the run: it cannot say what was not measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.card import linear, shipped
from nlp.card.about import CardAbout, CardModel, EncoderOrigin, LabelStory
from nlp.card.terms import TERMS

__all__ = ["TERMS", "CardAbout", "CardModel", "EncoderOrigin", "LabelStory", "render"]


def render(about: Mapping[str, Any]) -> str:
    """Return the card (Markdown, Vietnamese) of a run.

    about with "models" is a CardAbout: all shipped models side by side. Without, it is the
    description beside the linear weights (linear.json) and the card is that one model's.
    """
    return shipped.render(about) if "models" in about else linear.render(about)
