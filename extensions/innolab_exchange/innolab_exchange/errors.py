"""What can go wrong between us and the portal.

ExchangeError
├── Unreachable     no answer, or an answer that is not the portal's: the same call may work later
└── Refused         the portal answered and said no: code, message and HTTP status
"""

# The few sentences the client itself must say, because the portal could not.
UNREACHABLE = {
    "fi": "InnoLabiin ei saada nyt yhteyttä. Mitään ei ole kadonnut. Yritä hetken päästä uudelleen.",
    "sv": "Det går inte att nå InnoLab just nu. Inget har försvunnit. Försök igen om en stund.",
    "en": "InnoLab can't be reached right now. Nothing is lost. Try again in a moment.",
}
REFUSED = {
    "fi": "InnoLab ei hyväksynyt pyyntöä.",
    "sv": "InnoLab godkände inte begäran.",
    "en": "InnoLab did not accept the request.",
}


def in_language(sentences: dict[str, str], language: str) -> str:
    """Pick the sentence for a language tag such as `sv-FI`, English where there is none."""
    return sentences.get(language.partition("-")[0].lower(), sentences["en"])


class ExchangeError(Exception):
    """Anything that kept a call to the portal from giving its result; the text is for people."""


class Unreachable(ExchangeError):  # noqa: N818 - the contract's word
    """The portal gave no usable answer; `reason` is for the log."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason


class Refused(ExchangeError):  # noqa: N818 - the contract's word
    """The portal said no, in the person's language."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
