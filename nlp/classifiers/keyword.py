"""The floor: labels by word lists. What a trained model must beat, and what fast tests use.

Scores are not learned from the text: each task gives its chosen label the share of gold training
items on which this very rule was right (SURE), and the other labels the rest in equal parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from langnghe.records import Labels
from langnghe.text import fold, match_key
from nlp.classifiers.base import Columns, TextItem, annotation_columns
from nlp.taxonomy import INTENTS, OFF_TOPIC, RISKS, STANCES, TONES

NAME = "keyword@1"

# Accuracy of each rule on gold/train (benchmarks/classify.py prints it again).
SURE: Mapping[str, float] = {
    "in_scope": 0.72, "topic": 0.58, "tone": 0.54, "stance_union": 0.90, "intent": 0.77, "risk": 0.80,
}  # fmt: skip

_UNION = "công đoàn|lđlđ|cđcs|liên đoàn lao động|đoàn viên công đoàn"
_NOT_UNION = "công đoàn fc|câu lạc bộ công đoàn|clb công đoàn|khách sạn công đoàn"
_WORK = (
    f"{_UNION}|công nhân|người lao động|nlđ|cnvclđ|cnlđ|lương|bhxh|bảo hiểm xã hội|bhtn|nghỉ hưu"
    "|bảo hiểm thất nghiệp|thất nghiệp|việc làm|đình công|ngừng việc|lãn công|sa thải|tăng ca"
    "|làm thêm giờ|xuất khẩu lao động|tai nạn lao động|hợp đồng lao động|bộ luật lao động|nghỉ việc"
    "|tuyển dụng|thưởng tết|khu công nghiệp|kcn|đi làm|nhân viên|thai sản"
)
_NOT_WORK = (
    "công nhân phải|nghệ thuật|bóng đá|bóng chuyền|fc|báo lao động|tham nhũng|ma tuý|ca sĩ|cầu thủ"
)

_TOPICS: Mapping[str, str] = {
    "union_misconduct": f"({_UNION})[^.]{{0,60}}(sai phạm|kỷ luật|tham ô|biển thủ|bị bắt|truy nã)",
    "food_poisoning": "ngộ độc|bữa ăn ca|bếp ăn tập thể|suất ăn",
    "work_accident": "tai nạn lao động|nổ lò hơi|sập giàn giáo|cháy|nổ|bệnh nghề nghiệp|bụi phổi",
    "strike": "đình công|ngừng việc|lãn công|nghỉ việc tập thể|biểu tình",
    "misinformation": "tin giả|xuyên tạc|thù địch|tin sai|tin đồn|phản bác",
    "employer_violation": "nợ lương|nợ bhxh|nợ bảo hiểm|trốn đóng|sa thải|quấy rối|chậm lương|quỵt lương",
    "tet_care": "tết sum vầy|thưởng tết|quà tết|chăm lo tết|vé xe tết|vé tàu tết|về quê đón tết",
    "workers_month": "tháng công nhân|quốc tế lao động|ngày 1 5",
    "party_documents": "góp ý văn kiện|dự thảo văn kiện|văn kiện đại hội",
    "law_making": "dự thảo luật|sửa đổi|dự luật|bộ luật lao động|luật công đoàn|lấy ý kiến",
    "bargaining": "thoả ước|thỏa ước|thương lượng|hội đồng tiền lương|đối thoại tại nơi làm việc",
    "membership": "kết nạp|thành lập công đoàn cơ sở|thành lập cđcs|phát triển đoàn viên",
    "union_resolutions": "nghị quyết|sơ kết|tổng kết|chỉ tiêu",
    "rights_protection": "khởi kiện|tư vấn pháp luật|bảo vệ quyền lợi|đòi quyền lợi|đòi lại",
    "safety_prevention": "an toàn lao động|an toàn vệ sinh lao động|atvslđ|huấn luyện an toàn|phòng ngừa",
    "welfare": "mái ấm|hỗ trợ|trợ giúp|trao quà|vay vốn|phúc lợi|hoàn cảnh khó khăn",
    "dialogue": "gặp gỡ|đối thoại|tiếp xúc cử tri",
    "commemoration": "kỷ niệm|tôn vinh|khen thưởng|thi đua|hội thi|hội thao|văn nghệ|giải thưởng",
    "good_models": "mô hình|sáng kiến|cách làm hay",
    "role_models": "tấm gương|gương sáng|vượt khó|điển hình",
    "union_reform": "đại hội công đoàn|tập huấn|sắp xếp tổ chức|bổ nhiệm|chủ tịch công đoàn|tài chính công đoàn",
    "state_policy": "lương tối thiểu|bhxh|bảo hiểm xã hội|bảo hiểm thất nghiệp|lương hưu|nghỉ hưu|nghị định|nghỉ lễ|thuế",
    "company_policy": "thưởng|nội quy|quy chế|chế độ của công ty|cho nhân viên",
    "union_standing": "giai cấp công nhân|vai trò của công đoàn|lịch sử công đoàn",
    "jobs_living": "việc làm|thu nhập|thất nghiệp|nhà trọ|nhà ở|đời sống|mất việc|lương|tuyển dụng",
}
_NEGATIVE = (
    "chết|tử vong|nợ|bị|mất việc|sai phạm|vi phạm|bức xúc|khổ|tai nạn|cháy|ngộ độc|đình công|phạt|tệ"
    "|thất nghiệp|khó khăn|lừa|bóc lột|chán|không được|vô lý|đâu|quỵt|cắt giảm|nguy hiểm|lo"
)
_POSITIVE = (
    "hỗ trợ|trao|tặng|khen|tôn vinh|cảm ơn|chúc mừng|tăng lương|đòi được|thưởng|vui|chăm lo|giúp"
    "|tốt|hay|tuyệt vời|ủng hộ|thành công|vượt khó"
)
_UNION_GOOD = "bảo vệ|hỗ trợ|trao|tặng|chăm lo|đòi được|giúp|kịp thời|mái ấm|sum vầy|tư vấn|thăm"
_UNION_BAD = "ở đâu|sai phạm|kỷ luật|hút máu|vô dụng|không bảo vệ|làm gì|tham ô|bị bắt|bù nhìn"
_INTENT: Mapping[str, str] = {
    "call_to_action": "hãy đình công|tẩy chay|kêu gọi mọi người|cùng nhau nghỉ việc",
    "praise": "cảm ơn|tuyệt vời|chúc mừng|hoan hô|quá hay|ngưỡng mộ",
    "suggest": "nên|đề nghị|kiến nghị|mong|hãy",
    "ask": "cho hỏi|có được không|như thế nào|bao nhiêu|ở đâu ạ|phải không|khi nào",
    "complain": _NEGATIVE,
}
_MANY = "hàng trăm|hàng ngàn|hàng nghìn|nghìn công nhân|ngàn công nhân|tập thể|nhiều công nhân"


def _pattern(words: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile a word list twice: with accents, and as it reads without them."""
    blind = "".join(fold(c) if c.isalpha() else c for c in words)
    return re.compile(rf"\b(?:{words})\b"), re.compile(rf"\b(?:{blind})\b")


_LISTS = {
    name: _pattern(words)
    for name, words in {
        "union": _UNION, "not_union": _NOT_UNION, "work": _WORK, "not_work": _NOT_WORK,
        "negative": _NEGATIVE, "positive": _POSITIVE, "union_good": _UNION_GOOD,
        "union_bad": _UNION_BAD, "many": _MANY, "dead": "chết|tử vong|tử nạn|thiệt mạng",
        **{f"topic:{t}": w for t, w in _TOPICS.items()},
        **{f"intent:{i}": w for i, w in _INTENT.items()},
    }.items()
}  # fmt: skip


class KeywordClassifier:
    """Label by word lists, accents optional."""

    name = NAME

    def predict(self, items: Sequence[TextItem]) -> list[Labels]:
        """Return one Labels for each item, in the same order."""
        return [self._one(item) for item in items]

    def annotate(self, items: Sequence[TextItem], revisions: Sequence[str]) -> Columns:
        """Return annotation rows as columns."""
        return annotation_columns(items, revisions, self.predict(items))

    def _one(self, item: TextItem) -> Labels:
        key = match_key(f"{item.title}\n{item.text[:3000]}")
        blind = key.isascii()

        def hits(name: str, text: str = key) -> int:
            return len(_LISTS[name][blind].findall(text))

        union = hits("union") - hits("not_union")
        in_scope = union > 0 or hits("work") > hits("not_work")
        title = match_key(item.title)
        weight = {
            t: hits(f"topic:{t}") + 2 * hits(f"topic:{t}", title) for t in _TOPICS
        }  # a word of the title counts three times
        ranked = sorted((t for t in weight if weight[t]), key=lambda t: -weight[t])
        topics = tuple(ranked[:1] or ("jobs_living",)) if in_scope else (OFF_TOPIC,)

        bad, good = hits("negative"), hits("positive")
        tone = "negative" if bad > good else "positive" if good > bad else "neutral"
        stance = "none"
        if in_scope and union > 0:
            helped, blamed = hits("union_good"), hits("union_bad")
            stance = "negative" if blamed > helped else "positive" if helped else "neutral"
        intent = "inform"
        if item.kind != "article":
            intent = next((i for i in _INTENT if hits(f"intent:{i}")), "inform")
        risk = 0
        if in_scope and topics[0] in ("strike", "food_poisoning", "work_accident"):
            risk = 2 if hits("many") or hits("dead") else 1
        elif in_scope and topics[0] in ("employer_violation", "union_misconduct"):
            risk = 2 if hits("many") else 1
        return Labels(
            in_scope=in_scope, topics=topics, tone=tone, stance_union=stance, intent=intent, risk=risk,
            scores=_scores(in_scope, topics, tone, stance, intent, risk), model=self.name,
        )  # fmt: skip


def _spread(chosen: str, names: Sequence[str], sure: float) -> dict[str, float]:
    rest = (1 - sure) / (len(names) - 1)
    return {name: sure if name == chosen else rest for name in names}


def _scores(
    in_scope: bool, topics: Sequence[str], tone: str, stance: str, intent: str, risk: int
) -> dict[str, object]:
    return {
        "in_scope": SURE["in_scope"] if in_scope else 1 - SURE["in_scope"],
        "topics": {t: SURE["topic"] if t in topics else 0.02 for t in _TOPICS},
        "tone": _spread(tone, TONES, SURE["tone"]),
        "stance_union": _spread(stance, STANCES, SURE["stance_union"]),
        "intent": _spread(intent, INTENTS, SURE["intent"]),
        "risk": _spread(str(risk), [str(r) for r in RISKS], SURE["risk"]),
    }
