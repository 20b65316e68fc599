"""A route of the hub's API for lost cards: it ends all that a person's devices hold here.

The hub's own API deletes tokens one by one and has no way to end the cookie of a browser that has signed in.
"""

from __future__ import annotations

from typing import Any

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import needs_scope


class SignIns(APIHandler):  # type: ignore[misc]
    """`DELETE /api/innolab/users/<name>/sign-ins`."""

    @needs_scope("admin:users")  # type: ignore[untyped-decorator]
    async def delete(self, name: str) -> None:
        """End the person's cookies and tokens, then the server. 204, also for somebody the hub does not know."""
        user = self.find_user(name)
        if user is not None:
            forget_sign_ins(self.db, user)
            if user.spawner.ready:
                await self.stop_single_user(user)
        self.set_status(204)


def forget_sign_ins(db: Any, user: Any) -> None:
    """A new cookie id, so that no cookie of before is known; and no token or code stands for the person any more."""
    user.orm_user.cookie_id = orm.new_token()
    for given in [*user.orm_user.api_tokens, *user.orm_user.oauth_codes]:
        db.delete(given)
    db.commit()
