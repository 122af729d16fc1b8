"""How dates are written where Django writes them, per language; the pages use Babel (web/formats.py)."""
