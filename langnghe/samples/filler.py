"""The daily bread of a paper that is no concern of ours: weather and market items from tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from langnghe.samples.content import Article, moment

# day, region, low, high, kind, what comes next
_WEATHER = (
    (2, "Tây Bắc", 25, 36, "nắng nóng", "Chiều tối có nơi mưa dông, đề phòng gió giật"),
    (4, "Bắc Bộ", 26, 37, "nắng nóng", "Chỉ số tia cực tím ở mức rất cao từ 10 đến 14 giờ"),
    (7, "Tây Bắc", 23, 32, "mưa rào", "Lượng mưa phổ biến 30 đến 60 mm, vùng núi cao trên 90 mm"),
    (9, "Trung Bộ", 27, 39, "nắng nóng", "Gió tây nam thổi mạnh, nguy cơ cháy rừng cấp bốn"),
    (
        11,
        "Tây Bắc",
        22,
        30,
        "mưa rào",
        "Nước suối lên nhanh, bà con không qua ngầm tràn khi nước đục",
    ),
    (14, "Nam Bộ", 25, 33, "mưa dông", "Triều cường kết hợp mưa lớn gây ngập cục bộ lúc tan tầm"),
    (16, "Tây Bắc", 21, 28, "mưa phùn", "Trời dịu mát, thích hợp cho hoạt động ngoài trời"),
    (18, "Tây Bắc", 22, 31, "mưa đá", "Đã ghi nhận mưa đá ở hai xã, cần che chắn vườn ươm"),
    (21, "Bắc Bộ", 25, 34, "mây thay đổi", "Đêm có mưa nhỏ vài nơi, sáng sớm nhiều mây"),
    (23, "Tây Bắc", 23, 33, "mưa rào", "Đất đã no nước, nguy cơ sạt lở dọc các tuyến tỉnh lộ"),
    (26, "Trung Bộ", 28, 40, "nắng nóng", "Đợt nắng nóng này có khả năng kéo dài sang đầu tháng 7"),
    (29, "Tây Bắc", 25, 38, "nắng nóng", "Khuyến cáo hạn chế ra đường từ 11 đến 15 giờ"),
)
_OPENINGS = {
    "nắng nóng": "{region} nắng nóng, có nơi trên {top} độ",
    "mưa rào": "{region} mưa rào diện rộng, nhiệt độ thấp nhất {low} độ",
    "mưa dông": "{region} chiều tối mưa dông, đề phòng ngập",
    "mưa phùn": "{region} có mưa phùn, trời mát, cao nhất {high} độ",
    "mưa đá": "Cảnh báo mưa đá, lốc sét ở {region}",
    "mây thay đổi": "{region} ngày mây thay đổi, trời oi nhẹ",
}

_ADVICE = {
    "nắng nóng": (
        "Người làm vườn nên tưới trước 6 giờ sáng; nhà có người già, trẻ nhỏ tránh để quạt thổi "
        "thẳng, uống đủ nước và mở cửa thoáng lúc chiều tà.",
        "Bệnh viện nhi ghi nhận số trẻ khám vì sốt, rối loạn tiêu hóa tăng gấp rưỡi; bác sĩ khuyên "
        "không cho trẻ vào phòng lạnh ngay khi còn đẫm mồ hôi.",
        "Lực lượng kiểm lâm trực suốt ngày đêm tại các chòi canh, yêu cầu người dân không đốt nương, "
        "không mang lửa vào rừng thông đang khô giòn.",
        "Ngành điện đề nghị các hộ giảm dùng bếp điện, bình nước nóng vào giờ cao điểm tối, khi phụ "
        "tải dự báo lập đỉnh mới của năm.",
        "Các hồ chứa nhỏ xuống thấp, xã chia lịch bơm nước cho từng cánh đồng; bà con phủ rơm quanh "
        "gốc cây ăn quả để giữ ẩm cho đất.",
    ),
    "mưa rào": (
        "Đài khí tượng đề nghị các xã kiểm tra rãnh thoát nước, cắm biển ở điểm hay sạt; xe máy "
        "không cố vượt chỗ nước chảy xiết vào ban đêm.",
        "Ba trường vùng cao cho học sinh bán trú ở lại trường cuối tuần thay vì lội suối về nhà, phụ "
        "huynh được báo tin qua trưởng bản.",
        "Đơn vị quản lý đường bố trí máy xúc trực ở bốn điểm xung yếu, tài xế nên hỏi trước khi đi "
        "qua đèo sau 20 giờ.",
    ),
    "mưa dông": (
        "Người dân không trú mưa dưới gốc cây to, cột điện; các khu chợ trũng kê hàng lên cao trước "
        "17 giờ và dọn rác ở miệng cống.",
    ),
    "mưa phùn": (
        "Đường đèo nhiều sương, tài xế bật đèn gầm, giữ khoảng cách; bà con trồng rau tranh thủ "
        "xuống giống vụ ngắn ngày khi đất còn ẩm.",
    ),
    "mưa đá": (
        "Khi thấy mây đen kèm gió lạnh, cần vào nhà mái chắc chắn, che đầu bằng vật cứng, đưa gia "
        "súc về chuồng và ngắt thiết bị điện.",
    ),
    "mây thay đổi": (
        "Độ ẩm cao nên quần áo lâu khô, đồ ăn dễ thiu; người có bệnh khớp nên giữ ấm khi ngủ và vận "
        "động nhẹ vào buổi sáng.",
    ),
}

# day, goods, unit, price now, change, why, advice, what is heard at the market
_MARKET = (
    (3, "lợn hơi", "kg", "67.500", "tăng 1.500", "nguồn cung từ trại nhỏ giảm sau dịch", "Hộ nuôi nên xuất chuồng đúng cân, không găm hàng", "Ở chợ đầu mối phía Nam, lượng heo về mỗi đêm ít hơn tuần trước gần hai trăm con, thương lái phải gom từ ba tỉnh."),
    (6, "gạo tẻ thơm", "kg", "19.800", "giảm 300", "vụ xuân ở đồng bằng thu hoạch rộ", "Người tiêu dùng có thể mua dự trữ một tháng", "Chủ một sạp ở chợ tỉnh cho biết khách chuyển từ mua từng yến sang mua cả bao vì gạo mới dẻo và thơm."),
    (10, "vàng nhẫn", "chỉ", "11,62 triệu", "tăng 90.000", "giá thế giới lên theo lo ngại lạm phát", "Chênh lệch mua bán rộng nên lướt sóng dễ lỗ", "Tại các cửa hiệu, người bán ra nhiều hơn người mua vào, phần lớn là khách chốt lời số vàng tích cóp từ Tết."),
    (13, "chè búp tươi", "kg", "8.900", "tăng 400", "các xưởng cần hàng cho đơn Trung Đông", "Hợp tác xã nhắc hái đúng một tôm hai lá", "Xe thu mua đến tận đầu nương từ bốn giờ chiều, trả tiền ngay sau khi cân và kiểm tra độ già của búp."),
    (17, "xăng RON 95", "lít", "20.940", "giảm 310", "dầu thô hạ nhiệt hai tuần liền", "Kỳ điều chỉnh tiếp theo vào thứ năm", "Nhiều cây xăng cho biết sức mua không đổi, còn các hãng vận tải nói chưa thể giảm cước vì chi phí sửa xe vẫn cao."),
    (20, "vải thiều", "kg", "24.000", "giảm 6.000", "hàng vào chính vụ, thương lái ép giá", "Các chợ đầu mối kéo dài giờ mở cửa đến nửa đêm", "Xe tải xếp hàng dài ở vựa quả từ chập tối, nhà vườn chấp nhận bán rẻ hơn để hái kịp trước khi quả nứt."),
    (24, "cá tra", "kg", "31.700", "tăng 800", "nhà máy chế biến tăng mua cho mùa lễ cuối năm", "Người nuôi thận trọng khi thả thêm giống", "Một số ao đã bán sạch cá cỡ lớn, người nuôi tính phải ba tháng nữa mới có lứa đạt trọng lượng nhà máy cần."),
    (28, "rau xanh", "kg", "18.000", "tăng 5.000", "nắng nóng làm vườn rau ven đô cháy lá", "Siêu thị bán bù bằng rau Mộc Châu, Đà Lạt", "Các bà nội trợ nói một mớ rau muống nhỏ đi trông thấy, còn hành lá thì bán theo cọng thay vì theo bó."),
    (30, "hồ tiêu", "kg", "148.000", "tăng 2.000", "lượng tồn kho xuống thấp nhất năm", "Nông dân bán nhỏ giọt chờ giá", "Các đại lý trên Tây Nguyên cho biết mỗi ngày chỉ gom được vài tạ, bằng một phần ba cùng kỳ năm ngoái."),
)  # fmt: skip


def filler() -> Iterator[Article]:
    """Yield the weather and market items of the month."""
    yield from _weather()
    yield from _market()


def _weather() -> Iterator[Article]:
    said: Counter[str] = Counter()
    for day, region, low, high, kind, advice in _WEATHER:
        more = _ADVICE[kind][said[kind]]
        said[kind] += 1
        place = "laichau" if region == "Tây Bắc" else "tinnhanh"
        yield Article(
            id=f"thoi-tiet-{day}",
            outlet=place,
            at=moment(f"{day:02}T05:{day:02}"),
            section="thoi-su",
            author="Ban Thời sự",
            topics=("off_topic",),
            title=f"Thời tiết ngày {day}/6: "
            + _OPENINGS[kind].format(region=region, low=low, high=high, top=high - 1),
            lead=f"Ngày {day}/6, khu vực {region} {kind}, nhiệt độ từ {low} đến {high} độ.",
            body=(
                f"{advice}. {more}",
                f"Đêm {day}/6 nhiệt độ giảm còn khoảng {low} độ, độ ẩm {60 + (day * 7) % 30}%.",
            ),
            story=f"thoi-tiet-{day}",
        )


def _market() -> Iterator[Article]:
    for day, goods, unit, price, change, why, advice, more in _MARKET:
        verb, amount = change.split(" ", 1)
        yield Article(
            id=f"gia-{day}",
            outlet="bcn" if day % 2 else "tinnhanh",
            at=moment(f"{day:02}T10:{day:02}"),
            section="kinh-te",
            author="Khôi Nguyên",
            topics=("off_topic",),
            title=f"Giá {goods} {verb} {amount} đồng một {unit}",
            lead=f"Sáng {day}/6, giá {goods} phổ biến ở mức {price} đồng một {unit}, {change} đồng so với tuần trước.",
            body=(f"Theo các đầu mối, giá {verb} do {why}. {more}", f"{advice}."),
            story=f"gia-{day}",
        )
