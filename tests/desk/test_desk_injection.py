"""One office whose titles, authors, addresses, comments, registers and source names attack whoever reads
them: on every way out they are words. Nothing runs (real Chromium), no cell counts, a header is one line."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from pypdf import PdfReader

from flows.annotate import annotate
from flows.digest import day_digest
from flows.metrics import exposition
from flows.record import record
from flows.registers import import_register
from flows.workspace import create
from langnghe.cases.inquiry import received
from langnghe.config import Workspace
from langnghe.desk.settings import DeskSettings
from langnghe.digest import render
from langnghe.digest.model import Digest
from langnghe.explore.show import table
from langnghe.landing import LandingWriter
from langnghe.notify.mail import compose
from langnghe.notify.message import Message
from langnghe.notify.settings import Mail
from langnghe.records import HANOI, Post, post_id_of
from langnghe.registers.kinds import REGISTERS
from tests.desk.conftest import Served, accounts_for_all, context_of, serving
from tests.desk.test_desk_api import calling, token_of
from warehouse import open_store
from warehouse.export import export
from warehouse.load import load

DAY = date(2026, 6, 28)
AT = datetime(2026, 6, 28, 9, tzinfo=HANOI)
COUNTED = "133704011"  # 7*191*100003; four digits alone may stand in any id of ours
ATTACKS = (
    "<script>window.__chay=1</script>", '"><img src=x onerror="window.__chay=2">', "<svg/onload=window.__chay=3>",
    "'><iframe srcdoc='<script>parent.__chay=4</script>'>", "</title></style></textarea><script>window.__chay=5</script>",
    "[bấm](javascript:window.__chay=6)", "{{7*191*100003}} ${7*191*100003} {% raw %} <%= 7*191*100003 %> #{7*191*100003}",
    "=HYPERLINK(\"http://ke.example\",\"mở\")", "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1",
    "Tin\r\nBcc: ke-xau@ngoai.example\r\n\r\nthân thư khác", "'; drop table raw.post; --", "\" or ''='", "../../../../etc/passwd",
    "\x1b[31mđỏ\x1b[0m\nERROR langnghe: giả", "%s%n%x {0.__class__}", "\u202eexe.cod",
)  # fmt: skip
ABOUT = "công nhân công ty may nợ lương, công đoàn đối thoại"
BARE = {"script", "iframe", "object", "embed", "base", "form"}


@dataclass
class Planted:
    """The office, the digest of its day, its desk."""

    place: Workspace
    digest: Digest
    desk: Served
    posts: list[Post]


def post(number: int, attack: str, kind: str = "article", parent: str | None = None) -> Post:
    url = (f"https://bao.example/{number}?a=\"><script>window.__chay=7</script>", "javascript:window.__chay=8",
           f"https://bao.example/{number}")[number % 3]  # fmt: skip
    return Post(
        post_id=post_id_of(url=None, source="bao", native_id=f"{kind}{number}"), source="bao", kind=kind,  # type: ignore[arg-type]
        url=url, title="" if parent else f"{attack} {ABOUT} {number}", lead=f"{attack} {ABOUT}.",
        text=f"{attack} {ABOUT} từ hôm qua ở Lai Châu. {attack} Bài số {number}.", fetched_at=AT, published_at=AT,
        author=f"{attack} Nguyễn Văn A", native_id=f"{kind}{number}", parent_id=parent, method="x@1", section=attack,
    )  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    place = Workspace(tmp_path_factory.mktemp("cay") / "office")
    name = json.dumps("Báo <script>window.__chay=9</script> =1+1 {{7*191*100003}}")
    create(place.root, texts={"sources.toml": f'[[source]]\nid = "bao"\nname = {name}\nhome = "https://bao.example/"\ntype = "news"\n'})  # fmt: skip
    posts = [post(n, attack) for n, attack in enumerate(ATTACKS)]
    posts += [post(n, attack, "comment", posts[0].post_id) for n, attack in enumerate(ATTACKS)]
    with LandingWriter(place.landing, "cay") as writer:
        for each in posts:
            writer.post(each)
    rows = place.root / "so.jsonl"
    given = [{"name": f"{attack} tập huấn", "type": "training", "channel": "website", "starts_on": "01/06/2026",
              "status": "planned", "note": attack} for attack in ATTACKS]  # fmt: skip
    rows.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    import_register(place, REGISTERS["activities"], rows, role="propaganda_head", at=AT)
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        annotate(store, place.watchlist(), profile="baseline", workers=1)
        record(store, place, [
            received(channel="hotline", source="duong-day-nong", native_id=f"q{n}", sent_at=AT, seen_at=AT,
                     question=f"{attack} hỏi lương", by="analyst", role="propaganda_head", unit="")
            for n, attack in enumerate(ATTACKS)
        ])  # fmt: skip
        digest = day_digest(store, place, DAY, made_at=AT + timedelta(hours=12))
        for what in ("posts", "stories", "outcomes"):
            export(store, what, place.root / f"{what}.csv")  # type: ignore[arg-type]
    accounts_for_all(place)
    with serving(place, DeskSettings(totp=False)) as desk:
        yield Planted(place, digest, desk, posts)


def harmless(page: str, where: str, *, own: bool = False) -> None:
    """Assert that a page holds the attacks as words. own: scripts and forms of the page's own may be."""
    assert COUNTED not in page, where  # no template engine has counted
    for node in lxml_html.document_fromstring(page.encode()).iter():
        if not isinstance(node.tag, str):
            continue
        if not own:
            assert node.tag not in BARE, where
        if node.tag == "script":
            assert "__chay" not in (node.text or ""), where
        for name, value in node.attrib.items():
            assert not name.startswith("on"), f"{where}: {name}"
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                assert (
                    not value.strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
                ), where
            if name == "srcdoc":
                raise AssertionError(where)


def is_formula(text: str) -> bool:
    return (
        text.lstrip(" \x00").startswith(("=", "+", "-", "@", "\t", "\r")) and len(text.strip()) > 1
    )


# ---- on paper and by mail


def test_the_digest_holds_the_attacks_as_words(planted: Planted) -> None:
    shown = (*planted.digest.urgent, *planted.digest.top, *planted.digest.rest)
    assert len(shown) >= 3
    page = render(planted.digest, "html")
    assert "&lt;script&gt;" in page
    harmless(page, "digest")
    markdown = render(planted.digest, "md")
    assert "<script>" not in markdown
    assert re.search(r"(?<!\\)\]\(javascript:", markdown) is None
    assert COUNTED not in markdown


def test_the_digest_on_paper_holds_no_macro_and_no_way_out(
    planted: Planted, tmp_path: Path
) -> None:
    from zipfile import ZipFile

    from langnghe.digest.day_docx import day_docx

    path = tmp_path / "ngay.docx"
    path.write_bytes(day_docx(planted.digest))
    with ZipFile(path) as archive:
        names = archive.namelist()
        words = archive.read("word/document.xml").decode()
        links = [archive.read(name).decode() for name in names if name.endswith(".rels")]
    assert not [name for name in names if "vba" in name.lower() or ".." in name]
    assert "<script>" not in words
    assert "javascript:" not in "".join(links)
    assert COUNTED not in words


def test_the_printed_digest_opens_nothing_but_web_addresses(planted: Planted) -> None:
    from langnghe.digest.pdf import to_pdf

    d = planted.digest  # a part of it: laying pages out takes long
    pdf = to_pdf(render(replace(d, urgent=d.urgent[:4], top=d.top[:4], rest=(), voices=()), "html"))
    read = PdfReader(io.BytesIO(pdf))
    opened = [
        str(action.get("/URI", action))
        for page in read.pages
        for note in page.get("/Annots") or ()
        if (action := note.get_object().get("/A"))
    ]
    assert opened
    assert [one for one in opened if not one.startswith(("https://", "http://"))] == []
    assert not re.search(rb"/(?:JavaScript|JS|Launch|OpenAction|EmbeddedFile)\b", pdf)
    words = "".join(page.extract_text() for page in read.pages)
    assert COUNTED not in words


def test_a_mail_has_one_subject_line_and_one_recipient(planted: Planted) -> None:
    mail = Mail(host="127.0.0.1", sender="langnghe@co-quan.example", security="none")
    page = render(planted.digest, "html")
    for attack in ATTACKS:
        said = Message(about="A-1", event="opened", role="chair", channel="email", recipient="an@co-quan.example",
                       kind="alert", level=4, subject=f"{attack} {ABOUT}", text=f"{attack} {ABOUT}", html=page,
                       created_at=AT)  # fmt: skip
        raw = compose(said, "ab12", mail)
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        names = [
            line.partition(":")[0]
            for line in head.split("\r\n")
            if not line.startswith((" ", "\t"))
        ]
        assert sorted(names) == sorted(set(names))
        assert not {"Bcc", "Cc", "Reply-To"} & set(names)
        read = message_from_bytes(raw, policy=policy.default)
        assert read["To"] == "an@co-quan.example"
        assert not set(read["Subject"]) & {"\r", "\n"}
    part = read.get_body(("html",))
    assert part is not None
    harmless(part.get_content(), "mail")


# ---- tables


def test_no_cell_of_an_export_counts(planted: Planted) -> None:
    for what in ("posts", "stories", "outcomes"):
        lines = (planted.place.root / f"{what}.csv").read_text(encoding="utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(lines, newline="")) for cell in row]
        assert [c for c in cells if is_formula(c)] == []


def test_no_cell_of_a_list_of_the_desk_counts(planted: Planted) -> None:
    from openpyxl import load_workbook

    client = planted.desk.as_role("propaganda_head")
    found = 0
    for path in ("/tin-bai?q=lương", "/so/activities", "/hoi-dap", "/nguon"):
        mark = "&" if "?" in path else "?"
        said = client.get(f"{path}{mark}dang=csv")
        assert said.status_code == 200, path
        assert "attachment" in said.headers["content-disposition"]
        cells = [
            c
            for row in csv.reader(io.StringIO(said.content.decode("utf-8-sig"), newline=""))
            for c in row
        ]
        found += sum("window.__chay" in cell for cell in cells)
        assert [
            c
            for c in cells
            if is_formula(c) and not c.lstrip("-").replace(",", "").replace(".", "").isdigit()
        ] == []
        book = load_workbook(io.BytesIO(client.get(f"{path}{mark}dang=xlsx").content))
        assert [
            c.value
            for sheet in book
            for row in sheet.iter_rows()
            for c in row
            if c.data_type == "f"
        ] == []
    assert found > 3


# ---- the desk


def addresses(planted: Planted) -> list[str]:
    with planted.desk.desk.replica.lease() as lease:
        questions = [
            ident
            for (ident,) in lease.store.rows(
                "select distinct id from raw.event where kind = 'inquiry' limit 3"
            )
        ]
        rows = [
            i
            for (i,) in lease.store.rows(
                "select distinct id from raw.event where kind = 'register.activities' limit 3"
            )
        ]
    first = [each.post_id for each in planted.posts[:6]]
    return [
        f"/hom-nay?ngay={DAY}", "/tin-bai", "/tin-bai?q=lương", "/canh-bao", "/nguon", "/hoi-dap", "/so", "/so/activities",
        "/duyet-nhan", "/quan-tri/nhat-ky", *(f"/tin/{ident}" for ident in first), *(f"/bai/{ident}" for ident in first),
        *(f"/hoi-dap/{ident}" for ident in questions), *(f"/so/activities/{ident}" for ident in rows),
        *(f"/so/activities/{ident}/sua" for ident in rows), "/tin-bai?q=%22%3E%3Cscript%3Ewindow.__chay=1%3C/script%3E&nguon=%3Csvg/onload=window.__chay=2%3E",
    ]  # fmt: skip


def test_every_page_of_the_desk_holds_the_attacks_as_words(planted: Planted) -> None:
    client, held = planted.desk.as_role("propaganda_head"), 0
    for path in addresses(planted):
        said = client.get(path)
        assert said.status_code in (200, 404, 422), f"{path}: {said.status_code}"
        assert said.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in said.headers["content-security-policy"]
        harmless(said.text, path, own=True)
        held += "window.__chay" in said.text
    assert held > 10, "the attacks are not on the pages: nothing was proved"


def test_nothing_runs_in_a_real_browser(planted: Planted, chromium: Any, tmp_path: Path) -> None:
    mail = tmp_path / "thu.html"  # no policy of ours guards a page in a mail program
    mail.write_text(render(planted.digest, "html"), encoding="utf-8")
    context = context_of(chromium, planted.desk, "propaganda_head")
    page, seen = context.new_page(), list[str]()
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: seen.append(said.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    chosen = addresses(planted)
    for address in [
        mail.as_uri(),
        *chosen[:3],
        chosen[5],
        chosen[7],
        chosen[10],
        chosen[16],
        chosen[22],
        chosen[-1],
    ]:
        page.goto(address)
        assert page.evaluate("window.__chay") is None, address
    context.close()
    assert [said for said in seen if "status of 4" not in said] == []


def test_the_api_answers_json_that_no_browser_takes_for_a_page(planted: Planted) -> None:
    with calling(planted.desk, token_of(planted.desk, "propaganda_head")) as caller:
        for path in (
            "/api/v1/posts?limit=200",
            "/api/v1/stories",
            "/api/v1/alerts",
            "/api/v1/posts?nguon=<script>",
        ):
            said = caller.get(path)
            assert said.headers["content-type"].startswith("application/json"), path
            assert said.headers["x-content-type-options"] == "nosniff"
            json.loads(said.content)
        assert any(
            "<script>" in row["title"]
            for row in caller.get("/api/v1/posts?limit=200").json()["rows"]
        )
        before = len(caller.get("/api/v1/posts?limit=200").json()["rows"])
        assert before >= len(ATTACKS)  # drop table dropped nothing


# ---- notebooks, metrics, logs


def test_a_table_of_a_notebook_holds_words(planted: Planted) -> None:
    rows = [{"t": attack, "url": "javascript:window.__chay=1"} for attack in ATTACKS]
    harmless(
        f"<html><body>{table(rows, {'t': 'Tiêu đề'}, link='url')._repr_html_()}</body></html>",
        "notebook",
    )


def test_a_notebook_as_a_page_runs_nothing_in_a_real_browser(chromium: Any, tmp_path: Path) -> None:
    """What docs/make_notebooks.py writes: charts, tables and sentences whose every word attacks; the
    page has no policy of ours to guard it."""
    import altair as alt
    import nbformat

    import docs.make_notebooks as notebooks
    from langnghe import explore

    explore.use_theme()
    rows = [{"t": attack, "n": n, "url": attack} for n, attack in enumerate(ATTACKS)]
    chart = alt.Chart(alt.Data(values=rows), title=ATTACKS[0]).mark_bar().encode(
        x=alt.X("n:Q", title=ATTACKS[1]), y=alt.Y("t:N", title=ATTACKS[2]), color=alt.Color("t:N", title=ATTACKS[4]),
        tooltip=["t:N"])  # fmt: skip
    shown = [
        chart._repr_mimebundle_(),
        {"text/html": table(rows, {"t": "Tiêu đề"}, link="url")._repr_html_()},
        {"text/markdown": explore.say(*ATTACKS)._repr_markdown_()},
        {"text/plain": "\n".join(ATTACKS)},
    ]
    bundles = [each[0] if isinstance(each, tuple) else each for each in shown]
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in bundles]
    cells = [nbformat.v4.new_markdown_cell(" ".join(ATTACKS)), nbformat.v4.new_code_cell("", outputs=outputs)]  # fmt: skip
    whole = tmp_path / "so-tay.html"
    whole.write_text(notebooks.page(nbformat.v4.new_notebook(cells=cells), ATTACKS[4]), "utf-8")
    assert len(notebooks.pictures(nbformat.v4.new_notebook(cells=cells))) == 1

    page, seen = chromium.new_context().new_page(), list[str]()
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: seen.append(said.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("request", lambda asked: seen.append(asked.url))
    page.goto(whole.as_uri())
    assert page.evaluate("window.__chay") is None
    assert seen == [whole.as_uri()]  # nothing was said, and nothing else asked for
    assert page.locator(", ".join(sorted(BARE))).count() == 0
    assert "window.__chay=2" in page.locator("svg").text_content()  # it is there, as words
    links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href') || a.getAttribute('xlink:href'))")  # fmt: skip
    assert [link for link in links if "javascript" in str(link).lower()] == []
    page.context.close()


def test_metrics_keep_a_line_a_figure() -> None:
    job = {"failures": 0, "runs": 1, "last_success": None, "age": None}
    told = {"jobs": dict.fromkeys(ATTACKS, job), "posts": 1, "outcomes": dict.fromkeys(ATTACKS, 1), "outbox": {},
            "queue": 0, "disk_free": 1, "warehouse_bytes": 1, "problems": {}}  # fmt: skip
    lines = exposition(told).decode().split("\n")
    assert all(line.startswith(("#", "langnghe_")) for line in lines if line)


def test_nothing_a_stranger_sends_begins_a_line_of_the_log(
    planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    client = planted.desk.as_role("propaganda_head")
    with caplog.at_level(logging.DEBUG):
        for path in ("/tin/%0d%0aERROR%20gia", "/nguon/%1b%5b31m", "/tin-bai?q=%0aERROR%20gia"):
            client.get(path)
        client.get("/", headers={"User-Agent": "x", "X-Forwarded-For": "1.1.1.1, ERROR gia"})
    assert not [
        r
        for r in caplog.records
        if r.name.startswith("langnghe") and set(r.getMessage()) & {"\n", "\r", "\x1b"}
    ]
    for path in (planted.place.root / "data" / "audit").rglob("*.jsonl"):
        assert all(json.loads(line) for line in path.read_bytes().splitlines())
