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
# # 4 · Mô hình nhầm ở đâu
#
# Ba cách nhìn, từ xa đến gần: thẻ đi kèm mô hình (đo trên tập để riêng để đo), từng văn bản bị đọc sai trong tập ấy,
# và lời của chính người duyệt nhãn ở cơ quan này.

# %%
import altair as alt

from langnghe import explore
from langnghe.config import settings
from langnghe.explore.estimate import confusion, report_of
from langnghe.measure.intervals import wilson
from langnghe.numbers import number
from nlp.review import TASK_VI
from nlp.taxonomy import INTENT_VI, STANCE_VI, TONE_VI, TOPIC_VI

explore.use_theme()
kho = explore.open()
model = explore.model_of(kho)
card = report_of(model)
SCOPE_VI = {"true": "trong phạm vi", "false": "ngoài phạm vi"}
WORDS = {"tone": TONE_VI, "stance_union": STANCE_VI, "intent": INTENT_VI, "in_scope": SCOPE_VI, "topic": TOPIC_VI, "topics": TOPIC_VI}
explore.say(
    f"Kho này do **{model}** gán nhãn; thẻ của nó đo trên {number(card['n'])} văn bản nó chưa từng học."
    if card
    else f"Thẻ đi kèm không có **{model or 'mô hình nào'}**: phần đầu để trống. Đo bằng `langnghe evaluate`."
)

# %% [markdown]
# ## Nói thế nào, đúng ra là thế nào
#
# Mỗi hàng là nhãn đúng, mỗi cột là điều máy nói; số là phần trăm của hàng. Đường chéo càng đậm càng tốt. Ô đậm ngoài
# đường chéo là chỗ nhầm có hệ thống, và là cái sổ tay 2 đem hiệu chỉnh.

# %%
charts = []
for task in ("tone", "stance_union"):
    table = confusion(task, model)
    if table is None:
        continue
    names = [WORDS[task][label] for label in table.labels]
    cells = [
        {"right": f"{names[i]} ({number(round(sum(row)))})", "said": names[j], "share": 100 * n / sum(row), "n": n}
        for i, row in enumerate(table.counts)
        for j, n in enumerate(row)
        if sum(row)
    ]
    order = list(dict.fromkeys(cell["right"] for cell in cells))
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("said:N", sort=names, title="máy nói", axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("right:N", sort=order, title="đúng ra là"),
    )
    charts.append(
        (
            base.mark_rect(stroke="white", strokeWidth=2).encode(
                color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 100]), legend=None)
            )
            + base.mark_text(fontSize=13).encode(
                text=alt.Text("share:Q", format=".0f"),
                color=alt.condition("datum.share > 50", alt.value("white"), alt.value("#1f2933")),
            )
        ).properties(
            width=alt.Step(86), height=alt.Step(46), title=alt.Title(TASK_VI[task].capitalize(), fontSize=14, frame="bounds")
        )
    )
if charts:
    tone = confusion("tone", model)
    miss = {label: 1 - row[i] / sum(row) for i, (label, row) in enumerate(zip(tone.labels, tone.counts, strict=True))}
    worst = max(miss, key=miss.get)
    chart = explore.lay_out(
        alt.hconcat(*charts, spacing=34),
        f"Sắc thái khó đọc nhất: {TONE_VI[worst]}, máy đọc sai {number(100 * miss[worst], '.0f')} %",
        f"{model}, {number(card['n'])} văn bản; trong ngoặc: số văn bản của nhãn ấy.",
    )
else:
    chart = explore.say("Không có bảng nhầm lẫn.")
chart

# %% [markdown]
# ## Lớp nào đáng tin, lớp nào chưa
#
# F1 của từng lớp kèm khoảng 95 %. Khoảng rộng vì tập đo có ít văn bản của lớp ấy: chưa biết, chứ không hẳn là kém.

# %%
heads = card.get("domains", {}).get("all", {}).get("heads", {})
classes = [
    {"task": TASK_VI.get(task, "chủ đề"), "label": f"{WORDS[task].get(label, label)} ({number(row['n'])})", "f1": row["f1"],
     "low": row["f1_low"], "high": row["f1_high"], "n": row["n"]}
    for task in ("tone", "stance_union", "intent", "topics")
    for label, row in heads.get(task, {}).items()
    if row["n"]
]  # fmt: skip
if classes:
    weak = [row for row in classes if row["high"] < 0.8]
    base = alt.Chart().encode(
        y=alt.Y("label:N", sort=alt.EncodingSortField("f1", order="descending"), title=None),
        color=alt.value("#1f5fa8"),
    )
    chart = explore.lay_out(
        alt.layer(
            *explore.intervals(
                base, low=alt.X("low:Q", title="F1", scale=alt.Scale(domain=[0, 1])), high="high:Q", value="f1:Q"
            ).layer,
            data=alt.Data(values=classes),
        )
        .properties(width=520, height=alt.Step(19))
        .facet(row=alt.Row("task:N", title=None, sort=list(dict.fromkeys(row["task"] for row in classes)),
                           header=alt.Header(labelAngle=0, labelAlign="left", labelPadding=10)), spacing=14)
        .resolve_scale(y="independent"),
        f"{number(len(weak))} trong {number(len(classes))} lớp chắc chắn dưới 0,8",
        "Chấm: F1; vạch: khoảng 95 %; trong ngoặc: số văn bản đo.",
    )  # fmt: skip
else:
    chart = explore.say("Thẻ không có điểm từng lớp.")
chart

# %% [markdown]
# ## Từng văn bản bị đọc sai
#
# Cho mô hình đọc lại tập đo, **tại chỗ** (thư mục dữ liệu của bên thứ ba, `LANGNGHE_DATA`): văn bản hiện ở đây để soi
# lỗi, không được chép đi đâu, và không lưu kèm sổ tay này. Để `None` thì đọc bằng mô hình đã gán nhãn kho này.

# %%
PROFILE = None  # fast, accurate, linear, baseline
HEAD = "tone"

# %%
data = settings().data
if (data / "gold" / "dev.parquet").exists():
    from nlp.classifiers import load
    from nlp.dataset import gold
    from nlp.evaluate.run import items

    reader = load(PROFILE or model.partition("@")[0] or None)
    examples = gold(data, "dev")
    read = [
        {"id": e.id, "kind": "lời bình" if e.kind == "comment" else "tin, bài", "title": e.title or e.text,
         "right": getattr(e, HEAD), "said": getattr(labels, HEAD), "sure": max(labels.scores[HEAD].values()),
         "words": len(f"{e.title} {e.text}".split())}
        for e, labels in zip(examples, reader.predict(items(examples)), strict=True)
    ]  # fmt: skip
    wrong = [row for row in read if row["right"] != row["said"]]
    told = explore.say(
        f"{reader.name} đọc {number(len(read))} văn bản, sai {TASK_VI[HEAD]} **{number(len(wrong))}** "
        f"({number(100 * len(wrong) / len(read), '.0f')} %)."
    )
else:
    read, wrong = [], []
    told = explore.say(f"**Bỏ qua phần này**: không có dữ liệu của bên thứ ba ở `{data}` (đặt `LANGNGHE_DATA`).")
told

# %% [markdown]
# Máy có biết lúc nào nó không chắc không? Nếu có, chỗ máy nói chắc phải ít sai: chấm nằm gần đường chéo.

# %%
BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
bins = []
for kind in sorted({row["kind"] for row in read}):
    for low, high in BINS:
        mine = [row for row in read if row["kind"] == kind and low <= row["sure"] < high]
        if len(mine) >= 10:
            right = sum(row["right"] == row["said"] for row in mine)
            ends = wilson(right, len(mine))
            bins.append({"kind": kind, "sure": 100 * sum(row["sure"] for row in mine) / len(mine),
                         "right": 100 * right / len(mine), "low": 100 * ends[0], "high": 100 * ends[1]})  # fmt: skip
if bins:
    diagonal = alt.Chart(alt.Data(values=[{"a": 30, "b": 30}, {"a": 100, "b": 100}])).mark_line(
        color="#8a96a3", strokeDash=[4, 4], strokeWidth=1.2
    ).encode(x="a:Q", y="b:Q")  # fmt: skip
    base = alt.Chart(alt.Data(values=bins)).encode(
        x=alt.X("sure:Q", title="máy nói chắc (%)", scale=alt.Scale(domain=[30, 100])),
        color=alt.Color("kind:N", scale=alt.Scale(range=["#d9a441", "#1f5fa8"])),
    )
    over = [row for row in bins if row["high"] < row["sure"]]
    chart = explore.lay_out(
        diagonal
        + explore.intervals(
            base, low=alt.Y("low:Q", title="đúng thật (%)", scale=alt.Scale(domain=[0, 100])), high="high:Q",
            value="right:Q", lying=False,
        ),
        "Có chỗ máy chắc quá mức" if over else "Máy chắc chừng nào thì đúng chừng ấy",
        f"{TASK_VI[HEAD].capitalize()}, {reader.name}; vạch: khoảng 95 %. Dưới đường chéo: chắc hơn đúng. Nhóm dưới 10 văn bản bỏ qua.",
        height=260,
    ).properties(width=460)  # fmt: skip
else:
    chart = explore.say("Không có dữ liệu để vẽ.")
chart

# %% [markdown]
# Những lần **sai mà chắc** nhất: đọc vài chục dòng này dạy ta nhiều hơn mọi con số ở trên.

# %%
explore.table(
    (
        {**row, "right": WORDS[HEAD][row["right"]], "said": WORDS[HEAD][row["said"]], "sure": number(100 * row['sure'], '.0f') + ' %'}
        for row in sorted(wrong, key=lambda row: -row["sure"])[:20]
    ),
    {"title": "văn bản", "kind": "loại", "right": "đúng ra là", "said": "máy nói", "sure": "độ chắc", "id": "mã"},
    empty="Không có văn bản nào để soi.",
)

# %% [markdown]
# ## Người duyệt ở cơ quan này nói gì
#
# Mỗi lời của người duyệt đứng cạnh điều máy đã nói. Chỉ phần **rút ngẫu nhiên** nói được máy đúng bao nhiêu nói chung;
# phần máy tự thấy chưa chắc thì dĩ nhiên sai nhiều hơn.

# %%
verdicts = kho.dicts(
    "select task, chosen, count(*) as n, sum(changed::integer)::bigint as changed from mart.verdict where counts group by all"
)
CHOSEN = {"random": "rút ngẫu nhiên", "uncertain": "máy chưa chắc"}
judged = []
for row in verdicts:
    low, high = wilson(row["changed"], row["n"])
    judged.append({"task": TASK_VI[row["task"]], "chosen": CHOSEN.get(row["chosen"], "khác"), "n": row["n"],
                   "rate": 100 * row["changed"] / row["n"], "low": 100 * low, "high": 100 * high})  # fmt: skip
if judged:
    drawn = explore.pick(judged, chosen=CHOSEN["random"]) or judged
    most = max(drawn, key=lambda row: row["rate"])
    base = alt.Chart(alt.Data(values=judged)).encode(
        y=alt.Y("task:N", title=None), yOffset="chosen:N", color=alt.Color("chosen:N", scale=alt.Scale(range=["#d9a441", "#1f5fa8"]))
    )
    chart = explore.lay_out(
        explore.intervals(
            base, low=alt.X("low:Q", title="% nhãn người duyệt đã sửa", scale=alt.Scale(domain=[0, 100])),
            high="high:Q", value="rate:Q",
        ),
        f"Bị sửa nhiều nhất: {most['task']}, {number(most['rate'], '.0f')} % ({number(most['low'], '.0f')}–{number(most['high'], '.0f')} %)",
        f"{number(sum(row['n'] for row in judged))} nhãn đã duyệt; vạch: khoảng 95 % (Wilson).",
        height=alt.Step(22),
    )  # fmt: skip
else:
    chart = explore.say("**Chưa ai duyệt nhãn nào ở kho này.** Bắt đầu: `langnghe review export`, hoặc trang Duyệt nhãn.")
chart

# %%
corrected = kho.dicts(
    """
    select v.task, v.machine, v.labels, coalesce(nullif(p.title, ''), p.body) as title, p.url, p.source_name, v.day
    from mart.verdict as v join mart.post as p using (post_id)
    where v.counts and v.changed order by v.judged_at desc limit 20
    """
)
for row in corrected:
    names = WORDS.get(row["task"], {})
    row["machine"] = [names.get(label, label) for label in row["machine"]]
    row["labels"] = [names.get(label, label) for label in row["labels"]]
    row["task"] = TASK_VI[row["task"]]
explore.table(
    corrected,
    {"title": "bài", "source_name": "nguồn", "task": "nhãn", "machine": "máy nói", "labels": "người nói", "day": "ngày"},
    link="url",
    empty="Chưa có nhãn nào bị sửa.",
)
