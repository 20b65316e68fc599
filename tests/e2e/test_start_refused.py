"""A start that can't be: it says why and what to do, in the operator's language, and leaves nothing behind."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from innolab_cli.supervisor import marked_pids

TAKEN = {
    "fi": "Portti {port} on toisen ohjelman käytössä. Valitse toinen: ./innolab run --port ",
    "sv": "Porten {port} används av ett annat program. Välj en annan: ./innolab run --port ",
    "en": "Port {port} is in use by another program. Choose another: ./innolab run --port ",
}
UNKNOWN = {
    "fi": "prot: tällaista asetusta ei ole. Onko se port? Korjaa tai poista se.",
    "sv": "prot: inställningen finns inte. Är det port? Rätta den eller ta bort den.",
    "en": "prot: there is no such setting. Is it port? Correct the key, or remove it.",
}


def refused(folder: Path, language: str, *options: str) -> str:
    """Start it in vain; returns what it said."""
    data = folder / "var"
    ended = subprocess.run(
        [sys.executable, "-m", "innolab_cli", "run", "--data", str(data), *options],
        env={**os.environ, "LANGUAGE": language, "INNOLAB_SETTINGS": str(folder / "innolab.toml")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert marked_pids(data) == []
    assert not (data / "portal.sqlite3").exists()
    return ended.stderr


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_port_is_taken(tmp_path: Path, language: str):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(tmp_path, language, "--port", str(port))
    told, _, another = said.strip().partition("--port ")
    assert f"{told}--port " == TAKEN[language].format(port=port)
    with socket.socket() as there:
        there.bind(("127.0.0.1", int(another)))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_unknown_key_in_innolab_toml(tmp_path: Path, language: str):
    (tmp_path / "innolab.toml").write_text("prot = 8001\n")
    said = refused(tmp_path, language)
    assert str(tmp_path / "innolab.toml") in said
    assert UNKNOWN[language] in said
