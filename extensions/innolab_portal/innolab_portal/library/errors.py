"""What can go wrong when a module is published.

PortalError
├── ModuleHasProblems     422 module_has_problems   with every problem, by file and line
├── VersionTaken          409 version_taken         other content stands in the library under this version
└── VersionOlder          409 version_older         the library already has a newer version
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from innolab_modules.problems import Problem

from innolab_portal.errors import PortalError


class ModuleHasProblems(PortalError):  # noqa: N818 - these read as what they say
    """The module has problems; `problems` lists every one."""

    code = "module_has_problems"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The module has problems. Mend them and publish again.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = list(problems)


class VersionTaken(PortalError):  # noqa: N818
    """Other content stands in the library under this version."""

    code = "version_taken"
    status = HTTPStatus.CONFLICT

    def __init__(self, version: str) -> None:
        raised = version.rsplit(".", 1)
        after = f"{raised[0]}.{int(raised[1]) + 1}"
        super().__init__(
            now(
                "The library has version %(version)s with other content. Raise the version in module.toml, "
                "for example to %(after)s, and tell in CHANGELOG.md what changed."
            )
            % {"version": version, "after": after}
        )


class VersionOlder(PortalError):  # noqa: N818
    """The library already has a newer version."""

    code = "version_older"
    status = HTTPStatus.CONFLICT

    def __init__(self, version: str, newest: str) -> None:
        super().__init__(
            now(
                "The library has version %(newest)s, which is newer than %(version)s. Raise the version in module.toml."
            )
            % {"version": version, "newest": newest}
        )
