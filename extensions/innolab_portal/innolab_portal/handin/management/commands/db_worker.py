"""`db_worker`: the grader process."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from innolab_portal.handin.worker import GraderWorker, new_worker_id


class Command(BaseCommand):
    """Grades what waits in the queue until it is told to stop (SIGTERM lets it finish what it has in hand)."""

    help = "Grade hand-ins as they come in. Several may run side by side."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often to look, and when to stop."""
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at an empty queue")
        parser.add_argument("--batch", action="store_true", help="do what waits, then stop")
        parser.add_argument("--max-tasks", type=int, default=None, help="stop after so many tasks")

    def handle(self, *, interval: float, batch: bool, max_tasks: int | None, **_options: Any) -> None:
        """Run the worker."""
        # The first hand-in is not to wait for it: it imports nbgrader.
        import_module("innolab_nbgrader.autograde")
        worker = GraderWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=max_tasks,
            worker_id=new_worker_id(),
        )
        worker.lock_dir = settings.PORTAL.data_dir / "run" / "graders"
        worker.configure_signals()
        worker.run()
