"""Sign-in and security: one's own sessions, history and reports; and how the customer's people sign in."""
