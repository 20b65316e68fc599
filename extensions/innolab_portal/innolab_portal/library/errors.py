"""What can go wrong when a module is published, or a teacher's own assignment released.

PortalError
├── ModuleHasProblems     422 module_has_problems   with every problem, by file and line
├── VersionTaken          409 version_taken         other content stands in the library under this version
├── VersionOlder          409 version_older         the library already has a newer version
├── ReleaseTooLarge       413 too_large             a teacher's own assignment with too many bytes
├── ReleaseRefused        422 release_refused       its zip is broken or not safe to open
├── NoNotebook            422 no_notebook           there is no notebook at the top of it
└── NotANotebook          422 not_a_notebook        a notebook of it can't be read
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from innolab_exchange import UnsafeFolder
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


class ReleaseTooLarge(PortalError):  # noqa: N818
    """More bytes than pupils can be asked to fetch."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = _("The assignment is too large: as a zip it may have 10 MB.")


class ReleaseRefused(PortalError):  # noqa: N818
    """The assignment's zip is broken or not safe to open."""

    code = "release_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    @classmethod
    def because(cls, error: UnsafeFolder) -> ReleaseRefused:
        """With the reason in the teacher's language."""
        return cls(unsafe_folder(error))


class NoNotebook(PortalError):  # noqa: N818
    """Nothing that a pupil could work on."""

    code = "no_notebook"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is no notebook in the assignment's folder.")


class NotANotebook(PortalError):  # noqa: N818
    """A notebook that can't be read."""

    code = "not_a_notebook"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    @classmethod
    def named(cls, name: str) -> NotANotebook:
        """With the file's name."""
        return cls(now("%(name)s is not a notebook that can be opened, or a name in it is too long.") % {"name": name})


def unsafe_folder(error: UnsafeFolder) -> str:
    """Why a zip is not taken, in the person's language and with the file's name."""
    reasons = {
        "broken": now("The zip file is broken."),
        "empty": now("There are no files in it."),
        "link": now("It is a link. Only files can be sent."),
        "name": now("The name of the file is not allowed."),
        "outside": now("The file would land outside its folder."),
        "too_large": now("Unpacked, the files have more than 100 MB."),
        "too_many": now("There are more than 500 files."),
        "twice": now("There are two files of this name (large and small letters count as the same)."),
    }
    reason = reasons[error.reason]
    return f"{error.name}: {reason}" if error.name else reason
