"""Nobody gets in without being signed in, and every error has the one form."""

import json
import re

import pytest
from innolab_player.handlers import routes
from innolab_player.handlers.static import StaticHandler

EXAMPLES = {"lesson_id": "les1", "name": "main.js"}
VERBS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD")


def example(pattern):
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda match: EXAMPLES[match[1]], pattern).lstrip("/")


def own_verbs(handler):
    return [verb for verb in VERBS if verb.lower() in vars(handler)]


PUBLIC = {StaticHandler: "the page's code: browsers ask for module scripts without the sign-in cookie's blessing"}
CASES = [
    (verb, example(pattern)) for pattern, handler in routes() if handler not in PUBLIC for verb in own_verbs(handler)
]


def test_every_route_is_walked():
    assert len(routes()) == 12
    assert len(CASES) == 14


@pytest.mark.parametrize(("verb", "path"), CASES)
async def test_without_signing_in_nothing_is_given_or_taken(jp_fetch, jp_serverapp, home, verb, path):
    answer = await jp_fetch(
        path,
        method=verb,
        body=b"{}" if verb in {"PUT", "POST"} else None,
        headers={"Authorization": "token wrong"},
        follow_redirects=False,
        raise_error=False,
    )
    # Pages send to the sign-in, the API refuses.
    assert answer.code in {302, 403}, answer.code
    if answer.code == 302:
        assert "/login" in answer.headers["Location"]
    assert not (home / "lessons").exists()


async def test_the_pages_code_is_public_and_nothing_beside_it(jp_fetch):
    code = await jp_fetch("innolab/static/theme.css", headers={"Authorization": ""})
    assert code.headers["Content-Type"] == "text/css"
    for name in ("..", "manifest.jso", "%2e%2e%2fextension.py"):
        answer = await jp_fetch(f"innolab/static/{name}", headers={"Authorization": ""}, raise_error=False)
        assert answer.code in {302, 403, 404}


async def test_a_foreign_page_cannot_write_for_a_signed_in_pupil(jp_fetch):
    answer = await jp_fetch(
        "innolab/api/language", method="PUT", body=b"{}", headers={"Authorization": ""}, raise_error=False
    )
    assert answer.code == 403


@pytest.mark.parametrize("path", ["lessons/..", "lessons/none/work", "lessons/les1/hand-in"])
async def test_errors_have_one_form(jp_fetch, path):
    answer = await jp_fetch("innolab/api", path, raise_error=False)
    assert answer.code == 404
    if "innolab" in answer.effective_url.split("/api/")[-1] or path != "lessons/..":
        assert set(json.loads(answer.body)["error"]) == {"code", "message"}


async def test_a_fault_of_ours_says_that_it_is_not_the_pupils(browser, home):
    await browser.open()
    (home / "lessons" / "les1" / ".innolab" / "state.json").write_text("{not json")
    status, error = await browser.refused("GET", "lessons/les1", language="fi")
    assert (status, error) == (500, {"code": "server_error", "message": "Jokin meni vikaan. Vika ei ole sinussa."})
