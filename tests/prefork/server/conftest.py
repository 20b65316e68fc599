"""A jupyter_server in the test's own process."""

# The fixtures and the way async tests run, for this folder only: as a plugin they would act on every test.
from pytest_jupyter.jupyter_server import *  # noqa: F403
