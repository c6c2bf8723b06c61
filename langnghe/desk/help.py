"""The guide of each role: its day at the desk in a few steps, each opening the page it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: when, what, where."""

    when: str
    what: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one role."""

    lead: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


_MORNING = Step(
    "7:00", "Đọc điểm báo: việc cần lo đứng đầu, mỗi con số mở ra các dòng của nó.", "/hom-nay"
)
_CLOCK = "Đồng hồ 24 giờ không dừng, kể cả đêm và Tết; chỉ lời đáp của người mới dừng nó."
_SILENCE = "“0 tin” là hỏi được mà không có gì; “không thu được” là chưa biết. Đừng đọc cái sau thành cái trước."

GUIDES: Mapping[str, Guide] = {
    "chair": Guide(
        "Một phút mỗi sáng trên điện thoại là đủ; việc mức 5 chờ đồng chí duyệt và đóng.",
        (
            Step(
                "Mỗi sáng", "Mở một trang: kết luận của ngày, ba con số, việc đang mở.", "/lanh-dao"
            ),
            Step(
                "Khi được báo",
                "Mở cảnh báo, đọc vì sao nó lên mức ấy và lần trước loại này đúng mấy phần.",
                "/canh-bao",
            ),
            Step("Khi chờ duyệt", "Mở hồ sơ, duyệt hoặc trả lại phương án.", "/ho-so"),
            Step(
                "Tháng 6, tháng 12",
                "Đọc báo cáo 5 tiêu chí; bấm vào con số nào cũng tới tận bài gốc.",
                "/bao-cao",
            ),
        ),
        (_SILENCE,),
    ),
    "vice_chair": Guide(
        "Duyệt việc mức 4, quyết chính sách điểm báo, xem đồng hồ hỏi đáp mỗi tuần.",
        (
            Step("Mỗi sáng", "Mở một trang trên điện thoại.", "/lanh-dao"),
            Step("Khi được báo", "Nhận cảnh báo mức 4, duyệt phương án trong hồ sơ.", "/canh-bao"),
            Step("Mỗi tuần", "Xem tỉ lệ trả lời trong 24 giờ và câu nào quá hạn.", "/hoi-dap"),
            Step("Mỗi quý", "Xem bảng chỉ tiêu: ô nào thiếu số, của đơn vị nào.", "/chi-tieu"),
        ),
        (_CLOCK,),
    ),
    "propaganda_head": Guide(
        "Người trực: phát hành điểm báo, kết luận cảnh báo, khoá báo cáo.",
        (
            _MORNING,
            Step(
                "Khi có cảnh báo",
                "Nhận, kết luận đúng hay sai, mở hồ sơ nếu cần; kết luận của đồng chí chỉnh lại ngưỡng.",
                "/canh-bao",
            ),
            Step("Trong ngày", "Xem câu hỏi nào quá 20 giờ, giao cho ai.", "/hoi-dap"),
            Step("Cuối tuần", "Xem nguồn nào im hoặc hỏng.", "/nguon"),
            Step("Hết kỳ", "Dựng báo cáo, soát các ô thiếu số, rồi khoá.", "/bao-cao"),
        ),
        (_SILENCE, _CLOCK),
    ),
    "policy_head": Guide(
        "Chủ trì việc về quyền lợi, ngừng việc, tai nạn; trả lời câu hỏi chính sách.",
        (
            _MORNING,
            Step(
                "Khi có cảnh báo R3, R4", "Nhận, mở hồ sơ, giao việc, trình phương án.", "/canh-bao"
            ),
            Step("Trong ngày", "Trả lời câu hỏi chuyển Ban; ghi căn cứ.", "/hoi-dap"),
            Step(
                "Khi có văn bản", "Ghi vào sổ văn bản; máy soát căn cứ còn hiệu lực không.", "/so"
            ),
        ),
        (_CLOCK,),
    ),
    "legal_team": Guide(
        "Trả lời câu hỏi pháp luật và giữ kho câu trả lời mẫu.",
        (
            Step("Đầu giờ", "Mở câu hỏi của tổ, câu sắp hết giờ đứng trên.", "/hoi-dap"),
            Step(
                "Khi trả lời",
                "Dùng câu mẫu gần nhất, sửa cho đúng trường hợp, ghi căn cứ.",
                "/hoi-dap",
            ),
            Step("Khi khó", "Chuyển Ban: đồng hồ vẫn chạy, hãy trả lời tạm trước.", "/hoi-dap"),
            Step(
                "Khi có người hỏi về dữ liệu của mình",
                "Ghi vào sổ ngay; hai ngày làm việc phải trả lời.",
                "/yeu-cau",
            ),
        ),
        (_CLOCK,),
    ),
    "department_head": Guide(
        "Được mời vào từng hồ sơ, trong thời hạn ghi ở hồ sơ.",
        (
            Step("Khi được mời", "Mở hồ sơ, đọc diễn biến, ghi việc đã làm.", "/ho-so"),
            Step("Khi cần", "Đọc điểm báo của ngày.", "/hom-nay"),
        ),
    ),
    "upper_union": Guide(
        "Bàn này chỉ có việc của đơn vị đồng chí: sổ, câu hỏi, báo cáo.",
        (
            Step("Mỗi ngày", "Trả lời câu hỏi gửi tới đơn vị.", "/hoi-dap"),
            Step(
                "Sau mỗi hoạt động",
                "Ghi vào sổ; có nhiều dòng thì tải mẫu Excel, điền, nạp lại.",
                "/so",
            ),
            Step("Cuối kỳ", "Xem chỉ tiêu còn thiếu số nào, nộp báo cáo.", "/chi-tieu"),
        ),
        (_CLOCK,),
    ),
    "grassroots": Guide(
        "Ghi điều thấy và việc đã làm ở cơ sở; gửi xong sẽ thấy trong sổ.",
        (Step("Khi có việc", "Chọn sổ, điền vài ô, ghi.", "/so"),),
        (
            "Đang gõ mà mất mạng hay hết phiên: điều đã gõ được giữ một ngày, đăng nhập lại là thấy.",
        ),
    ),
    "spokesperson": Guide(
        "Biết trước điều báo chí sẽ hỏi; ghi lại lời đã nói.",
        (
            Step("Mỗi sáng", "Mở một trang, rồi điểm báo.", "/lanh-dao"),
            Step("Khi báo hỏi", "Mở hồ sơ để có số đã kiểm và thông điệp đã duyệt.", "/ho-so"),
            Step("Nói xong", "Ghi vào sổ phát ngôn.", "/so"),
        ),
    ),
    "analyst": Guide(
        "Đọc hết, sửa nhãn sai, giữ cho máy nghe đúng.",
        (
            _MORNING,
            Step(
                "Sau điểm báo",
                "Duyệt 50 nhãn chưa chắc bằng bàn phím; nhầm thì phím u.",
                "/duyet-nhan",
            ),
            Step("Khi có cảnh báo", "Đọc bằng chứng, kết luận đúng sai ở mức 1–2.", "/canh-bao"),
            Step("Khi tìm", "Gõ không dấu cũng được; lưu câu tìm hay dùng.", "/tin-bai"),
            Step("Mỗi ngày", "Xem nguồn hỏng để báo quản trị.", "/nguon"),
        ),
        (_SILENCE,),
    ),
    "admin": Guide(
        "Giữ cho bàn chạy và cửa khoá; không sửa nội dung.",
        (
            Step("Người mới", "Thêm tài khoản, đọc cho họ mật khẩu dùng một lần.", "/quan-tri"),
            Step(
                "Quên mật khẩu, mất điện thoại",
                "Cấp lại; mọi phiên của người đó kết thúc.",
                "/quan-tri",
            ),
            Step("Mỗi ngày", "Xem nguồn hỏng và cảnh báo của chính hệ thống (R0).", "/nguon"),
            Step(
                "Khi có người xin xem, xin xoá",
                "Mở yêu cầu trong sổ, chạy lệnh ghi ở đó trên máy chủ, ghi câu trả lời.",
                "/yeu-cau",
            ),
            Step("Mỗi tháng", "Xem nhật ký còn nguyên vẹn không.", "/quan-tri/nhat-ky"),
        ),
    ),
}
