"""Refused: the base of every `UnableTo...`: a message id with values, put into words by the interfaces."""


class Refused(Exception):
    """What was asked cannot be done; `message` is an id such as "access.right.wider", `values` its names."""

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(f"{message} {values}" if values else message)
        self.message = message
        self.values = values
