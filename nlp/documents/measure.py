"""How long a document is and how much of it carries meaning. No norm is assumed: an office is held
against its own documents.

A word is what a word processor counts: letters or digits between blanks. Vietnamese writes a compound
as several of them; no dictionary of compounds ships with us, and the same count on both sides of a
comparison needs none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from langnghe.text import match_key
from nlp.segment import sentences

_WORD = re.compile(r"[^\W_]+(?:[./,:-][^\W_]+)*")
_HEADING = 12  # words: a line without an end mark that is no longer is a heading, not a sentence

# Words that join, point and modify. Phrases are met before the words they are made of.
_FUNCTION = """
bởi vì|cho nên|cho đến|do đó|do vậy|đối với|đồng thời|hoặc là|không những|mà còn|mặc dù|ngoài ra|nếu như|như sau|như vậy|
sau đó|sau khi|song song|theo đó|thì là|thông qua|tại vì|trong đó|trong khi|trong quá trình|trước khi|tuy nhiên|từ đó|
vì vậy|vì thế|với việc|bên cạnh|bên cạnh đó|cũng như|căn cứ vào|dựa vào|kể từ|liên quan đến|nhằm để|trên cơ sở|
trên tinh thần|có thể|cần phải|nói trên|nói chung|nói riêng|một số|một cách|các loại|và các|và những|
à|ạ|ai|bao|bằng|bị|bởi|cả|các|cái|càng|cần|chỉ|cho|chứ|chưa|có|còn|cùng|cũng|của|dù|do|đã|đang|đây|đấy|để|đến|đều|đi|
đó|được|gì|giữa|hay|hãy|hễ|hoặc|hơn|kể|khi|không|là|lại|lên|lúc|luôn|mà|mọi|mỗi|một|nào|này|nên|nếu|ngay|nhằm|nhất|nhé|
những|nhưng|như|nhờ|nó|nữa|ở|phải|qua|quá|ra|rằng|rất|rồi|sao|sau|sẽ|so|song|suốt|sự|ta|tại|theo|thế|thì|thôi|tới|trên|
trong|trước|tuy|từ|từng|tự|và|vào|vẫn|vậy|về|vì|việc|với|vừa|xuống
"""
PHRASES = frozenset(match_key(words) for words in _FUNCTION.replace("\n", "").split("|"))
_LONGEST = max(len(phrase.split()) for phrase in PHRASES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Counts of one document. a_sentence: mean words of its sentences, None where it has none."""

    words: int
    sentences: int
    a_sentence: float | None
    longest: int
    content: int

    @property
    def density(self) -> float | None:
        """Return content words per word, 0 to 1."""
        return self.content / self.words if self.words else None


def words_of(text: str) -> list[str]:
    """Return the words of a text as they stand."""
    return _WORD.findall(text)


def measured(text: str) -> Measured:
    """Count the words, sentences and content words of a document; headings are in no sentence."""
    lengths = [len(words_of(said)) for line in text.splitlines() for said in _said(line)]
    lengths = [length for length in lengths if length]
    words = words_of(text)
    return Measured(
        words=len(words),
        sentences=len(lengths),
        a_sentence=sum(lengths) / len(lengths) if lengths else None,
        longest=max(lengths, default=0),
        content=_content(words),
    )


def _said(line: str) -> list[str]:
    line = line.strip()
    if (
        not line.endswith((".", "!", "?", "…", ";", ":", '."', '!"'))
        and len(words_of(line)) <= _HEADING
    ):
        return []
    return sentences(line)


def _content(words: list[str]) -> int:
    """Return how many words are left without those that only join; a number carries meaning."""
    keys = [match_key(word) for word in words]
    at = found = 0
    while at < len(keys):
        for length in range(min(_LONGEST, len(keys) - at), 0, -1):
            if " ".join(keys[at : at + length]) in PHRASES:
                at += length
                break
        else:
            found += 1
            at += 1
    return found
