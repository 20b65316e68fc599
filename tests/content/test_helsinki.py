"""The first module says nothing about Helsinki that the measurements do not say."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest

from .conftest import COURSES, module_named

FOLDER = COURSES / "lammennyt-helsinki"


@pytest.fixture(scope="module")
def weather():
    return pd.read_csv(FOLDER / "data" / "kaisaniemi.csv")


@pytest.fixture(scope="module")
def year_mean(weather):
    return weather.groupby("year")["temp_c"].mean()


def test_the_file_is_whole(weather):
    assert list(weather.columns) == ["year", "month", "temp_c", "rain_mm"]
    assert (len(weather), weather["year"].min(), weather["year"].max()) == (2148, 1845, 2023)
    assert weather["temp_c"].notna().all()
    assert weather.loc[weather["rain_mm"].notna(), "year"].max() == 2008


def test_the_extremes(weather, year_mean):
    assert (year_mean.idxmin(), round(year_mean.min(), 1)) == (1867, 1.6)
    assert (year_mean.idxmax(), round(year_mean.max(), 2)) == (2020, 8.65)
    coldest, warmest = weather.loc[weather["temp_c"].idxmin()], weather.loc[weather["temp_c"].idxmax()]
    assert (coldest["year"], coldest["month"], coldest["temp_c"]) == (1871, 2, -18.2)
    assert (warmest["year"], warmest["month"], warmest["temp_c"]) == (2010, 7, 21.7)
    assert weather["rain_mm"].max() == 192


def test_the_two_periods(year_mean):
    before, after = year_mean.loc[1961:1990].mean(), year_mean.loc[1991:2020].mean()
    assert (round(before, 2), round(after, 2), round(after - before, 2)) == (5.24, 6.47, 1.22)


def test_the_smoothed_curve(year_mean):
    assert round(year_mean.rolling(30).mean()[2023], 1) == 6.6
    assert round(year_mean.rolling(3).mean()[2023], 1) == 7.0
    assert year_mean.rolling(30).mean().first_valid_index() == 1874


def test_what_the_city_explains(year_mean):
    measured = year_mean.loc[1991:2020].mean() - year_mean.loc[1850:1880].mean()
    assert (round(measured, 1), round(measured - 1.0, 1)) == (2.5, 1.5)


def test_what_the_guide_says_of_the_months(weather):
    months = weather.pivot_table(index="year", columns="month", values="temp_c")
    change = (months.loc[1991:2020].mean() - months.loc[1961:1990].mean()).round(1)
    assert (change.idxmax(), change[1], change[6], change[10]) == (1, 2.5, -0.1, 0.2)


def test_what_the_guide_says_of_the_years_before_1900(year_mean):
    best = year_mean.loc[:1899]
    assert (best.idxmax(), round(best.max(), 1)) == (1863, 5.7)
    assert (year_mean.loc[2000:] > best.max()).sum() == 22


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_guides_table_is_the_measurements(year_mean, language):
    guide = module_named("lammennyt-helsinki").guides[language]
    for first in range(1850, 2020, 10):
        mean = f"{year_mean.loc[first : first + 9].mean():.1f}"
        written = mean if language == "en" else mean.replace(".", ",")
        assert f"| {first}–{first + 9} | {written} |" in guide


def test_the_pictures_sky_is_drawn_from_the_measurements():
    spec = importlib.util.spec_from_file_location("picture", FOLDER / "picture.py")
    picture = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(picture)
    assert "\n".join(picture.picture()) + "\n" == (FOLDER / "picture.svg").read_text(encoding="utf-8")
