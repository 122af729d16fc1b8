"""What can go wrong with usage files, as a message id and values: interfaces put it into words.

No value ever holds a line of a file or a number called: a message may end in a log (U-02).
"""

from comptoir.kernel.explanation import Explanation, Value


class UsageProblem(Exception):
    """Something is wrong with a file, a mapping or a request; nothing was changed."""

    def __init__(self, message: str, **values: Value) -> None:
        super().__init__(message)
        self.explanation = Explanation(message, values)
        self.message, self.values = message, dict(values)

    def __str__(self) -> str:
        values = {name: str(value) for name, value in self.explanation.values.items()}
        return f"{self.explanation.message} {values}" if values else self.explanation.message


class InvalidMapping(UsageProblem):
    """A mapping that says too little, too much or something that cannot be."""


class UnableToReadFile(UsageProblem):
    """A file that cannot be read with its mapping; nothing of it was kept."""


class UnableToImport(UsageProblem):
    """A batch that cannot be taken now; nothing of it was kept."""


class AlreadyImported(UsageProblem):
    """The same file was taken before: it counts once. `batch_id` is the first one."""

    def __init__(self, message: str, *, batch_id: int, **values: Value) -> None:
        super().__init__(message, **values)
        self.batch_id = batch_id


class UnableToCorrect(UsageProblem):
    """A record in quarantine that cannot be corrected, replayed or discarded so."""
