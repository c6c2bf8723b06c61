"""Privacy at the door: pseudonyms for people, masks for what reaches them, a locked drawer for answers."""

from langnghe.privacy.keys import load_key, pseudonym, renamed
from langnghe.privacy.masks import LABEL_VI, Kind, Mask, find, scrub

__all__ = ["LABEL_VI", "Kind", "Mask", "find", "load_key", "pseudonym", "renamed", "scrub"]
