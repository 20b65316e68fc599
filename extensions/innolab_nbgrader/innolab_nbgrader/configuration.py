"""nbgrader's settings where InnoLab runs it."""

from pathlib import Path

from traitlets.config import Config

from innolab_nbgrader.stubs import CODE_STUB, TEXT_STUB

CONFIG_FOLDER = Path(__file__).parent / "etc"
ACTIONS = {
    "list": "ExchangeList",
    "fetch_assignment": "ExchangeFetchAssignment",
    "fetch_feedback": "ExchangeFetchFeedback",
    "submit": "ExchangeSubmit",
    "collect": "ExchangeCollect",
    "release_assignment": "ExchangeReleaseAssignment",
    "release_feedback": "ExchangeReleaseFeedback",
}


def set_nbgrader(c: Config) -> None:
    """The exchange is InnoLab's portal, and releases are stripped as InnoLab strips them."""
    c.ExchangeFactory.exchange = "innolab_nbgrader.exchange.Exchange"
    for action, name in ACTIONS.items():
        setattr(c.ExchangeFactory, action, f"innolab_nbgrader.exchange.{name}")
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
