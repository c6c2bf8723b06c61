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
# # 5 · Phát lại một vụ khủng hoảng
#
# Lấy lại một vụ đã qua và xem từng giờ: chuỗi đếm lúc ấy ra sao, bộ phát hiện chấm bao nhiêu điểm so với ngưỡng, báo
# động nào kêu, ai đăng trước ai. Điểm của một ngày chỉ dùng ngày ấy và những ngày trước, như bộ canh đã thấy.

# %%
from datetime import timedelta

import altair as alt

from langnghe import explore
from langnghe.cases.alerts import LEVEL_VI
from langnghe.explore import replay
from langnghe.numbers import number
from langnghe.records import HANOI
from nlp.taxonomy import TONE_VI

explore.use_theme()
kho = explore.open()
office = explore.folder()
first, last = explore.span(kho)
moment = explore.moment(kho)
LEVELS = {level: f"{level} · {words}" for level, words in LEVEL_VI.items()}
COLOURS = ["#dde1e6", "#b9d2ec", "#d9a441", "#d0685c", "#8f1d14"]

# %% [markdown]
# ## Chọn vụ
#
# Để `None` thì lấy báo động lên mức cao nhất (nếu bằng nhau, vụ có nhiều bài nhất). Muốn vụ khác, ghi mã của nó.

# %%
ALERT = None

# %%
alerts = kho.dicts(
    """
    select id, origin, peak, level, status, opened_at, coalesce(closed_at, $end) as ended_at, rung_at, leaders_at,
           coalesce(titles[1], series) as about, series, posts, stories, topics, observed, expected, verdict
    from mart.alert where risk <> 'R0' order by peak desc, len(posts) desc, opened_at
    """,
    {"end": last + timedelta(days=1)},
)
chosen = next((a for a in alerts if a["id"] == ALERT), alerts[0] if alerts and ALERT is None else None)
explore.table(
    ({**a, "about": replay.series_name(a["about"]) if a["about"] and "=" in a["about"] else a["about"]} for a in alerts[:12]),
    {"id": "mã", "opened_at": "mở lúc", "peak": "mức cao nhất", "about": "về việc", "verdict": "kết luận"},
    empty="Kho này chưa có báo động nào: bộ canh chưa chạy, hoặc bài được nhập sau. Dưới đây là ngày bất thường nhất của các chuỗi.",
)

# %% [markdown]
# ## Chuỗi nào bất thường
#
# Các chuỗi **tiêu cực** của nửa năm tới ngày vụ việc, chấm lại bằng đúng bộ phát hiện của bộ canh, với ngưỡng mà lịch sử
# của cơ quan đặt ra. Mỗi chấm một chuỗi, một ngày vượt ngưỡng.

# %%
until = last if chosen is None else min(last, chosen["opened_at"].astimezone(HANOI).date() + timedelta(days=7))
days = replay.scored(kho, office, until, moment=moment, elsewhere=chosen is None)
loud = [d for d in days if d.alarm and d.items]
if chosen and chosen["series"]:
    name = chosen["series"]
else:
    near = [
        d for d in loud
        if chosen is None
        or (abs(d.day - chosen["opened_at"].astimezone(HANOI).date()) <= timedelta(days=3)
            and (not chosen["topics"] or any(f"topic={t}|" in d.series for t in chosen["topics"])))
    ]  # fmt: skip
    name = max(near or loud or days, key=lambda d: d.score or 0).series if days else ""
series = [d for d in days if d.series == name]
top = max((d for d in series if d.items), key=lambda d: d.score or 0, default=None)
end = until if top is None else min(until, top.day + timedelta(days=10))
window = end - timedelta(days=48)
spots = [
    {"day": f"{d.day}T00:00:00", "series": replay.series_name(d.series), "score": d.score, "items": d.items}
    for d in loud
    if window <= d.day <= end
]
order = sorted({s["series"] for s in spots}, key=lambda s: -max(x["score"] for x in spots if x["series"] == s))[:14]
if spots:
    chart = explore.lay_out(
        alt.Chart(alt.Data(values=[s for s in spots if s["series"] in order]))
        .mark_circle(opacity=0.8, color="#b5443a")
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m"), scale=explore.stretch(window, end)),
            y=alt.Y("series:N", sort=order, title=None, axis=alt.Axis(grid=True)),
            size=alt.Size("score:Q", scale=alt.Scale(domainMin=0, range=[12, 700]), legend=None),
        ),
        f"Đứng đầu: {order[0]}",
        f"Ngày vượt ngưỡng của {number(len(order))} chuỗi tiêu cực, {window:%d/%m} – {end:%d/%m/%Y}; chấm càng to, điểm càng cao.",
        height=alt.Step(24),
    )
else:
    chart = explore.say("Không chuỗi tiêu cực nào vượt ngưỡng trong quãng này.")
chart

# %% [markdown]
# ## Chuỗi, ngày thường, và ngưỡng
#
# Trên: số bài mỗi ngày và số bài *ngày thường* mà bộ phát hiện chờ đợi. Dưới: điểm bất thường và ngưỡng báo. Ngày xám:
# không thu được.

# %%
shown = [d for d in series if window <= d.day <= end]
rows = [
    {"day": f"{d.day}T00:00:00", "next": f"{d.day + timedelta(days=1)}T00:00:00", "items": d.items, "expected": d.expected,
     "score": d.score, "threshold": d.threshold, "state": "vượt ngưỡng" if d.alarm and d.items else "dưới ngưỡng"}
    for d in shown
]  # fmt: skip
deaf = [row for row in rows if row["items"] is None]
marks = [] if chosen is None else [
    {"at": f"{chosen['opened_at'].astimezone(HANOI):%Y-%m-%dT%H:%M:%S}", "words": f"báo động {chosen['id']}"}
]  # fmt: skip
if top:
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m"), scale=explore.stretch(window, end))
    heard = alt.Chart(alt.Data(values=deaf)).mark_rect(color="#c9ced6").encode(x=x, x2="next:T")
    rung = alt.Chart(alt.Data(values=marks)).mark_rule(color="#b5443a", strokeDash=[5, 3], strokeWidth=1.6).encode(x="at:T")
    said = alt.Chart(alt.Data(values=marks)).mark_text(align="right", dx=-6, color="#b5443a", fontSize=12).encode(
        x="at:T", y=alt.value(10), text="words:N"
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    counted = (
        heard
        + base.mark_bar(size=10, xOffset=7).encode(
            y=alt.Y("items:Q", title="số bài", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("state:N", scale=alt.Scale(domain=["dưới ngưỡng", "vượt ngưỡng"], range=["#b9d2ec", "#b5443a"])),
        )
        + base.mark_line(color="#1f2933", strokeWidth=1.6, interpolate="step-after").encode(y="expected:Q")
        + rung
        + said
    ).properties(width=720, height=190)
    points = (
        heard
        + base.mark_bar(size=10, xOffset=7).encode(
            y=alt.Y("score:Q", title="điểm bất thường"),
            color=alt.Color("state:N", scale=alt.Scale(domain=["dưới ngưỡng", "vượt ngưỡng"], range=["#b9d2ec", "#b5443a"])),
        )
        + base.mark_line(color="#1f2933", strokeWidth=1.4, strokeDash=[2, 2]).encode(y="threshold:Q")
        + rung
    ).properties(width=720, height=120)
    chart = explore.lay_out(
        alt.vconcat(counted, points, spacing=12),
        f"{replay.series_name(name)}: ngày {top.day:%d/%m/%Y} có {number(top.items)} bài, ngày thường " + (number(top.expected, ",.2f") if top.expected and top.expected >= 0.01 else "dưới 0,01"),
        ["Đường đen: số bài ngày thường. Đường chấm ở dưới: ngưỡng báo động.",
         f"Đếm theo {'ngày đăng' if moment == 'published' else 'lúc ta thấy'}; điểm = −log10 của xác suất đến ngày thường có từng ấy bài."],
    )  # fmt: skip
else:
    chart = explore.say("Không có chuỗi nào để vẽ.")
chart

# %% [markdown]
# ## Báo động nào kêu, bao lâu
#
# Mỗi thanh một báo động, từ lúc mở tới lúc đóng hoặc nguội; màu là mức cao nhất nó lên tới.

# %%
bars = [
    {"id": a["id"], "since": f"{a['opened_at'].astimezone(HANOI):%Y-%m-%dT%H:%M:%S}",
     "until": f"{max(a['ended_at'], a['opened_at'] + timedelta(hours=12)).astimezone(HANOI):%Y-%m-%dT%H:%M:%S}",
     "peak": LEVELS.get(a["peak"], str(a["peak"])),
     "about": (replay.series_name(a["about"]) if a["about"] and "=" in a["about"] else a["about"] or ", ".join(a["topics"] or []) or a["id"])}
    for a in alerts
    if a["peak"] and a["peak"] >= 2
]  # fmt: skip
for bar in bars:
    bar["about"] = bar["about"] if len(bar["about"]) <= 44 else bar["about"][:43].rstrip() + "…"
if bars:
    seen = [LEVELS[n] for n in LEVELS if any(b["peak"] == LEVELS[n] for b in bars)]
    calm = sum(1 for a in alerts if (a["peak"] or 0) < 2)
    chart = explore.lay_out(
        alt.Chart(alt.Data(values=bars)).mark_bar(height={"band": 0.62}, cornerRadius=2).encode(
            y=alt.Y("about:N", sort=[b["about"] for b in bars], title=None),
            x=alt.X("since:T", title=None, axis=alt.Axis(format="%d/%m")),
            x2="until:T",
            color=alt.Color("peak:N", scale=alt.Scale(domain=list(LEVELS.values()), range=COLOURS), legend=alt.Legend(values=seen)),
        ),
        f"{number(len(bars))} báo động lên từ mức 2; {number(sum(a['leaders_at'] is not None for a in alerts))} lần gọi lãnh đạo",
        f"Còn {number(calm)} báo động mức 1 chỉ ghi lại, không làm phiền ai. Thanh còn mở kéo tới ngày cuối của kho.",
        height=alt.Step(30),
    )
else:
    chart = explore.say("Không có báo động nào từ mức 2.")
chart

# %% [markdown]
# ## Cái gì đến lúc nào
#
# Các bài của vụ đã chọn, theo giờ đăng. Báo động đến trước hay sau bài thứ hai, thứ ba?

# %%
BEFORE = timedelta(hours=36)  # bài cũ hơn là tin khác được nối vào vụ
if chosen is not None:
    told = kho.dicts(
        "select coalesce(nullif(title, ''), body) as title, url, source_name, published_at, first_seen, tone, risk from mart.post "
        "where kind <> 'comment' and (list_contains($posts, post_id) or list_contains($stories, story_id)) "
        "and published_at >= $since order by published_at limit 60",
        {"posts": chosen["posts"] or [], "stories": chosen["stories"] or [], "since": chosen["opened_at"] - BEFORE},
    )
else:
    told = kho.dicts(
        "select p.title, p.url, p.source_name, p.published_at, p.first_seen, p.tone, p.risk from mart.post as p "
        "where p.kind <> 'comment' and p.in_scope and p.tone = 'negative' and p.day = $day and list_contains(p.topics, $topic) "
        "order by p.published_at limit 60",
        {"day": top.day if top else last, "topic": name.partition("|")[0].removeprefix("topic=")},
    )
points = [
    {"at": f"{row['published_at'].astimezone(HANOI):%Y-%m-%dT%H:%M:%S}", "outlet": row["source_name"]}
    for row in told
    if row["published_at"]
]
if points:
    begun = told[0]["published_at"]
    gap = None if chosen is None else chosen["opened_at"] - begun
    minutes = 0 if gap is None else gap.total_seconds() / 60
    wait = f"{number(minutes, ',.0f')} phút" if minutes < 120 else f"{number(minutes / 60, ',.0f')} giờ"
    late = "" if gap is None else f"báo động mở {wait} sau bài đầu tiên"
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("at:T", title="giờ đăng", axis=alt.Axis(format="%H:%M %d/%m", tickCount=6, labelOverlap="greedy")),
        y=alt.Y("outlet:N", sort=list(dict.fromkeys(p["outlet"] for p in points)), title=None, axis=alt.Axis(grid=True)),
    )
    chart = explore.lay_out(
        base.mark_circle(size=120, color="#1f5fa8", opacity=0.6)
        + alt.Chart(alt.Data(values=marks)).mark_rule(color="#b5443a", strokeDash=[5, 3], strokeWidth=1.6).encode(x="at:T")
        + alt.Chart(alt.Data(values=marks)).mark_text(align="left", dx=6, color="#b5443a", fontSize=12).encode(
            x="at:T", y=alt.value(2), text="words:N"),
        f"{number(len(points))} bài của {number(len({p['outlet'] for p in points}))} nguồn" + (f"; {late}" if late else ""),
        "Mỗi chấm một bài" + (", từ 36 giờ trước lúc báo động mở. Vạch đỏ: lúc báo động mở." if marks else f" của ngày {top.day:%d/%m/%Y}."),
        height=alt.Step(34),
    )  # fmt: skip
else:
    chart = explore.say("Không có bài nào có giờ đăng.")
chart

# %%
explore.table(
    ({**row, "tone": TONE_VI.get(row["tone"], "")} for row in told[:25]),
    {"title": "bài", "source_name": "nguồn", "published_at": "đăng lúc", "tone": "sắc thái", "risk": "rủi ro"},
    link="url",
)
