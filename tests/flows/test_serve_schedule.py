"""When what runs: the rhythms of serve.toml, what they mean to Prefect, and who catches up what was missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.schedule import NAME, Job, read_schedule
from flows.serve_state import JobState, mark_interrupted, read_state, run_folder, write_state
from flows.serve_watch import Watchdog
from langnghe.config import Workspace
from langnghe.errors import ConfigError
from langnghe.records import HANOI

ROOT = Path(__file__).parents[2]


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def job(**changes: object) -> Job:
    return Job.model_validate(
        {"name": "viec", "title": "Việc", "run": ["inquiry clock"], **changes}
    )


SUNDAY = hanoi("2026-11-22T06:29:59")


@pytest.mark.parametrize(
    ("rhythm", "last", "following"),
    [
        ({"at": "06:30"}, "2026-11-21T06:30", "2026-11-22T06:30"),
        ({"at": "06:30", "weekday": 1}, "2026-11-16T06:30", "2026-11-23T06:30"),
        ({"at": "06:30", "day": 1}, "2026-11-01T06:30", "2026-12-01T06:30"),
        ({"at": "06:30", "every_days": 28}, "2026-10-31T06:30", "2026-11-28T06:30"),
        ({"every_minutes": 10}, "2026-11-22T06:20", "2026-11-22T06:30"),
        ({"every_minutes": 60}, "2026-11-22T06:00", "2026-11-22T07:00"),
    ],
)
def test_a_rhythm_knows_its_last_moment_and_the_next(
    rhythm: dict[str, object], last: str, following: str
) -> None:
    found = job(**rhythm)
    assert found.last(SUNDAY) == hanoi(last)
    assert found.next(SUNDAY) == hanoi(following)
    assert found.last(found.next(SUNDAY)) == found.next(SUNDAY)  # the very moment counts


def test_prefect_is_given_the_same_rhythm() -> None:
    assert job(at="06:30").schedule() == {"cron": "30 6 * * *"}
    assert job(at="07:30", weekday=7).schedule() == {"cron": "30 7 * * 0"}
    assert job(at="07:45", day=1).schedule() == {"cron": "45 7 1 * *"}
    every = job(at="02:30", every_days=28)
    found = every.schedule()
    assert (every.next(SUNDAY) - found["anchor_date"]) % found["interval"] == timedelta()


def test_a_wrong_line_of_serve_toml_is_told_by_name(office: Workspace) -> None:
    for wrong, said in (
        ('at = "25:00"\nrun = ["run"]', "at"),
        ('at = "06:30"\nevery_minutes = 5\nrun = ["run"]', "chọn một lịch"),
        ('every_minutes = 5\nrun = ["serve"]', "ghi một lệnh của langnghe"),
        ('every_minutes = 5\nrun = ["run"]\nhevy = true', "hevy"),
    ):
        text = f'[[job]]\nname = "a"\ntitle = "A"\n{wrong}\n'
        (office.root / NAME).write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=said):
            read_schedule(office)


def test_what_ships_runs_verbs_that_are_there(office: Workspace) -> None:
    from langnghe.cli.app import app

    root = typer.main.get_command(app)
    jobs = read_schedule(office).jobs
    assert [j.at for j in jobs if j.name in ("hang-ngay", "diem-bao")] == ["06:30", "07:00"]
    for one in jobs:
        for line in one.lines(SUNDAY):
            command: Any = root
            words = list(line)
            while hasattr(command, "commands"):
                found = command.commands.get(words[0])
                assert found is not None, f"{one.name}: {line}"
                command, words = found, words[1:]
            known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)}
            assert {word for word in words if word.startswith("--")} <= known, f"{one.name}: {line}"


def test_the_manual_tells_the_schedule_that_ships(office: Workspace) -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `")]
    told = {line.split("`")[1]: line.split("|")[2] for line in table}
    jobs = read_schedule(office).jobs
    assert list(told) == [one.name for one in jobs]
    for one in jobs:
        assert (one.at or f"mỗi {one.every_minutes:.0f} phút") in told[one.name]


def test_the_dates_in_a_command_are_those_of_its_day() -> None:
    line = job(at="07:30", run=["digest --period {tuan_truoc} --out a-{thang_truoc}-{hom_nay}"])
    assert line.lines(hanoi("2027-01-04T07:30")) == [
        ["digest", "--period", "2026-W53", "--out", "a-2026-12-2027-01-04"]
    ]


# ---- the watchdog: due is what no run has covered


@pytest.fixture
def dog(office: Workspace) -> Watchdog:
    text = (
        'grace_seconds = 120\nretry_seconds = 300\n[[job]]\nname = "viec"\n'
        'title = "Việc"\nat = "06:30"\nrun = ["inquiry clock"]\n'
    )
    (office.root / NAME).write_text(text, encoding="utf-8")
    return Watchdog(office, read_schedule(office), {}, print)


MONDAY = hanoi("2026-11-23T06:30:00")


def test_on_a_new_office_the_past_is_not_caught_up(dog: Watchdog) -> None:
    one = dog.schedule.named("viec")
    dog.begin(SUNDAY)
    assert dog.overdue(one, SUNDAY) == ""
    assert dog.overdue(one, MONDAY + timedelta(seconds=119)) == ""  # Prefect's schedule comes first
    assert dog.overdue(one, MONDAY + timedelta(seconds=120)) == "canh"  # and if it does not …


def test_what_a_power_cut_swallowed_is_caught_up_once(dog: Watchdog) -> None:
    one = dog.schedule.named("viec")
    write_state(dog.workspace, "viec", JobState(slot=one.last(SUNDAY - timedelta(days=3))))
    back = MONDAY + timedelta(hours=4)  # three mornings were missed
    dog.begin(back)
    assert dog.overdue(one, back) == "bù"
    write_state(
        dog.workspace, "viec", JobState(slot=one.last(back), ended_at=back, last_success=back)
    )
    assert dog.overdue(one, back + timedelta(minutes=5)) == ""


def test_a_failure_is_tried_again_soon_then_every_hour(dog: Watchdog) -> None:
    one = dog.schedule.named("viec")
    dog.begin(MONDAY - timedelta(hours=1))
    before = read_state(dog.workspace, "viec").slot
    for tried, minutes, due in (
        (1, 4, ""),
        (1, 6, "lại"),
        (2, 9, ""),
        (2, 11, "lại"),
        (9, 59, ""),
        (9, 61, "lại"),
    ):
        state = JobState(slot=before, ended_at=MONDAY, failures=tried, tried=tried, error="mạng")
        write_state(dog.workspace, "viec", state)
        assert dog.overdue(one, MONDAY + timedelta(minutes=minutes)) == due
    assert dog.overdue(one, MONDAY + timedelta(days=1, minutes=3)) == "canh"  # the next morning


def test_a_clock_that_was_wrong_does_not_stop_the_work(dog: Watchdog) -> None:
    one = dog.schedule.named("viec")
    dog.begin(MONDAY + timedelta(days=400))  # the battery of the clock was empty
    assert (
        dog.overdue(one, MONDAY + timedelta(hours=1)) != ""
    )  # it was set right: the day has its run
    write_state(dog.workspace, "viec", JobState(slot=MONDAY))
    assert dog.overdue(one, MONDAY - timedelta(minutes=30)) == ""  # half an hour back: not twice


def test_a_run_that_was_killed_is_seen_and_done_again(dog: Watchdog) -> None:
    dog.begin(MONDAY - timedelta(hours=1))
    state = read_state(dog.workspace, "viec")
    write_state(dog.workspace, "viec", JobState(slot=state.slot, started_at=MONDAY))
    assert mark_interrupted(dog.workspace, "viec", MONDAY, counts=False)
    found = read_state(dog.workspace, "viec")
    assert (found.interrupted, found.tried, found.error) == (1, 0, "bị ngắt giữa chừng")
    assert not mark_interrupted(dog.workspace, "viec", MONDAY)
    assert dog.overdue(dog.schedule.named("viec"), MONDAY + timedelta(minutes=3)) == "canh"


def test_a_torn_state_is_as_if_never_written(office: Workspace) -> None:
    run_folder(office).mkdir(parents=True)
    (Path(run_folder(office)) / "viec.json").write_text('{"slot": "20', encoding="utf-8")
    assert read_state(office, "viec") == JobState()
