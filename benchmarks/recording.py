"""`python -m benchmarks.recording`: note what a real Chromium asks of stock JupyterHub when a pupil opens a notebook.

The benches repeat it from recorded/stock_lab.json. To be run again when JupyterLab's version changes.
"""

from __future__ import annotations

import json
import re
import tempfile
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Request, sync_playwright

from benchmarks.sides import OTHER_LAB_EXTENSIONS, Side, stock

FILE = Path(__file__).parent / "recorded" / "stock_lab.json"
NOTEBOOK = "lammennyt-helsinki.ipynb"
# A package of its own, which pip does not bring along with JupyterLab and Notebook.
NOT_STOCK = (*OTHER_LAB_EXTENSIONS, "@jupyter-widgets/jupyterlab-manager")


def record(side: Side) -> list[str]:
    """The paths the page gets until its kernel is asked for, in order; `{user}` stands for the pupil."""
    pupil = side.pupils[0]
    asked: list[str] = []

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if request.method == "GET" and request.resource_type != "document" and "/hub/" not in parts.path:
            # Numbers of milliseconds only keep caches away.
            query = re.sub(r"&?\b\d{13}$", "", parts.query)
            asked.append(
                parts.path.replace(f"/user/{pupil['user']}/", "/user/{user}/") + (f"?{query}" if query else "")
            )

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context().new_page()
        page.goto(f"{side.url}/hub/login?next=/hub/home")
        page.fill("#username_input", pupil["user"])
        page.fill("#password_input", pupil["password"])
        page.click("#login_submit")
        page.wait_for_url("**/hub/home")
        page.on("request", note)
        with page.expect_request(lambda request: request.method == "POST" and "/api/sessions" in request.url):
            page.goto(f"{side.url}/hub/user-redirect/lab/tree/{NOTEBOOK}")
        browser.close()
    return [path for path in asked if not any(f"/extensions/{name}/" in path for name in NOT_STOCK)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, stock(1, Path(folder)) as side:
        recorded = {"jupyterlab": version("jupyterlab"), "gets": record(side)}
    FILE.write_text(json.dumps(recorded, indent=1) + "\n")
