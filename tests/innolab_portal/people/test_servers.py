"""What the portal asks the hub about people's servers."""

import httpx
import pytest
from innolab_portal.errors import HubAway
from innolab_portal.people.servers import HubServers, ServerState

START = ("POST", "/users/p-1/server")


class FakeHub:
    """The hub's API as `HubServers` calls it."""

    def __init__(self, *, server: dict | None = None, known: bool = True, away: bool = False) -> None:
        self.server, self.known, self.away = server, known, away
        self.asked: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/hub/api")
        self.asked.append((request.method, path))
        if self.away:
            raise httpx.ConnectError("away")
        if request.method == "POST":
            return httpx.Response(202)
        servers = {"": self.server} if self.server else {}
        return httpx.Response(200, json={"servers": servers}) if self.known else httpx.Response(404)

    def servers(self) -> HubServers:
        return HubServers("http://hub/hub/api", "token", transport=httpx.MockTransport(self))


@pytest.mark.parametrize(
    ("hub", "state"),
    [
        (FakeHub(known=False), ServerState.UNKNOWN_PERSON),
        (FakeHub(), ServerState.STOPPED),
        (FakeHub(server={"ready": False, "pending": "spawn"}), ServerState.STARTING),
        (FakeHub(server={"ready": True}), ServerState.READY),
    ],
    ids=lambda value: value.value if isinstance(value, ServerState) else "",
)
def test_where_a_server_is(hub, state):
    assert hub.servers().state("p-1") == state


def test_a_stopped_server_is_started_at_its_persons_address():
    hub = FakeHub()
    assert hub.servers().start("p-1") == ServerState.STARTING
    assert hub.asked == [START]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (201, ServerState.READY),
        (202, ServerState.STARTING),
        (400, ServerState.STARTING),
        (500, ServerState.STOPPED),
    ],
)
def test_the_hub_tells_how_a_start_went(status, state):
    hub = httpx.MockTransport(lambda _: httpx.Response(status))
    assert HubServers("http://hub/hub/api", "token", transport=hub).start("p-1") == state


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_hub_that_starts_nothing_is_away(status):
    hub = httpx.MockTransport(lambda _: httpx.Response(status))
    with pytest.raises(HubAway):
        HubServers("http://hub/hub/api", "token", transport=hub).start("p-1")


def test_a_hub_that_does_not_answer_is_away():
    with pytest.raises(HubAway):
        FakeHub(away=True).servers().state("p-1")


@pytest.mark.parametrize("status", [201, 409])
def test_a_person_who_never_signed_in_is_made_known_to_the_hub(status):
    asked = []

    def hub(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        return httpx.Response(status)

    HubServers("http://hub/hub/api", "token", transport=httpx.MockTransport(hub)).introduce("p-1")
    assert asked == [("POST", "/hub/api/users/p-1")]


def waited(answer) -> ServerState:
    """What waiting for a start says when the hub tells of it like this."""
    servers = HubServers("http://hub/hub/api", "token", transport=httpx.MockTransport(answer))
    return servers.wait("p-1", 0.5)


def told(*events: str) -> httpx.Response:
    return httpx.Response(200, text="\n\n".join(["", *events, ""]))


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (told('data: {"progress": 50}', 'data: {"progress": 100, "ready": true}'), ServerState.READY),
        (told('data: {"progress": 100, "failed": true, "message": "Spawn failed"}'), ServerState.STOPPED),
        (told('data: {"progress": 50}'), ServerState.STARTING),
        (httpx.Response(400, json={"status": 400, "message": "p-1 is not starting..."}), ServerState.STARTING),
    ],
    ids=["ready", "failed", "silent", "not starting"],
)
def test_a_start_is_followed_until_it_ended(answer, state):
    asked = []
    assert waited(lambda request: asked.append(request.url.path) or answer) == state
    assert asked == ["/hub/api/users/p-1/server/progress"]


def test_a_start_is_not_waited_for_longer_than_that():
    def hub(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"]["read"] == 0.5
        raise httpx.ReadTimeout("slow")

    assert waited(hub) == ServerState.STARTING


def test_a_hub_that_goes_away_during_a_start_is_away():
    def hub(request: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError("gone")

    with pytest.raises(HubAway):
        waited(hub)
