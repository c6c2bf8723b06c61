"""The records that stages hand to each other: frozen facts, valid from birth."""

from langnghe.records.event import SUBJECTS, Event
from langnghe.records.labels import CHOSEN, Annotation, Chosen, Labels, Verdict
from langnghe.records.naming import HANOI, canonical_url, digest_of, hanoi_day, post_id_of, utc
from langnghe.records.post import OUTCOME_VI, POST_KINDS, Outcome, Post, PostKind, Visit
from langnghe.records.roles import LABELLERS, ROLE_VI

__all__ = ["CHOSEN", "HANOI", "LABELLERS", "OUTCOME_VI", "POST_KINDS", "ROLE_VI", "SUBJECTS", "Annotation", "Chosen", "Event", "Labels", "Outcome", "Post", "PostKind", "Verdict", "Visit", "canonical_url", "digest_of", "hanoi_day", "post_id_of", "utc"]  # fmt: skip
