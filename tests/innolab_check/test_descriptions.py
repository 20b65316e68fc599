"""A plot is said in words for those who do not see it."""

from __future__ import annotations

import warnings

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from innolab_check.descriptions import describe, describe_figures
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import select_figure_formats


@pytest.fixture
def figure():
    matplotlib.use("agg")
    figure, _ = plt.subplots()
    yield figure
    plt.close(figure)


def test_a_line_is_told_by_its_ends_and_its_extremes(figure):
    axes = figure.axes[0]
    axes.plot([1845, 1867, 2020, 2023], [3.6, 1.57, 8.65, 7.07])
    axes.set_ylabel("lämpötila (°C)")
    assert describe(figure)["fi"] == (
        "Kuvaaja: lämpötila (°C). Käyrä alkaa kohdasta 1845 arvosta 3,6 ja päättyy kohtaan 2023 arvoon 7,1; "
        "pienin arvo 1,6 kohdassa 1867, suurin 8,7 kohdassa 2020."
    )


def test_gaps_in_a_line_are_left_out(figure):
    pd.Series([None, 5, 6], index=[1, 2, 3], dtype=float).plot(ax=figure.axes[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "starts at 2 with 5.0" in describe(figure)["en"]


def test_bars_are_told_by_name(figure):
    figure.axes[0].bar(["mitattu", "korjattu"], [2.545, 1.545])
    assert describe(figure)["sv"] == "Diagram. Stapeln mitattu: 2,5. Stapeln korjattu: 1,5."


def test_points_and_strokes_are_told(figure):
    figure.axes[0].scatter([1845, 2023], [13.1, 21.7])
    figure.axes[0].hlines(5.24, 1961, 1990)
    assert describe(figure)["en"] == (
        "Chart. 2 points: 1845–2023 on the horizontal axis, 13.1–21.7 on the vertical one. "
        "A stroke from 1961 to 1990, from 5.24 to 5.24."
    )


def test_an_empty_figure_is_a_chart_and_no_error(figure):
    assert describe(figure) == {"fi": "Kuvaaja.", "sv": "Diagram.", "en": "Chart."}


def test_a_shown_figure_carries_its_description(kernel, figure):
    shell = kernel.shell
    select_figure_formats(shell, {"png"})
    describe_figures(shell)
    describe_figures(shell)
    formatter: DisplayFormatter = shell.display_formatter
    data, metadata = formatter.format(figure, include={"image/png"})
    assert set(data) == {"image/png"}
    assert metadata["image/png"]["alt"]["en"] == "Chart."
