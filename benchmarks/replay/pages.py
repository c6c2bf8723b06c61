"""Serve the saved pages under their own host names on loopback and run the day's flow over them.

    python -m benchmarks.replay.pages [--out FOLDER] [--day 2026-03-07]

Saved article pages, section lists, home pages and feeds answer at their own addresses; a sitemap per
host lists the saved articles; every other address answers 404, as a real site answers for a page it
dropped. The flow is the very one behind `langnghe run`. Prints the counted outcomes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

Saved = Mapping[tuple[str, str], tuple[bytes, str]]  # (host, path?query) → body, content type


def host_of(url: str) -> str:
    """Return the host without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def target_of(url: str) -> str:
    """Return what stands in the request line for an address."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def read_pages(folder: Path) -> tuple[Saved, dict[str, dict[str, list[str]]]]:
    """Return the saved answers and, per host, its feeds, sections and articles."""
    answers: dict[tuple[str, str], tuple[bytes, str]] = {}
    sites: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kind = row["kind"]
        if kind.startswith("social"):
            continue
        url = row["url"] or f"http://{row['site']}/"
        kept = (
            "feeds"
            if kind.startswith("feed")
            else "articles"
            if kind in ("article", "blocked-page")
            else "sections"
        )
        content = "application/rss+xml" if kept == "feeds" else "text/html"
        answers[host_of(url), target_of(url)] = ((folder / row["file"]).read_bytes(), content)
        if url not in sites[host_of(url)][kept]:
            sites[host_of(url)][kept].append(url)
    for host, lists in sites.items():
        if lists["articles"]:
            entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in lists["articles"])
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
            answers[host, "/sitemap.xml"] = (body.encode(), "application/xml")
            lists["sitemaps"] = [f"https://{host}/sitemap.xml"]
    return answers, {host: dict(lists) for host, lists in sites.items()}


@contextmanager
def serve(answers: Saved) -> Iterator[str]:
    """Serve the saved answers by Host header; yield 127.0.0.1:port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").split(":")[0].removeprefix("www.")
            found = answers.get((host, self.path))
            body, content = found or (b"not saved", "text/plain")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", content)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def sources_toml(sites: Mapping[str, Mapping[str, list[str]]]) -> str:
    """Return a sources.toml that names every saved host with the family its address belongs to."""
    from crawlers.sites import FAMILIES, family_for

    names = {id(family): name for name, family in FAMILIES.items()}
    parts = []
    for host, lists in sorted(sites.items()):
        family = names.get(id(family_for(f"https://{host}/")), "generic")
        fields = [
            f'id = "{host.replace(".", "-")}"',
            f'name = "{host}"',
            f'home = "https://{host}/"',
            f'family = "{family}"',
            'type = "news"',
        ]
        fields += [
            f"{key} = {json.dumps(lists.get(key, []))}" for key in ("feeds", "sections", "sitemaps")
        ]
        parts.append("[[source]]\n" + "\n".join(fields))
    return "\n\n".join(parts) + "\n"


def replay(folder: Path, out: Path, day: date) -> dict[str, Any]:
    """Crawl, load, label, group and digest the saved pages; return the counted outcomes."""
    from crawlers.job import Terms
    from flows.runtime import prepare
    from flows.workspace import create
    from langnghe.config import Workspace

    answers, sites = read_pages(folder)
    create(out, texts={"sources.toml": sources_toml(sites)})
    place = Workspace(out)
    prepare(place)
    from flows.daily import run_daily
    from warehouse import open_store

    with serve(answers) as address:
        routes = {name: address for host in sites for name in (host, f"www.{host}")}
        start = time.perf_counter()
        summary = run_daily(
            place,
            day,
            terms=Terms(allow=frozenset([address]), routes=routes, delay=0.0),
            progress=lambda _: None,
        )
        seconds = time.perf_counter() - start
    saved = {url for lists in sites.values() for url in lists.get("articles", [])}
    with open_store(place.warehouse) as store:
        visits = store.rows("select source, url, role, outcome, reason, method from raw.visit")
        methods = store.rows(
            "select method, count(*) from raw.post where kind = 'article' group by 1 order by 2 desc"
        )
        faults = {name: n for name, n in store.check().items() if n}
    outcomes = Counter((role, outcome) for _, _, role, outcome, _, _ in visits)
    reached = [
        (u, o, r)
        for _, u, _, o, r, _ in visits
        if u in saved or u.replace("https:", "http:") in saved
    ]
    return {
        "seconds": round(seconds, 1),
        "summary": summary["lines"],
        "outcomes": {f"{role}/{outcome}": n for (role, outcome), n in sorted(outcomes.items())},
        "saved_articles": len(saved),
        "saved_article_outcomes": Counter(o for _, o, _ in reached),
        "saved_article_failures": [
            (u, o, r) for u, o, r in reached if o not in ("stored", "known", "revision")
        ],
        "failed_reasons": Counter(r for _, _, _, o, r, _ in visits if o == "failed").most_common(8),
        "methods": dict(methods),
        "check_faults": faults,
        "digest": summary["digest"],
    }


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    from langnghe.config import Settings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, help="keep the workspace here")
    parser.add_argument("--day", default="2026-03-07")
    chosen = parser.parse_args(arguments)
    folder = Settings().data / "pages"
    if not (folder / "index.jsonl").exists():
        print(f"bỏ qua: không có {folder} (đặt LANGNGHE_DATA)")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        figures = replay(
            folder, chosen.out or Path(temporary) / "office", date.fromisoformat(chosen.day)
        )
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
