"""Prices usage, in columns: records and a tariff in, priced records and explanations out. See README.md."""
