"""What a mutation puts in: words that have broken programs, entities that grow, values nobody expects."""

from __future__ import annotations

from typing import Any

TOKENS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "", "\0", "\ufeff", "\ud800", "\u202e", "\u0300" * 200, "\ufffe", "\x1b[31m", "\r\n", "\n\n\n", "\t",
        "'", '"', "`", "\\", "%", "%00", "%s%n", "../../../../etc/passwd", "..\\..\\", "C:\\", "file:///etc/passwd",
        "{{7*7}}", "${7*7}", "{%", "<%=", "=cmd|'/C calc'!A0", "@SUM(1)", "+1", "-1", "' or 1=1 --", "; drop table x",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
        "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<!DOCTYPE", "&", "&#0;", "&#xD800;", "&#x110000;", "&lt;" * 50,
        "&amp;" * 100, "<", ">", "</", "/>", "=", "==", "http://[::1", "http://[", "https://x:99999999/", "//", "ftp://x/",
        "data:text/html,x", "http://0x7f.1/", "http://\u0661.example/", "?" * 60, "#", "@", ":", "-", "--", "0", "-0",
        "1e999", "NaN", "Infinity", "-Infinity", "9" * 25, "9" * 5_000, "0x10", "1_000", "\u0663", "\u00b2",
        "31/02/2026", "29/02/2025", "00/00/0000", "2026-13-45T99:99:99", "9999-12-31T23:59:59+14:00",
        "0001-01-01T00:00:00-14:00", "10000-01-01", "1970-01-01", "24:00", "T", "Z", "+25:00", "SA", "CH", "[", "]", "{", "}",
        "[" * 3_000, "{\"a\":" * 2_000, "(" * 500, "<div>" * 2_000, "<a><b>" * 500, "a" * 20_000, "a " * 10_000,
        "ă" * 5_000, "́ơ" * 2_000, " " * 20_000, "\n" * 5_000, "." * 5_000, "@a." * 2_000, "0 " * 3_000, "aA1-" * 2_000,
    )
)  # fmt: skip
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n, (b"&lol%d;" % (n - 1) if n > 1 else b"&lol;") * 10)
        for n in range(1, 10)
    )
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y;]>'
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**30, -(10**30), 1e308, float("inf"), float("nan"), "", "x", " ",
    [], {}, [[]], [None], {"": None}, "9" * 5_000, "\ud800", "\0", "<b>x</b>", "2026-06-01T00:00:00", "x" * 20_000,
    "/Date(99999999999999999)/", "null", "[]", "{}", "[[[[", '{"a":', ["x"] * 300, {"id": None}, {"id": {}}, [1, "a", None],
)  # fmt: skip
