"""`./innolab operator invite`: the way in for an operator, the first one included."""

from __future__ import annotations

import json

from hub_config.settings import Settings
from innolab_cli.folder import DataFolder, StartError, new_deployment, save_configs
from innolab_cli.running import manage, say
from innolab_cli.words import _


def invite(settings: Settings, *, email: str, name: str) -> int:
    """Print a link on which the operator sets a password, whether or not InnoLab runs now."""
    folder = DataFolder(settings.data)
    folder.make()
    runs = folder.in_use()
    if runs and not (folder.read_state() or {}).get("processes"):
        raise StartError(_("InnoLab is just starting. Try again when it is ready."))
    if not runs:
        with folder.hold():
            # The link has the address of the next start.
            save_configs(folder, new_deployment(settings))
            manage(folder, "setup")
    answer = json.loads(manage(folder, "invite_operator", "--email", email, "--name", name))
    if "link" not in answer:
        raise StartError(refusal(answer["refused"], email))
    say(_("Give this link to {name}, and to nobody else. It works once, within three days:", name=name))
    print(answer["link"], flush=True)
    if not runs:
        say(_("InnoLab does not run now. Start it first: ./innolab run"))
    return 0


def refusal(why: str, email: str) -> str:
    """What the portal's refusal means to the operator."""
    if why == "other_role":
        return _("{email} belongs to somebody with another role. Use another e-mail.", email=email)
    return _("{email} is not an e-mail address.", email=email)
