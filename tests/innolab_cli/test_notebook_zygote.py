"""An author's notebooks run in the house's zygote, or else in one that ends with the command."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from innolab_cli.folder import DataFolder, new_deployment, save_configs
from innolab_cli.notebook_zygote import own_zygote, zygote_for_notebooks, zygote_of_the_house
from innolab_cli.supervisor import marked_pids
from jupyter_prefork.notebook.run import run_notebook

from hub_config.settings import Settings

CELL = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": "1 + 1"}
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [CELL]}


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "var")


@pytest.fixture
def house(settings, zygote_socket):
    """A data folder that is in use, whose zygote is the tests'."""
    deployment = new_deployment(settings)
    folder = DataFolder(settings.data)
    save_configs(folder, deployment)
    deployment.zygote_socket.parent.mkdir(parents=True)
    deployment.zygote_socket.symlink_to(zygote_socket)
    with folder.hold():
        yield deployment
    shutil.rmtree(deployment.runtime)


def test_one_of_our_own_ends_with_us(settings):
    with own_zygote(settings) as socket:
        run = run_notebook(socket, NOTEBOOK)
        assert run.notebook["cells"][0]["outputs"][0]["data"] == {"text/plain": "2"}
        folder = Path(socket).parents[1]
        assert marked_pids(folder) != []
    assert marked_pids(folder) == []
    assert not folder.exists()


def test_the_houses_is_asked_where_it_runs(house, settings):
    with zygote_for_notebooks(settings) as socket:
        assert socket == str(house.zygote_socket)
        assert run_notebook(socket, NOTEBOOK).problem == ""


def test_a_house_that_another_version_started_is_asked_too(house, settings):
    DataFolder(settings.data).hub_config.write_text('{"settings": {}}')
    assert zygote_of_the_house(settings) == str(house.zygote_socket)


def test_a_house_whose_zygote_does_not_answer_is_no_help(house, settings):
    house.zygote_socket.unlink()
    assert zygote_of_the_house(settings) is None


def test_without_a_house_there_is_none_to_ask(settings):
    assert zygote_of_the_house(settings) is None


WAITS = """
import time
from hub_config.settings import Settings
from innolab_cli.notebook_zygote import zygote_for_notebooks
with zygote_for_notebooks(Settings(data="{data}")) as socket:
    print(socket, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_told_to_end_takes_its_zygote_along(settings, number):
    command = [sys.executable, "-c", WAITS.format(data=settings.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ) as process:
        folder = Path(process.stdout.readline().decode().strip()).parents[1]
        assert marked_pids(folder) != []
        process.send_signal(number)
        process.wait(30)
    patience = time.monotonic() + 10
    while marked_pids(folder) and time.monotonic() < patience:
        time.sleep(0.05)
    assert marked_pids(folder) == []
    assert not folder.exists()
