"""/duyet-nhan: people read what the machine is unsure of, by keys or by buttons; every word can be taken back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages.duyet_nhan_luot import (
    HEADS,
    TOPICS,
    Round,
    corrected_of,
    find,
    item,
    keep,
    values_of,
)
from langnghe.desk.pages.hom_nay import wanted_day
from langnghe.errors import LangngheError
from langnghe.records import Verdict
from langnghe.registers.review import Checked, Filled, RowOutcome
from langnghe.registers.sheet import key_of, sheet_key
from nlp.review import CHOICES, TASK_VI, shown
from warehouse.review import Queue, last_words, said_of

router = APIRouter(prefix="/duyet-nhan", include_in_schema=False)

MOST = 50
_OTHERS = """
select task, arg_max(labels, judged_at) from raw.verdict
where post_id = $id and revision = $revision and (role <> $role or reader <> $reader) group by task
"""


@router.get("")
def overview(ask: Annotated[Ask, needs("labels.read")]) -> Response:
    """Show how much waits, the round that is open, and how often people and machine agree."""
    from flows.review import quality_card

    month = f"{wanted_day(ask, '')[0]:%Y-%m}"
    queue = ask.once(("duyet", "cho"), lambda: _waiting(ask, 1))
    card = ask.desk.once(
        ask.version, ("duyet", "the", month), lambda: quality_card(ask.store, month)
    )
    mine = find(ask)
    return ask.page(
        "duyet_nhan.html", round=mine, onward=mine.open_after() if mine else None,
        waiting=queue.uncertain + queue.random, card=card, TASK_VI=TASK_VI, HEADS=HEADS, MOST=MOST,
    )  # fmt: skip


@router.post("/luot")
def begin(ask: Annotated[Ask, needs("labels.write")]) -> Response:
    """Take the next posts, uncertain ones first with a random share among them."""
    rows = _waiting(ask, MOST, ask.typed.get("viec", "") or None).rows
    if not rows:
        return ask.go("/duyet-nhan", "Không còn bài nào chờ người xem.")
    items = [(sheet_key(r["post_id"], r["revision"], r["chosen"]), r["model"]) for r in rows]
    keep(ask, Round(items))
    return ask.go(f"/duyet-nhan/{items[0][0]}")


@router.post("/hoan-tac")
def undo(ask: Annotated[Ask, needs("labels.write")]) -> Response:
    """Take back the last word of the round: what was said before is said again, and the post opens."""
    from flows.review import record

    with ask.write() as held:
        mine = find(ask)
        if mine is None or not mine.done:
            raise LangngheError("chưa ghi bài nào trong lượt này để hoàn tác")
        key, before = mine.done.pop()
        named, model = key_of(key), mine.model(key)
        if named is None or model is None:
            raise LangngheError("bài ấy không còn trong lượt này")
        post_id, revision, chosen = named
        wording = [(post_id, revision, model)]
        machine = said_of(held.store, wording).get(wording[0], {})
        reader = _reader(ask)
        words = last_words(held.store, wording, role=ask.role, reader=reader)
        verdicts = [
            Verdict(
                post_id=post_id, revision=revision, task=task, labels=wanted,
                machine=machine[task], machine_model=model, role=ask.role, reader=reader,
                at=ask.now, chosen=chosen,
            )
            for (_, _, task), labels in words.items()
            if task in machine and (wanted := tuple(before.get(task) or machine[task])) != labels
        ]  # fmt: skip
        record(held.store, held.workspace, verdicts)
        keep(ask, mine)
    ask.audit("hoàn tác nhãn", post_id)
    return ask.go(f"/duyet-nhan/{key}", "Đã hoàn tác; bài mở lại để bạn xem.")


@router.get("/{key}")
def one(key: str, ask: Annotated[Ask, needs("labels.read")]) -> Response:
    """Show one post of the round."""
    return _page(ask, key)


@router.post("/{key}")
def judge(key: str, ask: Annotated[Ask, needs("labels.write")]) -> Response:
    """Take in a person's word on a post as a filled sheet is taken in, and open the next."""
    from flows.review import take_in

    mine = find(ask)
    model = mine.model(key) if mine else None
    named = key_of(key)
    if mine is None or model is None or named is None:
        raise LangngheError("bài này không thuộc lượt đang mở; mở lượt mới rồi duyệt")
    post_id, revision, chosen = named
    wording = (post_id, revision, model)
    values = {name: ask.typed.get(name, "") for name in (*HEADS, *TOPICS)}
    for name, label in values.items():
        if label and label not in CHOICES["topic" if name in TOPICS else name]:
            raise LangngheError("nhãn đã chọn không có trong bộ nhãn")
    reader, checked = _reader(ask), Checked()
    with ask.write() as held:
        machine = said_of(held.store, [wording]).get(wording)
        if not machine:
            raise LangngheError("bài này đã có nhãn mới của máy; mở lượt mới rồi duyệt")
        before = last_words(held.store, [wording], role=ask.role, reader=reader)
        corrected = corrected_of(values, machine)
        filled = Filled(line=0, key=wording, chosen=chosen, corrected=corrected, done=True)
        take_in(
            held.store, held.workspace, [filled], checked, role=ask.role, reader=reader, at=ask.now
        )
        if not checked.errors:
            mine.done.append((key, {task: list(said) for (_, _, task), said in before.items()}))
            keep(ask, mine)
    if checked.errors:
        why = "; ".join(e.message for e in checked.errors).replace("; sửa ô này rồi nhập lại", "")
        return _page(ask, key, values=values, why=why[:1].upper() + why[1:] + ".", status=422)
    ask.audit("duyệt nhãn", post_id)
    said = _told(ask, checked, corrected, post_id, revision, reader)
    after = mine.open_after(key)
    if after is None:
        return ask.go("/duyet-nhan", f"{said} Đã xong cả lượt.")
    return ask.go(f"/duyet-nhan/{after}", said)


def _waiting(ask: Ask, n: int, task: str | None = None) -> Queue:
    from flows.review import waiting

    return ask.desk.replica.memory.large(ask.store, lambda: waiting(ask.store, n=n, task=task))


def _reader(ask: Ask) -> str:
    from flows.review import reader_of

    return reader_of(ask.workspace, ask.user.login)


def _told(
    ask: Ask, checked: Checked, corrected: dict[str, Any], post_id: str, revision: str, reader: str
) -> str:
    """Return what was recorded, and, now that it is, whether somebody else had read the same."""
    done = "Đã ghi: " + (
        f"sửa {', '.join(TASK_VI[task] for task in corrected)}." if corrected else "đồng ý với máy."
    )
    if checked.outcomes[RowOutcome.KNOWN]:
        done = "Bạn đã ghi đúng như thế từ trước."
    mine = {v.task: v.labels for v in checked.verdicts}
    values = {"id": post_id, "revision": revision, "role": ask.role, "reader": reader}
    others = {task: tuple(labels) for task, labels in ask.store.rows(_OTHERS, values)}
    both = [task for task in mine if task in others]
    if both:
        same = sum(mine[task][0] == others[task][0] for task in both)
        done += f" Người đọc trước cũng nói thế ở {same}/{len(both)} nhãn."
    return done


def _page(
    ask: Ask, key: str, *, values: dict[str, str] | None = None, why: str = "", status: int = 200
) -> Response:
    mine = find(ask)
    model = mine.model(key) if mine else None
    if mine is None or model is None:
        raise HTTPException(
            404, "Bài này không thuộc lượt đang mở. Mở lượt mới ở trang Duyệt nhãn."
        )
    found = item(ask, ask.store, key, model, role=ask.role, reader=_reader(ask))
    if found is None:
        raise HTTPException(404, "Không còn lời của bài này, hoặc máy đã gán nhãn lại.")
    return ask.page(
        "duyet_nhan_bai.html", status, x=found, values=values or values_of(found), why=why,
        round=mine, at=mine.place(key) + 1, before=mine.near(key, -1), after=mine.near(key, 1),
        finished=key in mine.finished, TOPICS=TOPICS, shown=shown, may_write=ask.may("labels.write"),
        swapped=bool(ask.request.headers.get("hx-request")),
    )  # fmt: skip
