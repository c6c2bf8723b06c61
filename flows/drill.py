"""A drill: an invented crisis told to a copy of the office; the watch looks, the team's times are scored.

Everything happens in a sandbox folder. The real workspace is read once and never written, and
nothing is sent to anybody unless somebody orders the drill mail (flows.drill_mail).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flows.cases import desk
from flows.record import held
from langnghe.cases.drill import Drill, Looked, Scorecard, plain, read_targets, score
from langnghe.cases.drill_text import MARK, markdown
from langnghe.config import Source, Workspace
from langnghe.errors import LangngheError
from langnghe.files import replace_file
from langnghe.landing import LandingWriter
from langnghe.privacy import load_key, pseudonym, scrub
from langnghe.records import Post, digest_of, hanoi_day, post_id_of
from langnghe.samples.drill import HOST, DrillPost, DrillSource, Scenario, Scenarios
from warehouse import Store, open_store, sandbox
from warehouse.load import load

STATE = "dien-tap.json"
NOTE = "DIEN-TAP.txt"
EVERY = 15  # minutes between two looks of the watch: about as often as the office's crawls end
SCRIPTED = timedelta(hours=8)  # what a scripted team gets after the last text
# Settings that a sandbox plays with. No delivery.toml, no secrets: it can reach nobody.
SETTINGS = (
    "sources.toml", "watchlist.toml", "calendar.toml", "alerts.toml", "playbooks.toml", "drill.toml",
)  # fmt: skip
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A drill in its sandbox, as dien-tap.json keeps it. origin: the real workspace.

    ends: of the timeline. every: minutes between two looks.
    """

    drill: Drill
    origin: Path
    ends: datetime
    every: int = EVERY

    def save(self, root: Path) -> None:
        """Write the state whole or not at all."""
        row = plain(asdict(self.drill)) | {
            "origin": str(self.origin), "ends": plain(self.ends), "every": self.every,
        }  # fmt: skip
        replace_file(root / STATE, json.dumps(row, ensure_ascii=False, indent=1).encode())


def play_of(workspace: Workspace) -> Play:
    """Return the drill of a sandbox; any other folder is refused."""
    path = workspace.root / STATE
    if not path.exists():
        raise LangngheError(
            f"{workspace.root}: không phải thư mục diễn tập; tạo bằng `langnghe drill start`"
        )
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        moment = datetime.fromisoformat
        looks = tuple(Looked(at=moment(x["at"]), seen=moment(x["seen"])) for x in row.pop("looks"))
        origin, ends, began = Path(row.pop("origin")), moment(row.pop("ends")), row.pop("began")
        every = int(row.pop("every"))
        posts = tuple(row.pop("posts"))
        drill = Drill(**row, began=moment(began), posts=posts, looks=looks)
    except (ValueError, KeyError, TypeError) as error:
        raise LangngheError(f"{path}: tệp hỏng ({error}); tạo lại thư mục diễn tập") from error
    return Play(drill=drill, origin=origin, ends=ends, every=every)


def start(
    workspace: Workspace,
    out: Path,
    scenarios: Scenarios,
    scenario: Scenario,
    began: datetime,
    *,
    every: int = EVERY,
) -> Workspace:
    """Make the sandbox and tell it the whole timeline, each text known from its own moment on."""
    place = _sandbox(workspace, out, began)
    home = place.watchlist().home_place
    posts = list(_posts(place, scenarios, scenario, home, began))
    name = digest_of(scenario.id, began.isoformat(), str(place.root))[:6]
    drill = Drill(
        id=f"DT{hanoi_day(began):%y%m%d}-{name}",
        scenario=scenario.id,
        title=scenario.title,
        risk=scenario.risk,
        level=scenario.level,
        began=began,
        posts=tuple(post.post_id for post in posts),
        looks=(),
    )
    with LandingWriter(place.landing / "drill", "drill") as writer:
        for post in posts:
            writer.post(post)
    with open_store(place.warehouse) as store:
        _understand(store, place, scenarios, posts, home)
    ends = began + timedelta(minutes=scenario.minutes)
    Play(drill=drill, origin=workspace.root.resolve(), ends=ends, every=every).save(place.root)
    return place


def tick(
    place: Workspace, now: datetime, *, after: Callable[[Store, datetime], bool] | None = None
) -> int:
    """Look at every moment since the last look, up to now; return how many alerts rang.

    after: what a scripted team does after a look; with it people see a look at its own moment. When it
    says that all is done after the last text, nobody looks any more.
    """
    from flows.watch import look

    play = play_of(place)
    rang, looks = set[str](), list(play.drill.looks)
    with held(place) as store:
        for moment in _moments(play, now):
            events = look(store, place, moment).events
            rang |= {event.id for event in events if event.fields.get("notify")}
            looks.append(Looked(at=moment, seen=moment if after else now))
            if after and after(store, moment) and moment >= play.ends:
                break
    drill = replace(play.drill, looks=tuple(looks), scripted=play.drill.scripted or bool(after))
    replace(play, drill=drill).save(place.root)
    return len(rang)


def scripted(place: Workspace, now: datetime) -> None:
    """Let a machine play the team until everything is closed, or until now."""
    from flows.drill_team import act

    posts = play_of(place).drill.posts
    tick(place, now, after=lambda store, moment: act(store, place, posts, moment))


def handed_over(place: Workspace, now: datetime) -> None:
    """Note that people could see the looks made so far only now: the looks themselves took time."""
    play = play_of(place)
    before = play.drill.looks
    late = tuple(replace(x, seen=max(x.seen, now)) for x in before)
    replace(play, drill=replace(play.drill, looks=late)).save(place.root)


def scorecard(place: Workspace, now: datetime) -> Scorecard:
    """Return the scorecard as of now and keep it as Markdown and JSON under output/."""
    drill = play_of(place).drill
    with held(place) as store:
        state = desk(store, place)
    targets = read_targets(place.root)
    card = score(drill, state.events, state.alerts, state.cases, targets, now)
    place.output.mkdir(parents=True, exist_ok=True)
    data = json.dumps({"mark": MARK, **card.to_json()}, ensure_ascii=False, indent=1)
    (place.output / f"{drill.id}.json").write_text(data + "\n", encoding="utf-8")
    (place.output / f"{drill.id}.md").write_text(markdown(card), encoding="utf-8")
    return card


def end(place: Workspace, now: datetime) -> Scorecard:
    """Score for the last time and delete the copy of the office's data; the scorecard stays."""
    card = scorecard(place, now)
    shutil.rmtree(place.root / "data")
    return card


def _sandbox(workspace: Workspace, out: Path, began: datetime) -> Workspace:
    real, root = workspace.root.resolve(), out.resolve()
    if root == real or root.is_relative_to(real / "data"):
        raise LangngheError(f"{out}: diễn tập không chạy trong dữ liệu thật; chọn --out khác")
    if (real / STATE).exists():
        raise LangngheError(f"{real}: đây là thư mục diễn tập; bắt đầu từ thư mục làm việc thật")
    if root.exists() and any(root.iterdir()):
        raise LangngheError(f"{out}: thư mục không trống; chọn --out khác")
    root.mkdir(parents=True, exist_ok=True)
    (root / NOTE).write_text(
        f"{MARK}.\nBản sao để diễn tập. Xoá cả thư mục khi xong, hoặc chạy `langnghe drill end`.\n",
        encoding="utf-8",
    )
    for name in SETTINGS:
        if (real / name).exists():
            shutil.copyfile(real / name, root / name)
    place = Workspace(root)
    if workspace.warehouse.exists():
        sandbox.copy(workspace.warehouse, place.warehouse, before=began)
    for folder in (place.landing, place.output):
        folder.mkdir(parents=True, exist_ok=True)
    return place


def _posts(
    place: Workspace, scenarios: Scenarios, scenario: Scenario, home: str, began: datetime
) -> Iterator[Post]:
    key = load_key(place.key_file)  # of the sandbox alone
    kinds = {source.id: source for source in scenarios.source}
    made: list[Post] = []
    for number, said in enumerate(scenario.post, start=1):
        post = _post(said, number, scenario, home, began, key, kinds[said.source], made)
        made.append(post)
        yield post


def _post(
    said: DrillPost, number: int, scenario: Scenario, home: str, began: datetime, key: bytes,
    source: DrillSource, made: list[Post],
) -> Post:  # fmt: skip
    at = began + timedelta(minutes=said.after)
    url = f"https://{source.id}.{HOST}/{scenario.id}/{at:%Y%m%d%H%M%S}-{number}"
    article = said.kind == "article"
    text = said.text.strip().replace("{province}", home)
    return Post(
        post_id=post_id_of(
            url=url if article else None, source=source.id, native_id=None if article else url
        ),
        source=source.id,
        kind=said.kind,
        url=url,
        title=said.title.replace("{province}", home),
        lead="",
        text=f"{text if article else scrub(text)}\n({MARK}.)",
        published_at=at,
        fetched_at=at,
        author_key=None if article else pseudonym(key, source.id, f"{scenario.id}-{number}"),
        native_id=None if article else url,
        parent_id=made[said.under - 1].post_id if said.under else None,
        method="drill",
    )


def _understand(
    store: Store, place: Workspace, scenarios: Scenarios, posts: list[Post], home: str
) -> None:
    """Load, label and group the texts of the drill, and nothing else of the copy."""
    from flows.annotate import AnnotateReport, group
    from nlp.annotate import annotate_batches
    from nlp.classifiers import TextItem
    from warehouse import labels

    outlets = [
        Source(
            id=one.id, name=one.name, home=f"https://{one.id}.{HOST}/", type=one.type,
            place=home if one.home else "Toàn quốc",
        )
        for one in scenarios.source
    ]  # fmt: skip
    labels.declare_sources(store, outlets)
    load(store, place.landing / "drill")
    pairs = [
        (TextItem(id=p.post_id, kind=p.kind, title=p.title, text=p.text), p.revision) for p in posts
    ]
    for table in annotate_batches(pairs, place.watchlist(), workers=1):
        labels.add_labels(store, table)
    group(store, AnnotateReport())


def _moments(play: Play, now: datetime) -> list[datetime]:
    """Return the moments of the watch that lie between its last look and now, now included."""
    step, looks = timedelta(minutes=play.every), play.drill.looks
    last = looks[-1].at if looks else play.drill.began - step
    found = []
    moment = last + step
    while moment < now:
        found.append(moment)
        moment += step
    return [*found, now] if now > last else found
