"""Pupils without a browser's window: signed in, with a server of their own, and code in a kernel over a websocket."""

from __future__ import annotations

import html
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import websocket
from actors import House

from hub_config.deployment import Deployment

STARTS_WITHIN_S = 120
ANSWERS_WITHIN_S = 120
NAVIGATE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html"}
"""What marks a page that a person goes to."""


class PupilAtWork:
    """One pupil of a running house, signed in as at the front door."""

    def __init__(self, house: House, account: dict[str, Any]) -> None:
        self.house, self.account = house, account
        self.user: str = account["user"]
        self.deployment = Deployment.load(house.data / "run" / "hub.json")
        self.browser = httpx.Client(base_url=house.url, follow_redirects=True, timeout=60, trust_env=False)
        self.kernels: list[Kernel] = []

    def __enter__(self) -> Self:
        self.sign_in()
        self.start_server()
        return self

    def __exit__(self, *failure: object) -> None:
        for kernel in self.kernels:
            kernel.line.close()
        self.browser.close()

    def sign_in(self) -> None:
        """With the class's code and the own one."""
        page = self.browser.get("/")
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', page.text))
        answers = {name: html.unescape(value) for name, value in fields.items()}
        answers |= {"class_code": self.account["class_code"], "code": self.account["code"]}
        ended = self.browser.post("/services/portal/sign-in/", data=answers, headers={"Referer": str(page.url)})
        assert ended.url.path == "/services/portal/today/", ended.text

    def hub(self, method: str, path: str) -> httpx.Response:
        """Ask the hub as the portal does, which starts and stops people's servers."""
        token = {"Authorization": f"token {self.deployment.secrets.portal_hub_token}"}
        return httpx.request(
            method, f"{self.deployment.hub_api_url}/{path}", headers=token, timeout=STARTS_WITHIN_S, trust_env=False
        )

    def start_server(self) -> None:
        """Have the own server started, and get known to it by way of the hub."""
        started = self.hub("POST", f"users/{self.user}/server")
        assert started.status_code in {201, 202, 400}, started.text
        end = time.monotonic() + STARTS_WITHIN_S
        path = f"/user/{self.user}/innolab/signed-in"
        # While it starts, the hub answers with pages of its own.
        while (answer := self.browser.get(path, headers=NAVIGATE)).url.path != path or answer.status_code != 200:
            assert time.monotonic() < end, f"the server of {self.user} did not start: {answer.url} {answer.text}"
            time.sleep(0.2)

    def stop_server(self) -> None:
        """Have the own server stopped."""
        self.hub("DELETE", f"users/{self.user}/server")
        end = time.monotonic() + STARTS_WITHIN_S
        while self.hub("GET", f"users/{self.user}").json().get("servers"):
            assert time.monotonic() < end, f"the server of {self.user} did not stop"
            time.sleep(0.2)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask the own server, as a page of it does."""
        token = {"X-XSRFToken": self.xsrf}
        return self.browser.request(method, f"/user/{self.user}/{path}", headers=token, **given)

    @property
    def xsrf(self) -> str:
        """The cookie that the own server's pages repeat."""
        found = [cookie for cookie in self.browser.cookies.jar if cookie.name == "_xsrf"]
        return next(str(cookie.value) for cookie in found if cookie.path == f"/user/{self.user}/")

    def kernel(self) -> Kernel:
        """A new kernel, ready."""
        answer = self.ask("POST", "api/kernels", json={"name": "python3"})
        assert answer.status_code == 201, answer.text
        kernel = Kernel(self, answer.json()["id"])
        self.kernels.append(kernel)
        return kernel


@dataclass
class Ran:
    """How a cell ended."""

    status: str
    """ok, error or, where the kernel ended meanwhile, died."""
    text: str = ""
    """What it printed."""
    error: str = ""
    """The name of its exception."""
    messages: int = 0


@dataclass
class Kernel:
    """A pupil's kernel at the end of a websocket."""

    pupil: PupilAtWork
    id: str
    session: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        cookies = {cookie.name: cookie.value for cookie in self.pupil.browser.cookies.jar}
        self.line = websocket.create_connection(
            f"{self.pupil.house.url}/user/{self.pupil.user}/api/kernels/{self.id}/channels?session_id={self.session}".replace(
                "http", "ws", 1
            ),
            cookie="; ".join(f"{name}={value}" for name, value in cookies.items()),
            origin=self.pupil.house.url,
            timeout=ANSWERS_WITHIN_S,
        )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """What a kernel broadcasts before the server listens is lost: ask until its being idle is heard too."""
        end = time.monotonic() + ANSWERS_WITHIN_S
        while True:
            try:
                if self.wait(self.send("kernel_info_request", {}), within_s=3).status == "ok":
                    return
            except TimeoutError:
                pass
            assert time.monotonic() < end, f"kernel {self.id} is not ready"

    def send(self, kind: str, content: dict[str, Any]) -> str:
        """Send a request; returns its id."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": self.session,
            "version": "5.4",
            "date": "2025-01-01T00:00:00Z",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.line.send(json.dumps(message))
        return str(header["msg_id"])

    def begin(self, code: str) -> str:
        """Have code run, without waiting for its end; returns the request's id."""
        flags = {"silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": True}
        return self.send("execute_request", {"code": code, "user_expressions": {}, **flags})

    def wait(self, request: str, within_s: float = ANSWERS_WITHIN_S) -> Ran:
        """How a request ends; raises TimeoutError when it does not within the time."""
        ran = Ran("")
        end = time.monotonic() + within_s
        idle = False
        while not (ran.status and idle):
            self.line.settimeout(max(0.1, end - time.monotonic()))
            try:
                message = json.loads(self.line.recv())
            except websocket.WebSocketTimeoutException as error:
                raise TimeoutError(request) from error
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] in {"dead", "restarting", "autorestarting"}:
                return Ran("died", ran.text)
            if message["parent_header"].get("msg_id") != request:
                continue
            ran.messages += 1
            if kind == "stream":
                ran.text += content["text"]
            elif kind.endswith("_reply"):
                ran.status, ran.error = content["status"], content.get("ename", "")
            idle = idle or (kind == "status" and content["execution_state"] == "idle")
        return ran

    def run(self, code: str) -> Ran:
        """Have code run, and wait for its end."""
        return self.wait(self.begin(code))

    def value(self, code: str) -> Any:
        """What the last line of the code, an expression, is: as far as JSON can say it."""
        *before, last = code.strip().splitlines()
        ran = self.run("\n".join([*before, f"print(__import__('json').dumps({last}))"]))
        assert ran.status == "ok", f"{ran.error}: {ran.text}"
        return json.loads(ran.text)

    def interrupt(self) -> None:
        """The stop button."""
        assert self.pupil.ask("POST", f"api/kernels/{self.id}/interrupt").status_code == 204

    def restart(self) -> None:
        """Start Python again."""
        answer = self.pupil.ask("POST", f"api/kernels/{self.id}/restart")
        assert answer.status_code == 200, answer.text
        self.wait_until_ready()

    def shut_down(self) -> None:
        """End it."""
        assert self.pupil.ask("DELETE", f"api/kernels/{self.id}").status_code == 204
