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
# # 7 · Nhãn tốt đến đâu
#
# Không mô hình nào đúng hơn nhãn nó học. Hai người đọc giống nhau chừng nào là **trần** của mọi điểm số: nếu hai người
# còn khác nhau ở một phần mười, máy không thể “đúng 100 %”. Sổ tay này xem hai thứ: nhãn mà mô hình đã học (đi kèm gói,
# chỉ có mã, không có chữ của báo), và nhãn do người ở cơ quan này duyệt.

# %%
from collections import Counter

import altair as alt

from langnghe import explore
from langnghe.numbers import number
from nlp.gold import rows as first_reading
from nlp.gold import seconds as second_reading
from nlp.quality import GOAL
from nlp.review import TASK_VI
from nlp.taxonomy import INTENT_VI, RISK_VI, STANCE_VI, TONE_VI, TOPIC_VI

explore.use_theme()
kho = explore.open()
WORDS = {
    "in_scope": {True: "trong phạm vi", False: "ngoài phạm vi", "1": "trong phạm vi", "0": "ngoài phạm vi"},
    "tone": TONE_VI, "stance_union": STANCE_VI, "intent": INTENT_VI, "topic": TOPIC_VI,
    "risk": {**RISK_VI, **{str(level): words for level, words in RISK_VI.items()}},
}  # fmt: skip
TASKS = ["in_scope", "tone", "stance_union", "intent", "risk", "topic"]

# %% [markdown]
# ## Hai lượt đọc độc lập
#
# κ (Cohen) là phần giống nhau *ngoài* phần giống do may rủi: 0 là đoán mò, 1 là trùng hẳn; trên 0,8 thường coi là rất tốt.

# %%
again = second_reading()
pairs = {task: Counter() for task in TASKS}
kinds = {task: {"comment": Counter(), "article": Counter()} for task in TASKS}
for row in first_reading():
    other = again.get(row["id"])
    if other is None:
        continue
    for task in TASKS:
        one, two = (r["topics"][0] if task == "topic" else r[task] for r in (row, other))
        pairs[task][one, two] += 1
        kinds[task]["comment" if row["kind"] == "comment" else "article"][one, two] += 1

# %%
KIND_VI = {"comment": "lời bình", "article": "tin, bài"}
points = []
for task in TASKS:
    for kind, counted in kinds[task].items():
        found = explore.kappa(counted)
        if found.value is not None:
            points.append({"task": TASK_VI[task], "kind": KIND_VI[kind], "value": found.value, "low": found.low,
                           "high": found.high, "n": found.n})  # fmt: skip
if points:
    weakest = min(points, key=lambda p: p["value"])
    base = alt.Chart(alt.Data(values=points)).encode(
        y=alt.Y("task:N", sort=[TASK_VI[t] for t in TASKS], title=None),
        yOffset=alt.YOffset("kind:N"),
        color=alt.Color("kind:N", scale=alt.Scale(domain=list(KIND_VI.values()), range=["#d9a441", "#1f5fa8"])),
    )
    good = alt.Chart(alt.Data(values=[{"x": 0.8}])).mark_rule(color="#5d6875", strokeDash=[3, 3]).encode(x="x:Q")
    chart = explore.lay_out(
        good
        + explore.intervals(base, low=alt.X("low:Q", title="κ", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=10)), high="high:Q", value="value:Q"),
        f"Khó thống nhất nhất: {weakest['task']} ở {weakest['kind']}, κ = {number(weakest['value'], '.2f')}",
        f"{number(sum(pairs['tone'].values()))} văn bản đọc hai lần; vạch: khoảng 95 %; vạch đứt: 0,8.",
        height=alt.Step(20),
    )
else:
    chart = explore.say("Gói cài đặt không kèm lượt đọc thứ hai.")
chart

# %% [markdown]
# ## Hai người khác nhau ở đâu
#
# Chỉ những văn bản mà hai lượt đọc **khác nhau**. Cặp hay lẫn nhất là chỗ hướng dẫn gán nhãn cần một câu rõ hơn.

# %%
TASK = "tone"
disagree = [
    {"one": WORDS[TASK][one], "two": WORDS[TASK][two], "n": n} for (one, two), n in pairs[TASK].items() if one != two
]
if disagree:
    names = list(dict.fromkeys(WORDS[TASK].values()))
    worst = max(disagree, key=lambda cell: cell["n"])
    n_all, n_same = sum(pairs[TASK].values()), sum(n for (one, two), n in pairs[TASK].items() if one == two)
    base = alt.Chart(alt.Data(values=disagree)).encode(
        x=alt.X("two:N", sort=names, title="lượt hai nói", axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("one:N", sort=names, title="lượt một nói"),
    )
    chart = explore.lay_out(
        base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("n:Q", scale=alt.Scale(domainMin=0), legend=None))
        + base.mark_text(fontSize=13).encode(
            text=alt.Text("n:Q", format=",d"),
            color=alt.condition(f"datum.n > {worst['n'] * 0.6}", alt.value("white"), alt.value("#1f2933")),
        ),
        f"Lẫn nhiều nhất: “{worst['one']}” với “{worst['two']}”, {number(worst['n'])} lần",
        f"{TASK_VI[TASK].capitalize()}: giống nhau {number(n_same)} trong {number(n_all)} văn bản; hình là phần còn lại.",
    ).properties(width=alt.Step(120), height=alt.Step(56))
else:
    chart = explore.say("Hai lượt đọc không khác nhau chỗ nào, hoặc không có lượt thứ hai.")
chart

# %% [markdown]
# ## Nhãn được chia ra sao
#
# Lớp hiếm thì học kém và đo cũng không chắc. Trục là thang log.

# %%
spread = []
for task in ("topic", "tone", "stance_union", "risk"):
    counted = Counter()
    for (one, _), n in pairs[task].items():
        counted[WORDS[task][one]] += n
    spread += [{"task": TASK_VI[task], "label": label, "n": n} for label, n in counted.items()]
if spread:
    rare = min((s for s in spread if s["task"] == TASK_VI["topic"]), key=lambda s: s["n"])
    chart = explore.lay_out(
        alt.layer(
            alt.Chart().mark_bar(color="#1f5fa8").encode(
                x=alt.X("n:Q", scale=alt.Scale(type="symlog", domainMin=0), title="số văn bản (thang log)",
                        axis=alt.Axis(values=[0, 10, 100, 1000, 5000], format=",d")),
                y=alt.Y("label:N", sort="-x", title=None),
            ),
            alt.Chart().mark_text(align="left", dx=4, fontSize=11, color="#1f2933").encode(
                x="n:Q", y=alt.Y("label:N", sort="-x"), text=alt.Text("n:Q", format=",d")
            ),
            data=alt.Data(values=spread),
        )
        .properties(width=480, height=alt.Step(19))
        .facet(row=alt.Row("task:N", sort=[TASK_VI[t] for t in TASKS], title=None,
                           header=alt.Header(labelAngle=0, labelAlign="left", labelPadding=10)), spacing=14)
        .resolve_scale(y="independent"),
        f"Chủ đề hiếm nhất: {rare['label']}, chỉ {number(rare['n'])} văn bản",
        "Nhãn của lượt đọc một trong những văn bản được đọc hai lần; chủ đề chính.",
    )  # fmt: skip
else:
    chart = explore.say("Không có nhãn đi kèm gói.")
chart

# %% [markdown]
# ## Người duyệt ở cơ quan này
#
# Kế hoạch đặt mục tiêu mỗi tháng xem lại một số bài. Cột xanh: bài đã xem; vạch: mục tiêu.

# %%
monthly = kho.arrow(
    "select date_trunc('month', day)::timestamp as month, count(distinct post_id) as posts, "
    "count(distinct post_id) filter (changed) as changed from mart.verdict group by all order by all"
).to_pylist()
if monthly:
    points = [
        {"month": f"{row['month']:%m/%Y}", "what": what, "n": n}
        for row in monthly
        for what, n in (("máy đúng cả", row["posts"] - row["changed"]), ("người sửa ít nhất một nhãn", row["changed"]))
    ]
    latest = monthly[-1]
    bars = alt.Chart(alt.Data(values=points)).mark_bar(size=40).encode(
        x=alt.X("month:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("n:Q", title="số bài đã xem"),
        color=alt.Color("what:N", scale=alt.Scale(domain=["máy đúng cả", "người sửa ít nhất một nhãn"], range=["#1f5fa8", "#d9a441"])),
    )  # fmt: skip
    goal = alt.Chart(alt.Data(values=[{"goal": GOAL}])).mark_rule(color="#b5443a", strokeDash=[5, 3]).encode(y="goal:Q")
    chart = explore.lay_out(
        bars + goal,
        f"{latest['month']:%m/%Y}: đã xem {number(latest['posts'])} bài, mục tiêu {number(GOAL)}",
        "Vạch đỏ: mục tiêu mỗi tháng.",
        height=220,
    ).properties(width=max(240, 90 * len(monthly)))
else:
    chart = explore.say("**Chưa ai duyệt nhãn ở kho này**: chưa biết máy đúng bao nhiêu *ở đây*. `langnghe review export`.")
chart

# %% [markdown]
# Khi hai người cùng duyệt một bài, họ giống nhau chừng nào?

# %%
both = {task: Counter() for task in TASKS}
for task, one, two in kho.rows("select task, first_labels[1], second_labels[1] from mart.agreement"):
    both[task][one, two] += 1
found = [(task, counted, explore.kappa(counted)) for task, counted in both.items() if counted]
explore.table(
    (
        {"task": TASK_VI[task], "n": sum(counted.values()), "same": sum(n for (a, b), n in counted.items() if a == b),
         "kappa": None if k.value is None else number(k.value, ".2f"),
         "span": "–" if k.low is None else f"{number(k.low, '.2f')} – {number(k.high, '.2f')}", "note": k.note}
        for task, counted, k in found
    ),
    {"task": "nhãn", "n": "bài hai người xem", "same": "giống nhau", "kappa": "κ", "span": "khoảng 95 %", "note": "ghi chú"},
    empty="Chưa có bài nào hai người cùng duyệt.",
)  # fmt: skip
