"""Parquet files that are never changed, only replaced: written, read, merged, rewritten and swept."""
