"""/hoi-dap: the 24 hours in words and as a bar, what is due, answers from the bank, who may reach whom."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.inquiries import counter
from flows.record import record
from langnghe.cases import inquiry_bank as bank
from langnghe.cases.inquiry import Inquiry, received
from langnghe.desk.pages.canh_bao_chung import local_moment
from langnghe.privacy.contacts import Contacts
from tests.desk.conftest import Client, Served, axe, field_of
from warehouse import open_store
from warehouse.load import load

VERSION = "_phien_ban"
NUMBER = "0912 345 678"


def questions(desk: Served) -> dict[str, Inquiry]:
    with desk.desk.replica.lease() as lease:
        return dict(counter(lease.store, lease.workspace).inquiries)


@pytest.fixture
def asked(desk: Served) -> Callable[..., str]:
    """Return a maker of questions that came so many hours ago, as a connector lands them."""

    def make(
        ago: timedelta, text: str = "Tôi bị nợ lương hai tháng, phải làm gì?", **more: Any
    ) -> str:
        now = datetime.now(UTC)
        came = more.pop("came", now - ago)
        given: dict[str, Any] = {"role": "legal_team", "topic": "", "unit": "", **more}
        event = received(
            channel="facebook", source="fb-ldld-lai-chau", native_id=f"{text}{came}", sent_at=came,
            seen_at=min(now, came + timedelta(seconds=30)), question=text, by="machine@hop-thu",
            asker="ab12cd34ef56ab12cd34ef56", conversation=f"c{came}", **given,
        )  # fmt: skip
        Contacts.of(desk.workspace.root).keep(event.id, NUMBER)
        with desk.desk.replica.write() as held:
            record(held.store, held.workspace, [event])
        return f"/hoi-dap/{event.id}"

    return make


@pytest.fixture(scope="module")
def sample(desk: Served) -> str:
    """An approved sample answer about wages; return its id."""
    now = datetime.now(UTC)
    proposed = bank.propose(
        "legal_team", "Bị nợ lương thì làm gì?", "Gửi đơn tới công đoàn cơ sở và thanh tra.",
        "Điều 97 Bộ luật Lao động 2019", now, topic="employer_violation",
    )  # fmt: skip
    (draft,) = bank.fold_bank([proposed]).values()
    approved = bank.approve(draft, "propaganda_head", now + timedelta(milliseconds=1))
    with desk.desk.replica.write() as held:
        record(held.store, held.workspace, [proposed, approved])
    return draft.id


def act(client: Client, place: str, what: str, **fields: str) -> str:
    page = client.html(place)
    assert f'{place}/{what}"' in page, f"{what} is not offered"
    answer = client.send_form(f"{place}/{what}", {**fields, VERSION: field_of(page, VERSION)})
    assert answer.status_code == 303, answer.text[:800]
    return client.html(place)


def found(desk: Served, place: str) -> Inquiry:
    return questions(desk)[place.rsplit("/", 1)[1]]


@pytest.mark.parametrize(
    ("hours", "words", "css"),
    [(2, "Còn 21 giờ 59 phút", "good"), (13, "Còn 10 giờ 59 phút", "warn"),
     (21, "Sắp hết hạn, còn 2 giờ 59 phút", "warn"), (27, "Quá hạn 3 giờ", "bad")],
)  # fmt: skip
def test_the_clock_speaks_and_draws(
    desk: Served, asked: Callable[..., str], hours: int, words: str, css: str
) -> None:
    page = desk.as_role("legal_team").html(asked(timedelta(hours=hours, seconds=5)))
    # A slow machine may read the page a minute later.
    later = re.sub(r"(\d+) phút", lambda m: f"{int(m[1]) - 1} phút", words)
    assert words in page or later in page
    bar = re.search(r'class="gone (\w+)"[^>]* width="([\d.]+)"', page)
    assert bar
    assert bar[1] == css
    assert float(bar[2]) == pytest.approx(min(400, hours / 24 * 320), abs=2)
    assert ">24 giờ</text>" in page


def test_the_filters_know_12_20_24_role_unit_and_channel(
    desk: Served, asked: Callable[..., str]
) -> None:
    young, half, soon, late = (asked(timedelta(hours=h, minutes=1)) for h in (1, 12, 20, 24))
    client = desk.as_role("propaganda_head")
    shown = {
        "cho": {young, half, soon, late}, "12": {half, soon, late}, "sap": {soon}, "qua": {late},
    }  # fmt: skip
    for due, expected in shown.items():
        page = client.html(
            f"/hoi-dap?han={due}&tu={datetime.now(UTC) - timedelta(days=3):%Y-%m-%d}"
        )
        rows = page[page.index('id="danh-sach"') :]
        for place in (young, half, soon, late):
            assert (f'href="{place}"' in rows) == (place in expected), (due, place)
    nobody = client.html("/hoi-dap?vai=chair&han=cho")
    assert "Không có câu hỏi nào khớp" in nobody
    everything = questions(desk)
    unit = next(i.unit for i in everything.values() if i.unit and i.live)
    page = client.html(f"/hoi-dap?don_vi={unit}")
    assert f"{sum(i.live and i.unit == unit for i in everything.values())} câu hỏi" in page


def test_the_one_due_first_stands_on_top(desk: Served, asked: Callable[..., str]) -> None:
    asked(timedelta(hours=3))
    first = asked(timedelta(hours=23, minutes=40))
    page = desk.as_role("legal_team").html("/hoi-dap")
    assert "Đến hạn trước nhất" in page
    assert re.findall(r'href="(/hoi-dap/HD[^"]+)"', page)[0] == first


def test_a_list_goes_out_as_csv_and_xlsx_without_hashes(desk: Served) -> None:
    client = desk.as_role("legal_team")
    answer = client.get("/hoi-dap?trang_thai=interim&dang=csv")
    expected = sum(i.status == "interim" for i in questions(desk).values())
    assert len(answer.content.decode("utf-8-sig").strip().splitlines()) == 1 + expected
    assert not re.search(r"\b[0-9a-f]{24}\b", answer.text)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/hoi-dap?trang_thai=interim&dang=xlsx").content)
    )
    assert book.worksheets


def test_a_unit_sees_its_own_questions_only(desk: Served) -> None:
    client = desk.as_role("upper_union")
    unit = next(u.unit for u in desk.desk.accounts.all() if u.role == "upper_union")
    own = {f"/hoi-dap/{i.id}" for i in questions(desk).values() if i.unit == unit and i.live}
    page = client.html("/hoi-dap")
    assert set(re.findall(r'href="(/hoi-dap/HD[^"]+)"', page)) == own
    foreign = next(i for i in questions(desk).values() if i.unit not in ("", unit))
    assert client.get(f"/hoi-dap/{foreign.id}").status_code == 404
    assert client.send_form(f"/hoi-dap/{foreign.id}/dong").status_code in (404, 422)
    assert desk.as_role("grassroots").get("/hoi-dap").status_code == 403


def test_taken_passed_drafted_returned_approved_closed(
    desk: Served, asked: Callable[..., str], sample: str
) -> None:
    place = asked(timedelta(hours=1), topic="employer_violation")
    legal, policy, head = (
        desk.as_role(r) for r in ("legal_team", "policy_head", "propaganda_head")
    )
    assert "đã nhận" in act(legal, place, "nhan")
    assert "trả lời tạm" in act(legal, place, "tra-loi-tam")
    assert found(desk, place).first_reply_at
    assert "Trưởng Ban Chính sách pháp luật trả lời" in act(
        legal, place, "chuyen", ban="policy_head"
    )
    page = policy.html(place)
    assert "Gửi đơn tới công đoàn cơ sở và thanh tra." in page  # the sample of its topic, at hand
    page = act(policy, place, "trinh-duyet", mau=sample)
    assert "chờ duyệt" in page
    assert "Điều 97 Bộ luật Lao động 2019" in page
    assert "Đã gửi cho người hỏi" not in page  # that is for a head to say now
    assert "Bị trả lại: nêu địa chỉ" in act(
        head, place, "tra-lai", ly_do_tra="nêu địa chỉ thanh tra"
    )
    act(policy, place, "trinh-duyet", tra_loi="Gửi đơn tới Thanh tra Sở Nội vụ.", can_cu="Điều 97")
    page = act(head, place, "tra-loi", tra_loi="Gửi đơn tới Thanh tra Sở Nội vụ.", can_cu="Điều 97")
    assert "đã trả lời" in page
    assert "đúng hạn" in page
    act(head, place, "hai-long", diem="5")
    assert "đóng" in act(head, place, "dong")
    end = found(desk, place)
    assert (end.status, end.csat, end.drafted_by, end.answered_by) == (
        "closed",
        5,
        "policy_head",
        "propaganda_head",
    )
    assert "đồng hồ không tính lại" in act(head, place, "mo-lai", ly_do_mo="người hỏi chưa rõ")


def test_an_invalid_question_needs_a_reason_and_leaves_the_figures(
    desk: Served, asked: Callable[..., str]
) -> None:
    place = asked(timedelta(hours=30), "Bán nhà giá rẻ, liên hệ ngay")
    client = desk.as_role("analyst")
    form = {"ly_do": "", VERSION: field_of(client.html(place), VERSION)}
    assert client.send_form(f"{place}/khong-hop-le", form).status_code == 422
    page = act(client, place, "khong-hop-le", ly_do="quảng cáo")
    assert "Không tính giờ: không hợp lệ" in page
    assert f'href="{place}"' not in client.html("/hoi-dap?trang_thai=&han=qua")


def test_only_the_role_that_has_it_sees_how_to_reach_the_asker_and_that_is_written_down(
    desk: Served, asked: Callable[..., str]
) -> None:
    place = asked(
        timedelta(hours=2), f"Gọi lại cho tôi theo số {NUMBER.replace(' ', '')} nhé, nợ lương quá"
    )
    for role in ("analyst", "propaganda_head", "policy_head", "chair"):
        client = desk.as_role(role)
        page = client.html(place)
        assert "Xem cách liên hệ" not in page
        assert NUMBER not in page
        assert NUMBER.replace(" ", "") not in page  # scrubbed out of the question itself
        assert client.send_form(f"{place}/lien-he").status_code in (403, 422)
    legal = desk.as_role("legal_team")
    assert "ab12cd34ef56ab12cd34ef56" not in legal.html(place)
    answer = legal.send_form(f"{place}/lien-he")
    assert answer.status_code == 200
    assert NUMBER in answer.text
    assert NUMBER not in legal.html(place)
    assert "xem cách liên hệ" in legal.html(place)  # of the timeline
    audit = "".join(
        p.read_text("utf-8") for p in (desk.workspace.root / "data/audit").glob("*.jsonl")
    )
    assert "xem cách liên hệ người hỏi" in audit
    assert NUMBER not in audit


def test_who_answers_while_the_asker_writes_on_sees_that_first(
    desk: Served, asked: Callable[..., str]
) -> None:
    place = asked(timedelta(hours=2), "Nợ lương hai tháng rồi thì làm gì?")
    legal, head = desk.as_role("legal_team"), desk.as_role("propaganda_head")
    old = field_of(legal.html(place), VERSION)
    act(head, place, "chuyen", ban="policy_head")
    form = {"tra_loi": "Anh chị gửi đơn tới cơ sở.", VERSION: old}
    answer = legal.send_form(f"{place}/tra-loi", form)
    assert answer.status_code == 409
    assert "Anh chị gửi đơn tới cơ sở." in answer.text
    assert "chuyển Ban" in answer.text
    assert found(desk, place).answered_at is None


@pytest.mark.parametrize(("width", "light"), [(390, "dark"), (1200, "light")])
def test_both_pages_read_well_on_every_screen(
    desk: Served, browse: Any, asked: Callable[..., str], sample: str, width: int, light: str
) -> None:
    for path in ("/hoi-dap", asked(timedelta(hours=13), topic="employer_violation")):
        page = browse("legal_team", path, width=width, color_scheme=light)
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_journey_a_question_answered_at_23_59_of_its_clock(
    desk: Served, browse: Any, asked: Callable[..., str], sample: str, tmp_path: Path
) -> None:
    # The answer went out by Messenger in the last minute; it is taken down two minutes later.
    came = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=24, minutes=1)
    sent = came + timedelta(hours=23, minutes=59)
    place = asked(
        timedelta(), "Công ty nợ lương, hỏi ai bây giờ?", came=came, topic="employer_violation"
    )
    page = browse("legal_team", "/hoi-dap?han=qua&q=h%E1%BB%8Fi+ai+b%C3%A2y+gi%E1%BB%9D", width=390)
    page.click(f"#danh-sach a[href='{place}']")
    assert "Quá hạn" in page.inner_text(".clock")
    page.check("input[name=mau]")
    page.fill("#o-gui_luc", local_moment(sent))
    page.screenshot(path=tmp_path / "truoc.png", full_page=True)
    page.click("button:has-text('Đã gửi cho người hỏi')")
    page.wait_for_selector("text=Đã ghi câu trả lời.")
    assert "Trả lời sau 23 giờ 59 phút, đúng hạn" in page.inner_text(".clock")
    assert "Gửi đơn tới công đoàn cơ sở và thanh tra." in page.inner_text(".talk")
    assert axe(page) == []
    with open_store(desk.workspace.warehouse) as store:  # the mart counts it the same
        load(store, desk.workspace.landing)
        row = store.dicts(
            "select in_time, reply_hours from mart.inquiry_clock_at($now::timestamptz, to_seconds(86400)) "
            "where id = $id", {"now": datetime.now(UTC), "id": place.rsplit("/", 1)[1]},
        )  # fmt: skip
    assert row[0]["in_time"] is True
    assert row[0]["reply_hours"] == pytest.approx(23 + 59 / 60, abs=1e-6)


def test_a_sample_answer_is_proposed_with_grounds_approved_and_then_at_hand(
    desk: Served, asked: Callable[..., str]
) -> None:
    legal, head, chair = (desk.as_role(r) for r in ("legal_team", "propaganda_head", "chair"))
    form = {
        "hoi": "Nghỉ phép năm mấy ngày?",
        "dap": "Đủ 12 tháng được 12 ngày.",
        "can_cu": "",
        "chu_de": "wages",
    }
    refused = legal.send_form("/hoi-dap/cau-mau", form)
    assert refused.status_code == 422
    assert "Đủ 12 tháng được 12 ngày." in refused.text
    made = legal.send_form("/hoi-dap/cau-mau", {**form, "can_cu": "Điều 113 Bộ luật Lao động 2019"})
    place = made.headers["location"]
    question = asked(timedelta(hours=1), "Tôi được nghỉ phép năm mấy ngày?", topic="wages")
    assert "Đủ 12 tháng" not in legal.html(question)  # nobody approved it yet
    assert f'action="{place}/duyet"' not in legal.html(place)
    assert "đã duyệt" in act(head, place, "duyet")
    assert "Đủ 12 tháng" in legal.html(question)
    assert "thôi dùng" in act(chair, place, "thoi-dung", ly_do="luật sửa")
    assert "Đủ 12 tháng" not in legal.html(question)
    assert "Nghỉ phép năm mấy ngày?" in legal.html("/hoi-dap/cau-mau?trang_thai=withdrawn")
