"""What the project asked of its default model, held against what it reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.evaluate.counts import LOWER_IS_BETTER

# (domain, figure, bar); the kept-aside texts decide, dev is measured the same way.
BARS: tuple[tuple[str, str, float], ...] = (
    ("all", "in_scope_macro_f1", 0.94),
    ("all", "tone_macro_f1", 0.84),
    ("news", "tone_macro_f1", 0.87),
    ("comments", "tone_macro_f1", 0.70),
    ("all", "negative_recall", 0.87),
    ("all", "negative_false_alarms", 0.08),
    ("all", "stance_macro_f1", 0.87),
    ("all", "risk2_recall", 0.90),
    ("all", "risk2_false_alarms", 0.02),
    ("all", "topics_micro_f1", 0.86),
    ("all", "topics_macro_f1", 0.78),
    ("all", "primary_topic_accuracy", 0.85),
    ("all", "tone_ece", 0.06),
)


def bars(domains: Mapping[str, Mapping[str, Any]], *, honest: bool = True) -> list[dict[str, Any]]:
    """Return each bar with the figure, its interval and whether it holds.

    surely: the whole interval is on the right side. domains: those of a report. honest is False for
    a model that has (or may have) learned these texts: then holds and surely are None.
    """
    found = []
    for domain, name, bar in BARS:
        if domain not in domains:
            continue
        if name == "tone_ece":
            row = domains[domain]["calibration"]["tone"]
            value, low, high = row["ece"], row["ece_low"], row["ece_high"]
        else:
            row = domains[domain]["figures"][name]
            value, low, high = row["value"], row["low"], row["high"]
        below = name in LOWER_IS_BETTER
        found.append(
            {
                "domain": domain, "figure": name, "bar": bar, "value": value, "low": low,
                "high": high,
                "holds": (value <= bar if below else value >= bar) if honest else None,
                "surely": (high <= bar if below else low >= bar) if honest else None,
            }
        )  # fmt: skip
    return found
