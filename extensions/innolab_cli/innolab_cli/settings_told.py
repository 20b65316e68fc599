"""What is wrong with the settings, and what to do, in the operator's language."""

from __future__ import annotations

import difflib

from hub_config.settings import Fault, Settings, SettingsError
from innolab_cli.words import _


def told(error: SettingsError) -> str:
    """Every fault on a line of its own, under the name of the file."""
    heading = _("Nothing was started: mend the settings in {file}, or INNOLAB_* in the environment.", file=error.file)
    return "\n  ".join([heading, *(fault_told(fault) for fault in error.faults)])


def fault_told(fault: Fault) -> str:
    """One fault."""
    if fault.kind == "no toml":
        return _("The file is not valid TOML: {detail}", detail=fault.detail)
    if fault.kind == "unfit":
        return _("{key}: this value does not fit. {detail}", key=fault.key, detail=fault.detail)
    like = difflib.get_close_matches(fault.key, Settings.model_fields, n=1)
    if like:
        return _(
            "{key}: there is no such setting. Is it {like}? Correct the key, or remove it.", key=fault.key, like=like[0]
        )
    known = ", ".join(Settings.model_fields)
    return _("{key}: there is no such setting. Remove it. Settings are: {known}", key=fault.key, known=known)
