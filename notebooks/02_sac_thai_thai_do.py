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
# # 2 · Sắc thái và thái độ của một chủ đề qua một năm
#
# **Sắc thái** là giọng của bài (tích cực, trung lập, tiêu cực). **Thái độ** là bài nói gì về *công đoàn*. Hai điều khác
# nhau: tin tai nạn có sắc thái tiêu cực mà thái độ với công đoàn có thể là ủng hộ.
#
# Máy đọc nhầm, và nhầm có hệ thống. Vì vậy mọi tỉ lệ ở đây đã **hiệu chỉnh theo bảng nhầm lẫn** trên thẻ của mô hình,
# kèm khoảng 95 % (cùng một hàm với báo cáo 5 tiêu chí). Khoảng rộng nghĩa là: chưa đủ bài để nói chắc.

# %%
from datetime import timedelta

import altair as alt

from langnghe import explore
from langnghe.explore import listening
from langnghe.numbers import number
from nlp.taxonomy import IN_SCOPE_TOPICS, STANCE_VI, TONE_VI, TOPIC_VI

explore.use_theme()
kho = explore.open()
first, last = explore.span(kho)
model = explore.model_of(kho)

# %% [markdown]
# ## Chọn chủ đề
#
# Để `None` thì lấy chủ đề có nhiều quý đủ bài nhất. Muốn chủ đề khác, ghi mã của nó (bảng dưới).

# %%
TOPIC = None
KIND = "article"  # article: tin, bài báo; comment: lời bình; post: bài mạng xã hội
LEAST = 10  # ít bài hơn thì không tính tỉ lệ

# %%
kho.store.connection.execute(
    """
    create or replace temp table bai as
    select post_id, day, kind, source_name, unnest(topics) as topic, tone, coalesce(stance_union, 'none') as stance
    from mart.post
    where in_scope and not undated and day between $first and $last and tone is not null
    """,
    {"first": first, "last": last},
)
counts = dict(kho.rows("select topic, count(*) from bai where kind = $kind group by topic", {"kind": KIND}))
enough = dict(kho.rows(
    "select topic, count(*) from (select topic, date_trunc('quarter', day) as quarter from bai where kind = $kind "
    "group by all having count(*) >= $least) group by topic",
    {"kind": KIND, "least": LEAST},
))  # chủ đề → số quý đủ bài
topic = TOPIC or max((t for t in IN_SCOPE_TOPICS if t in counts), key=lambda t: (enough.get(t, 0), counts[t]), default="")
domain = "comments" if KIND == "comment" else "news"
explore.table(
    sorted(({"id": t, "name": TOPIC_VI[t], "n": n} for t, n in counts.items() if t in IN_SCOPE_TOPICS),
           key=lambda row: -row["n"]),
    {"name": "chủ đề", "id": "mã", "n": "số bài trong năm"},
)  # fmt: skip

# %% [markdown]
# ## Sắc thái qua thời gian
#
# Chấm là tỉ lệ đã hiệu chỉnh, vạch đậm là khoảng 95 %, chữ thập là tỉ lệ máy đọc khi chưa hiệu chỉnh: chỗ hai thứ xa
# nhau là chỗ máy hay nhầm. Có đủ bài thì tính theo tháng, không thì theo quý.

# %%
COUNTED = "select date_trunc($step, day)::timestamp as since, tone, count(*) from bai where topic = $topic and kind = $kind group by all order by all"
for step, step_vi in (("month", "tháng"), ("quarter", "quý")):
    said = {}
    for since, tone, n in kho.rows(COUNTED, {"step": step, "topic": topic, "kind": KIND}):
        said.setdefault(since, {})[tone] = n
    if sum(sum(labels.values()) >= LEAST for labels in said.values()) > len(said) / 2:
        break
days_aside = {"negative": -1, "neutral": 0, "positive": 1}  # để ba vạch không đè lên nhau
middle = timedelta(days=15 if step == "month" else 45)
points = [
    {"at": f"{since + middle + timedelta(days=days_aside[share.label] * middle.days / 5):%Y-%m-%dT00:00:00}",
     "label": TONE_VI[share.label], "value": share.value, "low": share.low, "high": share.high, "raw": share.raw}
    for since, labels in said.items()
    if sum(labels.values()) >= LEAST
    for share in explore.shares(labels, "tone", model=model, domain=domain)
]
thin = [
    {"at": f"{since + middle:%Y-%m-%dT00:00:00}", "words": [f"{number(sum(labels.values()))} bài", "chưa tính"]}
    for since, labels in said.items()
    if sum(labels.values()) < LEAST
]
year = {tone: sum(labels.get(tone, 0) for labels in said.values()) for tone in TONE_VI}
negative = explore.pick_share(explore.shares(year, "tone", model=model, domain=domain), "negative")
names = list(TONE_VI.values())

# %%
shade = alt.Chart(listening.deaf_days(kho, first, last)).mark_rect(color="#c9ced6", opacity=0.8).encode(x="since:T", x2="until:T")
base = alt.Chart(alt.Data(values=points)).encode(
    x=alt.X("at:T", title=None, axis=explore.months(), scale=explore.stretch(min(said, default=first), last)),
    color=alt.Color("label:N", scale=explore.scale_of(*names)),
)
title = f"{TOPIC_VI.get(topic, topic)}: " + (
    f"{number(negative.value, '.0f')} % tiêu cực cả năm ({number(negative.low, '.0f')}–{number(negative.high, '.0f')} %)"
    if negative and negative.value is not None
    else "chưa đủ bài để nói tỉ lệ"
)
explore.lay_out(
    shade
    + base.mark_rule(strokeWidth=7, opacity=0.25, strokeCap="round").encode(
        y=alt.Y("low:Q", title="% số bài", scale=alt.Scale(domain=[0, 100])), y2="high:Q"
    )
    + base.mark_line(strokeWidth=1.6).encode(y="value:Q")
    + base.mark_point(filled=True, size=60, opacity=1).encode(y="value:Q")
    + base.mark_point(shape="cross", size=34, opacity=0.9, filled=True).encode(y="raw:Q")
    + alt.Chart(alt.Data(values=thin)).mark_text(color="#5d6875", fontSize=11, lineHeight=14).encode(
        x="at:T", y=alt.datum(8), text="words:N"
    ),
    title,
    [f"{number(sum(year.values()))} bài, mỗi {step_vi}; hiệu chỉnh theo {model}. Vạch: khoảng 95 %; chữ thập: chưa hiệu chỉnh.",
     "Dải xám: ngày không nguồn nào thu được."],
    height=280,
)

# %% [markdown]
# ## Thái độ với công đoàn
#
# Những bài báo **gọi tên công đoàn** (đúng những bài của câu 4.05), mọi chủ đề, theo quý. Bảng nhầm lẫn của thái độ có
# lớp rất mỏng (vài bài) nên khoảng rộng là thật, không phải lỗi vẽ.

# %%
by_quarter = {}
for quarter, stance, n in kho.rows(
    "select date_trunc('quarter', day)::timestamp, coalesce(stance_union, 'none'), count(*) "
    "from main.union_articles($first, $last, now()) group by all order by all",
    {"first": first, "last": last},
):
    by_quarter.setdefault(f"quý {(quarter.month + 2) // 3}/{quarter.year}", {})[stance] = n
dots = [
    {"quarter": quarter, "label": STANCE_VI[share.label], "value": share.value, "low": share.low, "high": share.high}
    for quarter, labels in by_quarter.items()
    if sum(labels.values()) >= LEAST
    for share in explore.shares(labels, "stance_union", model=model, domain="news")
]
LABELS = ["ủng hộ", "trung lập", "phê phán", "không nhắc đến"]
few = [quarter for quarter, labels in by_quarter.items() if sum(labels.values()) < LEAST]
if dots:
    support = explore.pick(dots, quarter=dots[-1]["quarter"], label="ủng hộ")[0]
    chart = explore.lay_out(
        alt.layer(
            *explore.intervals(
                alt.Chart().encode(
                    y=alt.Y("label:N", sort=LABELS, title=None),
                    color=alt.Color("label:N", legend=None, scale=explore.scale_of(*LABELS)),
                ),
                low=alt.X("low:Q", title="% số bài gọi tên công đoàn", scale=alt.Scale(domain=[0, 100])),
                high="high:Q",
                value="value:Q",
            ).layer,
            data=alt.Data(values=dots),
        )
        .properties(width=560, height=alt.Step(22))
        .facet(
            row=alt.Row("quarter:N", sort=[d["quarter"] for d in dots], title=None,
                        header=alt.Header(labelAngle=0, labelAlign="left", labelPadding=14)),
            spacing=12,
        ),
        f"Ủng hộ công đoàn, {support['quarter']}: {number(support['value'], '.0f')} % "
        f"({number(support['low'], '.0f')}–{number(support['high'], '.0f')} %)",
        ["Đã hiệu chỉnh; vạch: khoảng 95 %. “Không nhắc đến”: gọi tên mà không nói gì về công đoàn."]
        + ([f"Dưới {LEAST} bài nên không tính: {', '.join(few)}."] if few else []),
    )
else:
    chart = explore.say(f"Không quý nào có từ {LEAST} bài gọi tên công đoàn: chưa nói được tỉ lệ.")
chart

# %% [markdown]
# ## Chủ đề nào nặng giọng nhất?
#
# Tích cực trừ tiêu cực, cả năm. Hai chủ đề chỉ thật sự khác nhau khi hai khoảng không chồng lên nhau nhiều.

# %%
by_topic = {}
for name, tone, n in kho.rows(
    "select topic, tone, count(*) from bai where kind = $kind group by all", {"kind": KIND}
):
    by_topic.setdefault(name, {})[tone] = n
nets = []
for name, labels in by_topic.items():
    found = explore.net(labels, "tone", model=model, domain=domain)
    if name in IN_SCOPE_TOPICS and found.value is not None:
        nets.append({"topic": f"{TOPIC_VI[name]} ({number(found.n)})", "value": found.value, "low": found.low,
                     "high": found.high, "sign": "tiêu cực" if found.high < 0 else "tích cực" if found.low > 0 else "trung lập"})  # fmt: skip
nets.sort(key=lambda row: row["value"])
base = alt.Chart(alt.Data(values=nets)).encode(
    y=alt.Y("topic:N", sort=[row["topic"] for row in nets], title=None),
    color=alt.Color("sign:N", legend=None, scale=explore.scale_of(*names)),
)
zero = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color="#5d6875", strokeDash=[3, 3]).encode(x="x:Q")
explore.lay_out(
    zero
    + explore.intervals(
        base, low=alt.X("low:Q", title="điểm % (tích cực trừ tiêu cực)", scale=alt.Scale(domain=[-100, 100])),
        high="high:Q", value="value:Q",
    ),
    f"Nặng giọng nhất: {nets[0]['topic']}" if nets else "Chưa chủ đề nào đủ bài",
    [f"Trong ngoặc: số bài; chủ đề dưới {LEAST} bài không có ở đây. Vạch: khoảng 95 %.",
     "Xám: khoảng còn chứa 0, chưa nói được nghiêng về bên nào."],
    height=alt.Step(26),
)  # fmt: skip

# %% [markdown]
# **Đọc cho đúng.** Hiệu chỉnh giả định máy nhầm ở kho này cũng như ở tập đã đo (`langnghe model info`,
# `models/CARD.md`). Nếu kho có nhiều kiểu văn bản lạ, hãy duyệt thêm nhãn (`langnghe review`) rồi xem sổ tay 7.
