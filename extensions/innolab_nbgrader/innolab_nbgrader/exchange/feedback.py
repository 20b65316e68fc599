"""`nbgrader fetch_feedback`."""

from __future__ import annotations

from html import escape

from innolab_exchange import CellFeedback, Feedback, Lesson
from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import Exchange

PAGE = """\
<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p><strong>{points}</strong></p>
{comment}
<table>
{rows}
</table>
</html>
"""


class ExchangeFetchFeedback(Exchange, default.ExchangeFetchFeedback):  # type: ignore[misc]
    """Brings what the teacher has returned, as a page beside the notebook."""

    def init_src(self) -> None:
        """The feedback on one's latest returned hand-in."""
        with self.portal() as portal:
            self.lesson = self.find_lesson(portal)
            self.language = portal.me().language
            self.feedback = portal.feedback(self.lesson.id)
            received = {hand_in.receipt: hand_in.received_at for hand_in in portal.hand_ins(self.lesson.id)}
        self.received_at = received.get(self.feedback.receipt or "")

    def init_dest(self) -> None:
        """The folder nbgrader would use: one for each hand-in, named by its time."""
        self.dest_path = self.local_folder(self.course(), self.lesson.assignment) / "feedback"

    def copy_files(self) -> None:
        """Write the page."""
        if not self.feedback.returned or self.received_at is None:
            self.log.warning("No feedback has been returned for %s %s yet.", self.course(), self.lesson.assignment)
            return
        folder = self.dest_path / self.written(self.received_at)
        folder.mkdir(parents=True, exist_ok=True)
        page = folder / f"{self.lesson.activity}.html"
        page.write_text(render(self.lesson, self.feedback, self.language))
        self.log.info("Fetched feedback: %s", page)


def render(lesson: Lesson, feedback: Feedback, language: str) -> str:
    """The feedback as a plain page without scripts."""
    titles = {step.id: step.title.get(language, step.id) for step in lesson.steps}
    return PAGE.format(
        language=escape(language, quote=True),
        title=escape(lesson.title.get(language, lesson.assignment)),
        points=_points(feedback.points, feedback.max_points),
        comment=f"<p>{escape(feedback.comment)}</p>" if feedback.comment else "",
        rows="\n".join(_row(titles.get(cell.step, cell.step), cell) for cell in feedback.cells),
    )


def _row(title: str, cell: CellFeedback) -> str:
    cells = (escape(title), _points(cell.points, cell.max_points), escape(cell.comment))
    return "<tr>" + "".join(f"<td>{each}</td>" for each in cells) + "</tr>"


def _points(points: float | None, most: float | None) -> str:
    return f"{'–' if points is None else f'{points:g}'} / {'–' if most is None else f'{most:g}'}"
