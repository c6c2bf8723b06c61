"""Where people talk: comment lists as JSON, forum threads as XenForo 2 pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from langnghe.samples.content import Comment, Thread
from langnghe.samples.sites import Site, slug

PER_PAGE = 20  # messages of a thread
COMMENTS_PER_PAGE = 10

BOARDS = {
    "luong-bao-hiem.3": "Lương, bảo hiểm, chế độ",
    "doi-song-cong-nhan.4": "Đời sống công nhân",
    "chuyen-ngoai-le.9": "Chuyện ngoài lề",
}


def comment_pages(base: str, comments: Sequence[Comment]) -> list[str]:
    """Return the JSON pages of an article's comments; next is an absolute address or null."""
    starts = range(0, len(comments), COMMENTS_PER_PAGE)
    pages = [comments[i : i + COMMENTS_PER_PAGE] for i in starts]
    return [
        json.dumps(
            {
                "items": [_row(c) for c in page],
                "next": f"{base}?page={n + 1}" if n < len(pages) else None,
                "total": sum(1 + len(c.replies) for c in comments),
            },
            ensure_ascii=False,
        )
        for n, page in enumerate(pages, start=1)
    ]


def _row(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "author": comment.handle,
        "text": comment.text,
        "time": comment.at.isoformat(),
        "likes": comment.likes,
        "replies": [_row(reply) for reply in comment.replies],
    }


def thread_path(thread: Thread) -> str:
    """Return a thread's path."""
    return f"/threads/{slug(thread.title)}.{thread.number}/"


def thread_pages(site: Site, thread: Thread) -> list[str]:
    """Return the pages of a thread, PER_PAGE messages each."""
    chunks = [thread.messages[i : i + PER_PAGE] for i in range(0, len(thread.messages), PER_PAGE)]
    pages = []
    for n, chunk in enumerate(chunks, start=1):
        first = thread.messages[0] if n > 1 else None
        body = "\n".join(_message(m, first if i == 0 else None) for i, m in enumerate(chunk))
        more = ""
        if n < len(chunks):
            address = f"https://{site.host}{thread_path(thread)}page-{n + 1}"
            more = f'<a href="{address}" class="pageNav-jump pageNav-jump--next">Trang sau</a>'
        pages.append(
            _frame(
                site,
                thread.title,
                f'<div class="block-body js-replyNewMessageContainer">{body}</div>{more}',
            )
        )
    return pages


def _message(message: Comment, quoted: Comment | None) -> str:
    quote = ""
    if quoted is not None:
        quote = (
            f'<blockquote class="bbCodeBlock bbCodeBlock--quote" data-quote="{escape(quoted.handle)}">'
            f'<div class="bbCodeBlock-content">{escape(quoted.text)}</div></blockquote>'
        )
    text = escape(message.text).replace("\n", "<br>\n")
    name = escape(message.handle)
    return f"""<article class="message message--post js-post js-inlineModContainer" data-author="{name}" data-content="post-{message.id}" id="js-post-{message.id}">
<div class="message-inner"><div class="message-cell message-cell--user"><h4 class="message-name"><a class="username">{name}</a></h4><h5 class="userTitle">Thành viên</h5></div>
<div class="message-cell message-cell--main"><header class="message-attribution"><time class="u-dt" dir="auto" datetime="{message.at:%Y-%m-%dT%H:%M:%S}+0700">{message.at:%d/%m/%y}</time></header>
<div class="message-content js-messageContent"><article class="message-body js-selectToQuote"><div class="bbWrapper">{quote}{text}</div></article></div>
<div class="reactionsBar js-reactionsList">{message.likes} người thích</div></div></div></article>"""


def board_page(site: Site, board: str, threads: Sequence[Thread]) -> str:
    """Return a board: its threads, newest first."""
    rows = "\n".join(
        f"""<div class="structItem structItem--thread js-threadListItem-{t.number}"><div class="structItem-title">
<a href="https://{site.host}{escape(thread_path(t))}">{escape(t.title)}</a></div>
<time class="structItem-latestDate u-dt" datetime="{t.messages[-1].at:%Y-%m-%dT%H:%M:%S}+0700">{t.messages[-1].at:%d/%m/%y}</time></div>"""
        for t in reversed(threads)
    )
    return _frame(site, BOARDS[board], f'<div class="structItemContainer">{rows}</div>')


def _frame(site: Site, title: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html id="XF" lang="vi-VN" data-app="public" data-template="thread_view"><head><meta charset="utf-8">
<title>{escape(title)} | {escape(site.name)}</title></head><body>
<header><a href="{site.home}">{escape(site.name)}</a> <a href="{site.home}login/">Đăng nhập</a></header>
<div class="p-body-header"><h1 class="p-title-value">{escape(title)}</h1></div>
{body}
<footer>Diễn đàn mẫu, mọi tên đều hư cấu.</footer></body></html>
"""
