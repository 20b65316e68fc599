"""Asking the hub whose a token is."""

import httpx
import pytest
from innolab_portal.errors import HubAway
from innolab_portal.people.hub import HttpHubUsers, HubUser

AINO = {"kind": "user", "name": "p-7k3f9", "scopes": ["access:services!service=portal"], "groups": []}


class Hub:
    """A hub that answers and counts what it is asked."""

    def __init__(self, status=200, told=AINO):
        self.status, self.told, self.asked = status, told, []

    def __call__(self, request):
        self.asked.append((str(request.url), request.headers["authorization"]))
        return httpx.Response(self.status, json=self.told)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def users(hub, clock=None):
    return HttpHubUsers("http://hub/hub/api", transport=httpx.MockTransport(hub), clock=clock or Clock())


def test_the_hub_tells_the_name_and_what_the_token_may():
    hub = Hub()
    assert users(hub).of_token("abc") == HubUser("p-7k3f9", frozenset({"access:services!service=portal"}))
    assert hub.asked == [("http://hub/hub/api/user", "token abc")]


def test_an_answer_is_remembered_for_a_minute():
    hub, clock = Hub(), Clock()
    asking = users(hub, clock)
    asking.of_token("abc")
    clock.now += 59
    asking.of_token("abc")
    assert len(hub.asked) == 1
    clock.now += 2
    asking.of_token("abc")
    assert len(hub.asked) == 2


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_the_hub_does_not_know_is_nobodys_and_not_remembered(status):
    hub = Hub(status=status)
    asking = users(hub)
    assert (asking.of_token("abc"), asking.of_token("abc")) == (None, None)
    assert len(hub.asked) == 2


def test_a_services_token_is_nobodys():
    assert users(Hub(told={"kind": "service", "name": "portal", "scopes": []})).of_token("abc") is None


def test_a_hub_that_fails_is_away():
    with pytest.raises(HubAway):
        users(Hub(status=502)).of_token("abc")


def test_a_hub_that_does_not_answer_is_away():
    def silent(request):
        raise httpx.ConnectError("refused")

    with pytest.raises(HubAway):
        users(silent).of_token("abc")


def test_a_remembered_person_goes_on_working_while_the_hub_is_away():
    hub = Hub()
    asking = users(hub)
    asking.of_token("abc")
    hub.status = 502
    assert asking.of_token("abc").name == "p-7k3f9"
