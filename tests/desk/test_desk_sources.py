"""/nguon: how each source is heard, “0 tin” apart from “không thu được”, every number with its rows."""

from __future__ import annotations

import re
from typing import Any

from langnghe.desk.listing import PAGE
from tests.desk.conftest import Served, axe


def test_silence_and_deafness_look_different(desk: Served) -> None:
    page = desk.as_role("analyst").html("/nguon?den=2026-06-29")
    assert 'class="sq none"' in page
    assert 'class="sq unheard"' in page
    assert "thu được, 0 tin" in page
    assert "không thu được: không biết có tin hay không" in page
    row = page[page.index('<th scope="row"><a href="/nguon/chancua">') :]
    row = row[: row.index("</tr>")]
    assert "29/06/2026: không thu được" in row
    assert "29/06/2026: 0 tin" not in row


def test_the_list_says_what_the_command_says(desk: Served) -> None:
    from datetime import UTC, datetime

    from warehouse.health import health

    client = desk.as_role("analyst")
    with desk.desk.replica.lease() as lease:
        rows = health(lease.store, now=datetime.now(UTC))
    page = client.html("/nguon")
    for row in rows:
        assert f'href="/nguon/{row["source"]}"' in page
        assert row["state"] in page
    exported = client.get("/nguon?dang=csv").text
    assert len(exported.strip().splitlines()) == len(rows) + 1
    assert "Không nhìn thấy" in exported.splitlines()[0]


def test_each_outcome_of_a_source_opens_the_addresses_it_counts(desk: Served) -> None:
    client = desk.as_role("analyst")
    page = client.html("/nguon/tinnhanh")
    told = re.findall(r'<a href="(\?ket_cuc=\w+&amp;tu=[\d-]+)#danh-sach">[^<]*?([\d.]+)</a>', page)
    assert len(told) >= 3
    assert any(int(n.replace(".", "")) > PAGE for _, n in told)
    for query, count in told:
        listed = client.html("/nguon/tinnhanh" + query.replace("&amp;", "&"))
        assert f"{count} lần hỏi sau khi lọc" in listed
    assert "/tin/" in client.html("/nguon/tinnhanh?ket_cuc=stored")
    day = client.html("/nguon/baomatket?ngay=2026-06-20")
    assert "lần hỏi sau khi lọc" in day
    assert "0 lần hỏi" not in day


def test_a_source_nobody_declared_is_not_found(desk: Served) -> None:
    answer = desk.as_role("analyst").get("/nguon/khong-co")
    assert answer.status_code == 404
    assert "sources.toml" in answer.text


def test_sources_in_the_browser(browse: Any) -> None:
    for width, scheme in ((390, "dark"), (1200, "light")):
        page = browse("analyst", "/nguon?den=2026-06-30", width=width, color_scheme=scheme)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".squares .unheard a").first.click()
    page.wait_for_url("**/nguon/*ngay=*")
    assert axe(page) == []
