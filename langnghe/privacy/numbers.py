"""Numbers that reach or name a person: phones, papers, bank accounts, plates. Amounts and dates are none.

Not masked: 1900…, 1800… and three-figure numbers (authorities publish them), amounts, dates, numbers of
documents and laws, an enterprise's tax code, years, shares, codes of orders and articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.privacy.spans import Span, before, begins_as_date, digits_of, is_amount, is_money

_S = r"[ .\-–_)·•*]{0,3}"  # what people put between digits
_PHONE = re.compile(
    rf"""(?<!\d)(?:
        (?:\(?(?:\+|00)?84\)?{_S}(?:\(?0\)?{_S})?|\(?[0oO]{_S})
        (?:[35789](?:{_S}\d){{8}}          # mobile
          |2(?:{_S}\d){{9}}                # landline, 11 digits
          |1{_S}[2689](?:{_S}\d){{8}}      # mobile numbers of before 2018
          |4{_S}3(?:{_S}\d){{7}})          # Hà Nội of before 2017
    )(?!\d)""",
    re.VERBOSE,
)
# 098l…, 09O…: letters that look like figures; 0912/345/678.
_ALIKE = re.compile(r"(?<![\w/])[0oO](?:[ .\-]?[\doOlI]){9}(?![\w/])")
_SLASHED = re.compile(r"(?<![\d/])0[35789]\d{2}/\d{3}/\d{3}(?![\d/])")
_ABROAD = re.compile(r"(?<!\d)(?:\+|00)(?!84)[1-9]\d{0,2}(?:[ .\-]?\(?\d\)?){7,12}(?!\d)")
_BARE = re.compile(  # without the leading 0, or a local number: only where a phone is spoken of
    rf"""(?:\b(?:sđt|sdt|đt|dt|điện\ thoại|phone|zalo|số\ máy|gọi\ số|số\ bàn|máy\ bàn)\W{{0,3}}(?:số\W{{0,2}})?)
    (?P<n>[35789](?:{_S}\d){{8}}|[2-9](?:[ .]?\d){{6}})(?![.,\-/]?\d)
    |^\W*(?P<m>[35789](?:{_S}\d){{8}})\W*$     # a line that says nothing else""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_SPELLED = r"không|khong|một|mot|mốt|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin"
_WORDS = re.compile(
    rf"\b(?:không|khong|0)[ ,.\-]{{1,2}}(?:(?:{_SPELLED}|\d)[ ,.\-]{{1,2}}){{7,10}}(?:{_SPELLED}|\d)(?!\w)",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"(?:mst|mã số thuế|mã đơn|mã hồ sơ|vận đơn|hợp đồng số|công văn|quyết định số|văn bản số|số vé)\W{0,4}$",
    re.IGNORECASE,
)
_RANGE_OF_HOURS = re.compile(r"\d{1,2}\.\d{2} ?- ?\d{1,2}\.\d{2}")
_AFTER_NUMBER = re.compile(r"[.,\-]\d|/[A-ZĐ]{2}|/\d{4}/")
_NEXT_PHONE = re.compile(r"[.,\-/]\s?(?:0|\+?84)\d")


def phones(text: str) -> Iterator[Span]:
    """Yield the phone numbers of private people, in figures and in words."""
    for found in _PHONE.finditer(text):
        if _is_phone(text, found):
            yield found.span()
    for found in _ALIKE.finditer(text):
        if (
            re.search("[oOlI]", found[0])
            and len(digits_of(found[0])) >= 7
            and found[0][1] in "35789 .-"
        ):
            yield found.span()
    for found in _SLASHED.finditer(text):
        yield found.span()
    for found in _ABROAD.finditer(text):
        if not (is_amount(found[0].lstrip("+")) or is_money(text, found.end())):
            yield found.span()
    for found in _BARE.finditer(text):
        group = "n" if found["n"] else "m"
        if not (is_amount(found[group]) or is_money(text, found.end(group))):
            yield found.span(group)


def spelled_phones(text: str) -> Iterator[Span]:
    """Yield numbers written in words: không chín một …"""
    for found in _WORDS.finditer(text):
        if sum(word.isalpha() for word in re.split(r"[ ,.\-]+", found[0])) >= 4:
            yield found.span()


def _is_phone(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    if begins_as_date(found[0]) or _RANGE_OF_HOURS.search(found[0]) or is_money(text, end):
        return False
    if _AFTER_NUMBER.match(text, end) and not _NEXT_PHONE.match(text, end):
        return False
    if re.search(r"\d[.,]$", text[max(0, start - 2) : start]):
        return False
    return _NO_PHONE.search(before(text, start, 24)) is None


_ID = re.compile(
    r"""(?:(?:cccd|cmnd|cmtnd|cmt|căn\ cước|can\ cuoc|chứng\ minh|chung\ minh|định\ danh|gplx|giấy\ phép\ lái\ xe|bằng\ lái)\b)
    [^\d\n]{0,30}?(?P<n>\d(?:[ .\-]?\d){8,11})(?![ .\-]?\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_ID_BARE = re.compile(r"(?<![\w.,/\-=])0(?!00)[0-9]\d{10}(?![\w/]|[.,]\d)")
_INSURANCE = re.compile(
    r"""\b(?:bhxh|bảo\ hiểm|bao\ hiem|sổ)\b[^\d\n]{0,24}?(?P<n>(?!1[89]00)\d{10})(?!\d)
    |\b(?:mã\ số|ma\ so|số)\W{0,2}(?P<m>(?!1[89]00)\d{10})\W{0,2}(?:bhxh|bảo\ hiểm)""",
    re.VERBOSE | re.IGNORECASE,
)
_HEALTH_CARD = re.compile(r"\b[A-Z]{2} ?[1-5](?: ?\d){12}(?!\d)")
_OWN_TAX = re.compile(
    r"\b(?:mst|mã số thuế|ma so thue)\s*(?:cá nhân|thu nhập cá nhân|tncn|ca nhan)[^\d\n]{0,15}(?P<n>\d{10})(?!\d)",
    re.IGNORECASE,
)
_PASSPORT_SAID = re.compile(r"hộ chiếu|passport|ho chieu", re.IGNORECASE)
_PASSPORT = re.compile(r"\b[A-Z]\d{7}\b")


# “của bố: 040…; của mẹ: 040…”: one word for papers, two numbers.
_NEXT_ID = re.compile(r"[^\d\n]{1,16}?(?P<n>\d(?:[ .\-]?\d){8}(?:(?:[ .\-]?\d){3})?)(?![ .\-]?\d)")


def papers(text: str) -> Iterator[Span]:
    """Yield numbers of identity papers, insurance books and cards, own tax codes, passports."""
    for found in _ID.finditer(text):
        if len(digits_of(found["n"])) in (9, 12) and not begins_as_date(found["n"]):
            yield found.span("n")
            at = found.end("n")
            while (more := _NEXT_ID.match(text, at)) and not is_money(text, more.end()):
                if _is_phone_like(more["n"]) or begins_as_date(more["n"]) or is_amount(more["n"]):
                    break
                yield more.span("n")
                at = more.end()
    for found in _INSURANCE.finditer(text):
        yield found.span("n" if found["n"] else "m")
    for pattern, group in ((_HEALTH_CARD, 0), (_OWN_TAX, "n")):
        for found in pattern.finditer(text):
            yield found.span(group)
    if _PASSPORT_SAID.search(text):
        for found in _PASSPORT.finditer(text):
            yield found.span()


def _is_phone_like(number: str) -> bool:
    return len(digits_of(number)) == 9 and number[0] in "3579"


def bare_papers(text: str) -> Iterator[Span]:
    """Yield twelve digits that begin as a citizen's number does, whatever is said around them."""
    for found in _ID_BARE.finditer(text):
        if 1 <= int(found[0][:3]) <= 96:
            yield found.span()


_BANKS = (
    r"vietcombank|vcb|agribank|bidv|vietinbank|techcombank|tcb|mb ?bank|mb|tpbank|acb|sacombank|vpbank|vib"
    r"|shb|hdbank|lienviet\w*|lpbank|ocb|msb|seabank|eximbank|abbank|momo|ngân hàng"
)
_BANK = re.compile(
    rf"""\b(?P<c>stk|số\ tk|so\ tk|số\ tài\ khoản|so\ tai\ khoan|tài\ khoản|tai\ khoan|tk|account|chuyển\ khoản|ck
    |thẻ\ atm|số\ thẻ|{_BANKS.replace(" ", chr(92) + " ")})\b
    [^\d\n]{{0,40}}?(?P<n>\d(?:[ .\-]?\d){{5,18}})(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_BANK_AFTER = re.compile(
    rf"(?<!\d)(?P<n>\d(?:[ .]?\d){{7,18}})\W{{0,3}}(?:{_BANKS})\b", re.IGNORECASE
)
_CARD = re.compile(r"(?<!\d)9704(?:[ .\-]?\d){12,15}(?!\d)")  # of any bank here
_YEARS = re.compile(r"(?:19|20)\d\d[ \-](?:19|20)\d\d")
_SAYS_ACCOUNT = re.compile(r"stk|s[ốo] tk|s[ốo] t[àa]i kho[ảa]n", re.IGNORECASE)


def accounts(text: str) -> Iterator[Span]:
    """Yield bank account and card numbers, where an account or a bank is spoken of."""
    for found in _CARD.finditer(text):
        yield found.span()
    for found in _BANK.finditer(text):
        sure = _SAYS_ACCOUNT.match(found["c"]) is not None
        if _is_account(text, found["n"], found.end(), sure=sure):
            yield found.span("n")
    for found in _BANK_AFTER.finditer(text):
        if _is_account(text, found["n"], found.end("n"), sure=False):
            yield found.span("n")


def _is_account(text: str, number: str, end: int, *, sure: bool) -> bool:
    count = len(digits_of(number))
    if not (6 if sure else 8) <= count <= 19 or is_money(text, end):
        return False
    if begins_as_date(number) or _YEARS.match(number):
        return False
    if number.startswith(("1900", "1800")) and not (sure and count > 10):
        return False  # a hotline, unless it is said to be an account and longer than one
    return sure or not is_amount(number)


_PLATE = re.compile(
    r"""(?<![\w/.\-])(?P<p>[1-9]\d)[ \-]?(?P<s>[A-ZĐ]{1,2}\d?|[A-ZĐ]\d)(?P<j>[ ]?-[ ]?|[ ]|)
    (?P<n>\d{3}\.\d{2}|\d{5}|\d{4})(?![\w/\-]|\.\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"\b(?:biển|bien so|bks|xe|ô tô|oto|ba gác|taxi|wave|dream|sirius|container)\b", re.IGNORECASE
)


def plates(text: str) -> Iterator[Span]:
    """Yield licence plates: 25B1-234.56, 51F-123.45 …"""
    for found in _PLATE.finditer(text):
        if (
            "." in found["n"]
            or (len(found["n"]) == 5 and "-" in found["j"] and found["s"].isupper())
            or _VEHICLE.search(before(text, found.start(), 25))
        ):
            yield found.span()
