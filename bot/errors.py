"""Refusals: what a person may ask for and not get.

A refusal has two voices: `str(refusal)` is the English line for the log, `message` with `values` is
the sentence for the person. The sentence is a message id of the catalogs, so that speech can say it
in the reader's language and escape the values.
"""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something a person asked for that cannot be."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message = message
        self.values = values


class DoneBefore(Exception):  # noqa: N818 - what happened; nobody did anything wrong
    """The update in hand has taken effect already: only its answer may still be missing."""


class TakenOver(Exception):  # noqa: N818 - what happened; nobody did anything wrong
    """This program was held up for so long that another one has taken over what it had in hand."""
