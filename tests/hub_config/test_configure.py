"""Each option as JupyterHub gets it; and that every option we set is one it knows."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_prefork.spawner import PreforkSpawner
from jupyterhub.app import JupyterHub
from jupyterhub.proxy import ConfigurableHTTPProxy
from jupyterhub.spawner import Spawner
from oauthenticator.generic import GenericOAuthenticator
from traitlets.config import Config

from hub_config.configure import configure, groups_of
from hub_config.spawning import prepare_server, uid_of

CLASSES = [JupyterHub, ConfigurableHTTPProxy, GenericOAuthenticator, PreforkSpawner, Spawner]


@pytest.fixture
def c(deployment) -> Config:
    config = Config()
    configure(config, deployment)
    return config


def test_every_key_we_set_is_an_option_of_its_class(c):
    """A bare Config takes any misspelt name in silence."""
    known = {cls.__name__: set(cls.class_trait_names(config=True)) for cls in CLASSES}
    unknown = [f"{name}.{key}" for name, section in c.items() for key in section if key not in known.get(name, set())]
    assert unknown == []


def test_proxy_and_servers_outlive_the_hub(c):
    assert (c.JupyterHub.cleanup_proxy, c.JupyterHub.cleanup_servers) == (False, False)
    assert c.ConfigurableHTTPProxy.should_start is False


def test_browsers_reach_the_identity_provider_through_the_proxy_and_the_hub_straight(c):
    section = c.GenericOAuthenticator
    assert section.authorize_url == "http://127.0.0.1:8123/services/portal/identity/o/authorize"
    assert section.token_url == "http://127.0.0.1:1002/services/portal/identity/o/api/token"
    assert section.userdata_url == "http://127.0.0.1:1002/services/portal/identity/o/api/userinfo"
    assert section.oauth_callback_url == "http://127.0.0.1:8123/hub/oauth_callback"


def test_the_hub_asks_for_no_names_and_keeps_no_sign_in_state(c):
    assert c.GenericOAuthenticator.scope == ["openid"]
    assert c.GenericOAuthenticator.enable_auth_state is False


def test_people_make_no_tokens_and_open_only_their_own_server(c):
    scopes = {role["name"]: role["scopes"] for role in c.JupyterHub.load_roles}
    assert not any(scope.startswith("tokens") or scope == "self" for scope in scopes["user"])
    assert "access:servers!user" in scopes["user"]
    assert not any(scope == "access:servers" for role in scopes.values() for scope in role)


def test_the_portal_makes_people_known_and_starts_servers_but_opens_none(c):
    scopes = {role["name"]: role["scopes"] for role in c.JupyterHub.load_roles}
    assert set(scopes["portal"]) == {"servers", "read:servers", "read:users:name", "admin:users"}


def test_the_culler_sees_when_servers_were_used_and_stops_them_and_no_more(c):
    scopes = {role["name"]: role["scopes"] for role in c.JupyterHub.load_roles}
    assert set(scopes["culler"]) == {"list:users", "read:users:activity", "read:servers", "delete:servers"}


def test_groups_are_what_the_portal_told():
    assert groups_of({"oauth_user": {"groups": ["role:pupil", "class:7b"]}}) == ["role:pupil", "class:7b"]
    assert groups_of({"oauth_user": {}}) == []


def spawner_of(home: Path, *groups: str) -> SimpleNamespace:
    user = SimpleNamespace(groups=[SimpleNamespace(name=name) for name in groups])
    return SimpleNamespace(
        user=user,
        home_dir=str(home),
        runtime_dir=str(home.with_name("runtime")),
        environment={"INNOLAB_PORTAL_API": "http://portal/"},
    )


@pytest.mark.parametrize("groups", [("role:pupil", "class:7b"), ()])
def test_a_pupil_and_whoever_has_no_role_gets_the_lean_server(tmp_path, groups):
    spawner = spawner_of(tmp_path / "home", *groups)
    prepare_server(spawner)
    assert spawner.environment["JUPYTER_CONFIG_DIR"].endswith("singleuser/pupil")
    assert spawner.entry == "pupil"
    assert spawner.environment["INNOLAB_PORTAL_API"] == "http://portal/"
    assert spawner.notebook_dir == str(tmp_path / "home")


@pytest.mark.parametrize("role", ["teacher", "trainer", "operator"])
def test_those_who_teach_and_write_get_the_full_server_with_nbgrader(tmp_path, role):
    spawner = spawner_of(tmp_path / "home", f"role:{role}")
    prepare_server(spawner)
    assert spawner.default_url == "/lab"
    assert "innolab_nbgrader/etc" in spawner.environment["JUPYTER_CONFIG_PATH"]


def test_each_person_has_a_uid_and_the_last_of_the_range_is_the_graders():
    person = SimpleNamespace(id=5, name="p-1")
    assert uid_of((200_000, 200_010), SimpleNamespace(user=person)) == 200_005
    with pytest.raises(ValueError, match="no uid is left for p-1"):
        uid_of((200_000, 200_005), SimpleNamespace(user=person))
