"""`nbgrader fetch_feedback`."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from innolab_exchange import CellFeedback, ExchangeClient, Feedback, HandIn, Lesson
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
    """Brings what the teacher has returned, as pages beside the notebook."""

    def init_src(self) -> None:
        """Which of one's hand-ins have feedback."""
        with self.portal() as portal:
            self.lesson = self.find_lesson(portal)
            me = portal.me()
            hand_ins = portal.hand_ins(self.lesson.id)
        self.must_be_me(me.user)
        self.language = me.language
        self.hand_ins = [hand_in for hand_in in hand_ins if hand_in.returned and hand_in.pupil in (None, me.user)]

    def init_dest(self) -> None:
        """The folder nbgrader would use: one for each hand-in, named by its time."""
        self.dest_path = self.local_folder(self.course(), self.lesson.assignment) / "feedback"

    def copy_files(self) -> None:
        """Write the pages of each hand-in."""
        if not self.hand_ins:
            self.log.warning("No feedback has been returned for %s %s yet.", self.course(), self.lesson.assignment)
        with self.portal() as portal:
            for hand_in in self.hand_ins:
                folder = self.dest_path / self.written(hand_in.handed_in_at)
                folder.mkdir(parents=True, exist_ok=True)
                for name, page in self._pages(portal, hand_in):
                    (folder / f"{name}.html").write_bytes(page)
                    self.log.info("Fetched feedback: %s", folder / f"{name}.html")

    def _pages(self, portal: ExchangeClient, hand_in: HandIn) -> Iterator[tuple[str, bytes]]:
        """The pages of the teacher's nbgrader, or one page of what InnoLab graded."""
        for name in hand_in.pages:
            yield name, portal.feedback_page(hand_in.receipt, name)
        if not hand_in.pages:
            feedback = portal.feedback_on(hand_in.receipt)
            yield self.lesson.activity, render(self.lesson, feedback, self.language).encode()


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
