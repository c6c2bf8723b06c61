"""Every connection of a whole day's work, as the kernel saw it: only configured sources and channels.

    python -m benchmarks.traced                 needs strace (Debian: apt install strace)
    python -m benchmarks.traced --serve 0       without the part in which `langnghe serve` runs

Sample sites and a mail server run outside the trace, on loopback. Inside, with all child processes and
native libraries: the day's flow on Prefect (crawl, load, label, stories, watch, digest), mails sent, a
report, a digest as PDF, a search, an export, a backup, doctor; the desk with pages opened; then `langnghe
serve` with its schedules, its Prefect server, its desk, for a while, no source switched on. strace writes
down every connect, sendto, sendmsg, bind and listening port. A connection is allowed to a sample site, to
the mail server, or to a port that a traced process itself listens on; a name looked up (port 53) or
anything else is foreign, is printed, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.desk import desk
from benchmarks.kills import DAY, DELIVERY, EVENING, HEAD, LOOKS, mailbox
from crawlers.job import Terms
from flows.workspace import create
from langnghe import samples
from langnghe.config import Workspace

CALLS = "connect,sendto,sendmsg,sendmmsg,bind,getsockname"
VERBS = (
    ("report", "--period", "2026-H1", "--format", "docx", "--out", "bao-cao.docx"),
    ("targets", "--year", "2026"),
    ("digest", "--day", f"{DAY}", "--format", "pdf", "--out", "diem-bao.pdf"),
    ("search", "cong doan"),
    ("export", "posts", "--out", "tin.csv"),
    ("backup",),
    ("snapshot",),
    ("audit", "verify"),
    ("doctor", "--offline"),
)
OFF = """[[source]]
id = "tat"
name = "Nguồn đã tắt"
home = "https://tat.example/"
type = "news"
enabled = false
feeds = ["https://tat.example/rss.xml"]
"""
PAGES = ("/dang-nhap", "/suc-khoe", "/tinh/desk.css")
_LINE = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)$")
_INET = re.compile(r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)')
_INET6 = re.compile(r'sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"')
_PATH = re.compile(r"sa_family=AF_UNIX, sun_path=@?\"([^\"]*)\"")


@dataclass(slots=True)
class Trace:
    """What was seen. asked: (call, address, port) → how often; own: ports traced processes listened on."""

    asked: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    own: set[int] = field(default_factory=set)
    local: Counter[str] = field(default_factory=Counter)  # sockets that are files of this machine
    processes: set[str] = field(default_factory=set)

    def foreign(self, configured: Iterable[int]) -> dict[tuple[str, str, int], int]:
        """Return what went anywhere but to this machine's configured sources, channels and own ports."""
        known = {*configured, *self.own}
        return {
            key: count
            for key, count in self.asked.items()
            if not (loopback(key[1]) and key[2] in known)
        }


def loopback(address: str) -> bool:
    """Tell whether an address is this very machine."""
    return address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1")


def read(lines: Iterable[str]) -> Trace:
    """Read what strace wrote."""
    trace = Trace()
    for line in lines:
        if not (found := _LINE.match(line)):
            continue
        process, call, rest = found.groups()
        trace.processes.add(process)
        if path := _PATH.search(rest):
            trace.local[path[1]] += call == "connect"
        if not (there := _INET.search(rest) or _INET6.search(rest)):
            continue
        port, address = int(there[1]), there[2]
        if call in ("bind", "getsockname"):
            # Of a connected socket this is the near end: a port that nobody else can be reached at.
            trace.own |= {port} - {0}
        else:
            trace.asked[call, address, port] += 1
    return trace


def work(place: Workspace, terms: Terms) -> None:
    """Do all of a day's work."""
    from flows.runtime import prepare

    prepare(place)  # before Prefect is imported, as the command line does
    from flows.daily import run_daily
    from flows.digest import day_digest
    from flows.send import send
    from flows.send_report import letter_of_day, send_report
    from warehouse import open_store

    run_daily(place, DAY, terms=terms, looks=LOOKS, progress=print)
    send(place, EVENING)
    with open_store(place.warehouse) as store:
        digest = day_digest(store, place, DAY, made_at=EVENING)
    send_report(place, lambda s, w: letter_of_day(s, w, digest), "propaganda_head", EVENING)
    for verb in VERBS:
        done = langnghe(*verb, "--workspace", str(place.root), cwd=place.root)
        print(f"langnghe {' '.join(verb)}: {done.returncode}", flush=True)
        if (
            done.returncode and verb[0] != "doctor"
        ):  # the mail server of a sample office is no error
            print(done.stderr[-400:], flush=True)
    with desk(place.root) as (address, _), httpx.Client(base_url=address) as client:
        for path in PAGES:
            print(f"desk {path}: {client.get(path).status_code}", flush=True)


def langnghe(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a verb."""
    start = "from langnghe.cli.app import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, *words], cwd=cwd, capture_output=True, text=True, check=False
    )


def serve_for(root: Path, seconds: float) -> None:
    """Let `langnghe serve` run for a while in an office whose sources are all switched off."""
    create(root, texts={"sources.toml": OFF})
    start = "from langnghe.cli.app import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", start, "serve", "--workspace", str(root), "--port", "0", "--health-port", "0"]
    )  # fmt: skip
    try:
        process.wait(seconds)
        print(f"serve ended by itself: {process.returncode}", flush=True)
    except subprocess.TimeoutExpired:
        print(f"serve ran for {seconds:.0f} s", flush=True)
        process.terminate()
        process.wait(120)


def traced(command: list[str], log: Path) -> Iterator[str]:
    """Run a command under strace; yield the lines of its log."""
    program = shutil.which("strace")
    if program is None:
        raise SystemExit("strace is not here (Debian: apt install strace)")
    subprocess.run(
        [program, "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none",
         "-o", str(log), *command], check=True,
    )  # fmt: skip
    with log.open(encoding="utf-8", errors="replace") as file:
        yield from file


def main() -> None:
    """Trace, judge, tell."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--serve", type=float, default=90.0, help="seconds of serve")
    options.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--terms", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        work(Workspace(given.work), Terms.from_json(json.loads(given.terms)))
        if given.serve:
            serve_for(given.work.with_name("serve"), given.serve)
        return
    with tempfile.TemporaryDirectory() as name, samples.serve() as sites, mailbox() as (box, port):
        root = Path(name) / "office"
        texts = {"sources.toml": sites.sources_toml(), "watchlist.toml": samples.watchlist_toml()}
        create(root, texts=texts)
        (root / "delivery.toml").write_text(DELIVERY.format(port=port, head=HEAD), encoding="utf-8")
        terms = Terms(allow=sites.allow, routes=sites.routes, delay=0.0)
        command = [
            sys.executable, "-m", "benchmarks.traced", "--work", str(root),
            "--terms", json.dumps(terms.to_json()), "--serve", str(given.serve),
        ]  # fmt: skip
        begun = time.monotonic()
        trace = read(traced(command, Path(name) / "trace"))
        told = judged(trace, sites.routes, port)
        told["mails"], told["seconds"] = len(box.got), round(time.monotonic() - begun)
    print(json.dumps(told, ensure_ascii=False))
    sys.exit(bool(told["foreign"]) or not told["to_sources"] or not box.got)


def judged(trace: Trace, routes: dict[str, str], mail: int) -> dict[str, Any]:
    """Return the figures of a trace."""
    sources = {int(place.rpartition(":")[2]) for place in routes.values()}
    count = Counter[str]()
    for (call, address, port), times in trace.asked.items():
        if call != "connect" or not loopback(address):
            continue
        where = "sources" if port in sources else "mail" if port == mail else "own"
        count[where] += times
    foreign = trace.foreign({*sources, mail})
    return {
        "tasks": len(trace.processes), "to_sources": count["sources"], "to_mail": count["mail"],
        "to_own_ports": count["own"], "own_ports": len(trace.own), "files": dict(trace.local.most_common(6)),
        "foreign": [f"{call} {address}:{port} ×{n}" for (call, address, port), n in sorted(foreign.items())],
    }  # fmt: skip


if __name__ == "__main__":
    main()
