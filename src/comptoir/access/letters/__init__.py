"""What is written by mail about people and rights; `access.jobs` loads them. They name people, never customer data."""
