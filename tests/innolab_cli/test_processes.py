"""Which processes make an InnoLab, by its settings."""

from pathlib import Path

import pytest
from innolab_cli.folder import DataFolder, new_deployment
from innolab_cli.processes import plan_processes

from hub_config.settings import Settings


def commands(data: Path, **settings: object) -> dict[str, list[str]]:
    deployment = new_deployment(Settings.model_validate({"data": data, **settings}))
    return {plan.name: plan.command for plan in plan_processes(deployment, DataFolder(data))}


def test_the_culler_goes_by_the_settings_and_its_token_is_on_no_command_line(tmp_path: Path):
    deployment = new_deployment(Settings(data=tmp_path, server_idle_minutes=90))
    (culler,) = [plan for plan in plan_processes(deployment, DataFolder(tmp_path)) if plan.name == "culler"]
    assert {"--timeout=5400", "--cull-every=600", f"--url={deployment.hub_api_url}"} <= set(culler.command)
    assert deployment.secrets.culler_hub_token not in " ".join(culler.command)
    assert culler.environment == {"JUPYTERHUB_API_TOKEN": deployment.secrets.culler_hub_token}


@pytest.mark.parametrize(("idle", "there"), [(60, True), (0, False)])
def test_without_an_idle_time_there_is_no_culler(tmp_path: Path, idle: float, there: bool):
    assert ("culler" in commands(tmp_path, server_idle_minutes=idle)) == there
