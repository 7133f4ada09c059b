"""PDF, DOCX and TXT to Document: text layer, layout, OCR, cleaning, and isolation of hostile files."""

from pipeline.extract.batch import BatchResult, extract_all
from pipeline.extract.failures import REASONS, ExtractionError, Reason
from pipeline.extract.reader import VERSION, extract_file
from pipeline.extract.state import Failure

__all__ = [
    "REASONS",
    "VERSION",
    "BatchResult",
    "ExtractionError",
    "Failure",
    "Reason",
    "extract_all",
    "extract_file",
]
