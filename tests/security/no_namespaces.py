"""Run a Python module as on a machine that allows no namespaces: `python no_namespaces.py MODULE ARGUMENTS...`

A sandbox's filter of system calls stands for such a machine: whoever is under it can make none.
"""

import os
import sys

from jupyter_prefork.sandbox import privileges, seccomp

if __name__ == "__main__":
    privileges.drop_capabilities()
    seccomp.install(network=True)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
