"""What a machine does not allow, the start says in plain words; and what can be done without is done."""

import os

import pytest
from houses import running_house
from innolab_cli.folder import free_ports
from pupils import PupilAtWork

from .conftest import USER, short_folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SAID = [
    "Warning: pupils' code is not fully isolated from this machine. What is missing:",
    "It can read and write all files that its user can: mount namespaces are not allowed here.",
    "It can see and signal its user's other processes: pid namespaces are not allowed here.",
    "It can reach shared memory and queues of other processes: ipc namespaces are not allowed here.",
    "It can reach abstract Unix sockets of the machine: network namespaces are not allowed here.",
    "Its user's other processes count against its limit of processes: user namespaces are not allowed here.",
    "Memory is limited for each of its processes, not for all together: no memory cgroup is writable here.",
]


def test_where_no_namespaces_are_allowed_the_start_says_what_is_not_isolated():
    with short_folder() as folder:
        # Its user's other processes count: a house has more of them than the usual limit.
        (folder / "innolab.toml").write_text("kernel_processes = 2000\n")
        starting = running_house(
            folder / "var", free_ports(1)[0], user=None if os.geteuid() else USER, through=["no_namespaces"]
        )
        with starting as house, PupilAtWork(house, house.pupils_of("8A")[0]) as pupil:
            said = [line.strip() for line in starting.log.read_text().splitlines()]
            begins = said.index(SAID[0])
            assert said[begins : begins + len(SAID)] == SAID
            # It works all the same, and the rest still holds.
            kernel = pupil.kernel()
            assert kernel.value("1 + 1") == 2
            refused = kernel.run("import socket\nsocket.socket(socket.AF_INET)")
            assert (refused.status, refused.error) == ("error", "OSError")
            assert kernel.value("import os\n[name for name in os.environ if 'TOKEN' in name]") == []
