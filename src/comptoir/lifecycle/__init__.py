"""The life of a customer's account: portal contract, applications, notice, dormancy, breach, terms."""
