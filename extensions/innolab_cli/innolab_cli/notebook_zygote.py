"""Where an author's notebooks run: in the house's zygote, or in one of our own while the command lasts."""

from __future__ import annotations

import asyncio
import signal
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jupyter_prefork.client import Client
from jupyter_prefork.errors import PreforkError

from hub_config.prefork import notebook_zygote_config, to_toml
from hub_config.settings import Settings
from innolab_cli.folder import DataFolder
from innolab_cli.processes import zygote_plan
from innolab_cli.supervisor import Supervisor


@contextmanager
def zygote_for_notebooks(settings: Settings) -> Iterator[str]:
    """The socket of a zygote that runs notebooks."""
    if house := zygote_of_the_house(settings):
        yield house
    else:
        # However we are told to end, it is ended with us.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with own_zygote(settings) as own:
            yield own


def zygote_of_the_house(settings: Settings) -> str | None:
    """That of the InnoLab that runs with this data folder; None when there is none, or it is not ours to ask."""
    folder = DataFolder(settings.data)
    with suppress(OSError, PreforkError):
        if folder.in_use():
            # Not by the hub's configuration: a house that another version started has another one.
            socket = str(tomllib.loads(folder.zygote_config.read_text())["socket"])
            asyncio.run(Client(socket).status())
            return socket
    return None


@contextmanager
def own_zygote(settings: Settings) -> Iterator[str]:
    """One that is started for this, and ended with all it forked; raises StartError when it does not start."""
    with tempfile.TemporaryDirectory(prefix="innolab-") as name:
        folder = Path(name)
        content = notebook_zygote_config(settings, folder)
        config = folder / "zygote.toml"
        config.write_text(to_toml(content))
        supervisor = Supervisor(data=folder, logs=folder, say=lambda _text: None)
        try:
            supervisor.start([zygote_plan(config, Path(content["socket"]))])
            yield content["socket"]
        finally:
            with suppress(PreforkError):
                asyncio.run(Client(content["socket"]).stop_all())
            supervisor.stop()
