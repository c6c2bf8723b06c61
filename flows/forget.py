"""Forget on request: who or what is meant, what is held of it, and what came of taking it away.

An author is found by the pseudonym of the handle, an address by itself, a person's name by the words in
which it stands; of the last each text is confirmed by a person, for names are shared. Press articles
that name somebody are told, never deleted: they are the press's words, public, and not ours to unsay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.backup import back_up, backups, folder_of
from flows.backup_archive import ArchiveReader
from flows.erase import Erased, erase
from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.errors import ForgetError, LangngheError
from langnghe.forgotten import Kind, Ledger
from langnghe.landing import files as landing_files
from langnghe.privacy import load_key, pseudonym
from langnghe.records import post_id_of
from warehouse import Store, open_store
from warehouse import forget as store_of
from warehouse.forget import Held
from warehouse.load import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request names: one of the three. source: of an author, "" for every source."""

    author: str = ""
    source: str = ""
    url: str = ""
    person: str = ""

    def __post_init__(self) -> None:
        if sum(bool(one.strip()) for one in (self.author, self.url, self.person)) != 1:
            raise ForgetError("ghi đúng một trong ba: --author, --url hoặc --person")

    @property
    def how_vi(self) -> str:
        """Return by what it was looked for, without the name itself."""
        if self.author:
            return f"tên hiển thị hoặc mã trên nền tảng, {'nguồn ' + self.source if self.source else 'mọi nguồn'}"
        return "địa chỉ bài" if self.url else "tên người trong chữ"


@dataclass(slots=True)
class Meant:
    """What a request comes to. press: articles that name a person: told, never deleted."""

    held: list[Held] = field(default_factory=list)
    press: list[Held] = field(default_factory=list)
    talk: dict[str, set[str]] = field(default_factory=dict)
    authors: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)  # to be refused, whether held or not

    def marks(self) -> list[tuple[Kind, str]]:
        """Return what goes into the ledger."""
        found: list[tuple[Kind, str]] = [("author", key) for key in self.authors]
        found += [("post", one) for one in self.posts | {one.post_id for one in self.held}]
        found += [("inquiry", ident) for ident in self.talk.get("inquiry", ())]
        return found + [("post", ident) for ident in self.talk.get("message", ())]


@dataclass(slots=True)
class Forgotten:
    """What came of a request. archives: backups made before, which still hold the words; dropped: how
    many of them were deleted since."""

    asked: Asked
    meant: Meant
    erased: Erased
    at: datetime
    request: str = ""
    archives: list[Path] = field(default_factory=list)
    dropped: int = 0
    lake: str = ""  # what was done in the shared store, or why not
    certificate: Path | None = None


def meaning(
    workspace: Workspace, store: Store, asked: Asked, confirmed: Sequence[str] = ()
) -> Meant:
    """Return what a request names in an open warehouse.

    confirmed: of a person's name, the ids (or beginnings of ids) of the texts that are really meant.
    """
    if asked.author:
        return _author(workspace, store, asked)
    if asked.url:
        held = store_of.of_url(store, asked.url)
        unseen = post_id_of(url=asked.url, source="", native_id=None)
        return Meant(held=held, posts={one.post_id for one in held} or {unseen})
    return _person(store, asked.person, confirmed)


def _author(workspace: Workspace, store: Store, asked: Asked) -> Meant:
    key = load_key(workspace.key_file)
    sources = [asked.source] if asked.source else _sources(workspace, store)
    if asked.source and asked.source not in (known := _sources(workspace, store)):
        raise ForgetError(
            f"không có nguồn {asked.source!r}; các nguồn: {', '.join(known[:12])} … Bỏ --source để tìm mọi nguồn"
        )
    people = {
        pseudonym(key, source, handle)
        for source in sources
        for handle in (asked.author, f"conversation:{asked.author}")
    }
    held = store_of.of_authors(store, people)
    talk = store_of.talk_of(store, people)
    # Only pseudonyms that spoke here, unless the source is named: the ledger tells no more than it must.
    spoke = people if asked.source else {key for key in people if _spoke(store, key)}
    return Meant(held=held, talk=talk, authors=spoke)


def _spoke(store: Store, key: str) -> bool:
    return bool(store_of.of_authors(store, [key]) or any(store_of.talk_of(store, [key]).values()))


def _sources(workspace: Workspace, store: Store) -> list[str]:
    seen = {name for (name,) in store.rows("select source from raw.source")}
    seen |= {name for (name,) in store.rows(
        "select distinct fields ->> 'source' from raw.event where kind in ('inquiry', 'message')"
    ) if name}  # fmt: skip
    return sorted(seen | {source.id for source in workspace.sources()})


def _person(store: Store, person: str, confirmed: Sequence[str]) -> Meant:
    named = store_of.naming(store, person)
    press = [one for one in named if one.kind == "article"]
    said = [one for one in named if one.kind != "article"]
    asked = {ident for ident, text in store_of.talk_naming(store, person)}
    if not confirmed:
        return Meant(held=said, press=press, talk={"inquiry": asked, "message": set()})
    kept, talks = [], set()
    for given in confirmed:
        posts = {one.post_id for one in said if one.post_id.startswith(given)}
        talk = {ident for ident in asked if ident.startswith(given)}
        if len(posts) + len(talk) != 1:
            raise ForgetError(
                f"--confirm {given}: {'khớp nhiều' if posts or talk else 'không có trong danh sách'}; "
                "chạy lại không kèm --yes để xem mã của từng câu"
            )
        kept += [one for one in said if one.post_id in posts]
        talks |= talk
    return Meant(held=kept, press=press, talk={"inquiry": talks, "message": set()})


def look(
    workspace: Workspace, asked: Asked, now: datetime, *, confirmed: Sequence[str] = ()
) -> Forgotten:
    """Tell what a request would take away, and touch nothing."""
    meant = meant_by(workspace, asked, confirmed)
    real = Ledger.of(workspace.root)
    trial = Ledger(real.path, real.key or b"chi xem")
    trial.marks = {trial.mark(kind, value) for kind, value in meant.marks()}
    archives = folder_of(workspace)
    erased = erase(workspace, trial, now, archives=archives, dry=True)
    return Forgotten(asked, meant, erased, now, archives=backups(archives))


def forget(
    workspace: Workspace,
    asked: Asked,
    now: datetime,
    *,
    role: str,
    confirmed: Sequence[str] = (),
    request: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Forgotten:
    """Carry out a request: into the ledger first, then out of every place, then into a certificate."""
    from flows.forget_paper import certify

    if asked.person and not confirmed:
        raise ForgetError(
            "tên người có thể trùng: xem danh sách rồi chạy lại với --confirm MÃ cho từng câu đúng là người ấy"
        )
    meant = meant_by(workspace, asked, confirmed)
    ledger, archives = Ledger.of(workspace.root), folder_of(workspace)
    ledger.add(meant.marks(), now, request)
    if archives.exists():
        ledger.copy_to(archives)
    erased = erase(workspace, ledger, now, archives=archives, request=request, progress=progress)
    done = Forgotten(asked, meant, erased, now, request=request, archives=backups(archives))
    progress("Xoá trong kho chung của nhiều máy, nếu có")
    done.lake = in_lake(workspace)
    done.certificate = certify(workspace, done)
    told = f"{sum(erased.wordings.values())} lời, {erased.talks} câu hỏi"
    AuditLog.of(workspace.root).add(
        act(role, role, "xoá theo yêu cầu", done.certificate.name, outcome=told)
    )
    return done


def droppable(workspace: Workspace, passphrase: str) -> None:
    """Refuse to let old backups go where they hold sealed keys and a new one would have none."""
    for path in () if passphrase else backups(folder_of(workspace)):
        with ArchiveReader(path) as reader:
            if reader.contents.seal:
                raise ForgetError(
                    f"{path.name} giữ khoá và tài khoản (đã niêm), mà chưa có câu mật khẩu nên bản sao lưu mới "
                    "sẽ không có; ghi câu mật khẩu vào secrets.toml rồi chạy lại. Chưa xoá gì"
                )


def drop_archives(
    workspace: Workspace, done: Forgotten, *, passphrase: str, progress: Callable[[str], None]
) -> Path:
    """Back the office up anew, delete the backups of before, write the certificate again: it says so."""
    from flows.forget_paper import certify

    made = back_up(workspace, passphrase=passphrase, progress=progress)
    for path in done.archives:
        path.unlink(missing_ok=True)
    done.dropped, done.archives = len(done.archives), []
    done.certificate = certify(workspace, done)
    return made.path


def replay(workspace: Workspace, now: datetime, *, archives: Path) -> Erased:
    """Take out again what the ledger names: after a restore, and where a call was killed on the way."""
    ledger = Ledger.of(workspace.root)
    return erase(workspace, ledger, now, archives=archives) if ledger.marks else Erased()


def meant_by(workspace: Workspace, asked: Asked, confirmed: Sequence[str] = ()) -> Meant:
    """Return what a request names in an office, of all that has landed."""
    if not workspace.warehouse.exists() and not landing_files(workspace.landing):
        raise ForgetError(f"{workspace.root}: chưa có dữ liệu nào; kiểm tra --workspace")
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        return meaning(workspace, store, asked, confirmed)


def in_lake(workspace: Workspace) -> str:
    """Take what left the landing files out of the store that several machines share as well.

    Return what came of it in Vietnamese, "" where there is no such store.
    """
    if not (workspace.root / "fleet.toml").exists():
        return ""
    from flows.fleet import forget as forget_there

    try:
        files = forget_there(workspace, Ledger.of(workspace.root))
    except LangngheError as error:  # the office itself has forgotten; this is said, and tried again
        return f"CHƯA xoá được trong kho chung: {error}"
    return f"đã ghi lại {files} tệp landing trong kho chung và bỏ các bản cũ của nó"


def shown(held: Iterable[Held], most: int = 90) -> list[str]:
    """Return a line a text: id, where and when it stood, its beginning."""
    return [
        f"{one.post_id} · {one.source} · {one.fetched_at:%d/%m/%Y} · {' '.join(one.text.split())[:most]}"
        for one in held
    ]
