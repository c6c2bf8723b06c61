"""Start Prefect's server while other work is done: its 13 seconds then cost nobody's time."""

from __future__ import annotations

import threading
from collections.abc import Callable


def server_ahead() -> Callable[[], None]:
    """Begin to start the ephemeral server in the background; call what is returned before a flow.

    It returns when the server answers, and raises what went wrong. An office that names a server of
    its own (PREFECT_API_URL) gets none. flows.runtime.prepare was called before.
    """
    failed: list[Exception] = []

    def start() -> None:
        try:
            from prefect.server.api.server import SubprocessASGIServer
            from prefect.settings import PREFECT_API_URL

            if not PREFECT_API_URL.value():
                SubprocessASGIServer().start()  # one a process: the flow finds it and starts none
        except Exception as error:
            failed.append(error)

    starting = threading.Thread(target=start, daemon=True)
    starting.start()

    def ready() -> None:
        starting.join()
        if failed:
            raise failed[0]

    return ready
