"""What a filled review sheet means: verdicts, and every row in one counted outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from langnghe.errors import RowError
from langnghe.records import Chosen, Verdict
from langnghe.registers.sheet import CORRECTIONS, HEADING, Choices, key_of
from langnghe.text import fold

Said = Mapping[str, tuple[str, ...]]  # task → labels, most central first
Key = tuple[str, str, str]  # post_id, revision, model whose labels the sheet shows


class RowOutcome(StrEnum):
    """What became of one row of a sheet."""

    CHANGED = "changed"
    CONFIRMED = "confirmed"
    KNOWN = "known"
    EMPTY = "empty"
    REFUSED = "refused"


ROW_OUTCOME_VI: Mapping[RowOutcome, str] = {
    RowOutcome.CHANGED: "sửa",
    RowOutcome.CONFIRMED: "giữ nguyên",
    RowOutcome.KNOWN: "đã nhập từ trước",
    RowOutcome.EMPTY: "bỏ trống",
    RowOutcome.REFUSED: "lỗi",
}


_DONE = {"x", "v", "co", "dung", "roi", "1", "yes", "true", "✓", "✔"}
_ONLY_INSIDE = ("topic", "stance_union", "risk")  # by the guide these are fixed out of scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A row as a person left it: which labels are corrected, and whether the rest is confirmed."""

    line: int
    key: Key
    chosen: Chosen
    corrected: Said
    done: bool


@dataclass(slots=True)
class Checked:
    """What a sheet came to. outcomes counts rows; errors may be several a row."""

    verdicts: list[Verdict] = field(default_factory=list)
    outcomes: dict[RowOutcome, int] = field(default_factory=lambda: dict.fromkeys(RowOutcome, 0))
    errors: list[RowError] = field(default_factory=list)

    def refuse(self, errors: Sequence[RowError]) -> None:
        """Count one refused row."""
        self.outcomes[RowOutcome.REFUSED] += 1
        self.errors += errors


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, Any] | RowError]], choices: Choices, checked: Checked
) -> list[Filled]:
    """Return the rows that can be understood; the others are counted in `checked`."""
    found: list[Filled] = []
    first_line: dict[Key, int] = {}
    for line, row in rows:
        if isinstance(row, RowError):
            checked.refuse([row])
            continue
        filled = _filled(line, row, choices)
        if isinstance(filled, Filled) and filled.key in first_line:
            again = f"trùng mã với dòng {first_line[filled.key]}; giữ một dòng"
            filled = [_error(line, "key", again)]
        if isinstance(filled, Filled):
            first_line[filled.key] = line
            found.append(filled)
        else:
            checked.refuse(filled)
    return found


def _filled(line: int, row: Mapping[str, Any], choices: Choices) -> Filled | list[RowError]:
    key = key_of(_word(row.get("key")))
    if key is None:
        return [_error(line, "key", "mã bị sửa hoặc thiếu; chép lại từ tệp đã xuất")]
    errors: list[RowError] = []
    corrected: dict[str, tuple[str, ...]] = {}
    for task, columns in CORRECTIONS.items():
        labels: list[str] = []
        for number, name in enumerate(columns):
            word = _word(row.get(name))
            if not word:
                continue
            label = _label(word, choices[task])
            if label is None:
                errors.append(_error(line, name, _unknown(word, choices[task])))
            elif label in labels:
                errors.append(_error(line, name, f"“{word}” ghi hai lần; bỏ một ô"))
            elif number and not labels and not errors:
                errors.append(
                    _error(line, name, f"còn trống cột {HEADING[columns[0]]}; điền từ chủ đề chính")
                )
            else:
                labels.append(label)
        if labels:
            corrected[task] = tuple(labels)
    done = _word(row.get("done"))
    if done and fold(done) not in _DONE and done not in _DONE:
        errors.append(_error(line, "done", f"không hiểu “{done}”; ghi x hoặc để trống"))
    model = _word(row.get("model"))
    if not model:
        errors.append(_error(line, "model", "thiếu tên mô hình; chép lại từ tệp đã xuất"))
    if errors:
        return errors
    post_id, revision, chosen = key
    return Filled(
        line=line,
        key=(post_id, revision, model),
        chosen=chosen,
        corrected=corrected,
        done=bool(done),
    )


def judge(
    filled: Iterable[Filled],
    checked: Checked,
    *,
    machine: Mapping[Key, Said],
    known: Mapping[tuple[str, str, str], tuple[str, ...]],
    wrong: Callable[[Said], str | None],
    completed: Callable[[Said], Said],
    role: str,
    reader: str,
    at: datetime,
) -> None:
    """Turn filled rows into verdicts, into `checked`.

    machine: what each sheet row had shown. known: (post_id, revision, task) → what this reader said
    last, so that a sheet imported again adds nothing. wrong, completed: the guide (nlp.review).
    """
    for row in filled:
        post_id, revision, model = row.key
        shown = machine.get(row.key)
        if not shown or shown.keys() < CORRECTIONS.keys():
            missing = f"kho không có bài này với nhãn của {model}; xuất phiếu mới rồi chép sang"
            checked.refuse([_error(row.line, "key", missing)])
            continue
        said = _judged(row, shown)
        whole = completed({**shown, **said})
        if problem := _against_guide(row, whole, completed) or (said and wrong(whole)):
            column = "topic_1" if whole["in_scope"] == ("1",) else "in_scope"
            checked.refuse([_error(row.line, column, f"{problem}; sửa ô này rồi nhập lại")])
            continue
        fresh = {
            task: labels
            for task, labels in said.items()
            if known.get((post_id, revision, task)) != labels
        }
        checked.verdicts += [
            Verdict(
                post_id=post_id,
                revision=revision,
                task=task,
                labels=labels,
                machine=shown[task],
                machine_model=model,
                role=role,
                reader=reader,
                at=at,
                chosen=row.chosen,
            )
            for task, labels in fresh.items()
        ]
        checked.outcomes[_outcome(said, fresh, shown)] += 1


def _judged(row: Filled, shown: Said) -> dict[str, tuple[str, ...]]:
    """Return what the person judged: the corrections and, when the row is done, all the rest."""
    scope = row.corrected.get("in_scope", shown.get("in_scope"))
    said = {**shown, **row.corrected} if row.done else dict(row.corrected)
    return {
        task: labels
        for task, labels in said.items()
        if task in shown and (scope == ("1",) or task not in _ONLY_INSIDE)
    }


def _against_guide(row: Filled, whole: Said, completed: Callable[[Said], Said]) -> str | None:
    """Say which correction cannot stand beside the scope of the row."""
    outside = completed({"in_scope": ("0",)})
    if whole["in_scope"] == ("1",) and whole["topic"] == outside["topic"]:
        return f"bài trong phạm vi cần chủ đề; chọn ở cột {HEADING['topic_1']}"
    lost = [
        HEADING[CORRECTIONS[task][0]]
        for task, labels in row.corrected.items()
        if completed(whole)[task] != labels
    ]
    if lost:
        return (
            f"bài ngoài phạm vi thì không có {', '.join(lost).replace('Sửa: ', '')}; "
            f"chọn “trong phạm vi” ở cột {HEADING['in_scope']} hoặc xoá các ô ấy"
        )
    return None


def _outcome(said: Said, fresh: Said, shown: Said) -> RowOutcome:
    if not said:
        return RowOutcome.EMPTY
    if not fresh:
        return RowOutcome.KNOWN
    if any(not same(labels, shown[task]) for task, labels in said.items()):
        return RowOutcome.CHANGED
    return RowOutcome.CONFIRMED


def same(first: Sequence[str], second: Sequence[str]) -> bool:
    """Say whether two lists of labels mean the same: the order after the first does not count."""
    return first[:1] == second[:1] and sorted(first) == sorted(second)


def _error(line: int, name: str, message: str) -> RowError:
    return RowError(line=line, column=HEADING[name], message=message)


def _word(value: Any) -> str:
    """Return a cell as text: a spreadsheet may have made a number or a truth value of it."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().removeprefix("'")


def _label(word: str, words: Mapping[str, str]) -> str | None:
    """Return the label of what a person typed: its Vietnamese words, its id, or its number."""
    key = fold(word)
    for label, name in words.items():
        if key in (fold(name), fold(label)) or (
            label.isdecimal() and key == fold(name.split("–")[-1])
        ):
            return label
    return None


def _unknown(word: str, words: Mapping[str, str]) -> str:
    names = list(words.values())
    few = ", ".join(names) if len(names) <= 6 else "một tên trong danh sách thả xuống"
    return f"không có “{word[:60]}”; chọn {few}"
