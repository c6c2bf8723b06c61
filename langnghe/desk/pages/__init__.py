"""The pages, one module each with its `router`. A new page is one line in PAGES (docs/desk.md)."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter

# Order matters only where two pages share the start of an address.
PAGES: tuple[str, ...] = (
    "dang_nhap",
    "dang_nhap_co_quan",
    "tai_khoan",
    "ban_nhap",
    "hom_nay",
    "lanh_dao",
    "tin_bai",
    "tin",
    "bai",
    "duyet_nhan",
    "quan_tri",
    "tro_giup",
    "nguon",
    "canh_bao",
    "ho_so",
    "hoi_dap_mau",
    "hoi_dap_ghi",
    "hoi_dap",
    "hoi_dap_viec",
    "yeu_cau",
    "chi_tieu",
    "bao_cao",
    "bao_cao_xem",
    "so",
    "so_dong",
    "api_khoa",
)


def routers() -> list[APIRouter]:
    """Return the router of every page."""
    return [import_module(f"{__name__}.{name}").router for name in PAGES]
