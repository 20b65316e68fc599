"""What pupils wrote and printed is shown, and nothing of it runs, fetches or poses as ours."""

from __future__ import annotations

import base64

import pytest
from innolab_portal.handin import rendering

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def shown(*raw: dict[str, object]) -> list[tuple[str, str]]:
    return [(one.kind, str(one.html) or one.text) for one in rendering.outputs(raw)]


def display(**data: object) -> dict[str, object]:
    return {"output_type": "display_data", "data": {key.replace("__", "/"): value for key, value in data.items()}}


def test_text_picture_and_table_come_through() -> None:
    table = "<table border='1' class='dataframe'><tr style='x'><th>v</th></tr><tr><td>6.6</td></tr></table>"
    assert shown(
        {"output_type": "stream", "name": "stdout", "text": ["6.", "6\n"]},
        {"output_type": "stream", "name": "stdout", "text": "7\n"},
        display(image__png=PNG + "\n", text__plain="<Figure>"),
        display(text__html=table),
    ) == [
        ("text", "6.6\n7\n"),
        ("picture", f"data:image/png;base64,{PNG}"),
        ("html", "<table><tbody><tr><th>v</th></tr><tr><td>6.6</td></tr></tbody></table>"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<p style='background:url(//evil)' onclick=alert(1) id=main class=header>x</p>",
        "<math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<form action='/services/portal/sign-out/'><button>Lue</button></form>",
        "<link rel=stylesheet href=//evil><meta http-equiv=refresh content='0;url=//evil'><base href=//evil>",
        "<a href='/services/portal/lessons/1/return/'>x</a>",
    ],
)
def test_foreign_html_keeps_only_its_words(html: str) -> None:
    cleaned = str(rendering.clean_html(html)).lower()
    for bad in (
        "script",
        "onerror",
        "onload",
        "onclick",
        "style",
        "iframe",
        "<img",
        "<form",
        "evil",
        "href",
        "id=",
        "class=",
    ):
        assert bad not in cleaned


def test_a_picture_is_only_ever_a_picture() -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    ((kind, uri),) = shown(display(**{"image/svg+xml": svg}))
    assert (kind, uri) == ("picture", f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}")
    assert shown(display(image__png='" onerror="alert(1)')) == [("skipped", "")]


def test_markdown_of_pupils_is_text_with_a_little_form() -> None:
    assert str(rendering.markdown("**Hyvä** <script>x</script> ![](//evil/x.png) [k](javascript:x)")) == (
        "<p><strong>Hyvä</strong> &lt;script&gt;x&lt;/script&gt;  [k](javascript:x)</p>\n"
    )


def test_errors_lose_their_colours_and_controls() -> None:
    error = {
        "output_type": "error",
        "ename": "NameError",
        "evalue": "x",
        "traceback": ["\x1b[0;31mNameError\x1b[0m\x07"],
    }
    (one,) = rendering.outputs([error])
    assert (one.kind, one.title, one.text) == ("error", "NameError: x", "NameError")


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"output_type": "display_data"},
        {"output_type": "display_data", "data": []},
        {"output_type": "stream", "text": 5},
        {"output_type": "error", "traceback": "x", "ename": ["a", 1]},
        {"output_type": "display_data", "data": {"application/vnd.innolab.check+json": {"title": 5, "message": []}}},
        {"output_type": "display_data", "data": {"image/png": None}},
        {"output_type": "display_data", "data": {"text/html": {"a": 1}}},
        "no mapping",
    ],
)
def test_odd_outputs_break_nothing(raw: object) -> None:
    rendering.outputs([raw])  # type: ignore[list-item]


def test_too_much_is_cut_and_said() -> None:
    (one,) = rendering.outputs([{"output_type": "stream", "name": "stdout", "text": "a" * 100_000}])
    assert (len(one.text), one.cut) == (rendering.MAX_TEXT, True)
    many = [display(text__plain=str(n)) for n in range(200)]
    assert [one.kind for one in rendering.outputs(many)][-2:] == ["text", "skipped"]
