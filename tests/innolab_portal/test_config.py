"""The portal's settings file: typed, closed, and silent about secrets."""

import json

import pytest
from innolab_portal.config import VARIABLE, PortalConfig, PortalConfigError


@pytest.fixture
def told():
    """A right configuration, as JSON holds it."""

    def plain(value):
        return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)

    return json.loads(json.dumps(dict(PortalConfig.for_tools()), default=plain))


@pytest.fixture
def load(tmp_path):
    """Load a configuration from a file."""

    def load(told):
        file = tmp_path / "portal.json"
        file.write_text(json.dumps(told))
        return PortalConfig.load({VARIABLE: str(file)})

    return load


def test_a_right_file_is_read(load, told):
    config = load({**told, "public_url": "https://innolab.example", "languages": ["sv", "fi"]})
    assert (config.public_url, config.languages) == ("https://innolab.example", ("sv", "fi"))
    assert config.hub_path("logout") == "/hub/logout"


@pytest.mark.parametrize(
    ("spoiled", "key"),
    [
        ({"colour": "blue"}, "colour"),
        ({"public_url": "innolab.example/"}, "public_url"),
        ({"prefix": "portal"}, "prefix"),
        ({"database": "oracle://"}, "database"),
        ({"secret_key": "short"}, "secret_key"),
        ({"languages": ["tlh"]}, "languages"),
        ({"proxy_count": -1}, "proxy_count"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_or_unknown_key_stops_the_start_with_its_name(load, told, spoiled, key):
    with pytest.raises(PortalConfigError, match=key) as stopped:
        load({**told, **spoiled})
    assert told["hub_client_secret"] not in str(stopped.value)


def test_a_missing_secret_has_no_default(load, told):
    del told["name_key"]
    with pytest.raises(PortalConfigError, match="name_key"):
        load(told)


def test_no_file_is_an_error_that_names_the_variable():
    with pytest.raises(PortalConfigError, match=VARIABLE):
        PortalConfig.load({})


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PortalConfigError, match=r"nowhere\.json"):
        PortalConfig.load({VARIABLE: str(tmp_path / "nowhere.json")})


def test_secrets_print_as_stars(told, load):
    shown = repr(load(told))
    assert not [key for key in ("secret_key", "name_key", "code_key", "hub_api_token") if told[key] in shown]
