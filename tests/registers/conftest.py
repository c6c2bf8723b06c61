"""What rows of registers are read against: two unions, the topics of the plan, one moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from langnghe.privacy import pseudonym
from langnghe.registers.cells import Context
from langnghe.registers.choose import Units
from nlp.normalise import normalise
from nlp.taxonomy import TOPIC_VI

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
UNITS = [
    {"code": "ldld-lai-chau", "name": "LĐLĐ tỉnh Lai Châu", "valid_from": "2014-01-01",
     "also_known": ["Liên đoàn Lao động tỉnh Lai Châu"]},
    {"code": "ldld-huyen-tam-duong", "name": "LĐLĐ huyện Tam Đường", "valid_from": "2014-01-01",
     "valid_to": "2025-06-30", "successors": ["cd-xa-binh-lu"]},
    {"code": "cd-xa-binh-lu", "name": "Công đoàn xã Bình Lư", "valid_from": "2025-07-01"},
    {"code": "cd-xa-muong-te", "name": "Công đoàn xã Mường Tè", "valid_from": "2025-07-01"},
    {"code": "cd-xa-muong-te-2", "name": "Công đoàn xã Mường Tẻ", "valid_from": "2025-07-01"},
]  # fmt: skip


@pytest.fixture
def context() -> Context:
    return Context(
        now=NOW,
        units=Units(UNITS),
        topics=TOPIC_VI,
        normalise=normalise,
        pseudonym=lambda where, handle: pseudonym(b"k" * 32, where, handle),
    )
