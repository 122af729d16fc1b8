"""Tables as files: CSV here, XLSX in `workbook` (loaded only where one is written), from one description of columns."""

from comptoir.documents.columns import Column, Kind, Row, WrongValue
from comptoir.documents.sheets.delimited import safe_text, write_csv

__all__ = ["Column", "Kind", "Row", "WrongValue", "safe_text", "write_csv"]
