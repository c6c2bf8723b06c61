# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6 · Mở một tiêu chí ra tới từng dòng
#
# Báo cáo 5 tiêu chí chỉ đáng tin nếu con số nào cũng mở ra được. Sổ tay này lấy **một câu** (mặc định 4.05: báo chí phản
# ánh tích cực hay tiêu cực), đi ngược từ con số, qua phép hiệu chỉnh, tới từng bài đã đếm, và đếm lại để kiểm.

# %%
from collections import Counter
from datetime import UTC, datetime

import altair as alt

from flows.measure import answers
from langnghe import explore
from langnghe.explore.estimate import confusion
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import period_of
from langnghe.measure.records import STATUS_VI
from langnghe.numbers import number
from nlp.registry import about, profile_of
from nlp.taxonomy import STANCE_VI
from warehouse.measure import counted
from warehouse.measured import prepared

explore.use_theme()
kho = explore.open()
first, last = explore.span(kho)
model = explore.model_of(kho)

# %%
QUESTION = "4.05"
PERIOD = None  # "2026-H1", "2026-Q2", "2026-06"; None: nửa năm của ngày cuối trong kho

# %% [markdown]
# ## Câu hỏi và câu trả lời

# %%
question = questions()[QUESTION]
period = period_of(PERIOD or f"{last.year}-H{1 if last.month <= 6 else 2}")
now = datetime.now(UTC)
with prepared(kho.store, period.first, period.last):
    figures = answers(kho.store, period, now, only=[QUESTION])
    rows = counted(kho.store, question.view, period.first, period.last, now)
main = next(f for f in figures if f.primary and not f.part)
explore.say(
    f"**{question.id} · {question.wording}** – {period.name}",
    f"{main.name}: **{'chưa có' if main.value is None else number(main.value, ',.1f')}** {main.unit}"
    + ("" if main.low is None else f" (khoảng 95 %: {number(main.low, ',.1f')} – {number(main.high, ',.1f')})")
    + f", {STATUS_VI[main.status]}. {main.note}",
)

# %%
explore.table(
    ({"name": f.name, "part": f.part_name, "value": f.value, "unit": f.unit, "low": f.low, "high": f.high, "n": f.n,
      "status": STATUS_VI[f.status]} for f in figures[:24]),
    {"name": "con số", "part": "phần", "value": "giá trị", "unit": "đơn vị", "low": "từ", "high": "đến", "n": "số dòng",
     "status": "tình trạng"},
)  # fmt: skip

# %% [markdown]
# ## Bước 1 · Đếm lại từ các dòng
#
# Mỗi dòng là một thứ đã đếm. Đếm lại phải ra đúng số của báo cáo; ô dưới đây **dừng lại với lỗi** nếu lệch.

# %%
key = main.rows or main.key
mine = [row for row in rows if row["figure"] == key]
parts = Counter(row["part"] for row in mine)
if main.value is not None and QUESTION == "4.05":
    assert len(mine) == main.n, f"báo cáo nói {main.n} bài, đếm lại ra {len(mine)}"
told = {f.part: f.count for f in figures if f.key == "stance" and f.part}
assert all(parts[part] == count for part, count in told.items() if count is not None), (parts, told)
explore.table(
    ({"part": STANCE_VI.get(part, part or "cả thảy"), "n": n} for part, n in parts.most_common(12)),
    {"part": "phần", "n": "số dòng"},
    empty="Chưa có dòng nào trong kỳ.",
)

# %% [markdown]
# ## Bước 2 · Từ điều máy nói tới điều đúng
#
# Chấm rỗng: tỉ lệ máy nói. Chấm đặc và vạch: sau khi hiệu chỉnh bằng bảng nhầm lẫn. Con số của câu hỏi là *tích cực trừ
# tiêu cực* của hàng chấm đặc.

# %%
ORDER = ["positive", "neutral", "negative", "none"]
NAMES = {"positive": "ủng hộ", "neutral": "trung lập", "negative": "phê phán", "none": "không nhắc đến"}
shares = [f for f in figures if f.key == "stance" and f.part in NAMES and f.value is not None]
if shares:
    dots = [
        {"part": NAMES[f.part], "value": f.value, "low": f.low, "high": f.high, "raw": 100 * (f.count or 0) / f.n}
        for f in sorted(shares, key=lambda f: ORDER.index(f.part))
    ]
    base = alt.Chart(alt.Data(values=dots)).encode(
        y=alt.Y("part:N", sort=[d["part"] for d in dots], title=None),
        color=alt.Color("part:N", legend=None, scale=explore.scale_of(*NAMES.values())),
    )
    moved = max(dots, key=lambda d: abs(d["value"] - d["raw"]))
    chart = explore.lay_out(
        explore.intervals(base, low=alt.X("low:Q", title="% số bài", scale=alt.Scale(domain=[0, 100])), high="high:Q",
                          value="value:Q")
        + base.mark_point(filled=False, size=75, strokeWidth=1.8).encode(x="raw:Q"),
        f"Hiệu chỉnh đổi nhiều nhất ở “{moved['part']}”: {number(moved['raw'], '.0f')} % → {number(moved['value'], '.0f')} %",
        f"{number(shares[0].n)} bài gọi tên công đoàn, {period.name}; vạch: khoảng 95 %.",
        height=alt.Step(34),
    )  # fmt: skip
else:
    chart = explore.say("Câu này không có tỉ lệ hiệu chỉnh, hoặc chưa đủ bài để tính.")
chart

# %% [markdown]
# Vì sao khoảng rộng: bảng nhầm lẫn chỉ có từng này văn bản mỗi lớp. Báo cáo hiệu chỉnh theo bảng của mô hình **đang
# dùng**; nếu kho do mô hình khác gán nhãn thì con số ở trên chưa hiệu chỉnh đúng bảng, hãy gán lại trước khi nộp.

# %%
in_use = str(about(profile_of(None))["name"])
explore.say(
    f"Kho do **{model}** gán nhãn, báo cáo hiệu chỉnh theo **{in_use}**: "
    + ("cùng một mô hình." if model == in_use else "**KHÁC MÔ HÌNH**, chạy `langnghe annotate` với mô hình đang dùng.")
)

# %%
table = confusion("stance_union", in_use, "news")
explore.table(
    ({"right": STANCE_VI[label], "n": round(sum(row)), **{said: round(n) for said, n in zip(table.labels, row, strict=True)}}
     for label, row in zip(table.labels, table.counts, strict=True)) if table else (),
    {"right": "đúng ra là", "n": "số văn bản", **({said: f"máy nói {STANCE_VI[said]}" for said in table.labels} if table else {})},
    empty="Thẻ không có bảng nhầm lẫn của mô hình đang dùng: báo cáo nêu số chưa hiệu chỉnh.",
)  # fmt: skip

# %% [markdown]
# ## Bước 3 · Các dòng ấy là ngày nào, báo nào

# %%
sources = dict(
    kho.rows(
        "select p.post_id, coalesce(s.name, p.source) from staging.stg_post as p left join raw.source as s using (source) "
        "where list_contains($ids, p.post_id)",
        {"ids": [row["id"] for row in mine if row["kind"] == "post"]},
    )
)
points = [
    {"week": f"{row['day']}T00:00:00", "source": sources.get(row["id"], row["unit"] or "khác"),
     "part": NAMES.get(row["part"], row["part"] or "cả thảy")}
    for row in mine
]  # fmt: skip
if points:
    busiest, most = Counter(p["source"] for p in points).most_common(1)[0]
    shown = [name for name in NAMES.values() if any(p["part"] == name for p in points)]
    colour = explore.scale_of(*shown) if shown else alt.Scale()
    base = alt.Chart(alt.Data(values=points)).encode(color=alt.Color("part:N", scale=colour))
    chart = explore.lay_out(
        alt.hconcat(
            base.mark_bar(size=11).encode(
                x=alt.X("yearweek(week):T", title=None, axis=explore.months(), scale=explore.stretch(period.first, min(period.last, last))),
                y=alt.Y("count():Q", title="bài mỗi tuần", axis=alt.Axis(tickMinStep=1)),
            ).properties(width=400, height=220),
            base.mark_bar().encode(
                y=alt.Y("source:N", sort="-x", title=None, axis=alt.Axis(labelLimit=190)),
                x=alt.X("count():Q", title="số bài", axis=alt.Axis(tickMinStep=1)),
            ).properties(width=240, height=220),
            spacing=24,
        ),
        f"{number(len(points))} dòng; nhiều nhất từ {busiest}: {number(most)}",
        "Màu: điều máy (hoặc người) nói về thái độ.",
    )  # fmt: skip
else:
    chart = explore.say("Chưa có dòng nào trong kỳ.")
chart

# %% [markdown]
# ## Bước 4 · Từng dòng
#
# Mười lăm dòng mới nhất; bấm vào tên bài để mở bài gốc.

# %%
links = {
    post: url
    for post, url in kho.rows(
        "select post_id, url from staging.stg_post where list_contains($ids, post_id)", {"ids": [row["id"] for row in mine]}
    )
}
explore.table(
    (
        {"label": row["label"] or row["id"], "day": row["day"], "source": sources.get(row["id"], ""),
         "part": NAMES.get(row["part"], row["part"]), "url": links.get(row["id"], "")}
        for row in sorted(mine, key=lambda row: row["day"], reverse=True)[:15]
    ),
    {"label": "dòng", "day": "ngày", "source": "nguồn", "part": "phần"},
    link="url",
    empty="Chưa có dòng nào trong kỳ.",
)  # fmt: skip
