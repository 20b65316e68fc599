import json
import stat
from dataclasses import asdict

from hub_config.deployment import Deployment, keep_secrets


def mode_of(file) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_deployment_comes_back_as_it_was_saved_and_only_its_owner_reads_it(deployment, tmp_path):
    file = tmp_path / "run" / "hub.json"
    deployment.save(file)
    assert Deployment.load(file) == deployment
    assert mode_of(file) == 0o600


def test_an_older_folders_secrets_are_kept_and_what_they_lack_is_made(tmp_path):
    file = tmp_path / "secrets.json"
    older = asdict(keep_secrets(file))
    del older["culler_hub_token"]
    file.write_text(json.dumps(older))
    filled = keep_secrets(file)
    assert older.items() <= asdict(filled).items()
    assert len(filled.culler_hub_token) == 64
    assert keep_secrets(file) == filled


def test_secrets_are_made_once_are_random_and_are_never_printed(tmp_path):
    made = keep_secrets(tmp_path / "secrets.json")
    assert keep_secrets(tmp_path / "secrets.json") == made
    assert keep_secrets(tmp_path / "others.json") != made
    assert mode_of(tmp_path / "secrets.json") == 0o600
    assert made.proxy_token not in repr(made)
