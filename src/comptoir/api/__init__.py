"""Protocols for machines: API tokens, a JSON API, SCIM 2.0."""
