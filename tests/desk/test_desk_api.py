"""/api: by token only, no author's hash, errors as problem+json, described so that schemathesis believes it."""

from __future__ import annotations

import os
import re
from typing import Any

import httpx
import pytest

from langnghe.desk.doorman import Doorman
from tests.desk.conftest import Served
from tests.desk.test_desk_doors import calling

BOTH = "api.read api.import"


def token_of(desk: Served, role: str, scopes: str = BOTH) -> str:
    """Return a fresh token of a role, made on the page."""
    made = desk.as_role(role).send_form("/api/khoa", {"ten_khoa": "bài kiểm", "quyen": scopes})
    found = re.search(r'<code class="secret">(ln_[\w-]+)</code>', made.text)
    assert found, made.text[:800]
    return found[1]


@pytest.fixture(scope="module")
def client(desk: Served) -> Any:
    with calling(desk, token_of(desk, "analyst")) as found:
        yield found


def test_without_a_token_nothing_opens(desk: Served) -> None:
    with calling(desk, "") as stranger, calling(desk, "ln_sai") as wrong:
        for one in (stranger, wrong):
            answer = one.get("/api/v1/posts")
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "khoá" in answer.json()["detail"]
        assert stranger.get("/api/openapi.json").status_code == 401
        assert stranger.get("/api").status_code in (303, 401)


def test_posts_come_without_anything_of_their_authors(client: httpx.Client) -> None:
    rows = client.get("/api/v1/posts?tu=2026-06-01&den=2026-06-30&limit=200").json()["rows"]
    assert len(rows) > 100
    assert not {"author", "author_hash", "body", "native_id"} & set(rows[0])
    assert all("2026-06-01" <= row["day"] <= "2026-06-30" for row in rows)
    assert client.get("/api/v1/stories?limit=5").json()["rows"][0]["posts"] >= 1
    assert client.get("/api/v1/alerts").json()["rows"]


def test_a_register_is_imported_and_its_bad_rows_are_told(
    client: httpx.Client, desk: Served
) -> None:
    good = {
        "day": "12/06/2026",
        "source": "Đài mẫu",
        "medium": "Phát thanh",
        "title": "Tin qua API",
    }
    answer = client.post(
        "/api/v1/registers/clippings/rows", json={"rows": [good, {**good, "day": "x"}]}
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["new"], told["refused"]) == (1, 1)
    assert told["errors"][0]["column"] == "day"
    assert "Tin qua API" in desk.as_role("analyst").html("/so/clippings?q=tin+qua+api")
    again = client.post("/api/v1/registers/clippings/rows", json={"rows": [good]}).json()
    assert again["known"] == 1


def test_a_token_holds_no_more_than_its_role_and_ends(desk: Served) -> None:
    with calling(desk, token_of(desk, "upper_union")) as scoped:
        assert scoped.get("/api/v1/posts").status_code == 403
        mine = {
            "day": "12/06/2026",
            "source": "Đài",
            "medium": "Phát thanh",
            "title": "x",
            "unit": "ldld-lai-chau",
        }
        refused = scoped.post("/api/v1/registers/clippings/rows", json={"rows": [mine]})
        assert refused.status_code == 422
        assert "đơn vị mình" in refused.json()["detail"]
        client = desk.as_role("upper_union")
        for ident in re.findall(r'action="(/api/khoa/\w+/huy)"', client.html("/api")):
            client.send_form(ident)
        assert scoped.get("/api/v1/registers").status_code == 401


def test_a_token_that_only_reads_writes_nothing(desk: Served) -> None:
    row = {"day": "12/06/2026", "source": "Đài", "medium": "Phát thanh", "title": "x"}
    for scopes in ("api.read", ""):  # the less is what a form without a choice gets
        with calling(desk, token_of(desk, "analyst", scopes)) as reader:
            assert reader.get("/api/v1/posts").status_code == 200
            for path in ("/api/v1/registers/clippings/rows", "/api/v1/posts"):
                refused = reader.post(path, json={"rows": [row]})
                assert refused.status_code == 403, path
                assert "chỉ đọc" in refused.json()["detail"]
    made = desk.as_role("analyst").send_form("/api/khoa", {"ten_khoa": "x", "quyen": "admin"})
    assert made.status_code == 422
    assert "hai loại" in made.text


def test_who_asks_too_often_waits(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from langnghe.desk.pages import api_door

    monkeypatch.setattr(api_door, "PER_MINUTE", 3)
    with calling(desk, token_of(desk, "propaganda_head")) as hasty:
        answers = [hasty.get("/api/v1/reports") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


EXAMPLES = int(
    os.environ.get("LANGNGHE_API_EXAMPLES", "4")
)  # a request each; 200 for a thorough look


def test_the_description_holds(
    client: httpx.Client, desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests made up from the description, good and bad ones: every answer is as it says."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis chưa cài")
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis.strategies import just

    from langnghe.desk.pages import api_door

    monkeypatch.setattr(api_door, "PER_MINUTE", 1_000_000)
    monkeypatch.setattr(desk.desk.doormen, "calls", Doorman(1_000_000, 60))
    told = client.get("/api/openapi.json").json()
    # A row none of whose columns is known is well formed, and still refused in words.
    from schemathesis.specs.openapi.checks import positive_data_acceptance as unfair

    many = 0
    for found in schemathesis.openapi.from_dict(told).get_all_operations():
        operation = found.ok()
        answers: list[int] = []
        excluded = [unfair] if "{kind}" in operation.path else []

        def holds(case: Any, without: Any, told: list[int]) -> None:
            answer = case.call(
                base_url=desk.address, headers={"Authorization": client.headers["authorization"]}
            )
            case.validate_response(answer, excluded_checks=without)
            told.append(answer.status_code)

        tried = settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )(given(operation.as_strategy(), just(excluded), just(answers))(holds))  # fmt: skip
        tried()
        assert answers, operation.path
        many += len(answers)
    assert many >= EXAMPLES * 5  # reports and registers take no parameters: one request says all


def test_no_answer_holds_a_pseudonym(client: httpx.Client, desk: Served) -> None:
    from warehouse import open_store
    from warehouse.rekey import people

    with open_store(desk.workspace.warehouse) as store:
        known = set(people(store))
    paths = [
        p for p, does in client.get("/api/openapi.json").json()["paths"].items() if "get" in does
    ]
    pages = [
        *(p for p in paths if "{" not in p),
        "/api/v1/posts?limit=200",
        "/api/v1/stories?limit=100",
    ]
    answers = [client.get(path).text for path in pages]
    answers += [desk.as_role("legal_team").get(path).text for path in ("/hoi-dap", "/tin-bai")]
    assert sum(map(len, answers)) > 50_000
    for answer in answers:
        found = set(re.findall(r"[0-9a-f]{24}", answer))
        assert not found & known
        assert not {key[:12] for key in known} & set(re.findall(r"[0-9a-f]{12}", answer))
