"""Run a Python module as another user, who must see Python and the checkout even below a closed folder.

As root, in a mount namespace of its own (`unshare --mount`): closed folders on the way get an open, empty one on top,
into which only what is needed is put back.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

OTHERS_PASS = 0o001


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def open_the_way(needed: list[Path]) -> None:
    closed = {way for tree in needed for way in tree.parents if not way.stat().st_mode & OTHERS_PASS}
    outermost = [folder for folder in closed if not closed & set(folder.parents)]
    for folder in outermost:
        inside = [tree for tree in needed if tree.is_relative_to(folder)]
        kept = [Path(tempfile.mkdtemp(dir="/dev/shm")) for _ in inside]
        for tree, place in zip(inside, kept, strict=True):
            mount("--bind", tree, place)
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
        for tree, place in zip(inside, kept, strict=True):
            tree.mkdir(parents=True, mode=0o755)
            mount("--bind", place, tree)


if __name__ == "__main__":
    open_the_way([Path(sys.base_prefix), Path(__file__).resolve().parents[2]])
    os.setgroups([])
    user = int(sys.argv[1])
    os.setgid(user)
    os.setuid(user)
    os.execv(sys.executable, [sys.executable, "-P", "-m", *sys.argv[2:]])
