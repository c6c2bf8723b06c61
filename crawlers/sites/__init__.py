"""CMS families and the hosts that run on them: two dicts you can read."""

from __future__ import annotations

from crawlers.page import host_of
from crawlers.sites import (
    dantri,
    epi,
    generic,
    mastercms,
    press,
    vccorp,
    vietnamnet,
    vnexpress,
    xenforo,
)
from crawlers.sites.family import Family, Layout, Message

__all__ = ["FAMILIES", "HOSTS", "Family", "Layout", "Message", "family_for"]

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        vccorp.FAMILY,
        epi.FAMILY,
        vnexpress.FAMILY,
        dantri.FAMILY,
        vietnamnet.FAMILY,
        mastercms.FAMILY,
        *press.ALL,
        xenforo.FAMILY,
        generic.FAMILY,
    )
}

_HOSTS_OF: dict[str, str] = {
    "vccorp": "tuoitre.vn nld.com.vn thanhnien.vn baochinhphu.vn cafef.vn cafebiz.vn kenh14.vn soha.vn genk.vn gamek.vn"
    " danviet.vn suckhoedoisong.vn giadinh.net.vn giadinhonline.vn afamily.vn autopro.com.vn vtv.vn toquoc.vn"
    " thethaovanhoa.vn xinhxinh.com.vn sport5.vn nguoiduatin.vn phunumoi.net.vn tuoitrenews.vn ttvn.toquoc.vn"
    " nhipsongthitruong.vn xaydungchinhsach.chinhphu.vn chinhphu.vn pvn.vn laodongtre.laodong.vn giaoducthoidai.vn"
    " bvhttdl.gov.vn mic.gov.vn skds.vn",
    "epi": "plo.vn tienphong.vn nhandan.vn vietnamplus.vn anninhthudo.vn mattran.org.vn daidoanket.vn baoxaydung.vn"
    " hanoimoi.vn sggp.org.vn bnews.vn baophapluat.vn doanhnghiepvn.vn ngaynay.vn viettimes.vn kinhtedothi.vn"
    " baotainguyenmoitruong.vn vietnamdaily.kienthuc.net.vn baoquangninh.vn baohatinh.vn baobacgiang.vn baothanhhoa.vn"
    " baonghean.vn baodanang.vn baobinhduong.vn baodongnai.com.vn baoquocte.vn giaoducthoidai.vn atgt.baogiaothong.vn"
    " vnanet.vn baolaocai.vn baoyenbai.com.vn baosonla.vn baodienbienphu.vn",
    "vnexpress": "vnexpress.net e.vnexpress.net ngoisao.vnexpress.net ngoisao.net ione.vnexpress.net ione.net",
    "dantri": "dantri.com.vn dtinews.dantri.com.vn",
    "vietnamnet": "vietnamnet.vn infonet.vietnamnet.vn 2sao.vn",
    "mastercms": "laodongcongdoan.vn congthuong.vn laodongthudo.vn thoibaonganhang.vn thuonghieucongluan.com.vn"
    " congdoan.laodongthudo.vn petrotimes.vn",
    "laodong": "laodong.vn news.laodong.vn",
    "baolaichau": "baolaichau.vn",
    "baodautu": "baodautu.vn tinnhanhchungkhoan.vn",
    "znews": "znews.vn zingnews.vn news.zing.vn zing.vn lifestyle.znews.vn",
    "h24": "24h.com.vn eva.vn",
    "vov": "vov.vn vovworld.vn vovgiaothong.vn",
    "baotintuc": "baotintuc.vn",
    "thanhnien-old": "thanhnien.com.vn",
    "xenforo": "voz.vn f319.com tinhte.vn otofun.net traderviet.com 2banh.vn webtretho.com vozforums.com",
}
HOSTS: dict[str, str] = {host: name for name, hosts in _HOSTS_OF.items() for host in hosts.split()}


def family_for(url: str) -> Family:
    """Return the family of an address by its host, or of the nearest parent domain; else generic."""
    host = host_of(url)
    while "." in host:
        if name := HOSTS.get(host):
            return FAMILIES[name]
        host = host.partition(".")[2]
    return FAMILIES["generic"]
