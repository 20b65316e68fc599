import pytest

from hub_config.deployment import Deployment, Ports, Secrets
from hub_config.settings import Settings


@pytest.fixture
def deployment(tmp_path) -> Deployment:
    secrets = Secrets(
        portal_secret_key="portal-secret",
        name_key="name-key",
        code_key="code-key",
        oidc_private_key="pem",
        hub_client_secret="client-secret",
        portal_hub_token="portal-token",
        supervisor_hub_token="supervisor-token",
        culler_hub_token="culler-token",
        proxy_token="proxy-token",
        hub_cookie_secret="ab" * 32,
    )
    return Deployment(
        settings=Settings(port=8123, data=tmp_path), ports=Ports(hub=1001, portal=1002, proxy_api=1003), secrets=secrets
    )
