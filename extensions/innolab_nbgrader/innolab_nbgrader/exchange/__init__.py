"""nbgrader's exchange over the portal's API, in place of a folder that everybody can write to.

Who a user is and what they may see is decided by the portal from the hub's token; course ids are class keys,
assignments are lessons. Options, messages and files on the user's side are nbgrader's own.
"""

from innolab_nbgrader.exchange.base import Exchange
from innolab_nbgrader.exchange.collect import ExchangeCollect
from innolab_nbgrader.exchange.feedback import ExchangeFetchFeedback
from innolab_nbgrader.exchange.fetch import ExchangeFetchAssignment
from innolab_nbgrader.exchange.listing import ExchangeList
from innolab_nbgrader.exchange.release import ExchangeReleaseAssignment
from innolab_nbgrader.exchange.returning import ExchangeReleaseFeedback
from innolab_nbgrader.exchange.submit import ExchangeSubmit

__all__ = [
    "Exchange",
    "ExchangeCollect",
    "ExchangeFetchAssignment",
    "ExchangeFetchFeedback",
    "ExchangeList",
    "ExchangeReleaseAssignment",
    "ExchangeReleaseFeedback",
    "ExchangeSubmit",
]
