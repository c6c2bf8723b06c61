"""“Khoảng trống thông tin”: what people ask against what our pages posted, and what to write tomorrow.

A gap is the share a topic has of what was asked, less the share it has of what was posted. Nothing is
said of pages nobody could read, nor where too little was asked to tell shares.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from langnghe.measure import intervals
from langnghe.measure.ways import LEAST_N
from langnghe.text import fold

LEAST_OF_TOPIC = 3  # fewer questions on a topic are no reason to write about it
EXAMPLES = 3
WORDS_OF_EXAMPLE = 4  # shorter ones (“Lương?”) show nothing
SAME = 0.8  # so much of the words of the shorter question in the other: the same question
POSTS = 2  # how many are proposed for a day
# The machine takes much for these that is not; a person must have said so before the office writes on them.
DELICATE = frozenset({"union_misconduct", "misinformation", "strike"})

# Where a question was asked, as a reader sees it; the order is that of the sentence.
WHERE_VI: Mapping[str, str] = {
    "inquiry": "tin nhắn, đường dây nóng",
    "comment": "bình luận",
    "activity": "buổi gặp, hội nghị",
    "group_note": "ghi chép của nhóm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody asked something. words: masked; where: a key of WHERE_VI."""

    id: str
    where: str
    topic: str  # "" where nobody has said
    day: date
    words: str
    by_person: bool = True  # whether a person said the topic, or the machine alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: how often it was asked and posted. Shares are of all with a topic, 0 to 1."""

    topic: str
    asked: int
    posted: int
    share_asked: float
    share_posted: float | None  # None: no post with a topic in these days
    gap: float | None
    low: float | None  # of the gap, 95 % (Newcombe 1998)
    high: float | None
    where: Mapping[str, int]
    examples: tuple[str, ...]
    documents: int  # guidance documents on it in these days
    by_machine: int  # of those asked, how many have their topic from the machine alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One thing to write: a post or a guidance document, and the topic whose counts say why."""

    form: str  # post, document
    topic: Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What people asked and our pages posted in some days, and what is proposed for the day after.

    why_not: why nothing is proposed, or less than could be; "" where all is.
    """

    first: date
    last: date
    asked: int
    posted: int
    untold: int  # asked, but nobody has said of what topic
    heard: bool  # whether a page of ours was read in these days
    topics: tuple[Topic, ...]
    proposals: tuple[Proposal, ...]
    why_not: str

    @property
    def tomorrow(self) -> date:
        """Return the day the proposals are for."""
        return self.last + timedelta(days=1)


def compare(
    asks: Sequence[Ask],
    posted: Mapping[str, int],
    documents: Mapping[str, int],
    first: date,
    last: date,
    *,
    heard: bool,
) -> Needs:
    """Return the topics, widest gap first, and the proposals.

    posted: main topic → own posts of these days (without what is shared from others); documents: topic →
    guidance documents sent in them.
    """
    told = [ask for ask in asks if ask.topic]
    topics = _topics(told, posted, documents)
    n = len(told)
    proposals: tuple[Proposal, ...] = ()
    if not heard:
        why = "Những ngày này không đọc được trang nào của công đoàn nên chưa so được."
    elif n < LEAST_N:
        why = (
            f"Mới có {n} lời hỏi có chủ đề, chưa đủ {LEAST_N} để nói người lao động đang cần gì."
            if n
            else "Những ngày này chưa ghi nhận lời hỏi nào có chủ đề."
        )
    else:
        proposals = _proposed(topics)
        why = _lacking(proposals)
    return Needs(
        first=first, last=last, asked=n, posted=sum(posted.values()), untold=len(asks) - n,
        heard=heard, topics=topics, proposals=proposals, why_not=why,
    )  # fmt: skip


def _topics(
    asks: Sequence[Ask], posted: Mapping[str, int], documents: Mapping[str, int]
) -> tuple[Topic, ...]:
    by_topic: dict[str, list[Ask]] = {topic: [] for topic in posted}
    for ask in asks:
        by_topic.setdefault(ask.topic, []).append(ask)
    everything, posts = len(asks), sum(posted.values())
    found = []
    for topic, mine in by_topic.items():
        asked, shown = len(mine), posted.get(topic, 0)
        share = asked / everything if everything else 0.0
        share_posted = gap = low = high = None
        if posts and everything:
            share_posted = shown / posts
            gap = share - share_posted
            low, high, _ = intervals.difference(share, everything, share_posted, posts)
        elif everything:
            gap = share  # nothing was posted at all: what is asked is the gap
        found.append(
            Topic(
                topic=topic, asked=asked, posted=shown, share_asked=share, share_posted=share_posted,
                gap=gap, low=low, high=high, where=Counter(ask.where for ask in mine),
                examples=examples(mine), documents=documents.get(topic, 0),
                by_machine=sum(not ask.by_person for ask in mine),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda t: (-(t.gap or 0.0), -t.asked, t.topic)))


def examples(asks: Sequence[Ask]) -> tuple[str, ...]:
    """Return a few different questions: of a topic a person gave first, then the newest.

    One of each place comes before a second of any.
    """
    newest = sorted(asks, key=lambda ask: (not ask.by_person, -ask.day.toordinal(), ask.id))
    once: list[tuple[frozenset[str], Ask]] = []
    for ask in newest:
        words = frozenset(re.findall(r"\w+", fold(ask.words)))
        if len(words) >= WORDS_OF_EXAMPLE and not any(_same(words, other) for other, _ in once):
            once.append((words, ask))
    turn: Counter[str] = Counter()
    ranked = []
    for _, ask in once:
        ranked.append((turn[ask.where], ask))
        turn[ask.where] += 1
    ranked.sort(key=lambda pair: pair[0])
    return tuple(ask.words for _, ask in ranked[:EXAMPLES])


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two questions say the same: “Cho em hỏi,” before it makes no other question."""
    return len(one & other) >= SAME * min(len(one), len(other))


def _proposed(topics: Sequence[Topic]) -> tuple[Proposal, ...]:
    wide = [t for t in topics if _counted(t) >= LEAST_OF_TOPIC and t.gap is not None and t.gap > 0]
    posts = [Proposal(form="post", topic=topic) for topic in wide[:POSTS]]
    # A document is for what is asked most and in most places, and no paper has just been sent about.
    bare = [t for t in wide if not t.documents]
    document = max(bare, key=lambda t: (len(t.where), t.asked, t.gap), default=None)
    return (*posts, *([Proposal(form="document", topic=document)] if document else []))


def _counted(topic: Topic) -> int:
    return topic.asked - (topic.by_machine if topic.topic in DELICATE else 0)


def _lacking(proposals: Sequence[Proposal]) -> str:
    posts = sum(p.form == "post" for p in proposals)
    if not posts:
        return "Điều người lao động hỏi, trang của công đoàn đều đã đăng tương xứng."
    missing = []
    if posts < POSTS:
        missing.append("chỉ một chủ đề được hỏi nhiều hơn đăng")
    if posts == len(proposals):
        missing.append("chủ đề nào được hỏi cũng vừa có văn bản định hướng")
    return f"{'; '.join(missing).capitalize()}." if missing else ""
