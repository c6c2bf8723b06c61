"""Write docs/registers.md and the staging views of registers from the kinds themselves.

python docs/make_registers.py            # write them
python docs/make_registers.py --check    # exit 1 when one is not current
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from langnghe.registers.columns import MANY, TYPE_VI, Column, Kind
from langnghe.registers.kinds import KINDS, POSTS, REGISTERS
from langnghe.registers.template import guide_rows

HOME = Path(__file__).parent
PAGE = HOME / "registers.md"
VIEWS = HOME.parent / "warehouse" / "views"
RESERVED = frozenset(("group", "order", "table", "end"))
CASTS = {"count": "bigint", "number": "double", "day": "date", "month": "date",
         "moment": "timestamptz", "yes_no": "boolean"}  # fmt: skip
# What is true on a day, for the kinds that have versions: staging.<name>_on(day).
DATED = ("unit", "target", "spokesperson", "message")

HEAD = """\
# Sổ: cán bộ ghi gì, ghi thế nào

<!-- Tệp này do `python docs/make_registers.py` viết từ langnghe/registers/kinds; đừng sửa tay. -->

Những gì kế hoạch cần mà không trang tin nào có thì cán bộ ghi vào sổ. Ba bước:

```
langnghe import --template documents --out mau.xlsx    # tệp Excel mẫu, có danh sách thả xuống
langnghe import documents mau.xlsx                     # kiểm từng ô, nhập dòng đúng, trả lại dòng sai
langnghe import documents mau-loi.xlsx                 # sửa ô đỏ trong tệp trả lại rồi nhập chính nó
```

- Nhận XLSX, CSV (dấu phẩy, chấm phẩy, tab; bảng mã tiếng Việt nào cũng được), JSONL, Parquet. Tên cột là tên
  tiếng Việt, tên kỹ thuật, hoặc tên khác thường gặp; có dấu hay không; dòng tiêu đề bên trên, tên cột hai
  dòng, ô gộp, dòng (1) (2) (3) đều được. Cột lạ được kể tên rồi bỏ.
- Ngày: 12/06/2026, 2026-06-12, ngày 12 tháng 6 năm 2026, 12-Jun-26, số ngày của Excel (1900 và 1904). Số: 1.234,5.
  Lựa chọn: không cần dấu, không cần hết chữ; gõ sai thì được hỏi “ý bạn là …?”.
- Mỗi dòng có một kết quả được đếm: mới, sửa, đã có, lỗi (dòng mẫu và dòng tổng: bỏ qua). Nhập lại cùng tệp
  không làm gì thêm. Dòng sửa là một sự kiện nói rõ điều gì đổi; lịch sử còn nguyên trong `raw.event`.
- Ô trống trong cột có mặt nghĩa là xoá giá trị cũ; cột vắng mặt nghĩa là giữ nguyên.
- **Không dữ liệu của người dân, đoàn viên, người lao động** trong sổ nào: cột họ tên, số điện thoại, CCCD …
  bị bỏ; số điện thoại, e-mail trong chữ bị che trước khi ghi, và ô ấy được báo; ở cột mã hay tên thì cả dòng
  bị trả lại. Người giữ chức vụ (người ký, người phát ngôn) và bút danh báo chí được ghi.
- `units.toml` và `targets.toml` của thư mục làm việc là nơi bắt đầu của sổ đơn vị và sổ chỉ tiêu; sửa tệp
  rồi chạy bất kỳ lệnh import nào. Excel cũng sửa được; điều nói sau cùng được tính.
- Mỗi sổ có một view trạng thái hiện tại (cột dưới đây, đúng kiểu); sổ có phiên bản có thêm hàm theo ngày, ví dụ
  `staging.unit_on(date '2025-06-30')`. `staging.stg_register_row` nói dòng nào do ai ghi, lúc nào, sửa mấy lần.
"""


def name_of(column: Column) -> str:
    return f'"{column.name}"' if column.name in RESERVED else column.name


def expression(column: Column) -> str:
    said = f"filter (name = '{column.name}')"
    if column.type in MANY:
        return f"from_json(any_value(value) {said}, '[\"varchar\"]')"
    value = f"any_value(value ->> '$') {said}"
    return f"({value})::{CASTS[column.type]}" if column.type in CASTS else value


def view(table: Kind) -> str:
    """Return the SQL of a register's present state."""
    columns = [c for c in table.columns if c.type != "speaker" and c.name != "withdrawn"]
    if table.post_of:
        columns.append(Column(name="post_id", heading="Mã bài đã thu"))
    lines = ",\n".join(f"       {expression(c)} as {name_of(c)}" for c in columns)
    sql = (
        f"-- One row per {table.grain}: its state now, from its events.\n"
        f"-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.\n"
        f"create or replace view staging.stg_{table.view} as\n"
        f"select id,\n{lines}\n"
        f"from staging.last_written('{table.subject}')\n"
        "group by id\n"
        "having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';\n"
    )
    if table.view in DATED:
        sql += (
            f"\n-- Those in force on a day.\n"
            f"create or replace macro staging.{table.view}_on(on_day) as table\n"
            f"select * from staging.stg_{table.view}\n"
            "where valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day;\n"
        )
    return sql


def page() -> str:
    """Return the data dictionary."""
    sections = (_section(kind, table) for kind in KINDS.values() for table in kind.tables())
    return HEAD + "".join("\n" + "\n".join(section) + "\n" for section in sections)


def _section(kind: Kind, table: Kind) -> Iterator[str]:
    yield f"## {table.title} (`{table.id}`)" if table is kind else f"### Trang tính “{table.title}”"
    yield ""
    if table.about:
        yield f"{table.about}"
        yield ""
    if table is not POSTS:
        keys = "; nếu trống thì ".join(
            " + ".join(
                table.headings[name.split(".")[0]] + (" (năm)" if "." in name else "")
                for name in key
            )
            for key in table.keys
        )
        yield f"View: `staging.stg_{table.view}`. Nhận ra dòng bằng: {keys}."
        yield ""
    yield "| Cột | Tên kỹ thuật | Bắt buộc | Kiểu | Lựa chọn | Ghi chú |"
    yield "|---|---|---|---|---|---|"
    for (heading, name, must, type_, choices, note, _), column in zip(
        guide_rows(table), table.columns, strict=True
    ):
        ids = ", ".join(f"{words} (`{id_}`)" for id_, words in column.choices.items())
        assert type_ == TYPE_VI[column.type]
        yield f"| {heading} | `{name}` | {must} | {type_} | {ids if choices else ''} | {note} |"


def files() -> dict[Path, str]:
    """Return every file we write, by path."""
    made = {PAGE: page()}
    for number, table in enumerate(REGISTERS.values()):
        made[VIEWS / f"91{chr(97 + number)}_stg_{table.view}.sql"] = view(table)
    return made


def main() -> int:
    """Write or check; return how many files are not current."""
    stale = [
        path
        for path, text in files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(files()[path], encoding="utf-8")
        return 0
    for path in stale:
        print(f"{path}: chạy lại python docs/make_registers.py", file=sys.stderr)
    return len(stale)


if __name__ == "__main__":
    sys.exit(min(1, main()))
