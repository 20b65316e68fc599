"""ipykernel's kernel as a fork of the zygote: without what would copy the zygote's memory and is of no use there.

Whatever a fork so much as counts a reference to is copied, 4 KB at a time.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core import shellapp
from traitlets.config.loader import Config, DeferredConfigString

TRAIT = re.compile(r"--(\w+)\.(\w+)=(.*)", re.DOTALL)


class SysWithoutModules:
    """`sys` for those who would go through all modules at a kernel's start: of each, a page would be copied."""

    modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


# A list of their files, for a debugger: 13 MB. A list of their names, for `%reset aggressive`: 4 MB.
vars(ipkernel)["sys"] = vars(shellapp)["sys"] = SysWithoutModules()


class ForkedKernelApp(IPKernelApp):
    """A kernel with the command line and the log of a provisioner's, without argparse and logging's set-up: 5 MB."""

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take `-f FILE` and `--Class.trait=value`; another command line is read as ipykernel does."""
        given = sys.argv[1:] if argv is None else argv
        config = provisioners_config(given)
        if config is None:
            super().parse_command_line(given)
        else:
            self.argv = given
            self.cli_config = config
            self.update_config(config)
            self.extra_args = []

    def init_code(self) -> None:
        """As IPython does; `%reset aggressive` then says that it does not know which modules were there."""
        super().init_code()  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        del shell._sys_modules_keys

    def _configure_logging(self) -> None:
        """Leave Python's own: warnings and errors to standard error, which is the kernel's log."""
        self._logging_configured = True


def provisioners_config(argv: list[str]) -> Config | None:
    """The configuration a provisioner's command line stands for; None for any other command line."""
    config = Config()
    match argv:
        case ["-f", file, *arguments]:
            config.IPKernelApp.connection_file = file
        case _:
            return None
    for argument in arguments:
        if not (found := TRAIT.fullmatch(argument)):
            return None
        name, trait, value = found.groups()
        config[name][trait] = DeferredConfigString(value)
    return config


main = ForkedKernelApp.launch_instance
