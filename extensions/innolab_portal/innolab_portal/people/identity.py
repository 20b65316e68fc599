"""The portal as identity provider of the hub: what it tells of a person, and how the hub proves itself."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher

from innolab_portal.people import queries
from innolab_portal.people.models import User

HUB_CLIENT = "innolab-hub"


class IdentityAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Tells a pseudonym, role, classes and schools; never a name, an e-mail or a number of a row."""

    def get_issuer(self) -> str:
        """The portal's public address: the same behind the proxy and reached straight."""
        return f"{settings.PORTAL.public_url}{settings.PORTAL.prefix}".rstrip("/")

    def get_user_sub(self, client: Client, user: User) -> str:  # noqa: ARG002
        """The pseudonym."""
        return user.username

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:  # noqa: ARG002
        """The person of a pseudonym."""
        return User.objects.filter(username=sub, is_active=True).first()

    def get_claims(
        self, purpose: str, user: User, client: Client, scopes: Iterable[str], email: str | None = None, **_kwargs: Any
    ) -> dict[str, Any]:
        """All that leaves the portal about a person."""
        del purpose, scopes, email
        return {
            "sub": self.get_user_sub(client, user),
            "preferred_username": user.username,
            "groups": queries.groups_of(user=user),
        }


class RandomSecretHasher(BasePasswordHasher):
    """HMAC-SHA256 for secrets that are random anyway.

    The hub shows its secret at each sign-in; a slow hash there kept a class waiting for seconds at the bell.
    """

    algorithm = "innolab_hmac_sha256"

    def salt(self) -> str:
        """Random secrets need no salt; the key is the deployment's."""
        return "-"

    def encode(self, password: str, salt: str) -> str:
        """The stored form."""
        digest = hmac.new(settings.CODE_KEY.encode(), password.encode(), hashlib.sha256).hexdigest()
        return f"{self.algorithm}${salt}${digest}"

    def decode(self, encoded: str) -> dict[str, Any]:
        """The stored form's parts."""
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: the time does not depend on the secret."""


def register_hub(*, secret: str, redirect_uri: str) -> Client:
    """Make or mend the hub's row among the identity provider's clients."""
    client = Client.objects.filter(id=HUB_CLIENT).first() or Client(id=HUB_CLIENT)
    client.name = "JupyterHub"
    client.type = Client.Type.CONFIDENTIAL
    client.secret = RandomSecretHasher().encode(secret, "-")
    client.skip_consent = True
    client.set_scopes(["openid"])
    client.set_default_scopes(["openid"])
    client.set_response_types(["code"])
    client.grant_types = Client.GrantType.AUTHORIZATION_CODE
    client.set_redirect_uris([redirect_uri])
    client.save()
    return client
