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
# # 1 · Độ phủ: ta nghe được những ai, ngày nào không nghe được
#
# Mọi con số về dư luận chỉ đúng bằng cái tai đã nghe. Trước khi đọc bất cứ biểu đồ nào khác, hãy xem trang này:
# nguồn nào thu được, ngày nào **không thu được** (khác hẳn với “0 tin”), và trong những gì báo chí đã viết, ta có
# được chừng bao nhiêu phần.
#
# Sổ tay đọc **bản chụp** của kho (`langnghe snapshot`): không chờ ai, không ai phải chờ. Thư mục làm việc lấy ở biến
# môi trường `LANGNGHE_WORKSPACE`, không có thì là thư mục đang đứng.

# %%
from datetime import UTC, datetime

import altair as alt

from flows.measure import answers
from langnghe import explore
from langnghe.explore import listening
from langnghe.measure.capture import estimate
from langnghe.measure.periods import period_of
from langnghe.numbers import number
from langnghe.records import OUTCOME_VI
from warehouse.measure import counted

explore.use_theme()
kho = explore.open()
first, last = explore.span(kho)
years = f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
explore.say(f"Kho có bài từ **{first:%d/%m/%Y}** đến **{last:%d/%m/%Y}**.")

# %% [markdown]
# ## Từng nguồn, từng ngày
#
# - **có tin**: hỏi được, và có bài của ngày ấy;
# - **thu bù**: hôm ấy không hỏi được, bài của ngày ấy đến sau;
# - **0 tin**: hỏi được, nguồn không đăng gì;
# - **không thu được**: không hỏi, hoặc hỏi mà không được. Ở đây ta *không biết* nguồn có đăng gì không.
#
# Nguồn nhập từ bảng (không ai đến hỏi hằng ngày) được coi là nghe được, trừ những quãng im quá dài so với nhịp của nó.

# %%
runs = listening.stretches(kho, first, last)
days = listening.day_states(kho, first, last).to_pylist()
deaf = listening.deaf_days(kho, first, last)
total = {}
for row in days:
    total.setdefault(row["source_name"], []).append(row["state"])
unheard = {name: sum(s == "không thu được" for s in states) for name, states in total.items()}
order = sorted(total, key=lambda name: (unheard[name] / len(total[name]), name))
never = [name for name in order if unheard[name] == len(total[name])]

# %%
bars = (
    alt.Chart(runs)
    .mark_bar(height={"band": 0.74})
    .encode(
        x=alt.X("since:T", title=None, axis=explore.months()),
        x2="until:T",
        y=alt.Y("source_name:N", sort=order, title=None),
        color=alt.Color("state:N", scale=explore.scale_of(*listening.STATES)),
    )
)
hatch = (
    alt.Chart(listening.hatching(runs))
    .mark_point(shape="M-1,1L1,-1", size=60, color="#6b7580", strokeWidth=1.1)
    .encode(x="at:T", y=alt.Y("source_name:N", sort=order))
)
explore.lay_out(
    bars + hatch,
    f"{number(len(order) - len(never))} trong {number(len(order))} nguồn nghe được"
    + (f"; {number(len(never))} nguồn chưa lần nào thu được" if never else ", không nguồn nào im hẳn"),
    f"Mỗi dòng một nguồn, mỗi vạch một quãng ngày, {years}. Gạch chéo trên nền xám: không thu được.",
    height=alt.Step(25),
)

# %% [markdown]
# ## Ngày cả phòng không nghe được gì
#
# Ngày không nguồn nào thu được thường là lỗi ở phía ta: mất điện, máy tắt, mất mạng. Số liệu của những ngày ấy là
# *chưa biết*, không phải bằng không.

# %%
explore.table(
    [{"since": r["since"].date(), "days": r["days"]} for r in deaf.to_pylist()],
    {"since": "từ ngày", "days": "số ngày"},
    empty="Không có ngày nào như thế.",
)

# %% [markdown]
# ## Bài thu được mỗi tuần

# %%
weekly = kho.arrow(
    """
    select date_trunc('week', p.day)::timestamp as week,
           case p.kind when 'comment' then 'lời bình' when 'article' then 'tin, bài' else 'bài đăng mạng xã hội' end
               as kind,
           count(*) as posts
    from staging.stg_post as p
    where not p.undated and p.day between $first and $last
    group by all order by all
    """,
    {"first": first, "last": last},
)
KINDS = ["tin, bài", "bài đăng mạng xã hội", "lời bình"]
by_week = {}
for row in weekly.to_pylist():
    by_week[row["week"]] = by_week.get(row["week"], 0) + row["posts"]
peak = max(by_week, key=by_week.get)
columns = (
    alt.Chart(weekly)
    .mark_bar(size=10)
    .encode(
        x=alt.X("week:T", title=None, axis=explore.months()),
        y=alt.Y("sum(posts):Q", title="bài mỗi tuần"),
        color=alt.Color("kind:N", sort=KINDS, scale=alt.Scale(domain=KINDS, range=["#1f5fa8", "#7ea8d4", "#d9a441"])),
        order=alt.Order("kind:N", sort="descending"),
    )
)
shade = alt.Chart(deaf).mark_rect(color="#c9ced6", opacity=0.9).encode(x="since:T", x2="until:T")
explore.lay_out(
    shade + columns,
    f"Tuần nhiều nhất bắt đầu ngày {peak:%d/%m/%Y}: {number(by_week[peak])} bài",
    [f"Theo ngày đăng, {years}; tuần tính từ thứ hai, tuần đầu và tuần cuối có thể chưa đủ ngày.", "Dải xám: ngày không nguồn nào thu được."],
    height=230,
)

# %% [markdown]
# ## Mỗi địa chỉ đã hỏi kết thúc thế nào
#
# Không địa chỉ nào biến mất: mỗi lần hỏi kết thúc bằng đúng một trong tám kết cục. “Đã có” là chuyện thường; hãy nhìn
# phần đỏ và vàng.

# %%
ends = kho.arrow(
    """
    select coalesce(s.name, o.source) as source_name, o.outcome, sum(o.inputs)::bigint as inputs
    from mart.outcome_day as o left join raw.source as s using (source)
    where o.day between $first and $last
    group by all order by all
    """,
    {"first": first, "last": last},
).to_pylist()
COLOUR = {"stored": "#1f5fa8", "revision": "#7ea8d4", "known": "#d6e4f3", "not_article": "#e4e7eb",
          "layout_changed": "#d9a441", "robots": "#c4a46b", "blocked": "#d08a80", "failed": "#b5443a"}  # fmt: skip
seen = [name for name in COLOUR if any(row["outcome"] == name for row in ends)]
asked, bad = {}, {}
for row in ends:
    row["ended"] = OUTCOME_VI[row["outcome"]]
    asked[row["source_name"]] = asked.get(row["source_name"], 0) + row["inputs"]
    if row["outcome"] in ("failed", "blocked", "robots", "layout_changed"):
        bad[row["source_name"]] = bad.get(row["source_name"], 0) + row["inputs"]
worst = sorted(asked, key=lambda name: -bad.get(name, 0) / asked[name])
if ends:
    told = explore.lay_out(
        alt.Chart(alt.Data(values=ends))
        .mark_bar()
        .encode(
            x=alt.X("inputs:Q", stack="normalize", title="phần các địa chỉ đã hỏi", axis=alt.Axis(format="%")),
            y=alt.Y("source_name:N", sort=worst, title=None),
            color=alt.Color("ended:N", scale=alt.Scale(domain=[OUTCOME_VI[n] for n in seen], range=[COLOUR[n] for n in seen]),
                            legend=alt.Legend(columns=4)),
            order=alt.Order("rank:Q"),
        )
        .transform_calculate(rank=f"indexof({seen}, datum.outcome)"),
        f"Nhiều lỗi nhất: {worst[0]}, {number(100 * bad.get(worst[0], 0) / asked[worst[0]], '.0f')} % số lần hỏi",
        f"{number(sum(asked.values()))} địa chỉ đã hỏi, {years}. Nguồn xếp theo phần hỏng.",
        height=alt.Step(25),
    )  # fmt: skip
else:
    told = explore.say("Kho này không có lượt hỏi nào trong kỳ: bài được nhập từ bảng.")
told

# %% [markdown]
# ## Độ đầy đủ: ta có được chừng bao nhiêu phần?
#
# Không ai biết báo chí đã viết tất cả bao nhiêu. Nhưng nếu cán bộ *độc lập* tự tìm một mẫu tin, rồi xem máy đã có bao
# nhiêu trong số ấy, thì phép **bắt – bắt lại** (Chapman, 1951) cho biết chừng nào, kèm khoảng 95 %. Đây là câu 1.08
# của báo cáo; số dưới đây tính từ chính những dòng ấy.

# %%
period = period_of(f"{last.year}-H{1 if last.month <= 6 else 2}")
now = datetime.now(UTC)
figures = answers(kho.store, period, now, only=["1.08"])
coverage = next(f for f in figures if f.key == "coverage")
rows = counted(kho.store, "c1_08", period.first, period.last, now, figure="coverage")
stretches = {period.name: rows}
for row in rows:
    stretches.setdefault(f"{row['day']:%m/%Y}", []).append(row)
points = []
for name, mine in stretches.items():
    found = {part: sum(r["part"] == part for r in mine) for part in ("machine", "staff", "both")}
    machine, staff = found["machine"] + found["both"], found["staff"] + found["both"]
    if staff >= 10:  # dưới mười tin tự tìm thì chỉ có số đếm
        got = estimate(machine, staff, found["both"])
        points.append({"name": f"{name} · mẫu {staff} tin", "value": 100 * got.coverage,
                       "low": 100 * got.low, "high": 100 * got.high})  # fmt: skip
if points:
    chart = explore.lay_out(
        explore.intervals(
            alt.Chart(alt.Data(values=points), height=alt.Step(44)).encode(
                y=alt.Y("name:N", sort=None, title=None), color=alt.value("#1f5fa8")
            ),
            low=alt.X("low:Q", title="% tin liên quan mà máy thu được", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=10)),
            high="high:Q",
            value="value:Q",
        ),
        f"Máy thu được chừng {number(points[0]['value'], '.0f')} % tin liên quan "
        f"({number(points[0]['low'], '.0f')}–{number(points[0]['high'], '.0f')} %)",
        f"Chấm: ước tính; vạch: khoảng 95 %. {period.name}. Giả định hai cách tìm độc lập với nhau.",
        height=alt.Step(44),
    )
else:
    chart = explore.say(f"**Chưa tính được độ đầy đủ** của {period.name}: {coverage.note or 'chưa có dữ liệu'}.")
chart

# %% [markdown]
# **Đọc tiếp.** Nguồn hỏng: `langnghe sources health`. Biểu đồ nào ở các sổ tay sau cũng để trống hoặc tô xám ngày
# không thu được, không vẽ thành số 0.
