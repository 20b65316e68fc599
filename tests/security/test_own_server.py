"""What a pupil reaches through the own server: the own home, Python in the sandbox, and nothing else.

The server has what a kernel must not have, network and a token. So it runs nothing that the pupil's code wrote.
"""

import json
from urllib.parse import quote

import httpx
import pytest

from .conftest import Two

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

EVIDENCE = "ran-in-the-server"
PLANTED = """
import json, os, pathlib
home = pathlib.Path.home()
note = f"open({str(home / 'EVIDENCE')!r}, 'a').write(__file__ + chr(10))\\n"
def plant(path, text):
    path = home / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
for name in ("voila", "jupyter_config", "jupyter_server_config", "jupyter_voila_config", "sitecustomize", "usercustomize"):
    for folder in ("", ".jupyter", ".local/etc/jupyter", ".local/lib/python3.11/site-packages"):
        plant(f"{folder}/{name}.py".lstrip("/"), note)
for name in ("tornado", "innolab_player", "voila_apps", "jinja2"):
    plant(f"{name}/__init__.py", note)
spec = {"argv": ["/bin/sh", "-c", f"echo kernel >> {home}/EVIDENCE"], "display_name": "mine", "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}}
for name in ("python3", "mine"):
    plant(f".local/share/jupyter/kernels/{name}/kernel.json", json.dumps(spec))
template = "{%% set x = cycler.__init__.__globals__.os.system('echo template >> " + str(home) + "/EVIDENCE') %%}"
for kind in ("nbconvert", "voila"):
    for name in ("base", "lab", "classic", "basic", "innolab"):
        for file in ("index.html.j2", "base.html.j2", "page.html", "voila.html", "error.html", "null.j2"):
            plant(f".local/share/jupyter/{kind}/templates/{name}/{file}", template)
            plant(f"templates/{name}/{file}", template)
plant("plain.ipynb", json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "words of mine"}],
      "metadata": {"kernelspec": {"name": "python3", "display_name": "x"}, "voila": {"template": "lab"}}}))
""".replace("EVIDENCE", EVIDENCE).replace("%%", "%")


def test_the_server_runs_nothing_that_the_pupils_code_put_into_the_home(two: Two):
    assert two.kernel.run(PLANTED).status == "ok"
    two.pupil.stop_server()
    two.pupil.start_server()
    kernel = two.pupil.kernel()
    assert kernel.value("1 + 1") == 2
    shown = two.pupil.ask("GET", "voila/render/plain.ipynb").text
    assert "words of mine" in shown, (two.pupil.deployment.runtime / "p" / two.pupil.user / "server.log").read_text()
    two.pupil.ask("GET", "nbconvert/html/plain.ipynb")
    assert two.pupil.ask("POST", "api/kernels", json={"name": "mine"}).status_code >= 400
    assert two.pupil.ask("GET", f"files/{EVIDENCE}").status_code == 404
    two.neighbour_works()
    clean = "import shutil, os\nos.chdir(os.path.expanduser('~'))\n[shutil.rmtree(each) if os.path.isdir(each) else os.unlink(each) for each in os.listdir()]"
    assert kernel.run(clean).status == "ok"


def test_there_is_one_kind_of_kernel_and_nothing_beside_it(two: Two):
    specs = two.pupil.ask("GET", "api/kernelspecs").json()
    assert list(specs["kernelspecs"]) == ["python3"]
    for path in (
        "api/terminals",
        "terminals/1",
        "terminals/websocket/1",
        "lab",
        "lab/api/settings",
        "tree",
        "lsp/status",
        "assignments",
        "assignment_list",
        "courses",
        "formgrader",
        "nbgrader/api/status",
        "validation",
        "proxy/80/",
    ):
        assert two.pupil.ask("GET", path).status_code == 404, path
        assert two.pupil.ask("POST", path).status_code in {404, 405}, path


LINKS = """
import os, pathlib
home = pathlib.Path.home()
for name, target in {"out": "/", "runtime": RUNTIME, "cookie.txt": RUNTIME + "/jupyter_cookie_secret", "cookie.csv": RUNTIME + "/jupyter_cookie_secret", "environ.txt": "/proc/self/environ", "log.ipynb": RUNTIME + "/server.log"}.items():
    (home / name).unlink(missing_ok=True)
    (home / name).symlink_to(target)
(home / "mine.txt").write_text("mine")
(home / "mine.csv").write_text("mine")
(home / ".ipynb_checkpoints").mkdir(exist_ok=True)
(home / ".ipynb_checkpoints" / "mine-checkpoint.txt").unlink(missing_ok=True)
(home / ".ipynb_checkpoints" / "mine-checkpoint.txt").symlink_to(RUNTIME + "/jupyter_cookie_secret")
(home / "again.txt").unlink(missing_ok=True)
(home / "again.txt").symlink_to("mine.txt")
"""


def test_files_are_those_of_the_home(two: Two):
    runtime = two.pupil.deployment.runtime / "p" / two.pupil.user
    assert two.kernel.run(LINKS.replace("RUNTIME", json.dumps(str(runtime)))).status == "ok"
    for mine in ("mine.txt", "again.txt"):
        assert two.pupil.ask("GET", f"files/{mine}").text == "mine"
        assert two.pupil.ask("GET", f"api/contents/{mine}").json()["content"] == "mine"
    assert two.pupil.ask("GET", "voila/files/mine.csv").text == "mine"
    outside = [
        "cookie.txt",
        "cookie.csv",
        "environ.txt",
        "log.ipynb",
        "out/etc/passwd",
        "out",
        "runtime/server.log",
        "runtime/jupyter_cookie_secret",
        f"../{two.neighbour.user}",
        "../../secrets.json",
        quote("../../secrets.json", safe=""),
        f"/{two.house.data}/secrets.json",
        quote(f"{runtime}/server.log", safe=""),
    ]
    for path in outside:
        for way in (
            "files",
            "api/contents",
            "view",
            "nbconvert/html",
            "nbconvert/script",
            "voila/render",
            "voila/files",
        ):
            answer = two.pupil.ask("GET", f"{way}/{path}")
            # The browser itself takes .. away: then it is another page, of which the pupil may see those of the own.
            told = (way, path, answer.status_code, answer.text[:200])
            assert answer.status_code >= 400 or f"/user/{two.pupil.user}/{way}" not in str(answer.url), told
    written = two.pupil.ask(
        "PUT", "api/contents/runtime/x.txt", json={"type": "file", "format": "text", "content": "x"}
    )
    assert written.status_code == 404
    copied = two.pupil.ask("POST", "api/contents", json={"copy_from": "cookie.txt"})
    assert copied.status_code >= 400
    assert two.pupil.ask("POST", "api/contents/mine.txt/checkpoints/checkpoint").status_code >= 400
    assert two.pupil.ask("GET", "files/mine.txt").text == "mine"
    renamed = two.pupil.ask("PATCH", "api/contents/mine.txt", json={"path": "runtime/mine.txt"})
    assert renamed.status_code >= 400


APP = """
import json
open("bar.svg", "w").write('<svg xmlns="http://www.w3.org/2000/svg"/>')
cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "![a bar](bar.svg)"}
app = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "display_name": "x"}}, "cells": [cell]}
json.dump(app, open("app.ipynb", "w"))
"""


def test_an_app_shows_its_pictures_all_the_same(two: Two):
    assert two.kernel.run(APP).status == "ok"
    assert "data:image/svg+xml;base64," in two.pupil.ask("GET", "voila/render/app.ipynb").text
    as_a_page_asks = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Sec-Fetch-Site": "same-origin"}
    page = {"Referer": f"{two.house.url}/user/{two.pupil.user}/voila/render/app.ipynb"}
    shown = two.pupil.browser.get(f"/user/{two.pupil.user}/voila/files/bar.svg", headers=as_a_page_asks | page)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/svg+xml")


def test_others_servers_and_the_hubs_own_doors_stay_closed(two: Two):
    other = two.neighbour.user
    two.beside.run("for name in ('diary.csv', 'diary.txt', 'diary.svg'):\n    open(name, 'w').write('dear diary')")
    for path in (
        "api/contents/diary.txt",
        "api/kernels",
        "innolab/signed-in",
        "files/diary.csv",
        "voila/files/diary.csv",
        "voila/files/diary.svg",
        "view/diary.svg",
    ):
        assert two.neighbour.ask("GET", path).status_code == 200, path
        assert two.pupil.browser.get(f"/user/{other}/{path}").status_code in {403, 404}, path
        nobodys = httpx.get(f"{two.house.url}/user/{other}/{path}", trust_env=False)
        assert nobodys.status_code in {302, 403}, path
    browser = two.pupil.browser
    pass_on = {"X-XSRFToken": next(c.value for c in browser.cookies.jar if c.name == "_xsrf" and c.path == "/hub/")}
    for method, path in (
        ("GET", "users"),
        ("GET", f"users/{other}"),
        ("POST", f"users/{other}/server"),
        ("DELETE", f"users/{other}/server"),
        ("POST", f"users/{two.pupil.user}/tokens"),
        ("GET", "proxy"),
        ("POST", "shutdown"),
        ("GET", "services"),
        ("GET", "groups"),
    ):
        answer = browser.request(method, f"/hub/api/{path}", headers=pass_on)
        assert answer.status_code in {403, 404}, (method, path, answer.status_code, answer.text[:200])
    two.neighbour_works()


def test_its_configuration_can_not_be_changed(two: Two):
    assert two.pupil.ask("PUT", "api/config/notebook", json={"x": 1}).status_code >= 400
