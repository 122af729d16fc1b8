"""Tables as files: CSV and XLSX from one description of columns."""

from comptoir.documents.columns import Column, Kind, Row, WrongValue
from comptoir.documents.sheets.delimited import safe_text, write_csv
from comptoir.documents.sheets.workbook import About, write_xlsx

__all__ = ["About", "Column", "Kind", "Row", "WrongValue", "safe_text", "write_csv", "write_xlsx"]
