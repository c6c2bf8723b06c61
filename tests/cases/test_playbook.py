"""Playbooks propose from what the alert knows, and a wrong file is refused with the remedy."""

import string
from pathlib import Path

import pytest

from langnghe.cases.finding import RISK_VI
from langnghe.cases.playbook import (
    CLUSTER_VI,
    DEFAULT,
    FIELD_VI,
    FORM_VI,
    UNKNOWN,
    Cluster,
    Playbooks,
    load_playbooks,
)
from langnghe.errors import ConfigError
from langnghe.records import ROLE_VI

ALERT = {
    "enterprise": "Công ty May Sao Khuê",
    "place": "phường Tân Phong, Lai Châu",
    "since": "09:15 ngày 12/6/2026",
    "sources": ["Báo mẫu", "Báo ví dụ"],
    "stories": "62 công nhân nhập viện sau bữa ăn ca",
}


@pytest.fixture(scope="module")
def shipped() -> Playbooks:
    return load_playbooks()


@pytest.mark.parametrize("cluster", CLUSTER_VI)
@pytest.mark.parametrize("risk", RISK_VI)
def test_every_risk_has_a_proposal_in_every_cluster(
    shipped: Playbooks, risk: str, cluster: Cluster
) -> None:
    found = shipped.proposal(risk, cluster, ALERT)
    assert found.owner in ROLE_VI
    assert 0 < found.hours <= 8
    assert all(form in FORM_VI and when for form, when in found.forms)
    text = found.text()
    assert "{" not in text
    assert all(line in text for line in (*found.internal, *found.press, *found.never))


def test_leaders_are_never_bothered_with_our_own_system(shipped: Playbooks) -> None:
    leaders = {"chair", "vice_chair"}
    for cluster in CLUSTER_VI:
        steps = shipped.proposal("R0", cluster).verify
        assert leaders.isdisjoint(step.owner for step in steps)


def test_all_six_forms_of_statement_are_used(shipped: Playbooks) -> None:
    used = {form for r in RISK_VI for c in CLUSTER_VI for form, _ in shipped.proposal(r, c).forms}
    assert used == set(FORM_VI)


def test_what_the_alert_knows_is_filled_in_and_the_rest_is_said_to_be_unknown(
    shipped: Playbooks,
) -> None:
    found = shipped.proposal("R3", "victim", ALERT)
    text = found.text()
    assert "Tại Công ty May Sao Khuê, phường Tân Phong, Lai Châu" in text
    assert "Báo mẫu, Báo ví dụ" in text
    assert "Trưởng Ban Chính sách pháp luật, trong 1 giờ" in text
    assert found.unknown == ()
    bare = shipped.proposal("R3", "victim", {"enterprise": None, "sources": []})
    assert f"Tại {UNKNOWN}, {UNKNOWN}" in bare.text()
    assert bare.unknown == ("enterprise", "place", "sources")
    assert "Còn chưa rõ: doanh nghiệp, địa bàn, nguồn đã đưa" in bare.text()


def test_a_value_with_braces_is_only_text(shipped: Playbooks) -> None:
    found = shipped.proposal("R3", "victim", {"enterprise": "{place} {0}"})
    assert "Tại {place} {0}, chưa rõ" in found.text()


def test_no_promise_no_name_no_blame_stands_in_every_playbook(shipped: Playbooks) -> None:
    for risk in RISK_VI:
        for cluster in CLUSTER_VI:
            never = " ".join(shipped.proposal(risk, cluster).never)
            assert "Không hứa" in never
            assert "Không nêu tên" in never
            assert "Không quy lỗi" in never


def test_the_cluster_has_a_default_with_a_reason_and_a_person_may_change_it(
    shipped: Playbooks,
) -> None:
    assert shipped.default_cluster("R1")[0] == "preventable"
    assert shipped.default_cluster("R2e")[0] == "victim"
    usual = shipped.proposal("R3")
    assert usual.cluster == "victim"
    assert usual.cluster_why == shipped.default_cluster("R3")[1]
    changed = shipped.proposal(
        "R3", "accidental", reason="Công đoàn đã nhận kiến nghị từ tuần trước."
    )
    assert "người phụ trách chọn (mặc định: bị tác động)" in changed.cluster_why
    assert "tuần trước" in changed.text()


def test_a_field_that_no_alert_has_is_a_bug_of_the_caller(shipped: Playbooks) -> None:
    with pytest.raises(ValueError, match="victims"):
        shipped.proposal("R3", "victim", {"victims": "3"})


def test_the_shipped_file_tells_a_reader_every_field_role_and_form() -> None:
    head = DEFAULT.read_text(encoding="utf-8").split("never_always")[0]
    fields = {name for _, name, _, _ in string.Formatter().parse(head) if name}
    assert fields == set(FIELD_VI)
    assert all(role in head for role in ROLE_VI)
    assert all(form in head for form in FORM_VI)


def edited(folder: Path, old: str, new: str) -> Path:
    text = DEFAULT.read_text(encoding="utf-8")
    assert old in text
    path = folder / "playbooks.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Tại {enterprise}, {place}:", "Tại {cong_ty}:", r"R3 × victim: verify\.1\.what: không có ô điền \{cong_ty\}; chỉ dùng: \{enterprise\}"),
        ("Tại {enterprise}, {place}:", "Tại {enterprise:>9}:", "không có ô điền"),
        ("Tại {enterprise}, {place}:", "Tại {enterprise, nơi:", "dấu ngoặc nhọn lẻ"),
        ('owner = "policy_head", hours = 1', 'owner = "giam_doc", hours = 1', "không có vai trò 'giam_doc'; dùng một trong: chair"),
        ('risk = "R5"\ncluster = "preventable"', 'risk = "R5"\ncluster = "victim"', "R5 × victim: khai hai lần"),
        ('risk = "R5"\ncluster = "preventable"', 'risk = "R9"\ncluster = "preventable"', "không có mã rủi ro 'R9'"),
        ('form = "briefing"', 'form = "tweet"', "press_conference"),
        ("never_always = [", "never_alwys = [", "never_al"),
        ("hours = 1 }", "hours = 0 }", "hours"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_place_and_remedy(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = edited(tmp_path, old, new)
    with pytest.raises(ConfigError, match=says) as error:
        load_playbooks(path)
    assert str(path) in str(error.value)


def test_a_missing_playbook_is_named(tmp_path: Path) -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    blocks = text.split("[[playbook]]")
    kept = [b for b in blocks if not b.startswith('\nrisk = "R4"\ncluster = "accidental"')]
    assert len(kept) == len(blocks) - 1
    path = tmp_path / "playbooks.toml"
    path.write_text("[[playbook]]".join(kept), encoding="utf-8")
    with pytest.raises(ConfigError, match="R4 × accidental: thiếu kịch bản; thêm một mục"):
        load_playbooks(path)


def test_no_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="langnghe init"):
        load_playbooks(tmp_path / "playbooks.toml")
