"""How a customer comes in: the registration form, its documents, the operator's answer; changes asked for later."""
