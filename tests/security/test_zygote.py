"""The process of which all are forked is killed in the middle of a lesson; and what its children do not share."""

import os
import signal
import time

import pytest

from .conftest import Two

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

BACK_WITHIN_S = 60
NUMBERS = """
import os, random, secrets, ssl, tempfile, uuid
import numpy
made = [random.random(), float(numpy.random.random()), float(numpy.random.default_rng().random()), secrets.token_hex(8),
        os.urandom(8).hex(), ssl.RAND_bytes(8).hex(), str(uuid.uuid4()), str(uuid.uuid1())]
[str(each) for each in made]
"""


def test_two_pupils_draw_different_numbers(two: Two):
    drawn = [two.kernel.value(NUMBERS), two.beside.value(NUMBERS), two.pupil.kernel().value(NUMBERS)]
    for alike in zip(*drawn, strict=True):
        assert len(set(alike)) == len(drawn)


def test_a_zygote_killed_by_hand_comes_back_and_the_lesson_goes_on(two: Two):
    two.kernel.run("kept = 42")
    killed = two.house.pid_of("zygote")
    os.kill(killed, signal.SIGKILL)
    # Kernels and servers that run do without.
    assert two.kernel.value("kept") == 42
    two.neighbour_works()
    # A new kernel waits for the next zygote.
    assert two.pupil.kernel().value("1 + 1") == 2
    end = time.monotonic() + BACK_WITHIN_S
    while two.house.pid_of("zygote") == killed:
        assert time.monotonic() < end
        time.sleep(0.2)
    # The next one knows what the first forked: it interrupts, ends and starts it again.
    request = two.kernel.begin("while True:\n    pass")
    time.sleep(1)  # An interrupt that comes before the cell has begun is of nothing.
    two.kernel.interrupt()
    assert two.kernel.wait(request).error == "KeyboardInterrupt"
    two.kernel.restart()
    assert two.kernel.run("kept").error == "NameError"
    two.pupil.stop_server()
    two.pupil.start_server()
    assert two.pupil.kernel().value("1 + 1") == 2
    two.neighbour_works()
