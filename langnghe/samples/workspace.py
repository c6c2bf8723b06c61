"""The workspace files of the invented office: sources.toml and watchlist.toml."""

from __future__ import annotations

import json

from langnghe.samples.sites import SITES, Site
from langnghe.samples.talk import BOARDS

_WATCHLIST = """# Danh mục theo dõi của đơn vị mẫu
office = "Ban Tuyên giáo LĐLĐ tỉnh Lai Châu"
home_place = "Lai Châu"

[[watch]]
id = "ldld-lai-chau"
name = "LĐLĐ tỉnh Lai Châu"
kind = "organisation"
spellings = ["LĐLĐ tỉnh Lai Châu", "Liên đoàn Lao động tỉnh Lai Châu", "Công đoàn Lai Châu", "Công đoàn tỉnh Lai Châu"]
priority = 1

[[watch]]
id = "cong-doan"
name = "Công đoàn"
kind = "organisation"
spellings = ["công đoàn"]
not = ["Công đoàn FC", "CLB Công đoàn"]
exact = true
priority = 2

[[watch]]
id = "may-sim-trang"
name = "Công ty CP May Sim Trắng"
kind = "organisation"
spellings = ["May Sim Trắng", "Sim Trắng"]
priority = 1

[[watch]]
id = "bua-an-ca"
name = "Bữa ăn ca, ngộ độc"
kind = "topic"
spellings = ["ngộ độc", "bữa ăn ca", "suất ăn ca", "bếp ăn tập thể"]
must = ["công nhân"]
priority = 1

[[watch]]
id = "ngung-viec"
name = "Ngừng việc, đình công"
kind = "topic"
spellings = ["ngừng việc", "đình công", "lãn công"]
priority = 1

[[watch]]
id = "no-luong-no-bao-hiem"
name = "Nợ lương, nợ bảo hiểm"
kind = "topic"
spellings = ["nợ lương", "chậm lương", "nợ BHXH", "nợ bảo hiểm xã hội", "chậm đóng bảo hiểm"]
priority = 2

[[watch]]
id = "mai-am"
name = "Mái ấm Công đoàn"
kind = "topic"
spellings = ["Mái ấm Công đoàn", "Mái ấm công nhân"]
priority = 2

[[watch]]
id = "tinh-lai-chau"
name = "Tỉnh Lai Châu"
kind = "place"
spellings = ["Lai Châu"]
priority = 2
brings_into_scope = false
"""


def watchlist_toml() -> str:
    """Return the watchlist.toml of the invented office."""
    return _WATCHLIST


def sources_toml() -> str:
    """Return the sources.toml of the sample sites."""
    head = "# Các trang mẫu đi kèm: nội dung hư cấu, máy chủ *.example chạy trên chính máy này\n"
    return head + "".join(_source(site) for site in SITES.values())


def _source(site: Site) -> str:
    home = site.home
    sections = [f"{home}{name}" for name in site.sections]
    if site.family == "xenforo":
        sections = [f"{home}forums/{board}/" for board in BOARDS]
    fields: dict[str, object] = {
        "id": site.id,
        "name": site.name,
        "home": home,
        "family": site.family,
        "type": site.type,
        "group": site.group,
        "place": site.place,
        "reliability": site.reliability,
        "priority": site.priority,
        "verified": True,
        "feeds": [f"{home}rss/home.rss"] if site.feed != "none" else [],
        "sections": sections,
        "sitemaps": [f"{home}sitemap.xml"] if site.sitemap else [],
        "comments": site.comments,
        "note": site.note,
    }
    # TOML's strings, lists and booleans are written as JSON's
    rows = "".join(
        f"{k} = {json.dumps(v, ensure_ascii=False)}\n"
        for k, v in fields.items()
        if v != "" and v != []
    )
    return f"\n[[source]]\n{rows}"
