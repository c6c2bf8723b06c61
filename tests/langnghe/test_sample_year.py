"""The sample year is whole, invented, the same everywhere, and misses exactly what it says it misses."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from langnghe.config import SourcesFile
from langnghe.privacy import scrub
from langnghe.records import HANOI, hanoi_day
from langnghe.samples import year
from langnghe.samples.content import articles
from langnghe.samples.sites import SITES, url_of
from langnghe.samples.year.chance import days
from langnghe.samples.year.documents import write_docx
from langnghe.samples.year.world import MERGED_ON, SIZES, grassroots

REGISTERS = year.registers()


def rows_of(register: str, unit: str, first: date, last: date) -> list[dict[str, object]]:
    when = year.DATED.get(register)
    return [
        row
        for row in REGISTERS[register]
        if when and row.get("unit") == unit and first <= _day(row[when]) <= last
    ]


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return hanoi_day(value)
    assert isinstance(value, date)
    return value


def test_there_is_a_year_of_everything() -> None:
    counted = {kind: len(rows) for kind, rows in REGISTERS.items()}
    assert counted["documents"] >= 60
    assert counted["activities"] >= 250
    assert counted["press_contacts"] >= 70
    assert counted["messages"] == 20
    assert len(year.conversations()) + counted["inquiries"] >= 500
    texts = len(year.posts()) + len(year.news())
    texts += sum(len(p.comments) + sum(bool(c.reply) for c in p.comments) for p in year.posts())
    assert texts <= 920  # each is labelled by the real model, in the demo, on two cores


def test_one_province_nine_upper_unions_sixty_grassroots_on_the_last_day() -> None:
    standing = Counter(
        str(row["level"])
        for row in REGISTERS["units"]
        if row["valid_from"] <= year.LAST <= row.get("valid_to", year.LAST)  # type: ignore[operator]
    )
    assert standing == {"national": 1, "province": 1, "upper": 9, "grassroots": 60}
    assert {each.people for each in grassroots()} >= set(SIZES)


def test_units_merge_and_change_their_names_within_the_year() -> None:
    by_code = defaultdict(list)
    for row in REGISTERS["units"]:
        by_code[row["code"]].append(row)
    (gone,) = by_code["cd-xa-da-vach"]
    assert gone["valid_to"] == MERGED_ON
    assert gone["successors"] == ["cd-xa-thac-bac", "cd-xa-doi-che"]
    old, new = by_code["cd-cong-thuong"]
    assert old["name"] != new["name"]
    assert old["valid_to"] == new["valid_from"] - timedelta(days=1)  # type: ignore[operator]
    # nobody acts for a union that is no more
    for kind in ("documents", "activities", "outcomes", "press_contacts"):
        assert not rows_of(kind, "cd-xa-da-vach", MERGED_ON + timedelta(days=1), year.LAST), kind


def test_every_name_is_invented_and_says_so() -> None:
    for row in REGISTERS["units"]:
        assert str(row["name"]).endswith("(mẫu)") or row["code"] == "tld"
    for row in REGISTERS["spokespersons"]:
        assert "Mẫu" in str(row["name"])
    words = repr(REGISTERS) + year.sources_toml() + year.units_toml()
    hosts = set(re.findall(r"https?://([^/\s'\"]+)", words))
    assert all(host.endswith(".example") for host in hosts), hosts
    for text in _every_text():
        assert scrub(text) == text, text  # nothing that leads to a person


def _every_text() -> list[str]:
    texts = [post.text for post in year.posts()]
    texts += [c.text + c.reply for post in year.posts() for c in post.comments]
    texts += [said.text for talk in year.conversations() for said in talk.said]
    texts += [
        line for article in year.news() for line in (article.title, article.lead, *article.body)
    ]
    return texts


def test_everything_lies_in_the_year() -> None:
    first = datetime(2025, 7, 1, tzinfo=HANOI)
    moments = [post.at for post in year.posts()] + [article.at for article in year.news()]
    moments += [said.at for talk in year.conversations() for said in talk.said]
    moments += [at for post in year.posts() for _, at in post.measured()]
    moments += [c.at for post in year.posts() for c in post.comments]
    assert first <= min(moments)
    assert max(moments) <= year.NOW
    for kind, column in year.DATED.items():
        for row in REGISTERS[kind]:
            assert year.FIRST <= _day(row[column]) <= year.LAST or column == "sent_at", (kind, row)


@pytest.mark.parametrize("gap", year.GAPS, ids=lambda gap: gap.id)
def test_what_is_said_to_be_missing_is_missing(gap: year.Gap) -> None:
    if gap.register in year.DATED:
        assert not rows_of(gap.register, gap.unit, gap.first, gap.last)
    elif gap.register == "*":
        for kind in ("documents", "activities", "outcomes", "press_contacts", "info_reports"):
            if kind == "activities":  # what ends within it may have begun before
                held = [
                    r
                    for r in REGISTERS[kind]
                    if r["unit"] == gap.unit and gap.holds(_day(r["held_on"]))
                ]
                assert not held
            else:
                assert not rows_of(kind, gap.unit, gap.first, gap.last), kind
    elif gap.register == "spokespersons":
        for day in days(gap.first, gap.last):
            assert not [
                row
                for row in REGISTERS["spokespersons"]
                if row["unit"] == gap.unit
                and row["authority"] == "spokesperson"
                and row["valid_from"] <= day <= row.get("valid_to", day)  # type: ignore[operator]
            ]
    elif gap.register in ("posts", "page"):
        own = [p for p in year.posts() if (p.page.unit or year.PROVINCE) == gap.unit]
        assert own
        assert not [p for p in own if gap.holds(hanoi_day(p.at)) and p.kind != "release"]


def test_the_page_of_the_sample_book_of_gaps_is_the_list_of_gaps() -> None:
    told = (Path(__file__).parents[2] / "docs" / "sample-year.md").read_text(encoding="utf-8")
    for gap in year.GAPS:
        assert gap.about in told, gap.id
    counted = {kind: len(rows) for kind, rows in REGISTERS.items()}
    for words in (
        f"| {counted['documents']}, đều có tệp DOCX",
        f"{counted['activities']} buổi, {counted['activity_questions']} câu hỏi",
        f"{counted['press_contacts']} lần liên hệ, {counted['reporter_feedback']} phiếu",
        f"{len(year.posts())} bài trên {len(year.PAGES)} trang",
        f"{len(year.news())} bài (7/2025",
        f"{len(year.conversations())} cuộc nhắn tin",
    ):
        assert words in told


def test_sessions_meet_every_edge_of_the_classes() -> None:
    sizes = Counter(
        sum(int(str(row.get(who, 0))) for who in ("members", "officers", "guests", "reporters"))
        for row in REGISTERS["activities"]
        if "members" in row
    )
    assert all(sizes[edge] for edge in (29, 30, 99, 100, 200, 201))
    assert all(
        int(str(row[who])) >= 0
        for row in REGISTERS["activities"]
        for who in ("members", "officers", "guests", "reporters")
        if who in row
    )


def test_answers_stand_at_the_very_edge_of_24_hours() -> None:
    delays = set()
    for talk in year.conversations():
        ours = [s.at for s in talk.said if s.ours and (s.at - talk.said[0].at).total_seconds() > 3]
        if ours:
            delays.add(min(ours) - talk.said[0].at)
    assert timedelta(hours=24) in delays
    assert timedelta(hours=24, seconds=1) in delays


def test_a_group_of_the_survey_is_too_small_to_be_told() -> None:
    of_group = Counter[tuple[object, object]]()
    for row in REGISTERS["surveys"]:
        of_group[row["wave"], row.get("group")] += int(str(row["n"])) * (
            row["question_code"] == "C1"
        )
    assert of_group["2025-2", "Lái xe"] < 5
    assert of_group["2026-1", "Lái xe"] < 5
    assert of_group["2026-1", "May mặc"] >= 100


def test_some_documents_cite_what_is_repealed() -> None:
    bad = [
        document
        for document in year.documents()
        if any("13/2023" in line for line in document.paragraphs)
    ]
    assert len(bad) >= 2
    assert all(str(document.row["signed_on"]) >= "2026-01-01" for document in bad)


def test_the_papers_carry_releases_and_messages() -> None:
    taken_up = Counter(article.document for article in year.news() if article.document)
    sent = {d.id for d in year.documents() if d.row.get("to_press")}
    assert len(sent) >= 8
    assert 0 < len(taken_up) < len(sent)  # some, not all
    words = [" ".join((a.lead, *a.body)) for a in year.news()]
    carried = {
        str(message["code"])
        for message in REGISTERS["messages"]
        if any(str(message["text"]) in text for text in words)
    }
    assert len(carried) >= 5
    opposites = [o for m in REGISTERS["messages"] for o in m.get("opposites", ())]  # type: ignore[attr-defined]
    assert any(opposite.lower() in text.lower() for opposite in opposites for text in words)


def test_clippings_of_a_week_overlap_with_what_the_machine_can_find() -> None:
    findable = {url_of(a) for a in articles()} | {a.url for a in year.news()}
    weeks = defaultdict(list)
    for row in REGISTERS["clippings"]:
        if row.get("sample"):
            weeks[row["sample_week"]].append(row.get("url") in findable)
    assert len(weeks) == 4
    assert sum(len(found) >= 30 for found in weeks.values()) >= 2
    assert all(0 < sum(found) < len(found) for found in weeks.values())


def test_addresses_of_the_year_are_not_those_that_the_sites_serve() -> None:
    served = {url_of(article) for article in articles()}
    assert not served & {article.url for article in year.news()}
    assert {article.outlet for article in year.news()} <= set(SITES)


def test_the_workspace_files_are_read_as_the_program_reads_them() -> None:
    own = SourcesFile.model_validate(tomllib.loads(year.sources_toml())).source
    assert all(source.own for source in own)
    assert all(source.connector == "crawl" and not source.feeds for source in own)  # no network
    units = tomllib.loads(year.units_toml())["unit"]
    assert len(units) == len(REGISTERS["units"])


def test_half_years_hold_every_row_once() -> None:
    parts = [year.registers_of(*half) for half in year.HALVES]
    for kind, rows in REGISTERS.items():
        assert sum(len(part[kind]) for part in parts) == len(rows), kind


def test_a_document_is_a_small_docx_with_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        write_docx(tmp_path / name, ["Điều 1 < 2 & “ngoặc”", "Dòng hai"])
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with ZipFile(tmp_path / "a.docx") as archive:
        text = archive.read("word/document.xml").decode()
    assert "Điều 1 &lt; 2 &amp; “ngoặc”" in text
