"""/duyet-nhan: what people judge lands as an imported sheet's word does; undo; fifty posts by keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from langnghe.config import Workspace
from langnghe.desk.settings import DeskSettings
from langnghe.registers.sheet import key_of
from tests.desk.conftest import Client, Served, axe, serving


@pytest.fixture(scope="module")
def review(office: Callable[[], Workspace]) -> Iterator[Served]:
    """A desk of this file: its rounds and verdicts would disturb the others."""
    with serving(office(), DeskSettings(totp=False)) as served:
        yield served


def begin(client: Client) -> str:
    """Open a round; return the address of its first post."""
    answer = client.send_form("/duyet-nhan/luot")
    assert answer.status_code == 303
    return str(answer.headers["location"])


def form(page: str) -> dict[str, str]:
    """Return what a post's form holds as it stands."""
    found = dict(re.findall(r'type="radio" name="(\w+)" value="([^"]*)"[^>]*? checked', page))
    for name in ("topic_1", "topic_2", "topic_3"):
        body = page.split(f'name="{name}"')[1].split("</select>", maxsplit=1)[0]
        chosen = re.search(r'value="([^"]+)"[^>]*? selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


def verdicts(served: Served, address: str) -> list[tuple[Any, ...]]:
    """Return what stands of a post: task, labels, machine, role, in their order."""
    named = key_of(address.rsplit("/", 1)[1])
    assert named
    with served.desk.replica.lease() as lease:
        return lease.store.rows(
            "select task, labels, machine, role, reader from raw.verdict where post_id = ? "
            "and reader <> '' order by judged_at, task",
            [named[0]],
        )


def test_agreeing_is_a_word_on_every_label_and_leads_to_the_next_post(review: Served) -> None:
    client = review.as_role("analyst")
    here = begin(client)
    done = client.send_form(here, form(client.html(here)))
    assert done.status_code == 303
    assert done.headers["location"] != here
    said = verdicts(review, here)
    assert {"in_scope", "tone", "intent"} <= {row[0] for row in said}
    assert all(labels == machine for _, labels, machine, _, _ in said)
    assert {row[3] for row in said} == {"analyst"}
    assert "đồng ý với máy" in client.html(done.headers["location"])


def test_a_correction_counts_and_undo_lands_a_new_word(review: Served) -> None:
    client = review.as_role("propaganda_head")
    here = begin(client)
    values = form(client.html(here))
    other = "positive" if values["tone"] != "positive" else "negative"
    client.send_form(here, {**values, "tone": other})
    corrected = [row for row in verdicts(review, here) if row[0] == "tone"][-1]
    assert corrected[1] == [other]
    assert corrected[2] == [values["tone"]]
    count = len(verdicts(review, here))
    undone = client.send_form("/duyet-nhan/hoan-tac")
    assert undone.headers["location"] == here
    after = verdicts(review, here)
    assert len(after) == count + 1
    assert after[-1][:3] == ("tone", [values["tone"]], [values["tone"]])
    assert form(client.html(here))["tone"] == values["tone"]
    assert client.send_form("/duyet-nhan/hoan-tac").status_code == 422


def test_labels_that_do_not_go_together_are_told_and_stay_chosen(review: Served) -> None:
    client = review.as_role("policy_head")
    here = begin(client)
    values = {**form(client.html(here)), "in_scope": "1", "tone": "positive"}
    values |= {"topic_1": "", "topic_2": "welfare", "topic_3": "", "risk": "3", "intent": "praise"}
    found = client.send_form(here, {**values, "risk": "9"})
    assert found.status_code == 422
    for _ in range(50):  # a post which the machine put out of scope asks for a topic
        page = client.html(here)
        if form(page)["topic_1"] == "":
            break
        here = re.findall(r'rel="next"[^>]*href="([^"]+)"', page)[0]
    else:
        pytest.skip("lượt này không có bài nào máy cho là ngoài phạm vi")
    answer = client.send_form(here, {**form(page), "in_scope": "1"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert form(answer.text)["in_scope"] == "1"
    assert not [r for r in verdicts(review, here) if r[3] == "policy_head"]


def test_two_people_are_told_apart_and_told_whether_they_agree(review: Served) -> None:
    first, second = review.as_role("legal_team"), review.as_role("chair")
    here = begin(first)
    begin(second)
    assert second.get(here).status_code == 200
    values = form(first.html(here))
    first.send_form(here, values)
    assert "Người đọc trước" not in second.html(here)  # nobody is told before saying it
    done = second.send_form(here, values)
    assert re.search(
        r"Người đọc trước cũng nói thế ở (\d)/\1 nhãn", second.html(done.headers["location"])
    )


def test_how_a_post_was_drawn_is_not_shown(review: Served) -> None:
    client = review.as_role("analyst")
    page = client.html(begin(client))
    assert "ngẫu nhiên" not in page


def test_a_role_that_does_not_judge_labels_is_refused(review: Served) -> None:
    assert review.as_role("grassroots").get("/duyet-nhan").status_code == 403
    assert review.as_role("grassroots").send_form("/duyet-nhan/luot").status_code == 403


def test_fifty_posts_are_reviewed_by_keys_with_undo(review: Served, chromium: Any) -> None:
    from playwright.sync_api import expect

    client = review.as_role("vice_chair")
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, base_url=review.address)
    context.add_cookies(
        [
            {"name": c.name, "value": c.value or "", "url": review.address}
            for c in client.cookies.jar
        ]
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(begin(client))
    assert axe(page) == []

    def recorded(posts: int) -> None:
        expect(page.locator("progress")).to_have_attribute("value", str(posts), timeout=20_000)

    first = page.url
    total = int(page.locator("progress").get_attribute("max"))
    assert total == 50
    # Corrected by digits: tone is the third head.
    page.locator("input[name=tone]:checked").focus()
    page.keyboard.press("3")
    assert page.locator("input[name=tone]:checked").get_attribute("value") == "positive"
    page.keyboard.press("Enter")
    recorded(1)
    page.keyboard.press("u")
    recorded(0)
    assert page.url == first
    page.keyboard.press("j")
    expect(page.locator("h1")).to_contain_text("2/50")
    page.keyboard.press("k")
    expect(page.locator("h1")).to_contain_text("1/50")
    page.keyboard.press("?")
    assert page.locator("#phim").get_attribute("open") is not None
    for n in range(1, total):
        page.keyboard.press("Enter")
        recorded(n)
    page.keyboard.press("Enter")
    page.wait_for_url("**/duyet-nhan")
    assert "Đã xong cả lượt" in page.locator("#duyet").text_content()
    assert faults == []
    context.close()
