"""What is done in InnoLab's pages and not from nbgrader's command line."""

from __future__ import annotations

from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import Exchange


class ExchangeReleaseAssignment(Exchange, default.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Refuses, and says where."""

    def start(self) -> None:
        """Lessons are given from the library."""
        self.fail(
            "In InnoLab an activity is given to a class in the library: open the module, then 'Give'. "
            "A new module is published on the page 'Modules'."
        )


class ExchangeReleaseFeedback(Exchange, default.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Refuses, and says where."""

    def start(self) -> None:
        """Feedback is returned from the review."""
        self.fail("In InnoLab feedback is returned on the lesson's review page: choose the pupils, then 'Return'.")
