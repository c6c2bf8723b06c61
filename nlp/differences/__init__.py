"""What own outlets say differently of one event: amounts, numbers, dates; proposed for a person."""

from nlp.differences.compare import Difference, differences
from nlp.differences.facts import Fact, Own

__all__ = ["Difference", "Fact", "Own", "differences"]
