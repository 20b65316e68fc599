"""The zygote's configuration as it reads it, and who may see what."""

import os
import socket
import sys
import time
import tomllib
from dataclasses import replace

import pytest
from jupyter_prefork.config import parse

from hub_config.prefork import notebook_zygote_config, to_toml, zygote_config
from hub_config.spawning import wait_for_zygote


@pytest.fixture
def config(deployment):
    return parse(tomllib.loads(to_toml(zygote_config(deployment))))


def test_toml_says_what_was_meant():
    content = {
        "text": 'ä "quoted"\n',
        "number": 3,
        "yes": True,
        "list": ["a", 1],
        "table": {"key": 1, "below": {"x": "y"}},
    }
    assert tomllib.loads(to_toml(content)) == content


def test_kernels_have_no_network_and_limits_and_servers_the_network(config):
    assert {name: entry.policy.network for name, entry in config.entries.items()} == {
        "pupil": True,
        "full": True,
        "kernel": False,
        "notebook": False,
    }
    limits = config.entries["kernel"].policy.limits
    assert (limits.memory_mb, limits.processes, limits.file_mb) == (1024, 64, 100)


def test_only_servers_see_the_zygotes_socket_and_nobody_the_data_folder(config, deployment):
    seeing = {name for name, entry in config.entries.items() if str(config.socket.parent) in entry.policy.read_only}
    assert seeing == {"pupil", "full"}
    for entry in config.entries.values():
        assert not any(str(deployment.data).startswith(path) for path in entry.policy.read_only)


def test_a_kernel_sees_python_and_the_two_rooms_it_needs(config):
    seen = config.entries["kernel"].policy.read_only
    assert set(seen[:2]) == {sys.prefix, sys.base_prefix}
    assert [path.rsplit("/", 1)[1] for path in seen[2:]] == ["innolab_check", "innolab_stage", "prefork"]


def test_kernels_are_asked_for_by_servers_only(config):
    assert config.entries["kernel"].asked_by == {"pupil", "full"}
    assert config.entries["pupil"].asked_by == {"hub"}


def test_root_gives_each_person_a_uid_of_the_range(config):
    assert config.uids == (range(200_000, 300_000) if os.geteuid() == 0 else None)


def test_notebooks_run_alike_in_the_house_and_in_an_authors_own_zygote(config, deployment, tmp_path):
    own = parse(tomllib.loads(to_toml(notebook_zygote_config(deployment.settings, tmp_path))))
    assert own.entries == {"notebook": config.entries["notebook"]}
    assert own.uids == config.uids
    assert own.socket.parent.parent == tmp_path


def test_notebooks_are_confined_as_kernels_are_and_asked_for_by_graders_only(config):
    kernel, notebook = config.entries["kernel"].policy, config.entries["notebook"].policy
    assert notebook.read_only == kernel.read_only
    assert notebook.limits == replace(kernel.limits, cpu_seconds=600)
    assert config.entries["notebook"].asked_by == {"hub"}


def test_the_hub_waits_for_the_zygote_but_not_for_ever(tmp_path):
    began = time.monotonic()
    wait_for_zygote(tmp_path / "socket", within_s=0.2)
    assert time.monotonic() - began >= 0.2
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as zygote:
        zygote.bind(str(tmp_path / "socket"))
        zygote.listen()
        wait_for_zygote(tmp_path / "socket", within_s=60)
        zygote.settimeout(1)
        zygote.accept()[0].close()
