"""Documents from plain values: PDF invoices and reports, SVG charts, XLSX and CSV sheets.

An engine: no Django, no settings, no clock. The same values give the same bytes.
"""
