"""Deaths at work told in plain words: what a model that learned from offices and factories passes over.

A boat that does not come back, a diver, a quarry: the label guide counts them (workplace death), few of
them are in any training set. Words alone alarm no leader: they are told to the heads, who read.
"""

from __future__ import annotations

import re

from langnghe.text import match_key

OPENING = 420  # characters that are read: title, lead, first sentence

_HARM = "tử vong|thiệt mạng|tử nạn|chết|thi thể|mất tích|mất liên lạc|vùi lấp|bị vùi|thương vong|không qua khỏi"
# Who is at work by the word alone.
_WORKER = (
    "công nhân|người lao động|ngư dân|thuyền viên|thủy thủ|thợ(?: \\w+)?|nhân viên (?:đường sắt|vệ sinh|bảo vệ rừng"
    "|bảo trì|kỹ thuật|điện lực|môi trường|gác chắn|tuần đường|sửa chữa|cứu hộ|giao hàng|lái tàu)"
    "|người làm thuê|làm thuê|phu hồ|phụ hồ|lao động"
)
# Where people are at work.
_PLACE = (
    "tàu cá|tàu hàng|tàu hút cát|tàu chở hàng|tàu đánh cá|sà lan|ghe cào|hầm tàu|tàu kéo"
    "|công trường|công trình|thi công|giàn giáo|cần cẩu|cẩu tháp|xe cẩu|cần bơm|xe thi công|sập hầm"
    "|hầm lò|lò than|lò hơi|lò nung|mỏ (?:đá|than|cát|đất|quặng|titan)|bồn chứa|bồn hóa chất|bình hơi|bình nén"
    "|nhà xưởng|kho xưởng|xưởng (?:\\w+)|nhà máy|khu công nghiệp|trại (?:lợn|heo|gà|chăn nuôi)"
    "|trang trại|ao tôm|vuông tôm|hầm (?:cống|biogas|rút)|nạo vét|cống thoát nước|đường lò|máy nghiền|băng chuyền"
)
# Killed by somebody: no accident, however many died.
_CRIME = (
    "thảm sát|giết người|giết|sát hại|án mạng|hung thủ|nghi phạm|nghi can|đâm chết|chém|xô xát|hiếp dâm"
    "|cưỡng hiếp|xả súng|bắn chết"
)
_ROAD = (
    "xe khách|xe giường nằm|xe buýt|taxi|xe máy|mô tô|cao tốc|quốc lộ|va chạm|xe tải tông|tông xe|cán tiếp"
    "|lật xe|ô tô con|làn đường|tài xế tông"
)
# Another matter, whatever the words: crime, war, sport, the road, courts, animals. What happens abroad
# names no province of ours.
_OTHER = (
    _CRIME
    + "|cướp|ma túy|tự tử|tự sát|bạo hành|tên lửa|không kích|liệt sĩ|tưởng niệm|hài cốt|xét xử|tuyên án"
    "|phiên tòa|lãnh án|cáo trạng|xe máy|xe khách|xe buýt|mô tô|liên hoàn|học sinh|nam sinh|nữ sinh|sinh viên"
    "|du khách|cầu thủ|phim|diễn viên|ca sĩ|thoát chết|chết máy|cá chết|chết hàng loạt|rùa|ứng phó|người đi đường"
    "|chèo|bơi lội|con (?:gà|vịt|lợn|heo|bò|trâu|tôm|cá)|chết ngạt sau|quán bún|quán ăn|chuồng cọp|khói thuốc"
)
# A worker hurt, not dead: an accident at work however little the model makes of it.
_INJURED = (
    "bị thương|trọng thương|cuốn (?:nát|vào|đứt|lìa)|dập nát|nát (?:bàn )?(?:tay|chân)|đứt (?:lìa|rời)|cụt"
    "|bị bỏng|bỏng nặng|nguy kịch|đa chấn thương|chấn thương"
)
# A round-up of the day tells of many things, and of none of them first.
_ROUNDUP = "điểm tin \\d+h|điểm tin (?:sáng|trưa|chiều|tối)|toàn cảnh \\d+h|tin tức (?:sáng|trưa|chiều|tối)|tin nóng \\d+h"


def harmed(text: str) -> bool:
    """Say whether the opening of a report tells of people dead or missing at work, in Vietnam, now."""
    key = match_key(text[:OPENING])
    return bool(
        _RE_HARM.search(key)
        and (_RE_WORKER.search(key) or _RE_PLACE.search(key))
        and not _RE_OTHER.search(key)
        and not _RE_ROUNDUP.match(key)
    )


def injured(text: str) -> bool:
    """Say whether the opening of a report tells of a worker hurt at work."""
    key = match_key(text[:OPENING])
    return bool(
        _RE_INJURED.search(key)
        and _RE_WORKER.search(key)
        and not _RE_OTHER.search(key)
        and not _RE_ROUNDUP.match(key)
    )


def crime(text: str) -> bool:
    """Say whether the opening of a report tells of people killed or hurt by somebody's will."""
    return bool(_RE_CRIME.search(match_key(text[:OPENING])))


def on_the_road(text: str) -> bool:
    """Say whether the opening tells of traffic, and of nobody at work in it."""
    key = match_key(text[:OPENING])
    at_work = _RE_WORKER.search(key) or _RE_PLACE.search(key)
    return bool(_RE_ROAD.search(key)) and not at_work


_RE_HARM, _RE_WORKER, _RE_PLACE, _RE_OTHER, _RE_CRIME, _RE_ROAD, _RE_INJURED, _RE_ROUNDUP = (
    re.compile(rf"\b(?:{words})\b")
    for words in (_HARM, _WORKER, _PLACE, _OTHER, _CRIME, _ROAD, _INJURED, _ROUNDUP)
)
