"""HTTP client of the InnoLab portal's lesson and hand-in API: the same verbs, sync and async."""

from innolab_exchange.client import AsyncExchangeClient, ExchangeClient
from innolab_exchange.errors import ExchangeError, Refused, Unreachable
from innolab_exchange.folders import UnsafeFolder
from innolab_exchange.results import (
    CellFeedback,
    ClassRef,
    Feedback,
    HandIn,
    Lesson,
    LessonState,
    Me,
    Points,
    Receipt,
    Release,
    Step,
    StepProgress,
)

__all__ = [
    "AsyncExchangeClient",
    "CellFeedback",
    "ClassRef",
    "ExchangeClient",
    "ExchangeError",
    "Feedback",
    "HandIn",
    "Lesson",
    "LessonState",
    "Me",
    "Points",
    "Receipt",
    "Refused",
    "Release",
    "Step",
    "StepProgress",
    "Unreachable",
    "UnsafeFolder",
]
