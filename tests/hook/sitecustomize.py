"""Laid in the path of a traced run: every Python process of it notes whom it connects to and what it looks up.

An audit hook sees what Python code asks of sockets, whichever library asks; what native code asks the
kernel by itself, `python -m benchmarks.traced` sees.
"""

import os
import sys


def _note(event, words):
    if event == "socket.getaddrinfo":
        told = f"lookup {words[0]}"
    elif event in ("socket.connect", "socket.sendto"):
        there = words[1]
        told = (
            f"{event[7:]} {there[0]} {there[1]}" if isinstance(there, tuple) else f"file {there!r}"
        )
    else:
        return
    handle = os.open(os.environ["LANGNGHE_CONNECTS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{os.getpid()} {told}\n".encode())
    os.close(handle)


if "LANGNGHE_CONNECTS" in os.environ:
    sys.addaudithook(_note)
