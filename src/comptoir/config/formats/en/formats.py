"""English is written here as in Britain, in letters as on pages: 7 December 2026."""

DATE_FORMAT = "j F Y"
