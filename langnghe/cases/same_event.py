"""Does a new finding tell further of the happening an alert is about? By what it names, not by its copies.

A story grows for days: another outlet words it anew, the toll rises, somebody is charged. Copies are
found elsewhere (nlp.stories, nlp.threads); here it is the risk, the place, the enterprise, the count and
the telling words of the headlines that say so. Two happenings of one kind in one province on one day are
the rule in a big province, so doubt keeps them apart: a second alert costs a minute, a lost one a crisis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from langnghe.cases.alerts import Alert
from langnghe.cases.finding import Finding
from langnghe.cases.rule_extent import counts
from langnghe.text import match_key

FOLLOWED = timedelta(days=14)  # a later word after this is a new matter
COOLING = timedelta(days=3)  # … and after a person closed the alert
RISKS = ("R1", "R3", "R4", "R5")
# The kinds of R3: a strike at a plant is not last week's accident there.
KINDS = frozenset(
    ("strike", "food_poisoning", "work_accident", "employer_violation", "jobs_living")
)
TELLING = 2  # pairs of telling words that two headlines share
SHARED = 0.4  # … of those of the shorter one
# Two of them in one commune within a day are one, however they are worded: a burst of headlines of one
# poisoning, whose words are all words of poisonings, would else be an alert a headline.
RARE = frozenset(("food_poisoning",))
AT_ONCE = timedelta(hours=24)

_LEGAL = (
    "tổng công ty", "công ty", "tập đoàn", "doanh nghiệp", "nhà máy", "xí nghiệp", "chi nhánh", "hợp tác xã",
    "cổ phần", "trách nhiệm hữu hạn", "một thành viên", "tnhh", "mtv", "cp", "ctcp", "dntn", "sản xuất",
    "thương mại", "dịch vụ", "đầu tư", "xuất nhập khẩu", "việt nam", "vn",
)  # fmt: skip
# Words that every headline of such matters has: they tell nothing apart.
_EMPTY = frozenset(
    "công nhân người lao động nhân viên thợ nam nữ nạn ông bà vụ việc sau trước khi vì do của tại ở trong ngoài"
    " cho với và là bị được đã đang sẽ vẫn còn có không chưa nào này đó các những nhiều một hai ba bốn năm sáu bảy"
    " tám chín mười chục trăm nghìn hàng hơn gần khoảng trên dưới thêm nữa lại về ra vào lên xuống đến từ"
    " sáng trưa chiều tối nay qua hôm mai ngày tháng giờ công ty nhà máy xưởng doanh nghiệp cơ sở khu nghiệp"
    " tỉnh thành phố phường xã huyện quận tp hcm đình ngừng nghỉ tập thể đòi tăng lương thưởng tết giảm phản đối"
    " yêu cầu đối thoại chế độ nợ chậm bảo hiểm xã hội bhxh bhyt nhập viện ngộ độc thực phẩm nghi bữa ăn ca suất cấp"
    " cứu điều trị tai chết tử vong thiệt mạng thương nặng nguy kịch tích hiện phát tìm thấy thi thể danh tính"
    " nguyên tra khởi tố bắt giam vụ án nói gì thông tin mới nhất toàn cảnh hỗ trợ thăm hỏi gia đình cháy nổ lớn"
    " mất việc cắt sa thải giám đốc chủ tịch công đoàn liên đoàn ldld lđlđ kiểm"
    " tải tông tài xế chở".split()
)


def same_event(finding: Finding, alert: Alert, now: datetime) -> bool:
    """Say whether a finding of a story tells further of an alert's happening."""
    if finding.risk != alert.risk or finding.risk not in RISKS or alert.origin == "statistic":
        return False
    if not _lately(alert, now) or not _same_kind(finding, alert):
        return False
    ours, theirs = _provinces(finding.places), _provinces(alert.places)
    if ours and theirs and not set(ours[:1]) & set(theirs) and not set(theirs[:1]) & set(ours):
        return False
    firm = _same_firm(finding.enterprises, alert.enterprises)
    if firm is not None:  # both name somebody
        return firm
    if not (ours and theirs) or _elsewhere(finding, alert):
        return False
    return _same_words(finding, alert) or _rare_here(finding, alert)


def _lately(alert: Alert, now: datetime) -> bool:
    by_person = not alert.live and alert.status != "faded"
    if by_person:
        return now - (alert.closed_at or alert.evidence_at) <= COOLING
    return now - alert.evidence_at <= FOLLOWED


def _same_kind(finding: Finding, alert: Alert) -> bool:
    if finding.risk != "R3":
        return True
    ours = KINDS & set(finding.topics)
    # what words alone found (people dead at work) has no topic of the model's
    return bool(ours & set(alert.topics)) or not ours or not KINDS & set(alert.topics)


def _same_firm(ours: Sequence[str], theirs: Sequence[str]) -> bool | None:
    """Compare the enterprise a story names first with those of the other; None where one names none.

    A caterer or a bank is named beside many plants: only who comes first says whose matter it is.
    """
    one, other = [c for c in map(core, ours) if c], [c for c in map(core, theirs) if c]
    if not one or not other:
        return None
    return any(_alike(one[0], name) for name in other) or any(_alike(other[0], n) for n in one)


def core(enterprise: str) -> str:
    """Return the name of an enterprise without its legal form: “may sim trắng”."""
    words = f" {match_key(enterprise)} "
    for form in _LEGAL:
        words = words.replace(f" {form} ", " ")
    return " ".join(words.split())


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if one.replace(" ", "") == other.replace(" ", ""):  # papers forget blanks
        return True
    return len(short.split()) > 1 and long.endswith(f" {short}")


def _provinces(places: Iterable[str]) -> list[str]:
    return [place for place in places if "," not in place]


def _elsewhere(finding: Finding, alert: Alert) -> bool:
    """Say whether both name communes, and none in common."""
    ours = {place for place in finding.places if "," in place}
    theirs = {place for place in alert.places if "," in place}
    return bool(ours and theirs) and not ours & theirs


def _rare_here(finding: Finding, alert: Alert) -> bool:
    """Say whether both tell, within a day, of what hardly happens twice in one commune."""
    rare = RARE & set(finding.topics) & set(alert.topics)
    near = abs(finding.since - alert.opened_at) <= AT_ONCE
    ours = {place for place in finding.places if "," in place}
    return bool(rare) and near and bool(ours & set(alert.places))


def _same_words(finding: Finding, alert: Alert) -> bool:
    places = frozenset(match_key(" ".join((*finding.places, *alert.places))).split())
    said = _pairs(finding.title, places)
    for title in alert.titles:
        other = _pairs(title, places)
        shared = said & other
        if len(shared) >= TELLING and len(shared) >= SHARED * min(len(said), len(other)):
            return True
        # one telling pair and the same toll: “mỏ đá”, three dead
        if shared and counts(finding.title) & counts(title) - {1}:
            return True
    return False


def _pairs(title: str, places: frozenset[str]) -> set[str]:
    """Return the neighbouring pairs of telling words of a headline."""
    words = [
        word if word not in _EMPTY and word not in places and not word.isdigit() else ""
        for word in match_key(title).split()
    ]
    return {f"{a} {b}" for a, b in pairwise(words) if a and b}
