"""A whole run speaks to its sample sites and to itself, and to nobody else: nothing is looked up, nothing is sent.

Of the demo every test here works on, all its processes counted: the crawl's child, Prefect's server, the
workers that label. `python -m benchmarks.traced` asks the kernel instead, so that native code is seen too.
"""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.traced import read
from tests.conftest import Demo

HERE = ("127.0.0.1", "::1", "localhost")


def test_no_process_of_a_full_run_speaks_to_anybody_but_this_machine(demo: Demo) -> None:
    if not demo.connects.exists():
        pytest.skip(
            "cơ quan mẫu của lần chạy trước, làm khi chưa có máy ghi: xoá LANGNGHE_TEST_CACHE"
        )
    lines = demo.connects.read_text(encoding="utf-8").splitlines()
    calls = Counter(line.split()[1] for line in lines)
    processes = {line.split()[0] for line in lines}
    away = [
        line
        for line in lines
        if (words := line.split())[1] != "file" and words[2].strip("[]") not in HERE
    ]
    assert away == []
    # The net is not empty: the crawl's child and Prefect's client were both heard.
    assert calls["connect"] > 50
    assert len(processes) >= 2, processes
    print(
        f"{len(lines)} lần nối hoặc tra tên của {len(processes)} tiến trình, 0 ra ngoài: {dict(calls)}"
    )


WRITTEN = """\
20857 bind(3, {sa_family=AF_INET, sin_port=htons(8123), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
20857 getsockname(3, {sa_family=AF_INET, sin_port=htons(9123), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0
20858 connect(3, {sa_family=AF_INET, sin_port=htons(8123), sin_addr=inet_addr("127.0.0.1")}, 16 <unfinished ...>
20857 connect(4, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file)
20858 connect(4, {sa_family=AF_INET, sin_port=htons(7777), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
20857 connect(4, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 0
20858 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ECONNREFUSED (Connection refused)
20858 sendto(5, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(8125), sin_addr=inet_addr("127.0.0.1")}, 16) = 1
"""


def test_the_reader_of_traces_finds_what_goes_away() -> None:
    trace = read(WRITTEN.splitlines())
    assert trace.own == {8123, 9123}
    assert set(trace.foreign({7777})) == {
        ("connect", "10.0.0.2", 53),
        ("connect", "2001:db8::1", 443),
        ("sendto", "127.0.0.1", 8125),
    }
    assert len(trace.processes) == 2
