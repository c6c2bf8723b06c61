"""What can be read out of a guidance document: how long, how dense, what it says, what it cites, where it went."""

from nlp.documents.checklist import POINT_VI, POINTS, proposed
from nlp.documents.citations import Citation, citations
from nlp.documents.laws import STATUS_VI, Law, Laws, checked, load_laws
from nlp.documents.measure import Measured, measured

__all__ = ["POINTS", "POINT_VI", "STATUS_VI", "Citation", "Law", "Laws", "Measured", "checked", "citations", "load_laws", "measured", "proposed"]  # fmt: skip
