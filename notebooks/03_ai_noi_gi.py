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
# # 3 · Ai nói gì
#
# Từng báo viết về chủ đề nào, giọng ra sao, tin nào tự viết, tin nào đăng lại của ai, gọi tên những ai, và mang thông
# điệp nào của ta. Chỉ nói về **nguồn** (tờ báo, trang, diễn đàn); không có gì về người viết lời bình: bản chụp không
# chứa mã của họ.

# %%
from collections import defaultdict

import altair as alt

from langnghe import explore
from langnghe.numbers import number
from nlp.taxonomy import IN_SCOPE_TOPICS, TOPIC_VI

explore.use_theme()
kho = explore.open()
first, last = explore.span(kho)
model = explore.model_of(kho)
LEAST = 10  # ít bài hơn thì không tính tỉ lệ
MOST = 14  # số báo, số chủ đề vẽ trong một hình
kho.store.connection.execute(
    """
    create or replace temp table bai as
    select p.post_id, p.source, p.source_name, p.day, p.published_at, p.first_seen, p.topics, p.tone,
           p.story_id, p.union_units, p.enterprises, coalesce(s.own, false) as own
    from mart.post as p left join raw.source as s using (source)
    where p.kind = 'article' and p.in_scope and not p.undated and p.day between $first and $last
    """,
    {"first": first, "last": last},
)
sizes = dict(kho.rows("select source_name, count(*) from bai group by 1 order by 2 desc, 1"))
outlets = list(sizes)[:MOST]
explore.say(f"**{number(sum(sizes.values()))}** tin, bài trong phạm vi của **{number(len(sizes))}** nguồn, "
            f"{first:%d/%m/%Y} – {last:%d/%m/%Y}.")  # fmt: skip

# %% [markdown]
# ## Báo nào viết về gì
#
# Mỗi ô: phần trăm tin, bài *của chính báo ấy* có chủ đề này. Một bài có thể có đến ba chủ đề.

# %%
cells = kho.rows(
    "select source_name, topic, count(*) as n from (select source_name, unnest(topics) as topic from bai) group by all"
)
by_topic = defaultdict(int)
for _, topic, n in cells:
    by_topic[topic] += n
topics = [t for t in sorted(by_topic, key=lambda t: -by_topic[t]) if t in IN_SCOPE_TOPICS][:MOST]
grid = [
    {"outlet": f"{name} ({number(sizes[name])})", "topic": TOPIC_VI[topic], "share": 100 * n / sizes[name], "n": n}
    for name, topic, n in cells
    if name in outlets and topic in topics
]
top = max(grid, key=lambda cell: (sizes[cell["outlet"].rpartition(" (")[0]] >= LEAST, cell["share"]))
base = alt.Chart(alt.Data(values=grid)).encode(
    x=alt.X("topic:N", sort=[TOPIC_VI[t] for t in topics], title=None, axis=alt.Axis(labelAngle=-40)),
    y=alt.Y("outlet:N", sort=[f"{name} ({number(sizes[name])})" for name in outlets], title=None),
)
explore.lay_out(
    base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color("share:Q", title="% bài của báo", scale=alt.Scale(domainMin=0), legend=None)
    )
    + base.mark_text(fontSize=11).encode(
        text=alt.Text("share:Q", format=".0f"),
        color=alt.condition(f"datum.share > {0.55 * max(cell['share'] for cell in grid)}", alt.value("white"), alt.value("#1f2933")),
    ),
    f"{top['outlet'].rpartition(' (')[0]} dành {number(top['share'], '.0f')} % số bài cho {top['topic'].lower()}",
    "% số bài của mỗi báo; ô trống: không bài nào. Trong ngoặc: số bài.",
    height=alt.Step(32),
)

# %% [markdown]
# ## Giọng của từng báo
#
# Phần tiêu cực, đã hiệu chỉnh theo bảng nhầm lẫn của mô hình. Giọng tiêu cực không phải lỗi của báo: ai viết nhiều về
# tai nạn thì tiêu cực nhiều. Hãy so hai báo ở *cùng chủ đề* (sổ tay 2).

# %%
said = defaultdict(dict)
for name, tone, n in kho.rows("select source_name, tone, count(*) from bai where tone is not null group by all"):
    said[name][tone] = n
tones = []
for name, labels in said.items():
    share = explore.pick_share(explore.shares(labels, "tone", model=model, domain="news"), "negative")
    if share is not None and share.value is not None:
        tones.append({"outlet": f"{name} ({number(share.n)})", "value": share.value, "low": share.low, "high": share.high,
                      "raw": share.raw})  # fmt: skip
tones.sort(key=lambda row: -row["value"])
tones = tones[:20]
base = alt.Chart(alt.Data(values=tones)).encode(
    y=alt.Y("outlet:N", sort=[row["outlet"] for row in tones], title=None), color=alt.value("#b5443a")
)
explore.lay_out(
    explore.intervals(
        base, low=alt.X("low:Q", title="% bài tiêu cực", scale=alt.Scale(domain=[0, 100])), high="high:Q", value="value:Q"
    )
    + base.mark_point(shape="cross", filled=True, size=40).encode(x="raw:Q"),
    f"Nhiều tin tiêu cực nhất: {tones[0]['outlet'].rpartition(' (')[0]}, {number(tones[0]['value'], '.0f')} % "
    f"({number(tones[0]['low'], '.0f')}–{number(tones[0]['high'], '.0f')} %)" if tones else "Chưa báo nào đủ bài",
    f"Chấm: đã hiệu chỉnh; vạch: khoảng 95 %; chữ thập: như máy đọc. Báo dưới {LEAST} bài không có ở đây.",
    height=alt.Step(28),
)  # fmt: skip

# %% [markdown]
# ## Tự viết hay đăng lại
#
# Các bản của cùng một tin được gom lại. Báo đăng **đầu tiên** trong kho được coi là nguồn; các báo sau là đăng lại.
# Đó là thứ tự *ta thấy được*: nếu báo gốc không nằm trong nguồn của ta thì báo thứ hai được coi là đầu.

# %%
kho.store.connection.execute(
    """
    create or replace temp table lan_dau as
    select story_id, arg_min(source_name, (published_at, source)) as first_outlet, count(distinct source) as outlets
    from bai where story_id is not null group by story_id
    """
)
parts = kho.rows(
    """
    select b.source_name,
           case when coalesce(l.outlets, 1) = 1 then 'chỉ báo này có'
                when l.first_outlet = b.source_name then 'đăng đầu, báo khác đăng lại' else 'đăng lại của báo khác' end as how,
           count(distinct coalesce(b.story_id, b.post_id)) as stories
    from bai as b left join lan_dau as l using (story_id) group by all
    """
)
HOW = ["chỉ báo này có", "đăng đầu, báo khác đăng lại", "đăng lại của báo khác"]
told = [{"outlet": name, "how": how, "stories": n} for name, how, n in parts if name in outlets]
leads = {name: n for name, how, n in parts if how == HOW[1]}
leader = max(leads, key=leads.get, default=None)
explore.lay_out(
    alt.Chart(alt.Data(values=told)).mark_bar().encode(
        y=alt.Y("outlet:N", sort=outlets, title=None),
        x=alt.X("stories:Q", title="số tin"),
        color=alt.Color("how:N", sort=HOW, scale=alt.Scale(domain=HOW, range=["#b9d2ec", "#1f5fa8", "#d9a441"])),
        order=alt.Order("rank:Q"),
    ).transform_calculate(rank=f"indexof({HOW}, datum.how)"),
    f"{leader} mở đầu {number(leads[leader])} tin được báo khác đăng lại" if leader else "Chưa thấy tin nào được đăng lại",
    "Mỗi tin đếm một lần cho mỗi báo.",
    height=alt.Step(26),
)  # fmt: skip

# %% [markdown]
# ## Ai đăng lại của ai
#
# Hàng: báo đăng đầu tiên. Cột: báo đăng lại sau đó. Số trong ô là số tin.

# %%
flow = [
    {"from": one, "to": other, "stories": n}
    for one, other, n in kho.rows(
        "select l.first_outlet, b.source_name, count(distinct b.story_id) from bai as b join lan_dau as l using (story_id) "
        "where b.source_name <> l.first_outlet group by all order by all"
    )
]  # fmt: skip
if flow:
    most = max(flow, key=lambda cell: cell["stories"])
    base = alt.Chart(alt.Data(values=flow)).encode(
        x=alt.X("to:N", title="đăng lại", axis=alt.Axis(labelAngle=-40)), y=alt.Y("from:N", title="đăng đầu tiên")
    )
    chart = explore.lay_out(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("stories:Q", scale=alt.Scale(domainMin=0), legend=None)
        )
        + base.mark_text(fontSize=12).encode(
            text=alt.Text("stories:Q", format=",d"),
            color=alt.condition(f"datum.stories > {most['stories'] * 0.6}", alt.value("white"), alt.value("#1f2933")),
        ),
        f"{most['to']} đăng lại của {most['from']} nhiều nhất: {number(most['stories'])} tin",
        "Số tin trong phạm vi, theo thứ tự giờ đăng; ô trống: không có.",
    ).properties(width=alt.Step(70), height=alt.Step(40))
else:
    chart = explore.say("Chưa có tin nào được hai báo cùng đăng.")
chart

# %% [markdown]
# ## Báo nào gọi tên ai
#
# Đơn vị công đoàn và doanh nghiệp được gọi tên nhiều nhất, và ở báo nào.

# %%
NAMED = 12
names = kho.rows(
    """
    with goi as (
        select source_name, unnest(union_units) as name, 'công đoàn' as what, post_id from bai
        union all select source_name, unnest(enterprises), 'doanh nghiệp', post_id from bai
    ),
    hay as (select name from goi group by name order by count(*) desc, name limit $most)
    select name, what, source_name, count(*) from goi where name in (from hay) group by all order by all
    """,
    {"most": NAMED},
)
called = [{"name": name, "what": what, "outlet": outlet, "n": n} for name, what, outlet, n in names]
total = defaultdict(int)
for row in called:
    total[row["name"]] += row["n"]
if called:
    top_name = max(total, key=total.get)
    base = alt.Chart(alt.Data(values=called)).encode(
        x=alt.X("outlet:N", sort=outlets, title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("name:N", sort=sorted(total, key=lambda name: -total[name]), title=None),
    )
    chart = explore.lay_out(
        base.mark_circle(opacity=0.45).encode(
            size=alt.Size("n:Q", scale=alt.Scale(range=[60, 900]), legend=None),
            color=alt.Color("what:N", scale=alt.Scale(domain=["công đoàn", "doanh nghiệp"], range=["#1f5fa8", "#d9a441"])),
        )
        + base.mark_text(fontSize=11, color="#1f2933").encode(text=alt.Text("n:Q", format=",d")),
        f"Được gọi tên nhiều nhất: {top_name}, {number(total[top_name])} bài",
        f"{NAMED} tên hay gặp nhất trong tin, bài; số trong chấm: số bài.",
    ).properties(width=alt.Step(66), height=alt.Step(28))  # fmt: skip
else:
    chart = explore.say("Chưa bài nào gọi tên đơn vị công đoàn hay doanh nghiệp.")
chart

# %% [markdown]
# ## Báo nào mang thông điệp của ta
#
# Từ sổ thông điệp (`langnghe lineage`). “Mang”, “nói khác”, “nói ngược” là **máy đề xuất**, trừ khi người đã xác nhận.

# %%
WAYS = {"carries": "mang", "distorts": "nói khác", "contradicts": "nói ngược"}
carried = [
    {"outlet": name, "way": WAYS[relation], "n": n}
    for name, relation, n in kho.rows(
        """
        select coalesce(s.name, p.source), coalesce(c.person, c.relation) as relation, count(distinct p.post_id)
        from mart.carriage as c join staging.stg_post as p using (post_id) left join raw.source as s using (source)
        where c.state <> 'refused' and not coalesce(s.own, false) and p.day between $first and $last
        group by all order by all
        """,
        {"first": first, "last": last},
    )
    if relation in WAYS
]
if carried:
    against = sum(row["n"] for row in carried if row["way"] != "mang")
    chart = explore.lay_out(
        alt.Chart(alt.Data(values=carried)).mark_bar().encode(
            y=alt.Y("outlet:N", sort="-x", title=None),
            x=alt.X("n:Q", title="số bài"),
            color=alt.Color("way:N", scale=alt.Scale(domain=list(WAYS.values()), range=["#2f7d5b", "#d9a441", "#b5443a"])),
        ),
        f"{number(sum(row['n'] for row in carried))} bài liên quan thông điệp của ta, {number(against)} bài nói khác hoặc ngược",
        "Bài của nguồn ngoài trang của ta; một bài mang mấy thông điệp vẫn đếm một lần cho mỗi cách.",
        height=alt.Step(28),
    )  # fmt: skip
else:
    chart = explore.say("Sổ thông điệp còn trống, hoặc chưa đối chiếu (`langnghe lineage`).")
chart
