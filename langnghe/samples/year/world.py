"""Who there is in the sample year: one province, its upper unions, 60 grassroots unions, their pages.

Every name is invented and says so: “(mẫu)”. The province is that of the sample sites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from langnghe.samples.year.chance import pick, whole
from langnghe.samples.year.gaps import FIRST
from langnghe.text import fold

PROVINCE = "ldld-lai-chau"
PROVINCE_NAME = "LĐLĐ tỉnh Lai Châu (mẫu)"
MARK = " (mẫu)"
Row = dict[str, object]

MERGED_ON = date(2026, 3, 31)  # last day of Đá Vách, in the middle of 2026-H1
RENAMED_ON = date(2026, 1, 1)  # first day of the new name of Công Thương
SIZES = (29, 30, 31, 99, 100, 101, 199, 200, 201)  # people, around the edges of the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Upper:
    """A union above the grassroots. last: its last day, None while it stands."""

    code: str
    name: str
    kind: str
    place: str
    last: date | None = None

    def stands(self, day: date) -> bool:
        """Tell whether it exists on a day."""
        return self.last is None or day <= self.last


UPPERS: tuple[Upper, ...] = (
    Upper(
        code="cd-phuong-hoa-ban",
        name="Công đoàn phường Hoa Ban",
        kind="commune",
        place="phường Hoa Ban",
    ),
    Upper(
        code="cd-phuong-dinh-suong",
        name="Công đoàn phường Đỉnh Sương",
        kind="commune",
        place="phường Đỉnh Sương",
    ),
    Upper(
        code="cd-xa-suoi-trong",
        name="Công đoàn xã Suối Trong",
        kind="commune",
        place="xã Suối Trong",
    ),
    Upper(code="cd-xa-doi-che", name="Công đoàn xã Đồi Chè", kind="commune", place="xã Đồi Chè"),
    Upper(code="cd-xa-thac-bac", name="Công đoàn xã Thác Bạc", kind="commune", place="xã Thác Bạc"),
    Upper(
        code="cd-xa-da-vach",
        name="Công đoàn xã Đá Vách",
        kind="commune",
        place="xã Đá Vách",
        last=MERGED_ON,
    ),
    Upper(
        code="cd-cac-kcn",
        name="Công đoàn các khu công nghiệp",
        kind="zone",
        place="khu công nghiệp Mường So",
    ),
    Upper(
        code="cd-nganh-giao-duc",
        name="Công đoàn ngành Giáo dục",
        kind="sector",
        place="ngành giáo dục",
    ),
    Upper(
        code="cd-vien-chuc",
        name="Công đoàn Viên chức",
        kind="civil_servants",
        place="cơ quan tỉnh",
    ),
    Upper(
        code="cd-cong-thuong",
        name="Công đoàn ngành Công Thương và Xây dựng",
        kind="sector",
        place="ngành công thương",
    ),
)
BY_CODE = {upper.code: upper for upper in UPPERS}
OLD_NAME = "Công đoàn Công Thương"  # of cd-cong-thuong until RENAMED_ON

_COMPANIES = (
    "May Sim Trắng", "Chè Đỉnh Sương", "Bao Bì Mận Đào", "Gạch Ngói Thung Lau", "Giày Lá Bàng",
    "Gỗ Ván Tre Xanh", "Dệt Thổ Cẩm Mường So", "Nông Sản Hạt Dẻ", "Cơ Khí Suối Thép", "Nhựa Hoa Gạo",
    "Chế Biến Rau Sương Sớm", "Điện Tử Đồng Xa", "May Bông Lau", "Bê Tông Đá Vách", "Giấy Trúc Vàng",
    "Mỏ Đá Nậm Cưởm", "Thuỷ Điện Nậm Khao", "Vận Tải Đèo Mây", "Xây Lắp Thung Xanh", "Nước Sạch Suối Trong",
    "Cao Su Đồi Gió", "Du Lịch Thác Bạc",
)  # fmt: skip
_SCHOOLS = (
    "Trường THPT Hoa Ban", "Trường THPT Thác Bạc", "Trường THCS Suối Trong", "Trường THCS Đồi Chè",
    "Trường Tiểu học Đỉnh Sương", "Trường Mầm non Hoa Mận", "Trường Mầm non Búp Măng",
    "Trường Phổ thông bán trú Đá Vách", "Trường Cao đẳng nghề Mường So",
)  # fmt: skip
_OFFICES = (
    "Trung tâm Phục vụ hành chính Đồng Xa", "Ban Quản lý dự án Đồng Xa", "Trung tâm Khuyến nông Đồng Xa",
    "Nhà xuất bản Mường So", "Bảo tàng Mường So", "Trung tâm Văn hoá Mường So",
    "Trung tâm Dịch vụ việc làm Mường So",
)  # fmt: skip
_COMMUNE = ("UBND {}", "Trạm Y tế {}", "Hợp tác xã {}", "Ban Quản lý chợ {}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grassroots:
    """A grassroots union. last: its last day, None while it stands."""

    code: str
    name: str
    kind: str
    parent: str
    people: int
    page: bool
    last: date | None = None
    heirs: tuple[str, ...] = ()


def _slug(words: str) -> str:
    return "-".join(fold(words).replace("(", " ").replace(")", " ").split())


def _names() -> list[tuple[str, str, str]]:
    """Return the names, kinds and parents of the grassroots unions, in a fixed order."""
    found = [
        (f"CĐCS Công ty {name}", "company", "cd-cac-kcn" if place < 14 else "cd-cong-thuong")
        for place, name in enumerate(_COMPANIES)
    ]
    found += [(f"CĐCS {name}", "office", "cd-nganh-giao-duc") for name in _SCHOOLS]
    found += [(f"CĐCS {name}", "office", "cd-vien-chuc") for name in _OFFICES]
    communes = [upper for upper in UPPERS if upper.kind == "commune"]
    found += [
        (
            f"CĐCS {shape.format(upper.place)}",
            "guild" if "Hợp tác" in shape else "office",
            upper.code,
        )
        for upper in communes
        for shape in _COMMUNE[: 4 if upper.code != "cd-xa-da-vach" else 2]
    ]
    return found


@cache
def grassroots() -> tuple[Grassroots, ...]:
    """Return the grassroots unions: 60 that stand on the last day and one that was merged."""
    made = []
    for place, (name, kind, parent) in enumerate(_names()):
        code = _slug(name.replace("CĐCS Công ty ", "cdcs ").replace("CĐCS ", "cdcs "))
        people = SIZES[place % len(SIZES)] if place % 2 else whole(16, 260, "người", code)
        made.append(
            Grassroots(
                code=code, name=name, kind=kind, parent=parent, people=people,
                page=(people >= 100 and whole(0, 9, "trang", code) < 5) or code in _PAGED,
            )
        )  # fmt: skip
    made.append(
        Grassroots(
            code="cdcs-giay-truc-bac", name="CĐCS Công ty Giấy Trúc Bạc", kind="company",
            parent="cd-cac-kcn", people=46, page=False, last=date(2025, 12, 31),
            heirs=("cdcs-giay-truc-vang",),
        )
    )  # fmt: skip
    return tuple(made)


_PAGED = ("cdcs-may-sim-trang", "cdcs-che-dinh-suong", "cdcs-bao-bi-man-dao")


def units() -> list[Row]:
    """Return the rows of the register of units: every version of every union."""
    rows: list[Row] = [
        {
            "code": "tld", "name": "Tổng Liên đoàn Lao động Việt Nam",
            "also_known": ["Tổng LĐLĐ Việt Nam", "TLĐ"],
            "level": "national", "kind": "confederation", "valid_from": date(2014, 1, 1),
        },
        {
            "code": PROVINCE, "name": PROVINCE_NAME,
            "also_known": ["LĐLĐ tỉnh Lai Châu", "Liên đoàn Lao động tỉnh Lai Châu", "Công đoàn tỉnh Lai Châu"],
            "level": "province", "kind": "federation", "parent": "tld",
            "page_url": PAGES[0].home, "valid_from": date(2014, 1, 1),
        },
    ]  # fmt: skip
    for upper in UPPERS:
        rows += _versions(upper)
    for each in grassroots():
        heir = ""
        if each.parent == "cd-xa-da-vach":
            heir = "cd-xa-doi-che" if "tram-y-te" in each.code else "cd-xa-thac-bac"
        base: Row = {
            "code": each.code, "name": each.name + MARK, "also_known": [each.name],
            "level": "grassroots", "kind": each.kind,
            "place": BY_CODE[each.parent].place, "members": _members(each), "workers": each.people,
            "page_url": page_home(each.code) if each.page else None,
        }  # fmt: skip
        if heir:  # the same union, under the union that took over
            rows.append({**base, "parent": each.parent, "valid_from": FIRST, "valid_to": MERGED_ON})
            rows.append({**base, "parent": heir, "valid_from": MERGED_ON + timedelta(days=1)})
            continue
        last: Row = {"valid_to": each.last, "successors": list(each.heirs)} if each.last else {}
        rows.append({**base, "parent": each.parent, "valid_from": FIRST, **last})
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def page_home(unit: str) -> str:
    """Return the address of a union's page."""
    known = next((page.home for page in PAGES if page.unit == unit), "")
    return known or f"https://facebook.example/{unit}"


def _members(each: Grassroots) -> int:
    # At the edges all are members, so that both ways to count people give the same answer.
    return (
        each.people
        if each.people in SIZES
        else whole(each.people * 7 // 10, each.people, "đoàn viên", each.code)
    )


def _versions(upper: Upper) -> list[Row]:
    below = [each for each in grassroots() if each.parent == upper.code and each.last is None]
    row: Row = {
        "code": upper.code, "name": upper.name + MARK, "also_known": [upper.name],
        "level": "upper", "kind": upper.kind,
        "parent": PROVINCE, "place": upper.place, "members": sum(_members(each) for each in below),
        "workers": sum(each.people for each in below), "valid_from": FIRST,
    }  # fmt: skip
    if page := next((page for page in PAGES if page.unit == upper.code), None):
        row["page_url"] = page.home
    if upper.last is not None:
        return [{**row, "valid_to": upper.last, "successors": ["cd-xa-thac-bac", "cd-xa-doi-che"]}]
    if upper.code == "cd-cong-thuong":
        old = {
            **row,
            "name": OLD_NAME + MARK,
            "also_known": [OLD_NAME],
            "valid_to": RENAMED_ON - timedelta(days=1),
        }
        return [old, {**row, "valid_from": RENAMED_ON}]
    return [row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An own page. unit: whose, "" for the province; per_day: how many posts it has in each half."""

    id: str
    name: str
    unit: str
    per_day: tuple[float, float]
    likes: int  # what a usual post gets in a day

    @property
    def home(self) -> str:
        return f"https://facebook.example/{self.id.removeprefix('fb-')}"


PAGES: tuple[Page, ...] = (
    Page(id="fb-ldld-lai-chau", name="Trang LĐLĐ tỉnh Lai Châu (mẫu)", unit="",
         per_day=(0.75, 2.05), likes=46),
    Page(id="fb-cd-cac-kcn", name="Trang Công đoàn các khu công nghiệp (mẫu)", unit="cd-cac-kcn",
         per_day=(0.05, 0.12), likes=24),
    Page(id="fb-cd-giao-duc", name="Trang Công đoàn ngành Giáo dục (mẫu)", unit="cd-nganh-giao-duc",
         per_day=(0.04, 0.06), likes=18),
    Page(id="fb-may-sim-trang", name="Trang CĐCS May Sim Trắng (mẫu)", unit="cdcs-may-sim-trang",
         per_day=(0.03, 0.06), likes=11),
    Page(id="fb-bao-bi-man-dao", name="Trang CĐCS Bao Bì Mận Đào (mẫu)", unit="cdcs-bao-bi-man-dao",
         per_day=(0.05, 0.05), likes=7),
)  # fmt: skip
ZALO = "zalo-ldld-lai-chau"


def standing(day: date) -> Sequence[Upper]:
    """Return the upper unions of a day."""
    return [upper for upper in UPPERS if upper.stands(day)]


def place_of(*key: object) -> str:
    """Return a place of the sample world."""
    return pick([upper.place for upper in UPPERS if upper.kind == "commune"], "nơi", *key)


def company_of(*key: object) -> str:
    """Return a company of the sample world."""
    return "Công ty " + pick(_COMPANIES[:16], "công ty", *key)
