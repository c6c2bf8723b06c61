"""The words names are made of: heads, legal forms, trades, offices, and words that end a name."""

from __future__ import annotations

from nlp.entities.reading import Phrases


def _list(words: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in words.split("|") if part.strip())


HEADS = Phrases(
    {
        "công ty": "Công ty", "cty": "Công ty", "cti": "Công ty", "c ty": "Công ty",
        "tổng công ty": "Tổng công ty", "tổng cty": "Tổng công ty", "tct": "Tổng công ty", "tcty": "Tổng công ty",
        "tập đoàn": "Tập đoàn", "xí nghiệp": "Xí nghiệp", "nhà máy": "Nhà máy",
        "dntn": "DNTN", "doanh nghiệp tư nhân": "DNTN", "htx": "HTX", "hợp tác xã": "HTX",
    }
)  # fmt: skip

LEGAL = Phrases(
    {
        "tnhh": "TNHH", "trách nhiệm hữu hạn": "TNHH", "mtv": "MTV", "một thành viên": "MTV",
        "1 thành viên": "MTV", "hai thành viên": "", "2 thành viên": "", "hai thành viên trở lên": "",
        "cổ phần": "CP", "cp": "CP", "ctcp": "CP", "liên doanh": "liên doanh", "hợp danh": "hợp danh",
        "tmcp": "TMCP",
    }
)  # fmt: skip

# Trades and tasks, lower case or not, before the name itself: Công ty may Nhà Bè.
DESCRIPTORS = Phrases(
    _list(
        "may | may mặc | dệt | dệt may | dệt kim | dệt nhuộm | may xuất khẩu | giày | giầy | giày da |"
        "giày dép | da giày | da giầy | sợi | nhuộm | nhựa | gỗ | gốm | gạch | gạch tuynel | kim loại | vàng | sứ | gang thép | thép |"
        "xi măng | phân bón | phân đạm | hóa chất | hoá chất | giấy | in | bao bì | nội thất | cơ khí |"
        "điện | điện lực | điện tử | điện gió | điện mặt trời | điện máy | thủy điện | nhiệt điện |"
        "truyền tải điện | dầu khí | xăng dầu | lọc hóa dầu | lọc dầu | khí | than | khoáng sản |"
        "công nghiệp | công nghiệp than | công nghiệp tàu thủy | đóng tàu | ô tô | xe máy | cao su |"
        "chè | cà phê | mía đường | đường sắt | vận tải | vận tải biển | hàng hải | hàng không |"
        "cảng | cảng hàng không | bay | bưu điện | bưu chính | viễn thông | công nghệ | phần mềm |"
        "xây dựng | xây lắp | lắp máy | bất động sản | địa ốc | đầu tư | phát triển | phát triển đô thị |"
        "phát triển nhà | hạ tầng | thương mại | dịch vụ | sản xuất | chế biến | chế tạo | kinh doanh |"
        "xuất nhập khẩu | xuất khẩu | nhập khẩu | thực phẩm | thủy sản | hải sản | thủy hải sản |"
        "nông nghiệp | nông sản | lâm nghiệp | chăn nuôi | thức ăn chăn nuôi | giống cây trồng | sữa |"
        "bia | rượu bia | nước giải khát | bánh kẹo | dược | dược phẩm | y tế | môi trường |"
        "môi trường đô thị | công trình đô thị | đô thị | cấp nước | cấp thoát nước | thoát nước |"
        "nước sạch | cây xanh | công ích | dịch vụ công ích | thủy lợi | khai thác | khai thác công trình |"
        "tư vấn | thiết kế | kỹ thuật | bảo hiểm | bảo vệ | dịch vụ bảo vệ | chứng khoán |"
        "tài chính | vàng bạc đá quý | du lịch | khách sạn | giáo dục | đào tạo | truyền thông |"
        "quảng cáo | thiết bị | vật tư | vật liệu | vật liệu xây dựng | linh kiện | phụ tùng | quốc tế |"
        "tổng hợp | phân phối | bán lẻ | logistics | kho vận | suất ăn | cung ứng | cung ứng lao động |"
        "tàu thủy | đầu máy | toa xe | xe khách | xe buýt | taxi | nghề cá | vệ sinh | trang trí | mỏ |"
        "tm | dv | sx | xnk | tmdv | tm dv | sxtm | sx tm | sx tm dv | tm sx | đt | xd | đtxd | pt |"
        "lương thực | thuốc lá | muối | nước | khai thác thủy lợi | quản lý đường bộ | đường bộ |"
        "| cho thuê tài chính | mầm non | mẫu giáo | tiểu học | trung học cơ sở | trung học phổ thông | thcs |"
        "thpt | phổ thông dân tộc nội trú | phổ thông dân tộc bán trú | cao đẳng | đại học | đa khoa | nghề |"
        "luật | bệnh viện | xổ số | xổ số kiến thiết | cầu đường | cầu đường bộ | cầu | nền móng | kỹ thuật nền móng |"
        "hải quan | chính phủ | bóng đèn phích nước | trung ương | điện toán | nhà nước | môi giới | thương mại điện tử | tập đoàn | kiểm toán | sản phẩm | tiêu dùng | máy | động cơ | ắc quy | pin"
    )
)

# What begins something else, capital or not.
STOPS = Phrases(
    _list(
        "chủ tịch | phó chủ tịch | phó | giám đốc | tổng giám đốc | trưởng phòng | đại diện | ông | bà |"
        "kcn | kkt | kcx | ccn | khu công nghiệp | khu chế xuất | khu kinh tế | cụm công nghiệp |"
        "khu phố | khu vực | huyện | tỉnh | tp | thành phố | phường | xã | thị xã | thị trấn | quận | đường |"
        "quốc lộ | công đoàn | cđcs | lđlđ | liên đoàn | ubnd | ủy ban | sở | bộ | công an | tòa án | ngày |"
        "tháng | năm | theo | tại | ở | trong | cho | ảnh | chi nhánh | trụ sở | địa chỉ | thuộc | của |"
        "công ty | cty | tập đoàn | tổng công ty | nhà máy | xí nghiệp | htx | với | từ | đến | để | thời báo"
    )
)
# Where capitals tell nothing, these end a name too.
VERBS = Phrases(
    _list(
        "là | bị | đã | đang | sẽ | không | chưa | có | và | nợ | chậm | trả | thưởng | tăng | giảm | trao |"
        "tặng | tổ chức | hỗ trợ | phải | muốn | đòi | ngừng | nghỉ | đình công | đóng cửa | phá sản | sa thải |"
        "cắt giảm | tuyển | tuyển dụng | lương | công nhân | người lao động | cn | nld | lao động | bảo hiểm xã hội |"
        "bhxh | thông báo | yêu cầu | ký | ra | vào | lên | về | này | kia | nào | gì | mình | em | tôi | tui |"
        "nên | nhưng | mà | thì | được | dc | k | ko | hay | vẫn | cũng | rồi | làm | việc | cháy | nổ | tai nạn |"
        "xảy ra | khi | sau | trước | vì | do | nếu | toàn | cả | một | hai | ba | hơn | gần | hàng | khoảng |"
        "nhiều | các | những | gây | xả | khai trương | khánh thành | lãi | lỗ | xin | tạm | dừng | đưa | chi | thu |"
        "phạt | kiện | nhận | mua | bán | giao | mở | đạt | ngộ độc | bữa ăn | tết | ăn | nói | bao | ai | chia | chúc"
    )
)

COUNTRIES = Phrases(
    _list(
        "Trung Quốc | Hàn Quốc | Triều Tiên | Nhật Bản | Nhật | Đài Loan | Hồng Kông | Mỹ | Hoa Kỳ | Anh |"
        "Pháp | Đức | Ý | Italia | Italy | Nga | Ukraine | Ukraina | Tây Ban Nha | Bồ Đào Nha | Hà Lan | Bỉ |"
        "Thụy Sĩ | Thụy Điển | Na Uy | Đan Mạch | Phần Lan | Ba Lan | Úc | Australia | Canada | Ấn Độ |"
        "Bangladesh | Pakistan | Sri Lanka | Thái Lan | Lào | Campuchia | Myanmar | Malaysia | Singapore |"
        "Indonesia | Philippines | Brazil | Argentina | Mexico | Chile | Cuba | Hy Lạp | Thổ Nhĩ Kỳ | Israel |"
        "Iran | Ai Cập | Nam Phi | Nigeria | Kenya | New Zealand | châu Âu | châu Á | Quebec | UAW | KCTU | CGT | Verdi | IG Metall | Teamsters"
    )
)

UNITS_OF_COUNT = frozenset(
    "công người lao nhân tỷ tỉ triệu nghìn ngàn năm ngày tháng giờ vụ cán đoàn nữ suất phần m2 ha căn".split()
)

OFFICES = Phrases(
    {
        "chủ tịch": "Chủ tịch", "phó chủ tịch": "Phó Chủ tịch", "pct": "Phó Chủ tịch",
        "phó chủ tịch thường trực": "Phó Chủ tịch Thường trực", "quyền chủ tịch": "Quyền Chủ tịch",
        "nguyên chủ tịch": "Nguyên Chủ tịch", "nguyên phó chủ tịch": "Nguyên Phó Chủ tịch",
        "chủ tịch hội đồng quản trị": "Chủ tịch HĐQT", "chủ tịch hđqt": "Chủ tịch HĐQT",
        "chủ tịch hội đồng thành viên": "Chủ tịch HĐTV", "chủ tịch hđtv": "Chủ tịch HĐTV",
        "tổng giám đốc": "Tổng Giám đốc", "phó tổng giám đốc": "Phó Tổng Giám đốc",
        "giám đốc": "Giám đốc", "phó giám đốc": "Phó Giám đốc", "nguyên giám đốc": "Nguyên Giám đốc",
        "bí thư": "Bí thư", "phó bí thư": "Phó Bí thư", "bí thư thường trực": "Bí thư Thường trực",
        "phó bí thư thường trực": "Phó Bí thư Thường trực", "trưởng ban": "Trưởng ban",
        "phó trưởng ban": "Phó Trưởng ban", "chánh văn phòng": "Chánh Văn phòng",
        "phó chánh văn phòng": "Phó Chánh Văn phòng", "bộ trưởng": "Bộ trưởng",
        "thứ trưởng": "Thứ trưởng", "ủy viên ban thường vụ": "Ủy viên Ban Thường vụ",
        "ủy viên ban chấp hành": "Ủy viên Ban Chấp hành", "ủy viên bch": "Ủy viên Ban Chấp hành",
        "ủy viên đoàn chủ tịch": "Ủy viên Đoàn Chủ tịch",
    }
)  # fmt: skip

# Trade unions of branches, as the Vietnam union has them.
SECTORS = Phrases(
    {
        "giáo dục": "Giáo dục", "giáo dục và đào tạo": "Giáo dục", "gd&đt": "Giáo dục", "y tế": "Y tế",
        "viên chức": "Viên chức", "công an nhân dân": "Công an nhân dân", "cand": "Công an nhân dân", "công an": "Công an nhân dân",
        "quốc phòng": "Quốc phòng", "dệt may": "Dệt May", "dầu khí": "Dầu khí", "điện lực": "Điện lực",
        "công thương": "Công Thương", "giao thông vận tải": "Giao thông Vận tải", "gtvt": "Giao thông Vận tải",
        "xây dựng": "Xây dựng", "nông nghiệp và phát triển nông thôn": "Nông nghiệp và Phát triển nông thôn",
        "nông nghiệp và môi trường": "Nông nghiệp và Môi trường", "ngân hàng": "Ngân hàng", "cao su": "Cao su",
        "nông nghiệp và ptnt": "Nông nghiệp và Phát triển nông thôn", "đường sắt": "Đường sắt",
        "hàng hải": "Hàng hải", "hàng không": "Hàng không", "bưu điện": "Bưu điện",
        "thông tin và truyền thông": "Thông tin và Truyền thông", "than khoáng sản": "Than - Khoáng sản",
        "dệt may và da giày": "Dệt May", "da giày": "Da giày",
    }
)  # fmt: skip
