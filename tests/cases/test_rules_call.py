"""Calls to stop work by words alone: our own sentences, each way, and how often the words are right."""

from __future__ import annotations

import pytest

from langnghe.cases.rule_call import urges

CALLS = """
Kêu gọi anh em xưởng 2 xưởng 3 chiều nay cùng nghỉ việc, công ty không trả thưởng thì đình công tiếp!
Kêu gọi anh chị em công nhân khu công nghiệp ngày mai đồng loạt nghỉ việc, đình công đòi trả tiền
Anh em ơi mai đồng loạt nghỉ việc
Không tăng lương thì đình công thôi anh em
Mọi người cùng đình công đi
Hãy cùng nhau ngừng việc cho đến khi có tiền thưởng
Sao không đình công đi, đợi đến bao giờ
Đình công thôi
Ngừng việc đi mọi người
mai dong loat nghi viec di anh em
keu goi anh em dinh cong
Đã đến lúc đình công, công ty nợ ba tháng lương
Chỉ còn cách đình công mới đòi được lương
Anh em phải đồng lòng ngừng việc thì họ mới sợ
Ngày mai cả xưởng cùng nghỉ làm nhé
Sáng mai tất cả công nhân đồng loạt không vào ca
Công ty chưa trả lương tháng này thì cứ đình công
Bác tài ơi, từ mai mình đồng loạt tắt app nhé
Chúng ta hãy đình công
Mình kêu gọi cả chuyền đình công từ thứ hai
Chị em ơi mai ngừng việc hết nhé
Đúng 7h sáng mai đồng loạt tắt máy nghỉ, chia sẻ cho mọi người biết
Lương thế này thì phải bãi công
Đình công luôn đi cho họ biết
Cùng nhau lãn công đi mọi người
Nếu công ty không đối thoại thì anh em đình công
Tổ em rủ mọi người ca tối cùng nghỉ việc
Tuần sau cả công ty đồng loạt nghỉ việc nhé mọi người
Thứ hai tới anh em nhớ đình công
Nghỉ việc tập thể thôi
Xin kêu gọi toàn thể công nhân đình công đòi quyền lợi
Cả nhà ơi chiều nay cùng ngừng việc
Mau đình công đi, chờ gì nữa
Mọi người nên đồng loạt nghỉ làm một hôm
Công nhân mình phải đình công mới được
"""

NO_CALLS = """
Hơn 1.200 công nhân đình công đòi thưởng Tết
Công nhân đã ngừng việc từ sáng qua
Không có vụ ngừng việc tập thể nào trong quý
Anh em đừng đình công, để công đoàn đối thoại đã
Theo Bộ luật Lao động, người lao động có quyền đình công theo trình tự luật định
Điều 199: đình công là sự ngừng việc tạm thời, tự nguyện và có tổ chức
Đình công bất hợp pháp thì bị xử lý thế nào?
Công an bắt đối tượng kêu gọi công nhân đình công
Cảnh giác với lời kêu gọi nghỉ việc tập thể trên mạng
Kẻ xấu xúi giục anh em đồng loạt nghỉ việc
Kêu gọi anh em hiến máu cứu người
Kêu gọi mọi người ủng hộ gia đình công nhân gặp nạn
Công đoàn kêu gọi công nhân thi đua sản xuất
Mọi người cùng nghỉ lễ vui vẻ nhé
Mai công ty cho nghỉ làm vì bão
Có đình công không?
Đình công là gì vậy mọi người?
Sao lại đình công vậy?
Bên Hàn Quốc công đoàn Samsung đình công hoài
Năm 2008 cả xưởng cùng nghỉ việc mấy ngày
Hồi trước công ty này từng đình công rồi
Nghe nói mai đồng loạt nghỉ việc phải không?
Ngăn chặn nguy cơ đình công dịp cuối năm
Tập huấn phòng ngừa ngừng việc tập thể cho cán bộ công đoàn
Sau khi ngừng việc, công nhân đã trở lại làm việc
Phản đối lời kêu gọi đình công, tôi vẫn đi làm
Đình công được gì đâu, cuối cùng vẫn thế
Bộ phim kể về cuộc bãi công của phu đồn điền
Tôi nghỉ việc rồi, lương thấp quá
Chán quá, nghỉ việc đi bạn ơi
Không nên đình công lúc này, công ty đang khó khăn
Các bác tài xế ở Pháp đình công suốt
Đình công làm gì cho mệt
Công nhân không đình công mà chỉ kiến nghị
Chúng tôi đang đình công trước cổng
Số cuộc ngừng việc giảm một nửa so với năm trước
Anh em đã ngừng việc xong, giờ chờ đối thoại
Báo đăng “đồng loạt nghỉ việc đi” là tin giả
Ai bảo mai cả xưởng nghỉ làm vậy?
cuối cùng cũng sửa, mà phải ngừng việc mới sửa
Lấy ý kiến đình công thì phải theo đúng thủ tục
"""

# A second set, written before the words were first read on it: then 16 of 30 calls were found and 3 of 19
# finds were false. The words were mended once after it.
MORE_CALLS = """
Anh em xưởng may mình mai đình công nhé, không ai được vào làm
Mọi người ơi, đến lúc cả công ty cùng nghỉ việc rồi
Ai cũng sợ thì bao giờ mới được tăng lương, đình công thôi anh em ơi
Kêu gọi tài xế tắt app đồng loạt ngày 20/6
Bác tài đồng loạt tắt app từ 6h sáng mai nhé
Thứ hai tuần sau toàn công ty ngừng việc, báo nhau nhé
Cứ đình công là ông chủ phải trả tiền ngay
Công ty không chốt sổ bảo hiểm thì cả xưởng đình công
Tôi đề nghị anh em ngừng việc tập thể để đòi lương tháng 5
Chị em chuyền 5 hãy đứng lên đình công
Phải nghỉ việc tập thể thì họ mới chịu nghe
Sáng mai ae nghỉ hết nhé, không vào ca
anh em oi mai cung nghi lam het nhe
hay dinh cong di
Không đóng bảo hiểm cho công nhân thì lãn công thôi
Đồng loạt nghỉ việc đi anh em, sợ gì
Cùng nhau không vào xưởng cho tới khi sếp ra nói chuyện
Tất cả công nhân hãy ngừng làm việc để phản đối
Mn ơi 7h sáng mai tập trung trước cổng, không vào làm
Rủ nhau nghỉ việc tập thể một bữa cho công ty biết
Toàn thể công nhân khu A hãy ngừng việc từ chiều nay
Ủng hộ anh em đình công, mai xưởng mình theo luôn
Đừng sợ, cứ đồng loạt bỏ máy ra cổng
Nếu không có thưởng thì 28 này anh em đình công
Mời anh chị em cùng ngừng việc lúc 9 giờ
Không trả lương thì ngừng việc chứ còn gì nữa
Công nhân phải đoàn kết đình công mới có kết quả
Mai nghỉ việc tập thể nhé các chị
Tổ 3 tổ 4 chiều nay đình công theo xưởng 1 đi
Đình công tiếp đi anh em, đừng vào làm
"""

MORE_NO_CALLS = """
Gia đình công nhân nghèo được hỗ trợ nhà ở
Vụ đình công ở công ty giày đã kết thúc
Công ty hứa trả lương, công nhân ngừng đình công
Đình công xong lương có tăng không mọi người
Ngày mai công ty cho toàn xưởng nghỉ làm để bảo trì máy
Thứ hai cả công ty nghỉ làm vì lễ giỗ Tổ
Tôi nghĩ không cần đình công, cứ đối thoại
Các anh chị cùng nghỉ ca trưa thì vào nhà ăn nhé
Liên đoàn Lao động đề nghị công nhân không tham gia đình công
Đình công ở Mỹ khiến giá xe tăng
Theo thống kê, ba tháng đầu năm có 12 cuộc đình công
Công đoàn có quyền tổ chức và lãnh đạo đình công
Anh em ơi cho hỏi luật quy định đình công ra sao
Mọi người đừng nghe lời kêu gọi ngừng việc trên mạng
Công nhân trở lại làm việc sau ba ngày ngừng việc
Chồng tôi từng tham gia đình công năm 2015
Kêu gọi mọi người cùng nghỉ ngơi, đọc sách
Hãy cùng nhau thi đua lao động giỏi
Phải làm gì khi công nhân ngừng việc tập thể?
Cán bộ công đoàn phải nắm tình hình để không xảy ra ngừng việc
Chúng ta phải ngăn chặn nạn đình công tự phát
Doanh nghiệp nên đối thoại sớm thay vì để công nhân đình công
Tại sao công nhân phải đình công mới được tăng lương?
Công nhân phải đình công mới được tăng lương, thật đáng buồn
Người lao động chỉ còn cách nghỉ việc vì lương thấp
Mai tôi nghỉ làm, ai đi thay ca giúp với
Kêu gọi anh em quyên góp cho gia đình công nhân bị nạn
Bị nợ lương mà không dám đình công
Đình công thì mất lương chứ được gì
Ở nước ngoài họ đình công suốt ngày
"""

# A third set, written after that: 12 of 20 calls found at first reading, 3 of 15 finds false; mended once.
LAST_CALLS = """
Chiều nay toàn bộ chuyền may 1 đến 10 ngừng việc, mọi người nhớ nhé
Anh em lái xe ơi, 5 giờ sáng thứ sáu cùng tắt app
Công ty cắt phụ cấp thì mình đình công chứ sợ gì
Hãy nói không với tăng ca, mai đồng loạt nghỉ làm
Các chị ơi đình công đi, im lặng mãi à
Toàn thể anh chị em hãy đồng loạt ngừng việc từ 8h
Phải đình công thì sếp mới chịu gặp
Ai đồng ý thì mai mình nghỉ việc tập thể
Tôi kêu gọi mọi người đình công ngay hôm nay
Mai không ai vào xưởng nhé, ở ngoài cổng hết
Lương thưởng kiểu này thì đình công là đúng rồi, làm thôi anh em
Cả xưởng cùng nghỉ việc đi, xem họ làm được gì
De nghi anh em ngung viec doi luong
Đoàn kết lại, ngừng việc tập thể đòi quyền lợi nào
Sao anh em không đình công như bên công ty kia
Đợi gì nữa, bãi công thôi
Thứ hai này anh em xưởng C nghỉ việc theo nhé
Nếu mai chưa có lương, cả công ty sẽ đồng loạt nghỉ việc
Mọi người chuẩn bị đình công nhé
Mình đề xuất cùng nhau nghỉ làm một ngày
"""

LAST_NO_CALLS = """
Công ty tôi đình công suốt tuần rồi mà chưa ai giải quyết
Đình công thì phải đúng luật nhé mọi người
Mọi người có ai ở công ty đang đình công không
Nghỉ hết tuần này là tới Tết rồi
Các bạn cùng nghỉ lễ ở đâu
Công đoàn phải làm sao để công nhân không ngừng việc
Hôm nay cả chuyền nghỉ làm vì mất điện
Ngừng việc do thiếu nguyên liệu thì có được trả lương không
Thấy công nhân đình công mà thương quá
Đề nghị công ty đối thoại để chấm dứt đình công
Cứ nghỉ hết phép rồi tính
Mai nghỉ hết, công ty cho nghỉ bù
Chúng ta phải cảm thông với người đình công
Đừng ai nghe nó rủ nghỉ việc tập thể
Ở Đức tài xế đình công, tàu xe dừng hết
Nếu công nhân ngừng việc thì công ty thiệt hại lớn
Không thỏa thuận được thì tập thể lao động có quyền đình công
Hàng trăm công nhân đồng loạt ngừng việc sáng nay
Chúc gia đình công nhân năm mới vui vẻ
Vì sao tài xế đồng loạt tắt app?
"""


def told(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


@pytest.mark.parametrize(
    ("called", "other", "right", "found"),
    [
        (CALLS, NO_CALLS, 0.97, 0.97),
        (MORE_CALLS, MORE_NO_CALLS, 0.96, 0.86),
        (LAST_CALLS, LAST_NO_CALLS, 0.96, 0.7),
    ],
)
def test_calls_are_recognised_and_little_else(
    called: str, other: str, right: float, found: float
) -> None:
    calls, others = told(called), told(other)
    assert min(len(calls), len(others)) >= 20
    missed = [line for line in calls if not urges(line)]
    false = [line for line in others if urges(line)]
    recall = 1 - len(missed) / len(calls)
    precision = (len(calls) - len(missed)) / (len(calls) - len(missed) + len(false))
    assert precision >= right, false
    assert recall >= found, missed


def test_a_long_text_is_read_clause_by_clause() -> None:
    text = "Theo luật, công nhân có quyền đình công. Nhưng thôi, anh em ơi mai đồng loạt nghỉ việc!"
    assert urges(text)
    assert not urges(text.split(".", maxsplit=1)[0])
