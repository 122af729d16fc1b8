"""The audit log as both interfaces show it: what happened in words, and the list of it."""
