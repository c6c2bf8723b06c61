"""delivery.toml: by what the office sends, who hears what, and when nobody is to be woken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from langnghe.config import Strict, read_toml
from langnghe.errors import ConfigError
from langnghe.notify.address import channel_of, check_address
from langnghe.notify.message import Kind
from langnghe.notify.secret import Secrets, read_secrets
from langnghe.records import ROLE_VI

LEADERS = ("chair", "vice_chair")  # hear levels 4–5 only, and never of the system itself
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _window(text: str) -> str:
    found = _WINDOW.fullmatch(text)
    if not found or text[:5] >= text[6:]:
        raise ValueError(f"{text!r}: viết khung giờ trong một ngày, dạng 06:45-21:00")
    return text


Window = Annotated[str, AfterValidator(_window)]
Address = Annotated[str, AfterValidator(check_address)]
Level = Annotated[int, Field(ge=1, le=5)]


class Mail(Strict):
    """The office's mail server. An empty host: no mail is sent and mails wait."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""  # its password is the secret SMTP_PASSWORD
    sender: str = ""
    sender_name: str = "Lắng Nghe"
    ca_file: str = ""  # an office's own certificate authority
    timeout_s: float = Field(default=30, gt=0, le=300)

    @model_validator(mode="after")
    def _whole(self) -> Mail:
        if self.host and not self.sender:
            raise ValueError("thiếu sender: địa chỉ thư đứng tên người gửi")
        if self.sender and (channel_of(self.sender) != "email" or not check_address(self.sender)):
            raise ValueError("sender phải là một địa chỉ thư")
        if any(ord(c) < 32 for c in self.sender_name):
            raise ValueError("sender_name phải nằm trên một dòng")
        here = self.host in ("localhost", "127.0.0.1", "::1")
        if self.user and self.security == "none" and not here:
            raise ValueError(
                'security = "none" sẽ gửi mật khẩu không mã hoá; dùng starttls hoặc tls'
            )
        return self


class QuietDays(Strict):
    """Days off, both included: they begin later in the morning, or stay quiet all day."""

    label: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    morning: time | None = None  # the quiet of these mornings ends here
    all_day: bool = False

    @model_validator(mode="after")
    def _order(self) -> QuietDays:
        if self.last < self.first:
            raise ValueError(f"{self.label}: ngày to đứng trước ngày from")
        if (self.last - self.first).days > 31:
            raise ValueError(f"{self.label}: dài quá 31 ngày; xem lại năm và tháng")
        if self.all_day == (self.morning is not None):
            raise ValueError(f"{self.label}: khai đúng một trong hai: morning hoặc all_day = true")
        return self


class Quiet(Strict):
    """Hours of Hà Nội in which levels up to max_level, and everything that is no alert, wait."""

    start: time = Field(default=time(21), alias="from")
    end: time = Field(default=time(7), alias="to")
    max_level: Literal[1, 2, 3] = 3  # 4 and 5 are never held
    days: tuple[QuietDays, ...] = ()


class Retry(Strict):
    """Waits between tries, doubled from first to cap, until give_up_hours after the first try."""

    first_s: float = Field(default=60, gt=0)
    cap_s: float = Field(default=1800, gt=0)
    urgent_cap_s: float = Field(default=300, gt=0)  # levels 4 and 5
    give_up_hours: float = Field(default=48, gt=0)


class Role(Strict):
    """What one role hears. No topics: all topics. kinds besides alerts, which go by levels."""

    levels: tuple[Level, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    to: tuple[Address, ...] = ()


class Delivery(Strict):
    """delivery.toml."""

    enabled: bool = True
    mail: Mail = Mail()
    quiet: Quiet = Quiet()
    windows: Mapping[Kind, tuple[Window, ...]] = Field(default_factory=dict)
    retry: Retry = Retry()
    keep_sent_days: int = Field(default=30, ge=1, le=3650)
    repeat_level5: bool = True
    roles: Mapping[str, Role] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _roles(self) -> Delivery:
        for name, role in self.roles.items():
            if name not in ROLE_VI:
                raise ValueError(f"roles.{name}: không có vai này; dùng: {', '.join(ROLE_VI)}")
            if "alert" in role.kinds:
                raise ValueError(f'roles.{name}.kinds: bỏ "alert"; cảnh báo đi theo levels')
            if name in LEADERS and (set(role.levels) - {4, 5} or "ops" in role.kinds):
                raise ValueError(
                    f"roles.{name}: lãnh đạo chỉ nhận mức 4 và 5, không nhận tin vận hành (ops)"
                )
        if "alert" in self.windows:
            raise ValueError(
                "windows.alert: cảnh báo theo giờ yên lặng [quiet], không theo khung giờ"
            )
        return self

    def addresses(self) -> frozenset[str]:
        """Return every address the office configured: nothing else is ever contacted."""
        return frozenset(address for role in self.roles.values() for address in role.to)


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """delivery.toml, read, with the secrets it names."""

    path: Path
    delivery: Delivery
    secrets: Secrets


_WORDS = {
    "extra_forbidden": "không có khoá này; xem tệp mẫu trong docs/delivery.md, sửa hoặc xoá dòng đó",
    "missing": "thiếu khoá này; thêm vào theo tệp mẫu trong docs/delivery.md",
    "literal_error": "giá trị lạ; dùng một trong: {expected}",
    "bool_type": "phải là true hoặc false",
    "int_type": "phải là số nguyên, không có dấu nháy",
    "int_parsing": "phải là số nguyên, không có dấu nháy",
    "float_parsing": "phải là số, không có dấu nháy",
    "bool_parsing": "phải là true hoặc false",
    "string_type": 'phải là chữ trong dấu nháy "…"',
    "tuple_type": 'phải là danh sách ["…", "…"]',
    "time_parsing": 'phải là giờ trong dấu nháy, như "21:00"',
    "time_type": 'phải là giờ trong dấu nháy, như "21:00"',
    "date_from_datetime_parsing": "phải là ngày, như 2027-02-05",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "greater_than": "phải lớn hơn {gt}",
}


def read_delivery(path: Path, environment: Mapping[str, str] | None = None) -> DeliverySettings:
    """Return delivery.toml and its secrets; a mistake is told by file, key and remedy."""
    try:
        delivery = read_toml(path, Delivery)
    except ConfigError as error:
        if isinstance(error.__cause__, ValidationError):
            raise ConfigError(_told(path, error.__cause__)) from None  # input values may be secret
        raise
    secrets = read_secrets(path.parent, environment)
    if delivery.mail.host and delivery.mail.user:
        secrets.get("SMTP_PASSWORD")
    for address in sorted(delivery.addresses()):
        secrets.fill(address)
    if delivery.mail.ca_file and not (path.parent / delivery.mail.ca_file).exists():
        raise ConfigError(f"{path}: mục mail.ca_file: không có tệp {delivery.mail.ca_file}")
    return DeliverySettings(path, delivery, secrets)


def _told(path: Path, error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(p + 1) if isinstance(p, int) else str(p) for p in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    if known := _WORDS.get(first["type"]):
        said = known.format(**first.get("ctx", {}))
    more = f" (và {error.error_count() - 1} lỗi khác)" if error.error_count() > 1 else ""
    return f"{path}: {f'mục {place}: ' if place else ''}{said}{more}; sửa rồi chạy lại"
