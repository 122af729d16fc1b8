"""How dates are written and read where Django does it, per language; the pages use Babel (web/formats.py).

Every field for a day is the browser's own date input, which knows its value in this one form only, whatever the
language; the others are for a browser without one, where people type.
"""

DATE_INPUT_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
