"""Every key we set is one that nbgrader has, and authors are promised what nbgrader is told."""

import subprocess
import sys

import innolab_modules
from innolab_nbgrader import exchange, leaf, stubs
from innolab_nbgrader.configuration import CONFIG_FOLDER, set_nbgrader
from nbgrader import preprocessors
from nbgrader.exchange import ExchangeFactory, abc
from nbgrader.preprocessors import ClearSolutions, execute
from traitlets.config import Config

KNOWN = {"ExchangeFactory": ExchangeFactory, "ClearSolutions": ClearSolutions}


def configured():
    c = Config()
    set_nbgrader(c)
    return c


def test_every_key_is_a_real_trait():
    for name, section in configured().items():
        assert set(section) <= set(KNOWN[name].class_trait_names(config=True))


def test_all_of_the_exchange_is_ours():
    factory = ExchangeFactory(config=configured())
    ours = {name: getattr(factory, name) for name in ExchangeFactory.class_trait_names(config=True)}
    assert set(ours.values()) == {getattr(exchange, name) for name in exchange.__all__}
    assert all(issubclass(each, abc.Exchange) for each in ours.values())


def test_the_hub_can_point_nbgrader_to_the_file():
    assert (CONFIG_FOLDER / "nbgrader_config.py").is_file()


def test_authors_are_promised_what_pupils_get():
    assert (stubs.CODE_STUB, stubs.TEXT_STUB) == (innolab_modules.CODE_STUB, innolab_modules.TEXT_STUB)


def test_loading_leaves_gives_nbgraders_own_classes():
    # In a process of its own, since it takes the rest of nbgrader away.
    code = """
from innolab_nbgrader import leaf
leaf.load()
import sys
from nbgrader.preprocessors import ClearMarkScheme, Execute
from innolab_nbgrader.stages import MASTER
assert "sqlalchemy" not in sys.modules and "jupyter_server" not in sys.modules
print(ClearMarkScheme.__module__, Execute.__module__, sys.modules[Execute.__module__].__file__)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told == ["nbgrader.preprocessors.clearmarkingscheme", "nbgrader.preprocessors.execute", execute.__file__]
    assert set(leaf.MODULES) <= set(dir(preprocessors))
