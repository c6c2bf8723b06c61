"""The life of an alert: opened once, told once, held, reminded, cooled down, judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from langnghe.cases.explain import explain
from langnghe.cases.finding import Finding
from langnghe.cases.orders import acknowledge, close, confirm, find, in_hand, set_level
from langnghe.cases.policy import Policy
from langnghe.errors import LangngheError
from tests.cases.conftest import Desk, ids

Make = Callable[..., Finding]


def notified(desk: Desk) -> list[list[str]]:
    return [event.fields["notify"] for event in desk.events if "notify" in event.fields]


def test_a_hard_rule_opens_an_alert_and_tells_leaders(desk: Desk, rule: Make) -> None:
    (event,) = desk.watch(rule(hard=True, sources=("bao-a",)))
    assert (event.what, event.by) == ("opened", "machine@bao-dong")
    assert (desk.only.level, desk.only.origin, desk.only.status) == (4, "hard", "open")
    assert set(event.fields["notify"]) == {
        "chair", "vice_chair", "propaganda_head", "policy_head", "spokesperson",
    }  # fmt: skip


def test_copies_and_comments_of_a_story_update_its_alert_and_ring_no_second_time(
    desk: Desk, rule: Make
) -> None:
    desk.watch(rule(hard=True))
    desk.say(acknowledge(desk.only, "chair", desk.now))
    for hour, more in enumerate(
        [{"sources": ("bao-a", "bao-b", "bao-c")}, {"post_ids": ("bl-1",)}]
    ):
        desk.wait(hours=hour + 1)
        assert [what for what, _ in ids(desk.watch(rule(hard=True, **more)))] == ["updated"]
    desk.wait(hours=1)
    assert desk.watch(rule(hard=True)) == []  # nothing new: nothing happens
    assert desk.only.independent == 3
    assert desk.only.sources == ("bao-a", "bao-b", "bao-c")
    assert len(notified(desk)) == 1


def test_two_stories_that_turn_out_to_be_one_become_one_alert(desk: Desk, rule: Make) -> None:
    desk.watch(rule(hard=True))
    desk.wait(hours=1)
    desk.watch(rule(hard=True, subject="tin-2", story_ids=("tin-2",)))
    assert len(desk.alerts) == 2
    desk.wait(hours=1)
    events = desk.watch(rule(hard=True, subject="tin-2", story_ids=("tin-2", "tin-1")))
    assert sorted(what for what, _ in ids(events)) == ["merged", "updated"]
    left = [a for a in desk.alerts.values() if a.live]
    assert [set(a.stories) for a in left] == [{"tin-1", "tin-2"}]
    gone = next(a for a in desk.alerts.values() if not a.live)
    assert (gone.status, gone.merged_into, gone.verdict) == ("merged", left[0].id, "trùng")


def test_one_source_is_not_enough_for_leaders_until_a_second_or_a_person(
    desk: Desk, rule: Make
) -> None:
    desk.watch(rule(sources=("bao-a",)))
    assert (desk.only.level, desk.only.wanted) == (3, 4)
    assert "cần 2" in desk.only.held
    assert "chair" not in notified(desk)[0]
    other = Desk(desk.policy, desk.now, list(desk.events))
    desk.wait(hours=1)
    desk.watch(rule(sources=("bao-a", "bao-b")))
    assert (desk.only.level, desk.only.held) == (4, "")
    assert "chair" in notified(desk)[-1]
    event = other.say(confirm(other.only, "propaganda_head", other.policy, other.now))
    assert other.only.level == 4
    assert "chair" in event.fields["notify"]


def test_the_budget_admits_one_doubtful_statistic_and_holds_the_next(
    desk: Desk, statistic: Make
) -> None:
    desk.watch(
        statistic(severity=5),
        statistic(severity=5, subject="s2", series_id="s2", story_ids=("t2",), p_value=1e-5),
    )
    by_level = sorted(desk.alerts.values(), key=lambda a: a.level)
    assert [a.level for a in by_level] == [3, 4]
    assert by_level[1].p_value == 1e-7  # the higher score goes first
    assert "ngân sách" in by_level[0].held
    desk.say(close(by_level[1], "chair", "đúng", "", desk.now + timedelta(minutes=1)))
    desk.wait(hours=6)
    desk.watch(statistic(severity=5, subject="s3", series_id="s3", story_ids=("t3",)))
    assert (
        max(a.level for a in desk.alerts.values() if "t3" in a.stories) == 4
    )  # it was right: money back


def test_a_spent_budget_raises_the_bar_and_hard_rules_pass_it(
    desk: Desk, rule: Make, statistic: Make
) -> None:
    desk.watch(statistic(severity=5))
    desk.say(close(desk.only, "vice_chair", "nhiễu", "", desk.now + timedelta(minutes=1)))
    for day in range(29):
        desk.wait(days=1)
        name = f"s{day}"
        desk.watch(
            statistic(severity=5, subject=name, series_id=name, story_ids=(name,), p_value=1e-30)
        )
    levels = [a.level for a in desk.alerts.values() if a.live]
    assert levels
    assert max(levels) == 3
    desk.watch(rule(hard=True, severity=5, story_ids=("no",), subject="no"))
    assert (
        find(desk.alerts, next(a.id for a in desk.alerts.values() if "no" in a.stories)).level == 5
    )
    desk.wait(days=2)
    desk.watch(statistic(severity=5, subject="sau", series_id="sau", story_ids=("sau",)))
    assert (
        next(a.level for a in desk.alerts.values() if "sau" in a.stories) == 4
    )  # 30 days have passed


def test_a_planned_peak_is_labelled_and_alarms_nobody(
    desk: Desk, rule: Make, statistic: Make
) -> None:
    desk.calendar = lambda finding: "Tháng Công nhân"
    desk.watch(statistic(severity=5))
    assert (desk.only.level, desk.only.planned) == (1, "Tháng Công nhân")
    assert notified(desk) == []
    desk.watch(rule(hard=True, story_ids=("no",), subject="no"))  # a campaign excuses no poisoning
    assert notified(desk)


def test_own_faults_go_to_operators_and_never_to_leaders(desk: Desk, rule: Make) -> None:
    desk.watch(rule(risk="R0", hard=True, severity=5, story_ids=(), subject="nguon:bao-a"))
    assert desk.only.level == 3
    assert notified(desk) == [["admin"]]


def test_who_does_not_answer_is_reminded_step_by_step(desk: Desk, rule: Make) -> None:
    desk.watch(rule(hard=True))
    desk.wait(minutes=59)
    assert desk.watch() == []
    desk.wait(minutes=2)
    (first,) = desk.watch()
    assert (first.what, first.fields["stage"]) == ("escalated", 1)
    assert "chair" in first.fields["notify"]
    desk.wait(days=3)
    (second,) = desk.watch()  # the machine slept: one reminder
    assert second.fields["stage"] == 2
    desk.say(acknowledge(desk.only, "chair", desk.now))
    desk.wait(hours=5)
    assert desk.watch() == []


def test_news_of_an_alert_spares_nobody_the_reminder(desk: Desk, rule: Make) -> None:
    desk.watch(rule(hard=True))
    desk.wait(hours=2)
    (event,) = desk.watch(rule(hard=True, post_ids=("moi",)))
    assert (event.what, event.fields["stage"]) == ("updated", 1)
    assert "chair" in event.fields["notify"]


def test_without_news_a_level_decays_and_a_small_alert_ends_by_itself(
    desk: Desk, rule: Make
) -> None:
    desk.watch(rule(hard=True))
    desk.say(acknowledge(desk.only, "chair", desk.now))
    levels = []
    for _ in range(4):
        desk.wait(hours=49)
        desk.watch()
        levels.append(desk.only.level)
    assert levels == [3, 2, 1, 1]
    assert (desk.only.peak, desk.only.status) == (4, "acknowledged")  # a verdict is still owed
    small = Desk(desk.policy)
    small.watch(rule(risk="R4", severity=2))
    small.wait(days=8)
    small.watch()
    assert (small.only.status, small.only.judged) == ("faded", False)


def test_what_nobody_takes_is_reminded_first_then_cools_and_says_so(desk: Desk, rule: Make) -> None:
    desk.watch(rule(hard=True))
    seen = []
    for _ in range(200):
        desk.wait(hours=1)
        seen += [(event.what, desk.only.level) for event in desk.watch()]
    assert seen == [
        ("escalated", 4), ("escalated", 4), ("decayed", 3), ("decayed", 2), ("decayed", 1), ("faded", 1),
    ]  # fmt: skip
    assert "không ai nhận sau 2 lần nhắc" in desk.events[-1].fields["text"]
    told = " ".join(dict(explain(desk.only, desk.policy).parts)["Tình trạng"])
    assert "không ai nhận sau 2 lần nhắc" in told
    assert "từ mức 4 xuống mức 1" in told
    assert (desk.only.peak, desk.only.rung, desk.only.judged) == (4, 4, False)


def test_what_cooled_because_nobody_took_it_is_told_again_when_it_goes_on(
    desk: Desk, rule: Make
) -> None:
    desk.watch(rule(hard=True))
    for _ in range(120):
        desk.wait(hours=1)
        desk.watch()
    assert desk.only.level == 2
    (event,) = desk.watch(rule(hard=True, sources=("bao-a", "bao-b", "bao-c")))
    assert (event.what, desk.only.level, desk.only.stage) == ("updated", 4, 0)
    assert "chair" in event.fields["notify"]


def test_a_closed_story_stays_closed_until_something_graver_happens(desk: Desk, rule: Make) -> None:
    desk.watch(rule(hard=True))
    desk.say(close(desk.only, "chair", "đúng", "đã xong", desk.now + timedelta(hours=1)))
    desk.wait(days=20)
    desk.watch(rule(hard=True, sources=("bao-a", "bao-b", "bao-c")))
    assert desk.only.status == "closed"
    desk.wait(hours=1)
    (event,) = desk.watch(rule(hard=True, severity=5))
    assert (event.what, desk.only.status, desk.only.level) == ("reopened", "open", 5)
    assert "chair" in event.fields["notify"]


def test_a_series_cools_down_and_then_may_alarm_anew(desk: Desk, statistic: Make) -> None:
    desk.watch(statistic(severity=2))
    first = desk.only
    desk.say(close(first, "propaganda_head", "nhiễu", "", desk.now + timedelta(hours=1)))
    desk.wait(days=2)
    desk.watch(statistic(severity=2, observed=40.0, story_ids=("tin-10",)))
    assert list(desk.alerts) == [first.id]
    desk.wait(days=4)
    desk.watch(statistic(severity=2, observed=41.0, story_ids=("tin-11",)))
    assert len(desk.alerts) == 2


def test_a_person_sets_a_level_and_the_machine_leaves_it_until_it_gets_worse(
    desk: Desk, rule: Make
) -> None:
    desk.watch(rule(hard=True))
    desk.say(set_level(desk.only, "chair", 2, "đã giải quyết tại chỗ", desk.policy, desk.now))
    desk.wait(hours=1)
    desk.watch(rule(hard=True, sources=("bao-a", "bao-b", "bao-c")))
    assert (desk.only.level, desk.only.why) == (2, "người đổi mức: đã giải quyết tại chỗ")
    desk.wait(hours=1)
    desk.watch(rule(hard=True, severity=5))
    assert desk.only.level == 5


def test_a_higher_level_has_to_be_taken_again(desk: Desk, rule: Make) -> None:
    desk.watch(rule(severity=3))
    desk.say(acknowledge(desk.only, "propaganda_head", desk.now))
    desk.wait(hours=1)
    desk.watch(rule(hard=True, severity=5))
    assert (desk.only.status, desk.only.level) == ("open", 5)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (lambda a, d: close(a, "propaganda_head", "đúng", "", d.now), "từng ở mức 4"),
        (lambda a, d: close(a, "chair", "có lẽ", "", d.now), "không có kết luận"),
        (lambda a, d: acknowledge(a, "grassroots", d.now), "không được nhận"),
        (
            lambda a, d: acknowledge(replace(a, status="closed"), "chair", d.now),
            "không nhận lại được",
        ),
        (lambda a, d: close(replace(a, status="closed"), "chair", "đúng", "", d.now), "đóng lại"),
        (
            lambda a, d: set_level(a, "propaganda_head", 2, "x", d.policy, d.now),
            "đổi mức 4 thành 2",
        ),
        (lambda a, d: set_level(a, "chair", 6, "x", d.policy, d.now), "mức từ 1 đến 5"),
        (lambda a, d: set_level(a, "chair", 5, " ", d.policy, d.now), "lý do"),
        (lambda a, d: in_hand(replace(a, case_id="HS1"), "HS2", "chair", d.now), "đã có hồ sơ"),
        (lambda a, d: find(d.alerts, "không-có"), "không có báo động này"),
    ],
)
def test_bad_orders_are_refused_in_words(
    desk: Desk, rule: Make, order: Callable[..., object], words: str
) -> None:
    desk.watch(rule(hard=True))
    with pytest.raises(LangngheError, match=words):
        order(desk.only, desk)


def test_the_shipped_policy_never_lets_a_leader_be_told_below_four(policy: Policy) -> None:
    broken = policy.model_dump()
    broken["recipient"] = [{"role": "chair", "level": 3}]
    with pytest.raises(ValueError, match="lãnh đạo chỉ nhận mức 4–5"):
        Policy.model_validate(broken)
    broken = policy.model_dump()
    broken["level"] = broken["level"][:-1]
    with pytest.raises(ValueError, match="dòng cuối"):
        Policy.model_validate(broken)
