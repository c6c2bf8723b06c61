"""No rules: a site of unknown CMS. Its addresses are judged by their form, its text by density."""

import re

from crawlers.sites.family import Family

FAMILY = Family(
    name="generic",
    # A long slug with a number, a dated path, or a slug of six words and more. A slug is read from
    # its beginning only: begun at each of its letters, a long one would take the square of its length.
    article=re.compile(
        r"(?<![\w-])[\w-]{12,}[-_./]\D{0,6}\d{3,20}(?:\.\w{2,5})?(?:\?|$)|/\d{4}/\d{1,2}/(?:\d{1,2}/)?[\w-]{8,}"
        r"|(?<![a-z0-9])(?<![a-z0-9]-)(?:[a-z0-9]+-){5,}[a-z0-9]+(?:\.(?:html?|aspx|php|vn))?/?$|/\d{8,20}/[\w-]{10,}"
        r"|[?&](?:id|newsid|articleid|p)=\d{2,}",
        re.I,
    ),
    not_article=re.compile(r"/(?:page|trang)[-/]\d+|-p\d{1,3}\.html?$", re.I),
    layouts=(),
)
