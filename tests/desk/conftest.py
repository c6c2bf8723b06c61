"""The desk as people meet it: a real server on loopback over the demo's office, log-ins, a browser."""

from __future__ import annotations

import io
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from langnghe.config import Workspace
from langnghe.desk.accounts import LOGIN
from langnghe.desk.app import create_app
from langnghe.desk.begin import first_accounts
from langnghe.desk.desk import Desk
from langnghe.desk.doorman import Doormen
from langnghe.desk.settings import DeskSettings
from tests.conftest import Demo

PASSWORD = "chim sáo bay qua đồng"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@dataclass
class Served:
    """A desk that is being served. as_role logs in; every role's password is PASSWORD."""

    address: str
    desk: Desk
    app: Any
    workspace: Workspace
    clients: dict[str, Client] = field(default_factory=dict)

    def as_role(self, role: str) -> Client:
        """Return a client that is in as a role; the same one each time."""
        if role not in self.clients:
            self.clients[role] = log_in(self.address, LOGIN[role])
        return self.clients[role]

    def fresh(self, role: str) -> Client:
        """Return a client of a role with a session of its own."""
        return log_in(self.address, LOGIN[role])


class Client(httpx.Client):
    """A browser's manners: cookies, Origin; `send_form` adds the token of the session."""

    csrf: str = ""

    def send_form(
        self, address: str, data: dict[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        """Post a form as a page of the desk would; redirects are not followed."""
        return self.post(
            address, data={"_csrf": self.csrf, **(data or {})}, follow_redirects=False, **more
        )

    def html(self, address: str) -> str:
        """Return a page that must open."""
        answer = self.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}\n{answer.text[:1500]}"
        return answer.text


def field_of(html: str, name: str) -> str:
    """Return the value of the first field of a name."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]


def log_in(address: str, login: str, password: str = PASSWORD) -> Client:
    """Return a client that is logged in."""
    client = Client(
        base_url=address, headers={"Origin": address}, follow_redirects=True, timeout=60
    )
    form = client.get("/dang-nhap").text
    answer = client.post(
        "/dang-nhap", data={"_dau": field_of(form, "_dau"), "ten": login, "mat_khau": password}
    )
    assert answer.history, f"{login} was not let in: {answer.text[:800]}"
    client.csrf = field_of(client.get("/tai-khoan").text, "_csrf")
    return client


@contextmanager
def serving(workspace: Workspace, settings: DeskSettings) -> Iterator[Served]:
    """Serve a desk on loopback, in a thread."""
    app = create_app(workspace, settings)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{socket.getsockname()[1]}"
    deadline = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the desk did not start"
        assert time.monotonic() < deadline, "the desk does not answer"
        time.sleep(0.02)
    served = Served(address, app.state.desk, app, workspace)
    try:
        yield served
    finally:
        for client in served.clients.values():
            client.close()
        server.should_exit = True
        thread.join(timeout=30)
        socket.close()


def accounts_for_all(workspace: Workspace) -> None:
    """Make an account of every role with PASSWORD, nothing more asked."""
    from langnghe.desk.accounts import Accounts, _hasher
    from langnghe.desk.desk import vault_of

    first_accounts(workspace, datetime.now(UTC))
    vault = vault_of(workspace)
    vault.run("update user set password = ?, must_change = 0", [_hasher().hash(PASSWORD)])
    assert len(Accounts(vault).all()) == len(LOGIN)
    vault.close()


@pytest.fixture(scope="session")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workspace]:
    """Return a maker of fresh copies of the demo's office, with accounts."""

    def make() -> Workspace:
        root = tmp_path_factory.mktemp("desk") / "office"
        shutil.copytree(
            demo.workspace.root, root, ignore=shutil.ignore_patterns("raw", "prefect", "desk")
        )
        place = Workspace(root)
        accounts_for_all(place)
        return place

    return make


@pytest.fixture(scope="session")
def desk(office: Callable[[], Workspace]) -> Iterator[Served]:
    """A desk over a copy of the demo that all reading tests share; writing tests may write to it."""
    with serving(office(), DeskSettings(totp=False)) as served:
        yield served


@pytest.fixture(autouse=True)
def fresh_doormen(request: pytest.FixtureRequest) -> None:
    """Let each test knock anew: wrong tokens of one would shut the shared desk's door to the next."""
    if "desk" in request.fixturenames:
        request.getfixturevalue("desk").desk.doormen = Doormen()


@pytest.fixture
def own_desk(office: Callable[[], Workspace]) -> Iterator[Served]:
    """A desk of this test's own, for what would disturb the others."""
    with serving(office(), DeskSettings(totp=False)) as served:
        yield served


@pytest.fixture
def as_role(desk: Served) -> Callable[[str], Client]:
    """Return the log-in of the shared desk: as_role("analyst").html("/hom-nay")."""
    return desk.as_role


@dataclass
class _Browser:
    """The one browser of these tests: it takes seconds to start."""

    play: Any = None
    window: Any = None

    def open(self) -> Any:
        if self.window is None:
            sync = pytest.importorskip("playwright.sync_api", reason="playwright chưa cài")
            self.play = sync.sync_playwright().start()
            self.window = self.play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        return self.window

    def close(self) -> None:
        if self.window is not None:
            self.window.close()
            self.play.stop()
            self.play = self.window = None


_BROWSER = _Browser()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Close the browser when the tests leave this folder: its event loop would be in others' way."""
    yield
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        _BROWSER.close()


@pytest.fixture(scope="module")
def chromium() -> Any:
    """The real browser, or skip."""
    if CHROMIUM is None:
        pytest.skip("Chromium không có trên PATH")
    return _BROWSER.open()


def context_of(chromium: Any, desk: Served, role: str, *, width: int = 1280, **more: Any) -> Any:
    """Return a browser window that is in as a role."""
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, locale="vi-VN", base_url=desk.address, **more
    )
    context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": desk.address}
         for c in desk.as_role(role).cookies.jar]
    )  # fmt: skip
    return context


@pytest.fixture
def browse(desk: Served, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return a maker of browser pages that are in as a role: browse("analyst", "/hom-nay", width=390)."""
    contexts = []

    def make(role: str, path: str = "/", *, width: int = 1280, **more: Any) -> Any:
        context = context_of(chromium, desk, role, width=width, **more)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shoot() -> Callable[[Any, str], None]:
    """Return the camera: shoot(page, "ten"). With LANGNGHE_SHOTS=docs/images/desk pictures are kept."""
    folder = os.environ.get("LANGNGHE_SHOTS", "")

    def take(page: Any, name: str) -> None:
        if not folder:
            return  # what is on the page, the test says; a picture is for people
        picture = _small(page.screenshot(full_page=False, caret="initial"))
        assert len(picture) < 150_000, name
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(picture)

    return take


def _small(picture: bytes) -> bytes:
    """Return a picture in 64 colours: a page has few, and the manual is read by telephone."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as whole:
        whole.convert("RGB").quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def all_routes(app: Any) -> Iterator[Any]:
    """Yield every route of an application or router, also those of included routers."""
    for route in app.routes:
        if (inner := getattr(route, "original_router", None)) is not None:
            yield from all_routes(inner)
        else:
            yield route


def axe(page: Any, *, only: str = "") -> list[dict[str, Any]]:
    """Return what axe finds on a page against WCAG 2.2 A and AA (or by one rule)."""
    from importlib.util import find_spec

    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-playwright-python chưa cài")
    if not page.evaluate("typeof window.axe === 'object'"):
        # Through the debugger, not a script tag: the pages' own policy allows none.
        page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    run = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": tags}
    found = page.evaluate(
        "run => axe.run(document, {runOnly: run, resultTypes: ['violations']})", run
    )
    return [
        {"id": v["id"], "impact": v["impact"], "nodes": [n["html"][:160] for n in v["nodes"]][:4]}
        for v in found["violations"]
    ]
