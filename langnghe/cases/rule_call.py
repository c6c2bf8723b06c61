"""Calls to stop work, by their words: for where the model's intent says something else.

Of a hundred texts that call for a stoppage the model names few, and one missed is a day lost. A call is
an action together with somebody urged to it, in one clause; a report of a stoppage, a right quoted from
the law, a warning against it, a question about it, history and what happens abroad have the action alone.
Boycotts and marches are left to the model: people call for those about films and football every day.
"""

from __future__ import annotations

import re

from langnghe.cases.rule_words import compiled, without_denied
from langnghe.text import canonical, match_key

_ACTION = (
    r"(?:(?<!gia )đình công|ngừng việc|lãn công|bãi công|ngừng làm việc|nghỉ việc tập thể|nghỉ làm tập thể"
    r"|tắt máy nghỉ|ngừng máy|(?:mọi người|anh em|chị em|ae|cả xưởng) (?:\w+ )?nghỉ hết"
    r"|nghỉ hết (?:nhé|nha|đi|thôi) (?:mọi người|anh em|chị em|ae|mn)|tắt (?:app|ứng dụng) (?:đồng loạt|tập thể)"
    r"|(?:đồng loạt|cùng nhau|cùng|tất cả|cả (?:xưởng|chuyền|tổ|công ty)|toàn (?:xưởng|công ty)|kéo nhau|rủ nhau)"
    r" (?:\w+ ){0,3}?(?:nghỉ (?:việc|làm|hết)|tắt app|tắt ứng dụng|bỏ máy|không vào (?:ca|xưởng|làm)))"
)
_WE = (
    r"(?:anh chị em|anh em|chị em|ace|ae|mọi người|mn|bà con|cả nhà|các bạn|các bác|các chị|các anh|bác tài|anh chị|công nhân"
    r"|đồng nghiệp|chúng ta|chúng mình|bọn mình|mình|tụi mình|cả xưởng|toàn xưởng|tất cả|tổ mình|chuyền mình)"
)
_SOON = (
    r"(?:ngày mai|sáng mai|chiều mai|mai|chiều nay|tối nay|trưa nay|ca tối|ca sau|thứ (?:\w+)|tuần sau|tuần tới"
    r"|đầu tuần|từ mai|đúng \d+ ?(?:h|giờ))"
)
_END = r"(?:đi|thôi|nào|nhé|nha|nhá|đê|luôn|tiếp|hết|cho họ biết|cho biết|mới được|xem sao)"
# Who is urged, and how: any one of these in the clause of the action.
_URGED = (
    rf"^(?:xin |\w+ ơi |{_WE} ơi )?(?:kêu gọi|rủ|mời|đề nghị|hô hào) (?:\w+ ){{0,2}}{_WE}\b.* {_ACTION}",
    rf"\b(?:tôi|mình|em|chúng tôi|chúng ta|tụi tôi) (?:xin )?(?:kêu gọi|rủ|đề nghị) .*{_ACTION}",
    rf"\b{_WE} (?:\w+ ){{0,6}}?ơi\b.* {_ACTION}",
    rf"\b{_WE} (?:\w+ ){{0,3}}?(?:hãy|cùng|nhớ|nên|phải|cứ|mau|đồng lòng|quyết tâm|chuẩn bị)\b(?: \w+){{0,6}}? {_ACTION}",
    rf"\b(?<!công nhân )(?<!lao động )(?:hãy|cứ|chỉ còn cách|phải|quyết|mau|đến lúc|tới lúc)(?: \w+){{0,5}}? {_ACTION}",
    rf"\b{_ACTION}(?: \w+){{0,5}}? {_END}(?: {_WE}(?: \w+)?| ơi)*$",
    rf"\b(?:không|chưa|chẳng)(?: \w+){{1,9}}? (?:thì|là) (?:\w+ ){{0,4}}?{_ACTION}",
    rf"^rủ nhau {_ACTION}",
    rf"\b{_WE} hãy (?:\w+ ){{0,4}}?{_ACTION}",
    rf"\bthì (?:mình|anh em|chúng ta|cứ|ta|tụi mình) (?:\w+ )?{_ACTION}",
    rf"\b(?:cả (?:công ty|xưởng)|mình|chúng ta|tụi mình|anh em) sẽ (?:\w+ ){{0,2}}?{_ACTION}",
    rf"\b{_SOON} (?:{_WE} )?{_ACTION}",
    rf"\bsao (?:\w+ ){{0,2}}?không (?:\w+ )?{_ACTION}",
    rf"\b{_SOON}\b(?: \w+){{0,6}}? (?:đồng loạt|cùng nhau|cùng|tất cả|toàn bộ|cả xưởng|toàn xưởng)(?: \w+){{0,4}}? {_ACTION}",
    rf"\b{_SOON}(?: \w+){{0,6}}? {_ACTION} {_END}\b",
    rf"\b{_SOON}(?: \w+){{0,6}}? {_ACTION}.*\b(?:chia sẻ|truyền tay|báo nhau|nhắn nhau)\b",
)  # fmt: skip
# The action is told of, weighed, forbidden or long over.
_TOLD = (
    r"\b(?:đối tượng|kẻ xấu|phần tử|kích động|xúi giục|lôi kéo|cảnh giác|cảnh báo|xử lý|xử phạt|bị phạt|bị bắt"
    r"|khởi tố|công an|cơ quan chức năng|theo (?:báo|ông|bà|luật|điều|quy định|thống kê)|điều \d+|khoản \d+"
    r"|bộ luật|luật lao động|luật công đoàn|nghị định|quy định|hợp pháp|bất hợp pháp|trái luật|trái pháp luật"
    r"|có quyền|được quyền|quyền đình công|trình tự|thủ tục|lấy ý kiến|tuyên truyền|tập huấn|phòng ngừa"
    r"|hàn quốc|nước mỹ|ở mỹ|bên mỹ|nước pháp|ở pháp|ở anh|ở đức|bangladesh|ấn độ|trung quốc|samsung hàn|hollywood"
    r"|năm (?:19|20)\d\d|hồi (?:năm|tháng|trước)|ngày xưa|hồi xưa|năm ngoái|năm trước|tháng trước|tuần trước"
    r"|hôm qua|sáng qua|trở lại làm việc|hết đình công|kết thúc"
    r"|nghe nói|nghe đồn|tin đồn|có tin|đồn|báo đăng|bài viết|tờ rơi|biểu ngữ|khẩu hiệu|ai kêu|ai bảo|nó bảo"
    r"|dự báo|nguy cơ|phim|truyện|bài hát|đội tuyển|cầu thủ|bóng đá|hiến máu|đi bão)\b"
    rf"|\b(?:đã (?!đến lúc|tới lúc)|đang |vừa |mới |từng |sau khi |khi |(?<!nghỉ )(?<!ngừng )(?<!làm )việc |cuộc |vụ |số |không ai )(?:\w+ ){{0,2}}?{_ACTION}"
    rf"|\b{_ACTION}(?: \w+){{0,3}} (?:rồi|xong)$|\bphải {_ACTION} mới (?!được$)|cuối cùng cũng"
    rf"|\b(?:(?<!mọi )người|ai|kẻ) {_ACTION}|^{_ACTION} thì\b"
    r"|\b(?:công ty cho|cho (?:\w+ ){0,2}nghỉ|được nghỉ|nghỉ (?:lễ|tết|phép|bù|mát)|vì (?:lễ|bão|mất điện|bảo trì))\b"
)
_ASKED = (
    r"\b(?:có|đã) (?:\w+ )?(?:đình công|ngừng việc|lãn công|bãi công|nghỉ việc)(?: \w+){0,3} (?:không|chưa|ko|hả|à)$"
    r"|\b(?:là gì|nghĩa là|thế nào|như thế nào|có được không|được không|có bị|có sao không|ở đâu|(?<!đến )bao giờ|khi nào"
    r"|mấy ngày|tại sao (?:lại )?(?:đình|ngừng)|vì sao|phải làm gì|để làm gì|công làm gì|được gì|được cái gì|chi vậy)\b|^(?:tại sao|vì sao|sao lại)\b"
)
_SENTENCE = re.compile(r"[.!?;…\n]+")


def urges(text: str) -> bool:
    """Say whether a text urges people to stop work, by its words alone."""
    return any(_urged(said) for said in _SENTENCE.split(canonical(text)))


def _urged(sentence: str) -> bool:
    key = match_key(sentence)
    blind = key.isascii()
    if compiled(_TOLD, blind).search(key):
        return False
    # “…, đình công thôi anh em, sợ gì”: read whole, and part by part
    return any(_urged_part(match_key(part), blind) for part in (sentence, *sentence.split(",")))


def _urged_part(key: str, blind: bool) -> bool:
    key = without_denied(_ACTION, key)
    if not compiled(rf"\b{_ACTION}\b", blind).search(key) or compiled(_ASKED, blind).search(key):
        return False
    return any(compiled(words, blind).search(key) for words in _URGED)
