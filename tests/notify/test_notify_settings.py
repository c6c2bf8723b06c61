"""delivery.toml: the shipped roles, who hears what, and mistakes told by file, key and remedy."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import pytest
from notify_office import NOON, message, settings_in

from langnghe.errors import ConfigError
from langnghe.notify import (
    Delivery,
    DeliverySettings,
    Notice,
    deaf_roles,
    messages_for,
    read_delivery,
)
from langnghe.notify.secret import read_secrets

SHIPPED = files("langnghe.defaults").joinpath("delivery.toml").read_text(encoding="utf-8")


def office(folder: Path) -> DeliverySettings:
    """Return the shipped settings with one address a role: ROLE@x.example."""
    text, role = [], ""
    for line in SHIPPED.splitlines():
        role = line.strip("[]").removeprefix("roles.") if line.startswith("[roles.") else role
        text.append(f'to = ["{role}@x.example"]' if line == "to = []" else line)
    return settings_in(folder, "\n".join(text))


def heard(delivery: Delivery, **changes: object) -> set[str]:
    fields: dict[str, object] = {
        "about": "A-1",
        "event": "opened",
        "kind": "alert",
        "level": 3,
        "subject": "Tin",
        "text": "Nội dung",
        "created_at": NOON,
    }
    notice = Notice(**(fields | changes))  # type: ignore[arg-type]
    return {m.recipient.partition("@")[0] for m in messages_for(delivery, notice)}


def test_the_shipped_file_sends_nothing_to_nobody(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, SHIPPED)
    assert settings.delivery.addresses() == frozenset()
    assert settings.delivery.mail.host == ""
    notice = Notice(
        about="A", event="opened", kind="alert", level=5, subject="s", text="t", created_at=NOON
    )
    assert set(deaf_roles(settings.delivery, notice)) >= {"chair", "vice_chair", "spokesperson"}


def test_each_role_hears_what_the_plan_says(tmp_path: Path) -> None:
    delivery = office(tmp_path).delivery
    assert heard(delivery, level=1) == heard(delivery, level=2) == set()
    assert heard(delivery, level=3) == {"propaganda_head"}
    assert heard(delivery, level=3, topics=("strike", "welfare")) == {
        "propaganda_head",
        "policy_head",
    }
    assert heard(delivery, level=3, topics=("welfare",)) == {"propaganda_head"}
    for level in (4, 5):
        assert heard(delivery, level=level, topics=("bargaining",)) == {
            "chair",
            "vice_chair",
            "propaganda_head",
            "policy_head",
            "spokesperson",
        }
    assert heard(delivery, kind="ops", level=None) == {"admin"}
    assert heard(delivery, kind="digest", level=None) == {"propaganda_head", "analyst"}
    assert heard(delivery, kind="weekly", level=None) == {"chair", "vice_chair"}
    assert heard(delivery, kind="sla", level=None) == {"propaganda_head", "legal_team"}


def test_a_leader_hears_no_level_3_even_when_named(tmp_path: Path) -> None:
    delivery = office(tmp_path).delivery
    assert heard(delivery, level=3, roles=("chair", "legal_team")) == {"legal_team"}
    assert heard(delivery, kind="ops", level=None, roles=("chair", "admin")) == {"admin"}
    assert heard(delivery, kind="assignment", level=None, roles=("chair",)) == {"chair"}


def test_one_address_in_two_roles_hears_once(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path,
        '[roles.chair]\nlevels = [5]\nto = ["an@x.example"]\n'
        '[roles.spokesperson]\nlevels = [5]\nto = ["an@x.example", "https://x.example/moc"]\n',
    )
    notice = Notice(
        about="A", event="opened", kind="alert", level=5, subject="s", text="t", created_at=NOON
    )
    found = messages_for(settings.delivery, notice)
    assert [(m.role, m.channel) for m in found] == [("chair", "email"), ("spokesperson", "webhook")]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[mail]\nhots = 'x'", ("mục mail.hots", "không có khoá này")),
        ("[mail]\nhost = 'x.example'", ("mục mail", "thiếu sender")),
        ("[mail]\nport = '587a'", ("mục mail.port",)),
        ("[quiet]\nmax_level = 4", ("mục quiet.max_level", "dùng một trong")),
        ("[quiet]\nfrom = '25:00'", ("mục quiet.from", "phải là giờ")),
        ("[windows]\ndigest = ['7-9']", ("mục windows.digest.1", "06:45-21:00")),
        ("[roles.boss]\nlevels = [5]", ("roles.boss", "không có vai này")),
        ("[roles.chair]\nlevels = [3]", ("roles.chair", "chỉ nhận mức 4 và 5")),
        ("[roles.chair]\nkinds = ['ops']", ("roles.chair", "vận hành")),
        ("[roles.analyst]\nlevels = [6]", ("mục roles.analyst.levels.1", "không được quá 5")),
        ("[roles.analyst]\nto = ['Nguyễn An <an@x.example>']", ("ten@co-quan.vn",)),
        ("[roles.analyst]\nto = ['http://bao.example.com/x']", ("dùng https://",)),
        ("[roles.analyst]\nto = ['http://[2001:4860:4860::8888]/x']", ("dùng https://",)),
        ("[roles.analyst]\nto = ['https://may.example.com:x/']", ("số cổng sai",)),
        ("[roles.analyst]\nto = ['tgram://${token}/1']", ("chữ HOA",)),
        ("[roles.analyst]\nto = ['mailto://an@x.example']", ("viết địa chỉ thư trần",)),
        (
            "[mail]\nhost='x.example'\nsender='a@x.example'\nuser='a'\nsecurity='none'",
            ("không mã hoá",),
        ),
        (
            "[[quiet.days]]\nlabel='Tết'\nfrom=2027-02-09\nto=2027-02-05\nall_day=true",
            ("to đứng trước",),
        ),
        ("[[quiet.days]]\nlabel='Tết'\nfrom=2027-02-05\nto=2027-02-09", ("đúng một trong hai",)),
        ("roles = 3 = 4", ("không đọc được TOML",)),
    ],
)
def test_a_mistake_is_told_by_file_key_and_remedy(
    tmp_path: Path, toml: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as caught:
        settings_in(tmp_path, toml)
    said = str(caught.value)
    assert "\n" not in said
    for word in ("delivery.toml", *words, "sửa"):
        assert word in said, said


TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.mark.parametrize(
    "address",
    [
        f"tgram://{TOKEN}/-100123",
        "https://hooks.example.com/T0AB12CD3/B0AB12CD3/abcdEFGH1234ijklMNOP5678",
        "https://an:bimat@may.example.com/moc",
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="mã bí mật") as caught:
        settings_in(tmp_path, f'[roles.admin]\nto = ["{address}"]')
    for secret in (TOKEN, "abcdEFGH1234ijklMNOP5678", "bimat"):
        assert secret not in str(caught.value)
    assert caught.value.__cause__ is None


TELEGRAM = '[roles.admin]\nkinds = ["ops"]\nto = ["tgram://${TELEGRAM_TOKEN}/-100123"]'


def test_a_missing_secret_is_told_with_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"thiếu mật khẩu TELEGRAM_TOKEN.*LANGNGHE_SECRET_TELEGRAM"
    ):
        settings_in(tmp_path, TELEGRAM)
    mail = '[mail]\nhost = "x.example"\nsender = "a@x.example"\nuser = "a"'
    with pytest.raises(ConfigError, match="SMTP_PASSWORD"):
        settings_in(tmp_path, mail)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings_in(tmp_path, TELEGRAM, f'TELEGRAM_TOKEN = "{TOKEN}"')
    other = "987654321:ZZabcdefghijklmnopqrstuvwxyz0123456"
    settings = read_delivery(
        tmp_path / "delivery.toml", {"LANGNGHE_SECRET_TELEGRAM_TOKEN": other, "LANGNGHE_DATA": "/x"}
    )
    assert settings.secrets.fill("tgram://${TELEGRAM_TOKEN}/1") == f"tgram://{other}/1"
    assert other not in repr(settings) + repr(settings.secrets)
    assert settings.secrets.hide(f"POST /bot{other}/x") == "POST /bot***/x"


@pytest.mark.skipif(os.name != "posix", reason="quyền tệp kiểu POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_secrets_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text('SMTP_PASSWORD = "x"', encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_secrets(tmp_path, {})
    path.chmod(0o600)
    assert read_secrets(tmp_path, {}).get("SMTP_PASSWORD") == "x"


def test_a_broken_secrets_file_does_not_quote_its_line(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text("SMTP_PASSWORD = bimat-lam", encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(ConfigError) as caught:
        read_secrets(tmp_path, {})
    assert "bimat" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"level": 6},
        {"level": None},
        {"kind": "digest"},
        {"role": "boss"},
        {"text": " "},
        {"created_at": NOON.replace(tzinfo=None)},
        {"html": '<img src="https://do-luot-xem.example/1.gif">'},
        {"html": "<script>1</script>"},
        {"html": "<div style='background:url(//x.example/a.png)'></div>"},
    ],
)
def test_a_message_is_valid_from_birth_and_fetches_nothing(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        message(**changes)  # type: ignore[arg-type]


def test_a_message_may_link_and_draw() -> None:
    html = '<a href="https://bao.example/1">bài</a><svg xmlns="http://www.w3.org/2000/svg"></svg>'
    assert message(html=html).html == html
