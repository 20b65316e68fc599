"""What pupils wrote and what their code brought forth, made safe to show: text, cleaned HTML, pictures as data.

Nothing here is trusted. HTML loses scripts, styles, ids and anything that would fetch; pictures, SVG too, are shown
only as <img>, where a browser runs nothing; everything else is text, which the template escapes.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from innolab_portal.library.texts import in_language

MAX_TEXT = 20_000
"""Signs of one output that are shown: enough for any table, too few to hang the page."""
MAX_PICTURE = 3_000_000
MAX_OUTPUTS = 50

_TAGS = {
    *("p", "br", "hr", "b", "strong", "i", "em", "u", "s", "sub", "sup", "small", "code", "pre", "kbd", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "a", "span", "div"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

NOTHING = SafeString("")

Kind = Literal["text", "html", "picture", "error", "said", "skipped"]


@dataclass(frozen=True, slots=True)
class Output:
    """One output as a page shows it."""

    kind: Kind
    text: str = ""
    """Plain text: of `text` and `error` the body, of `picture` its data URI, of `said` the message."""
    title: str = ""
    html: SafeString = NOTHING
    cut: bool = False
    """Longer than what is shown."""


def clean_html(html: str) -> SafeString:
    """Foreign HTML without anything that runs, fetches, styles or poses as ours."""
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "template", "title"},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )
    return mark_safe(cleaned)  # noqa: S308 (the line above is what makes it safe)


def markdown(text: str) -> SafeString:
    """Markdown written by anyone; raw HTML in it shows as text."""
    return clean_html(_MARKDOWN.render(text[:MAX_TEXT]))


def outputs(raw: Iterable[Mapping[str, Any]]) -> list[Output]:
    """A cell's outputs in order; a stream written in pieces is one text."""
    shown: list[Output] = []
    for one in _merged(raw):
        if len(shown) == MAX_OUTPUTS:
            return [*shown, Output("skipped", cut=True)]
        output = _output(one)
        if output is not None:
            shown.append(output)
    return shown


def _merged(raw: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    merged: list[dict[str, Any]] = []
    for one in raw:
        if not isinstance(one, Mapping):
            continue
        last = merged[-1] if merged else {}
        if one.get("output_type") == "stream" == last.get("output_type") and one.get("name") == last.get("name"):
            last["text"] = _joined(last.get("text")) + _joined(one.get("text"))
        else:
            merged.append(dict(one))
    return merged


def _output(raw: Mapping[str, Any]) -> Output | None:
    kind = raw.get("output_type")
    if kind == "stream":
        return _text(_joined(raw.get("text")))
    if kind == "error":
        return _error(raw)
    data = raw.get("data")
    return _bundle(data) if isinstance(data, Mapping) else None


def _bundle(data: Mapping[str, Any]) -> Output | None:
    for kind in ("application/vnd.innolab.check+json", "application/vnd.innolab.error+json"):
        if isinstance(message := data.get(kind), Mapping):
            return Output("said", text=_said(message.get("message")), title=_said(message.get("title")))
    for kind in _PICTURES:
        if kind in data:
            return _picture(kind, data[kind])
    if "text/html" in data:
        html = _joined(data["text/html"])
        return Output("html", html=clean_html(html[: MAX_TEXT * 5]), cut=len(html) > MAX_TEXT * 5)
    if "text/markdown" in data:
        return Output("html", html=markdown(_joined(data["text/markdown"])))
    if "application/vnd.jupyter.widget-view+json" in data:
        return Output("skipped")
    return _text(_joined(data.get("text/plain")))


def _said(texts: object) -> str:
    """A text in several languages, written by whoever wrote the notebook."""
    known = {str(key): text for key, text in texts.items() if isinstance(text, str)} if isinstance(texts, dict) else {}
    return _plain(in_language(known))[:MAX_TEXT]


def _picture(kind: str, content: object) -> Output:
    body = _joined(content)
    if kind == "image/svg+xml":
        body = base64.b64encode(body.encode()).decode()
    try:
        raw = base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return Output("skipped")
    if not raw or len(raw) > MAX_PICTURE:
        return Output("skipped", cut=True)
    return Output("picture", text=f"data:{kind};base64,{base64.b64encode(raw).decode()}")


def _error(raw: Mapping[str, Any]) -> Output:
    title = _plain(f"{_joined(raw.get('ename'))}: {_joined(raw.get('evalue'))}")[:300]
    lines = raw.get("traceback")
    trace = "\n".join(_joined(line) for line in lines) if isinstance(lines, list) else ""
    return Output("error", text=_plain(trace)[:MAX_TEXT], title=title)


def _text(text: str) -> Output | None:
    plain = _plain(text)
    return Output("text", text=plain[:MAX_TEXT], cut=len(plain) > MAX_TEXT) if plain.strip() else None


def _plain(text: str) -> str:
    return _CONTROL.sub("", _ANSI.sub("", text))


def _joined(text: object) -> str:
    """The notebook format lets any text be a list of its lines."""
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""
