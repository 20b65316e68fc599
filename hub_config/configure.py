"""How this deployment sets JupyterHub: one function a subject, each only sets.

`jupyterhub_config.py` assembles them. Choices and what was measured for them: docs/explanation/architecture.md.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from hub_config.culling import kernel_options, report_every_s
from hub_config.deployment import PORTAL_PREFIX, Deployment
from hub_config.spawning import prepare_server, uid_of

HERE = Path(__file__).resolve().parent
OIDC_CLIENT_ID = "innolab-hub"


def configure(c: Any, deployment: Deployment) -> None:
    """Set everything."""
    set_network(c, deployment)
    set_storage(c, deployment)
    set_identity(c, deployment)
    set_services(c, deployment)
    set_roles(c)
    set_routes(c)
    set_pages(c)
    set_spawner(c, deployment)


def set_network(c: Any, deployment: Deployment) -> None:
    """Listen where the supervisor said; proxy and servers outlive the hub, so lessons go on over its restart."""
    c.JupyterHub.bind_url = deployment.settings.public_url
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{deployment.ports.hub}"
    c.JupyterHub.cleanup_proxy = False
    c.JupyterHub.cleanup_servers = False
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{deployment.ports.proxy_api}"
    c.ConfigurableHTTPProxy.auth_token = deployment.secrets.proxy_token


def set_storage(c: Any, deployment: Deployment) -> None:
    """The hub's own database; the wait keeps thirty sign-ins at once from meeting 'database is locked'."""
    folder = deployment.data / "hub"
    c.JupyterHub.db_url = f"sqlite:///{folder / 'jupyterhub.sqlite'}"
    c.JupyterHub.db_kwargs = {"connect_args": {"timeout": 20}}
    c.JupyterHub.cookie_secret = bytes.fromhex(deployment.secrets.hub_cookie_secret)
    c.JupyterHub.data_files_path = data_files_path()


def data_files_path() -> str:
    """JupyterHub's own templates and static files, wherever it is installed."""
    from jupyterhub._data import DATA_FILES_PATH  # noqa: PLC0415  (only the hub's process has it loaded)

    return str(DATA_FILES_PATH)


def set_identity(c: Any, deployment: Deployment) -> None:
    """The portal is the identity provider: browsers reach it through the proxy, the hub straight."""
    public = deployment.settings.public_url
    c.JupyterHub.authenticator_class = "generic-oauth"
    c.JupyterHub.default_url = PORTAL_PREFIX
    c.GenericOAuthenticator.client_id = OIDC_CLIENT_ID
    c.GenericOAuthenticator.client_secret = deployment.secrets.hub_client_secret
    c.GenericOAuthenticator.authorize_url = f"{public}{PORTAL_PREFIX}identity/o/authorize"
    c.GenericOAuthenticator.token_url = f"{deployment.portal_url}identity/o/api/token"
    c.GenericOAuthenticator.userdata_url = f"{deployment.portal_url}identity/o/api/userinfo"
    c.GenericOAuthenticator.oauth_callback_url = f"{public}/hub/oauth_callback"
    c.GenericOAuthenticator.logout_redirect_url = f"{PORTAL_PREFIX}arrive/"
    c.GenericOAuthenticator.scope = ["openid"]
    c.GenericOAuthenticator.username_claim = "preferred_username"
    c.GenericOAuthenticator.auth_state_groups_key = groups_of
    c.GenericOAuthenticator.manage_groups = True
    c.GenericOAuthenticator.auto_login = True
    c.GenericOAuthenticator.allow_all = True
    # With auth state the hub would ask for a new sign-in after an hour, in the middle of a lesson.
    c.GenericOAuthenticator.enable_auth_state = False


def groups_of(auth_state: dict[str, Any]) -> list[str]:
    """The groups the portal told: `role:pupil`, `class:<key>`, `school:<code>`."""
    return [str(group) for group in auth_state["oauth_user"].get("groups", [])]


def set_services(c: Any, deployment: Deployment) -> None:
    """The portal, the supervisor and the culler, all external: a hub restart takes none down."""
    # Our tokens are random: hashing them 16,384 times at each call of the portal makes them no safer.
    c.JupyterHub.trust_user_provided_tokens = True
    c.JupyterHub.services = [
        {
            "name": "portal",
            "url": f"http://127.0.0.1:{deployment.ports.portal}",
            "api_token": deployment.secrets.portal_hub_token,
            "display": False,
            # The hub asks again and again, with ever longer pauses, whether the portal is there. It needs it only
            # when somebody signs in, so it does not wait for it when both start.
            "timeout": 1,
        },
        {"name": "supervisor", "api_token": deployment.secrets.supervisor_hub_token},
        {"name": "culler", "api_token": deployment.secrets.culler_hub_token},
    ]


def set_roles(c: Any) -> None:
    """Who may what at the hub. People make no tokens of their own and never open another's server."""
    c.JupyterHub.load_roles = [
        {
            "name": "user",
            "scopes": [
                "read:users!user",
                "users:activity!user",
                "servers!user",
                "access:servers!user",
                "access:services!service=portal",
            ],
        },
        {
            "name": "portal",
            # admin:users: the hub has no lesser scope by which a pupil's server can start before the first sign-in.
            # Who is who the portal decides anyway, as the identity provider; it still opens nobody's server.
            "scopes": ["servers", "read:servers", "read:users:name", "admin:users"],
            "services": ["portal"],
        },
        {"name": "supervisor", "scopes": ["shutdown", "proxy"], "services": ["supervisor"]},
        {
            "name": "culler",
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
            "services": ["culler"],
        },
    ]


def set_routes(c: Any) -> None:
    """What the hub's own API lacks."""
    from hub_config.forgetting import SignIns  # noqa: PLC0415  (only the hub's process has its handlers loaded)

    c.JupyterHub.extra_handlers = [(r"/api/innolab/users/([^/]+)/sign-ins", SignIns)]


def set_pages(c: Any) -> None:
    """Our templates for the few pages of the hub that people meet."""
    c.JupyterHub.template_paths = [str(HERE / "templates")]
    c.JupyterHub.redirect_to_server = False
    c.JupyterHub.template_vars = {"portal_url": PORTAL_PREFIX}


def set_spawner(c: Any, deployment: Deployment) -> None:
    """Each server is a fork of the zygote, in its sandbox; what it is made of depends on the person's role."""
    c.JupyterHub.spawner_class = "jupyter_prefork.spawner.PreforkSpawner"
    c.PreforkSpawner.socket = str(deployment.zygote_socket)
    c.PreforkSpawner.home_template = str(deployment.data / "homes" / "{username}")
    c.PreforkSpawner.runtime_template = str(deployment.runtime / "p" / "{username}")
    c.PreforkSpawner.hands_on_socket = True
    if os.geteuid() == 0:
        c.PreforkSpawner.uid = partial(uid_of, deployment.settings.uids)
    c.JupyterHub.concurrent_spawn_limit = 0
    c.Spawner.pre_spawn_hook = prepare_server
    c.Spawner.start_timeout = deployment.settings.server_start_timeout
    c.Spawner.http_timeout = deployment.settings.server_start_timeout
    # A start that takes longer is answered all the same: the portal then waits on a page of its own.
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 2}
    # How soon the hub notices that a server has ended, in seconds, and the portal starts it again.
    c.Spawner.poll_interval = 5
    c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
    c.Spawner.server_token_scopes = [
        "users:activity!server",
        "access:servers!server",
        "access:services!service=portal",
    ]
    c.Spawner.environment = {
        "INNOLAB_PORTAL_API": f"{deployment.portal_url}api/",
        "INNOLAB_HOME_MB": str(deployment.settings.home_mb),
        "INNOLAB_DISK_FREE_MB": str(deployment.settings.disk_free_mb),
        "JUPYTERHUB_ACTIVITY_INTERVAL": str(report_every_s(deployment.settings)),
    }
    c.Spawner.args = kernel_options(deployment.settings.kernel_idle_minutes)
