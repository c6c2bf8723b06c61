"""Coordinated copies: one text from several voices within a day, among comments and posts.

Says that a text was copied, when and how often; never who wrote it, and nothing about a person.
Greetings, thanks, short remarks and headlines that people share are no copies: what is left of a
text without courtesies and without headlines must say enough to be nobody's accident.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from langnghe.records import Post
from langnghe.text import loose_key
from nlp.stories.likeness import weight
from nlp.stories.read import strip_outlet

LEAST_VOICES = 3
WITHIN = timedelta(hours=24)
ALIKE = 0.6  # shared pairs of words (Jaccard): two words of twenty may differ

_HEAD = 400  # words
_LEAST_INFORMATION = 45.0  # nats: some twelve telling words; chosen on the comments of the corpus
_LEAST_WORDS = 9  # different ones
_RARE_AT_MOST = 7.0  # a name or a slip of the finger is not worth more than a rare word
_RUN = 5  # words in a row that stand in a headline are a quotation of it
_SKETCH = 8  # triples of words by which copies find each other
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\S{1,200}\.(?:com|vn|net)\S*")
# Wishes, thanks and condolences are said alike by people who never met.
_COURTESY = re.compile(
    r"\b(?:chuc mung|chuc cho|chuc|cam on|xin chao|xin loi|xin chia buon|chia buon|kinh chuc|kinh mong|"
    r"cau chuc|cau mong|cau cho|mong cho|moi nguoi|anh chi em|anh em|chi em|co chu|gia dinh|ca nha|"
    r"doi doi|suc khoe|manh khoe|hanh phuc|binh an|an lanh|may man|thanh cong|vui ve|tot lanh|tuyet voi|"
    r"dep qua|hay qua|gioi qua|nam moi|sinh nhat|nhieu niem vui|them tuoi|van su|nhu y|ung ho|vo cung|"
    r"thuong tiec|thuong qua|yen nghi|an nghi|vinh biet|vinh hang|linh hon|huong hon|sieu thoat|"
    r"som binh phuc|mau khoe|cung gia dinh|nam mo a di da phat|a di da phat|amen|rip|rat nhieu)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """One text said again and again. voices: how many different writers or sources; most_in_a_day:
    the most of them within 24 hours. Posts stand in order of time, the first is the example.
    Nothing here names or keys a writer."""

    post_ids: tuple[str, ...]
    sources: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    voices: int
    most_in_a_day: int
    words: int  # of the first text

    @property
    def size(self) -> int:
        """Return how many posts say it."""
        return len(self.post_ids)


@dataclass(slots=True)
class _Flow:
    """A text and those that copied it so far."""

    pairs: frozenset[int]
    words: int
    last: datetime
    said: list[tuple[datetime, str, Post]] = field(default_factory=list)


def copies(
    posts: Iterable[Post],
    headlines: Iterable[str] = (),
    *,
    least_voices: int = LEAST_VOICES,
    within: timedelta = WITHIN,
) -> list[CopyGroup]:
    """Return groups of near-copies from least_voices voices within a stretch of time, largest first.

    posts: comments and social posts; articles are left out, syndication is no coordination.
    headlines: press titles of these days, whose words do not count. A writer is counted by his key,
    a post without one by its source: several such posts of one source are one voice.
    """
    quoted = _runs(headlines)
    flows: list[_Flow] = []
    sketches: dict[int, list[_Flow]] = {}
    said = sorted(
        ((_moment(post), post) for post in posts if post.kind != "article"),
        key=lambda row: (row[0], row[1].post_id),
    )
    for at, post in said:
        words = telling(f"{post.title}\n{post.text}" if post.title else post.text, quoted)
        if not words:
            continue
        pairs = frozenset(_hashes(words, 2))
        sketch = sorted(set(_hashes(words, 3)))[:_SKETCH]
        flow = _nearest(pairs, sketch, sketches, at - within)
        if flow is None:
            flow = _Flow(pairs, len(words), at)
            flows.append(flow)
            for key in sketch:
                sketches.setdefault(key, []).append(flow)
        flow.last = at
        flow.said.append((at, post.author_key or f"source {post.source}", post))
    found = [group for flow in flows if (group := _group(flow, least_voices, within))]
    return sorted(found, key=lambda g: (-g.most_in_a_day, g.first_at, g.post_ids))


def telling(text: str, quoted: frozenset[int] = frozenset()) -> list[str]:
    """Return the words of a text without addresses and quoted headlines; [] where too little is said."""
    words = loose_key(_ADDRESS.sub(" ", text)).split()[:_HEAD]
    if quoted and len(words) >= _RUN:
        inside = [False] * len(words)
        for at, key in enumerate(_hashes(words, _RUN)):
            if key in quoted:
                inside[at : at + _RUN] = [True] * _RUN
        words = [word for word, out in zip(words, inside, strict=True) if not out]
    rest = _COURTESY.sub(" ", " ".join(words)).split()
    said = {word for word in rest if len(word) > 1 and not word.isdigit()}
    if len(said) < _LEAST_WORDS:
        return []
    information = sum(min(weight(word), _RARE_AT_MOST) for word in said)
    return words if information >= _LEAST_INFORMATION else []


def _moment(post: Post) -> datetime:
    return post.published_at or post.fetched_at


def _runs(headlines: Iterable[str]) -> frozenset[int]:
    found: set[int] = set()
    for title in headlines:
        found.update(_hashes(loose_key(strip_outlet(title)).split(), _RUN))
    return frozenset(found)


def _hashes(words: Sequence[str], length: int) -> list[int]:
    return [
        crc32(" ".join(words[at : at + length]).encode()) for at in range(len(words) - length + 1)
    ]


def _nearest(
    pairs: frozenset[int], sketch: Sequence[int], sketches: dict[int, list[_Flow]], since: datetime
) -> _Flow | None:
    """Return the flow a text is most alike to, if any still runs; forget those that ran dry."""
    best, likeness = None, ALIKE
    met: Counter[int] = Counter()
    for key in sketch:
        running = [flow for flow in sketches.get(key, ()) if flow.last >= since]
        if key in sketches:
            sketches[key] = running
        for flow in running:
            met[id(flow)] += 1
            if met[id(flow)] > 1:
                continue
            shared = len(pairs & flow.pairs)
            jaccard = shared / (len(pairs) + len(flow.pairs) - shared)
            if jaccard >= likeness:
                best, likeness = flow, jaccard
    return best


def _group(flow: _Flow, least: int, within: timedelta) -> CopyGroup | None:
    voices = {voice for _, voice, _ in flow.said}
    if len(voices) < least:
        return None
    most, low = 0, 0
    inside: Counter[str] = Counter()
    for at, voice, _ in flow.said:
        inside[voice] += 1
        while at - flow.said[low][0] > within:
            inside[flow.said[low][1]] -= 1
            low += 1
        most = max(most, len(+inside))
    if most < least:
        return None
    posts = [post for _, _, post in flow.said]
    return CopyGroup(
        post_ids=tuple(post.post_id for post in posts),
        sources=tuple(sorted({post.source for post in posts})),
        first_at=flow.said[0][0],
        last_at=flow.said[-1][0],
        voices=len(voices),
        most_in_a_day=most,
        words=flow.words,
    )
