"""Signing in: one's address first, then a password or the company's own sign-in, then what the customer asks for."""
