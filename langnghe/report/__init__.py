"""The report of a period by the five criteria: composed, frozen, written as DOCX, XLSX, HTML, Markdown, JSON.

Pure: no clock, no warehouse. Renderers read a Report and compute nothing.
"""

from langnghe.report.model import Report

__all__ = ["Report"]
