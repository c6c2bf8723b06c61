"""Old months of the audit go when their term is over; the chain says so and is verified from there."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.retention_file import RetentionFile
from langnghe.audit import Act, AuditLog
from langnghe.audit_chain import ANCHOR, CUT, HEAD
from langnghe.files import PRIVATE, replace_file
from tests.within import langnghe

START = datetime(2021, 1, 10, tzinfo=UTC)
NOW = START + timedelta(days=31 * 8)


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    """Eight months with five acts each."""
    made = AuditLog.of(tmp_path)
    for n in range(40):
        made.add(Act(at=START + timedelta(days=31 * (n // 5)), who="lan", role="analyst", what="xem", target=str(n)))  # fmt: skip
    assert [path.stem for path in made.files()] == [f"2021-0{n}" for n in range(1, 9)]
    return made


def test_old_months_go_and_the_rest_is_still_verified(log: AuditLog, tmp_path: Path) -> None:
    assert log.cut(date(2021, 1, 31), NOW) == 0  # January is not over
    assert log.cut(date(2021, 4, 1), NOW) == 15
    assert [path.stem for path in log.files()] == [f"2021-0{n}" for n in range(4, 10)]
    assert log.verify() == log.verify(anew=False) == (26, [])
    (said,) = [line for line in log.lines() if line["what"] == CUT]
    assert said["target"].startswith("15 dòng từ đầu tới hết tháng 2021-03; ")
    langnghe("init", tmp_path / "office")
    log.folder.rename(tmp_path / "office" / "data" / "audit")
    log = AuditLog.of(tmp_path / "office")
    done = langnghe("audit", "verify", "--workspace", tmp_path / "office")
    assert "26 dòng nhật ký, chuỗi nguyên vẹn\nHết hạn lưu, đã cắt: 15 dòng" in done.stdout

    assert log.cut(date(2021, 4, 1), NOW) == 0  # said once
    assert log.cut(date(2021, 6, 1), NOW) == 10  # and later once more
    assert log.verify() == log.verify(anew=False) == (17, [])
    assert log.cut(date(2030, 1, 1), NOW) == 15  # the newest month always stays
    assert log.verify() == (3, [])


def test_a_month_taken_away_by_hand_is_seen(log: AuditLog) -> None:
    log.cut(date(2021, 3, 1), NOW)
    first, *_ = log.files()
    kept = first.read_bytes()
    first.unlink()
    assert log.verify()[1]
    # Also with an anchor made to fit: no line of the chain tells of it.
    lines = kept.splitlines()
    before = json.loads(log.files()[0].read_bytes().splitlines()[0])["before"]
    forged = {"lines": 10 + len(lines), "sha256": before, "month": first.stem}
    replace_file(log.folder / ANCHOR, json.dumps(forged).encode(), mode=PRIVATE)
    (wrong,) = log.verify()[1]
    assert "không dòng nào của chuỗi nói đã cắt như vậy" in wrong
    (log.folder / ANCHOR).write_text("{")
    assert "khôi phục từ bản sao lưu" in log.verify()[1][0]


def test_a_broken_chain_is_not_cut(log: AuditLog) -> None:
    first, *_ = log.files()
    first.write_bytes(first.read_bytes().replace(b"lan", b"mai"))
    assert log.cut(date(2021, 4, 1), NOW) == 0
    assert first.exists()


def test_killed_while_cutting_nothing_is_taken_for_broken(log: AuditLog) -> None:
    """The line, the anchor and the files come one after the other: after each the chain holds."""
    files = {path: path.read_bytes() for path in log.files()}
    old_head = (log.folder / HEAD).read_bytes()
    log.cut(date(2021, 4, 1), NOW)
    for path, body in files.items():  # killed before the files went
        path.write_bytes(body)
    assert log.verify() == (26, [])
    assert log.cut(date(2021, 5, 1), NOW) == 5  # and the next one takes them along
    assert not min(files).exists()
    for path in log.folder.glob("2021-*.jsonl"):
        path.unlink()
    for path, body in files.items():  # killed before the anchor and the name of the newest line
        path.write_bytes(body)
    (log.folder / ANCHOR).unlink()
    (log.folder / HEAD).write_bytes(old_head)
    assert log.verify() == (40, [])


def test_the_term_is_five_years_and_cannot_be_a_short_one() -> None:
    assert RetentionFile().keep.audit == 1825
    assert RetentionFile.model_validate({"keep": {"audit": 0}}).keep.audit == 0
    with pytest.raises(ValueError, match="ít nhất 730 ngày"):
        RetentionFile.model_validate({"keep": {"audit": 30}})
