"""Messages on their way: which posts, articles and talk carry a registered message, and how faithfully."""

from nlp.lineage.find import RELATION_VI, WAY_VI, Carriage, Finder, Message, Relation

__all__ = ["RELATION_VI", "WAY_VI", "Carriage", "Finder", "Message", "Relation"]
