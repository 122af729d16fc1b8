"""What happened with a customer's rights and data, for its own people (A-16)."""
