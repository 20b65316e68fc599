"""JupyterHub as its own documentation installs it, for as many pupils as a bench needs.

Only what a bench has to set: where things are kept, free ports, one password for all, patience.
"""

import json
import os

given = json.loads(os.environ["BENCH_STOCK"])
c = get_config()  # type: ignore[name-defined]  # noqa: F821  (JupyterHub gives it)

c.JupyterHub.bind_url = given["url"]
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{given['hub_port']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['proxy_api_port']}"
c.ConfigurableHTTPProxy.command = given["proxy_command"]
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = given["password"]
c.DummyAuthenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{given['homes']}/{{username}}"
# With the default limits (60 s to start, 30 s to answer) a class at once makes servers fail on a small machine.
c.Spawner.start_timeout = c.Spawner.http_timeout = 900
# The environment may hold more than JupyterLab and Notebook; what is not stock is switched off.
c.Spawner.environment = {"JUPYTER_CONFIG_PATH": given["jupyter_config"]}
c.Spawner.args = ["--allow-root"]
# Starts servers ahead of the pupils where a bench asks for it.
c.JupyterHub.services = [{"name": "bench", "api_token": given["token"]}]
c.JupyterHub.load_roles = [{"name": "bench", "scopes": ["servers", "read:servers"], "services": ["bench"]}]
