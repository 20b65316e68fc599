"""Every key we set is one that nbgrader has, and authors are promised what nbgrader is told."""

import innolab_modules
from innolab_nbgrader import exchange, stubs
from innolab_nbgrader.configuration import CONFIG_FOLDER, set_nbgrader
from nbgrader.exchange import ExchangeFactory, abc
from nbgrader.preprocessors import ClearSolutions
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
