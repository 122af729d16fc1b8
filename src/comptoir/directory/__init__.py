"""What a customer's own directory says about its people (SCIM 2.0)."""
