"""Lay the sample year into a workspace by the real ways: books imported, texts and events landed, loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from crawlers.connectors.own_figures import Due, described, measured, removed, reply
from flows.registers import import_register, settle
from flows.sample_year_asked import comment_events, inbox_events, readings
from flows.sample_year_books import START, write_books
from langnghe.cases.inquiry_policy import read_inquiry_policy
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter
from langnghe.privacy import load_key, pseudonym
from langnghe.records import HANOI, Event, Outcome, Post, Visit, post_id_of
from langnghe.registers.kinds import KINDS
from langnghe.samples import year
from langnghe.samples.sites import SITES, Site
from langnghe.samples.year.chance import days, share, whole
from langnghe.samples.year.gaps import silent
from langnghe.samples.year.news import BEFORE
from warehouse import open_store
from warehouse.labels import declare_sources
from warehouse.load import load

FOLDER = "sample-year"  # of landing
BOOKS = "so-mau"  # of the workspace: the registers as staff hand them in
HOURS = (6, 12, 18)  # when the machine looks
BEFORE_LAST = year.LAST - timedelta(days=1)
DEAD_FROM = date(2026, 6, 15)  # the day from which one outlet's server does not answer
ROLES = {
    "documents": "propaganda_head", "activities": "propaganda_head", "inquiries": "legal_team",
    "press_contacts": "propaganda_head", "info_reports": "propaganda_head", "clippings": "analyst",
}  # fmt: skip


def lay_in(workspace: Workspace, *, progress: Callable[[str], None] = lambda _: None) -> None:
    """Lay in the whole year; the workspace has the year's units.toml and sources.toml entries."""
    books = write_books(workspace.root / BOOKS)
    year.write_documents(workspace.root / BOOKS / "van-ban")
    start = datetime.combine(year.FIRST, time(8), HANOI)
    with open_store(workspace.warehouse) as store:
        declare_sources(store, workspace.sources())
        settle(store, workspace, start)
    moments = {START: start}
    for first, last in year.HALVES:
        moments[f"{first.year}-H{1 if first.month == 1 else 2}"] = datetime.combine(
            last, time(20), HANOI
        )
    rows = sum(_import(workspace, path, moments[when]) for when, paths in books.items() for path in paths)  # fmt: skip
    with open_store(workspace.warehouse) as store:
        land(workspace)
        load(store, workspace.landing / FOLDER)
    progress(f"      {rows} dòng sổ, {len(year.posts())} bài trên trang của ta")


def _import(workspace: Workspace, path: Path, at: datetime) -> int:
    kind = KINDS[path.stem]
    done = import_register(workspace, kind, path, role=ROLES.get(kind.id, ""), at=at)
    if errors := done.errors():
        raise LangngheError(f"{path}: {errors[0]}")
    return sum(len(each.rows) for each in done.checked)


def land(workspace: Workspace) -> None:
    """Land what was published, said below it, measured and asked in the year."""
    key = load_key(workspace.key_file)
    policy = read_inquiry_policy(workspace.root)
    folder = workspace.landing / FOLDER
    with LandingWriter(folder, "visits") as writer:
        for visit in visits():
            writer.visit(visit)
    with LandingWriter(folder, "news") as writer:
        for post in articles():
            writer.post(post)
    with LandingWriter(folder, "own") as writer:
        for found in own(key):
            (writer.post if isinstance(found, Post) else writer.event)(found)  # type: ignore[arg-type]
    with LandingWriter(folder, "inbox") as writer:
        for event in inbox_events(key, policy, readings()):
            writer.event(event)
        for page_post in year.posts():
            for comment in page_post.comments:
                if comment.asks:
                    told = _comment(comment, page_post, key)
                    seen = next_look(comment.at)
                    for event in comment_events(comment, told, page_post.page.unit, seen, policy):
                        writer.event(event)


def looks(day: date) -> list[datetime]:
    """Return when the machine looked on a day: not at all in an outage; the last day once more."""
    if silent("collection", day):
        return []
    found = [datetime.combine(day, time(hour), HANOI) for hour in HOURS]
    if day == year.LAST:
        found.append(year.NOW)
    elif day == BEFORE_LAST:  # late, so that on the last day nobody is said to have been left alone
        found.append(datetime.combine(day, time(21), HANOI))
    return found


def next_look(moment: datetime) -> datetime:
    """Return when the machine found what was published at a moment."""
    day = moment.astimezone(HANOI).date()
    for ahead in range(6):
        if silent("network", day + timedelta(days=ahead)):
            continue
        for look in looks(day + timedelta(days=ahead)):
            if look >= moment:
                return look + timedelta(seconds=whole(2, 300, "tìm thấy", moment))
    return year.NOW


def visits() -> Iterator[Visit]:
    """Yield what became of each list at each look: own pages to the end, outlets until they are crawled.

    What matters most is looked at every time, the rest with the first look of a day.
    """
    for day in days(year.FIRST, year.LAST):
        for turn, at in enumerate(looks(day)):
            whole_round = turn == 0 or at.hour > HOURS[-1]
            for page in (*(page.id for page in year.PAGES), year.ZALO):
                if whole_round or page == year.PAGES[0].id:
                    yield _visit(page, f"https://facebook.example/{page}/posts", "feed", at, "")
            if day == year.LAST:
                continue  # what is crawled live speaks for the last day
            for site in SITES.values():
                if whole_round or site.priority == 1:
                    yield _visit(site.id, *_list_of(site), at, _trouble(site, day))


def _list_of(site: Site) -> tuple[str, str]:
    if site.feed != "none":
        return f"{site.home}rss/home.rss", "feed"
    return f"{site.home}{site.sections[0] if site.sections else ''}", "section"


def _trouble(site: Site, day: date) -> str:
    if site.id == "baomatket":
        return "máy chủ từ chối kết nối" if day >= DEAD_FROM else ""
    return {"chancua": "trang thử thách", "tinkhucongnghiep": "robots.txt lỗi 500"}.get(site.id, "")


def _visit(source: str, url: str, role: str, at: datetime, trouble: str) -> Visit:
    outcome = Outcome.KNOWN
    if silent("network", at.astimezone(HANOI).date()):
        outcome, trouble = Outcome.FAILED, "không có mạng"
    elif trouble:
        outcome = Outcome.BLOCKED if source == "chancua" else Outcome.FAILED
    elif share("lỗi thoáng qua", source, at) < 0.012:
        outcome, trouble = Outcome.FAILED, "quá 15 giây không trả lời"
    return Visit(
        source=source, url=url, role=role, at=at + timedelta(seconds=whole(0, 240, source, at)),
        outcome=outcome, reason=trouble, reason_class="temporary" if outcome is Outcome.FAILED else "",
        http_status=200 if outcome is Outcome.KNOWN else None, method="sample-year",
        items=20 if outcome is Outcome.KNOWN else 0,
    )  # fmt: skip


def articles() -> Iterator[Post]:
    """Yield the articles before the sample month, found at the next look."""
    for article in year.news():
        site = SITES[article.outlet]
        assert article.at < datetime.combine(BEFORE, time(), HANOI)
        yield Post(
            post_id=post_id_of(url=article.url, source=site.id, native_id=None), source=site.id,
            kind="article", url=article.url, title=article.title, lead=article.lead,
            text="\n".join(article.body), fetched_at=next_look(article.at).astimezone(UTC),
            published_at=article.at.astimezone(UTC), author="PV (mẫu)", section="cong-doan",
            method="sample-year",
        )  # fmt: skip


def own(key: bytes) -> Iterator[Post | Event]:
    """Yield own posts, what kind they are, their figures, comments below them and our replies."""
    for post in year.posts():
        yield (made := _own_post(post))
        yield described(made, post.format, post.shared, made.fetched_at)
        for mark, at in post.measured():
            due = Due(
                post_id=made.post_id, native_id=post.native_id, mark=mark,
                due_at=post.at + timedelta(days=mark),
            )  # fmt: skip
            yield measured(due, made.source, "facebook", post.figures(mark), at)
        if post.removed:
            gone = min(post.at + timedelta(days=2), year.NOW)
            yield removed(made.post_id, made.source, "facebook", gone)
        for comment in post.comments:
            yield (asked := _comment(comment, post, key))
            if comment.reply_at is not None:
                yield (said := _reply(comment, post))
                yield reply(said, asked.post_id, said.fetched_at)


def _own_post(post: year.OwnPost) -> Post:
    return Post(
        post_id=post_id_of(url=None, source=post.page.id, native_id=post.native_id),
        source=post.page.id, kind="post", url=f"{post.page.home}/posts/{post.native_id}", title="",
        lead="", text=post.text, fetched_at=next_look(post.at), published_at=post.at,
        author=post.page.name, native_id=post.native_id, method="facebook",
    )  # fmt: skip


def _comment(comment: year.Comment, post: year.OwnPost, key: bytes) -> Post:
    return Post(
        post_id=post_id_of(url=None, source=post.page.id, native_id=comment.native_id),
        source=post.page.id, kind="comment", url=f"{post.page.home}/posts/{post.native_id}", title="",
        lead="", text=comment.text, fetched_at=next_look(comment.at), published_at=comment.at,
        author_key=pseudonym(key, post.page.id, comment.person), native_id=comment.native_id,
        parent_id=_own_post(post).post_id, method="facebook",
    )  # fmt: skip


def _reply(comment: year.Comment, post: year.OwnPost) -> Post:
    assert comment.reply_at is not None
    native = f"{comment.native_id}_r"
    return Post(
        post_id=post_id_of(url=None, source=post.page.id, native_id=native), source=post.page.id,
        kind="comment", url=f"{post.page.home}/posts/{post.native_id}", title="", lead="",
        text=comment.reply, fetched_at=next_look(comment.reply_at), published_at=comment.reply_at,
        author=post.page.name, native_id=native, parent_id=_own_post(post).post_id, method="facebook",
    )  # fmt: skip
