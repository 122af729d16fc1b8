"""Comptoir: a white-label platform with which a telecom operator serves its business customers."""

__version__ = "0.1.0"
