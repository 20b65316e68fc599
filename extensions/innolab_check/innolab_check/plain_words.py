"""Python's errors in plain words: a title, a sentence, the line in the pupil's cell."""

from __future__ import annotations

import sys
from typing import Any

from innolab_check.run_errors import explain_run
from innolab_check.syntax_errors import Said, explain_syntax
from innolab_check.texts import has, language, say
from innolab_check.verdicts import CannotJudge, CheckFailed
from innolab_check.where import is_authors_frame, own_tracebacks, pupils_line

MIME = "application/vnd.innolab.error+json"


class SaidError(Exception):
    """An error that has words: `key` stands below "error." in what its room taught by `texts.learn`."""

    def __init__(self, key: str, /, **params: object) -> None:
        self.key, self.params = key, params
        super().__init__(say(f"error.{key}.title", params)[language()])


def plain_words(error: BaseException, namespace: dict[str, Any]) -> dict[str, Any]:
    """The bundle for an error: never raises, since it runs where something has gone wrong already."""
    try:
        key, params = _explain(error, namespace)
    except Exception:  # noqa: BLE001 - a pupil's object may raise anything when looked at
        key, params = "other", {"name": type(error).__name__}
    title = say(_title_of(key), params)
    name = params.get("name")
    return {
        "kind": key,
        "title": {code: words[:1].upper() + words[1:] for code, words in title.items()},
        "message": say(f"error.{key}.message", params),
        "line": line_in_cell(error, namespace),
        "name": None if name is None else str(name),
    }


def _title_of(key: str) -> str:
    """A closer kind, such as name_near, has the title of the wider one, name."""
    while "_" in key and not has(f"error.{key}.title"):
        key = key.rpartition("_")[0]
    return f"error.{key}.title"


def _explain(error: BaseException, namespace: dict[str, Any]) -> Said:
    if isinstance(error, SaidError):
        return error.key, error.params
    if isinstance(error, SyntaxError):
        return explain_syntax(_as_python_says_it(error, namespace))
    return explain_run(error, namespace)


def _as_python_says_it(error: SyntaxError, namespace: dict[str, Any]) -> SyntaxError:
    """IPython calls an unfinished cell "incomplete input"; Python itself tells what is unfinished and where."""
    history = namespace.get("In") or [""]
    if error.msg != "incomplete input":
        return error
    try:
        compile(history[-1], "cell", "exec")
    except SyntaxError as better:
        return better
    return error


def line_in_cell(error: BaseException, namespace: dict[str, Any]) -> int | None:
    """The line in the pupil's cell where it went wrong: the innermost one that is theirs."""
    if isinstance(error, SyntaxError) and not own_tracebacks(error, namespace):
        return _as_python_says_it(error, namespace).lineno
    return pupils_line(error, namespace)


def _is_pupils(error: BaseException, namespace: dict[str, Any]) -> bool:
    """Whether the pupil's code is at fault: it failed itself, a check called it, or it made no name that is needed."""
    levels = own_tracebacks(error, namespace)
    if not levels or not is_authors_frame(levels[0].tb_frame):
        return True
    return isinstance(error, NameError) or line_in_cell(error, namespace) is not None


def install(ip: Any) -> None:
    """Let this shell say errors in plain words before its own traceback. Installing twice is installing once."""
    ip.set_custom_exc((Exception, KeyboardInterrupt), _on_error)
    if getattr(ip.showsyntaxerror, "innolab", False):
        return
    stock = ip.showsyntaxerror

    def showsyntaxerror(*args: Any, **kwargs: Any) -> Any:
        # A cell that can't even be split into words fails before IPython runs it, outside any "except".
        error = sys.exc_info()[1] or getattr(sys, "last_value", None)
        if isinstance(error, SyntaxError):
            _display(ip, error)
        return stock(*args, **kwargs)

    showsyntaxerror.innolab = True  # type: ignore[attr-defined]
    ip.showsyntaxerror = showsyntaxerror


def _on_error(ip: Any, etype: type[BaseException], error: BaseException, tb: Any, tb_offset: int | None = None) -> Any:
    # What Python can't read is said by `showsyntaxerror`, which comes of the traceback.
    if not isinstance(error, CheckFailed | CannotJudge | SyntaxError):
        _display(ip, error)
    return ip.showtraceback((etype, error, tb), tb_offset=tb_offset)


def _display(ip: Any, error: BaseException) -> None:
    try:
        if not _is_pupils(error, ip.user_ns):
            return
        bundle = plain_words(error, ip.user_ns)
        plain = f"{bundle['title'][language()]}. {bundle['message'][language()]}"
        ip.display_pub.publish({MIME: bundle, "text/plain": plain})
    except Exception:  # noqa: BLE001 - the ordinary traceback must come whatever happens here
        return
