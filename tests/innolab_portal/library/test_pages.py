"""Pages of the library: who may open them, what they show, and a trainer who publishes."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from innolab_portal.lessons.actions import give
from innolab_portal.library import actions, texts
from innolab_portal.library.models import Module, ModuleVersion

PORTAL = "/services/portal/"
WHO = ["teacher", "trainer", "operator", "pupil"]
TABLE = {
    "library/": [200, 200, 403, 403],
    "library/lumi/": [200, 200, 403, 403],
    "library/nothing/": [404, 404, 403, 403],
    "library/lumi/picture/{picture}/": [200, 200, 200, 200],
    "modules/": [403, 200, 403, 403],
}


@pytest.fixture
def lumi(town: Any, courses: Any) -> ModuleVersion:
    """The module `lumi`, published."""
    return actions.publish(folder=courses.lumi, by=town.trainer()).version


def page(browser: Any, path: str) -> str:
    return unescape(browser.get(PORTAL + path).content.decode())


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [(path, who, status) for path, row in TABLE.items() for who, status in zip(WHO, row, strict=True)],
)
def test_who_may_open_what(town: Any, lumi: Any, path: str, who: str, status: int) -> None:
    browser = town.browser_of(getattr(town, who)())
    assert browser.get(PORTAL + path.format(picture=lumi.picture_sha256)).status_code == status


@pytest.mark.parametrize("path", TABLE)
def test_strangers_are_sent_to_sign_in(client: Any, lumi: Any, path: str) -> None:
    answer = client.get(PORTAL + path.format(picture=lumi.picture_sha256))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, f"{PORTAL}sign-in/")


def test_a_card_tells_grade_minutes_way_and_goal(town: Any, lumi: Any) -> None:
    shown = page(town.browser_of(town.teacher(), "sv"), "library/")
    for words in ("Hur mycket snö?", "Årskurs 7–9", "45 min", "Python", "Matematik 7–9, T20", "L5"):
        assert words in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=LUNTA", True),
        ("?q=snö", True),
        ("?q=matematiikka+T20", True),
        ("?q=pallo", False),
        ("?grade=8", True),
        ("?grade=3", False),
        ("?grade=8&q=lunta", True),
        ("?grade=99", True),
        ("?grade=9999999999999999999999", True),
        ("?q=%25", False),
        ("?q=askelta", True),
        ("?minutes=45", True),
        ("?minutes=44", True),
        ("?way=text", True),
        ("?way=app", False),
        ("?way=tex", False),
        ("?subject=MA", True),
        ("?subject=GE", False),
        ("?goal=7-9/MA/T20", True),
        ("?goal=7-9/MA/T2", False),
        ("?area=L5", True),
        ("?area=L1", False),
        ("?competence=no.such", False),
        ("?grade=8&way=text&subject=MA&goal=7-9/MA/T20&area=L5&minutes=90&q=lunta", True),
    ],
)
def test_the_library_is_searched_in_all_languages_and_narrowed_down(
    town: Any, lumi: Any, query: str, found: bool
) -> None:
    shown = page(town.browser_of(town.teacher()), f"library/{query}")
    assert ("<strong>1</strong> module" in shown) is found


def test_each_choice_can_be_taken_off_alone(town: Any, lumi: Any) -> None:
    shown = page(town.browser_of(town.teacher()), "library/?grade=8&way=app&q=lunta")
    for without in ("?q=lunta&grade=8", "?q=lunta&way=app", "?grade=8&way=app"):
        assert f'<a class="filter" href="{without}">' in shown


def test_menus_offer_only_what_is_on_the_shelf_and_goals_of_the_subject_chosen(town: Any, lumi: Any) -> None:
    teacher = town.browser_of(town.teacher())
    assert '<option value="7-9/MA/T20">Mathematics 7–9, T20</option>' in page(teacher, "library/")
    shown = page(teacher, "library/?subject=GE")
    assert "T20</option>" not in shown
    assert 'value="GE"' not in shown.split("<select")[1]


def test_a_shelf_of_two_thousand_costs_no_more_questions(
    town: Any, lumi: ModuleVersion, django_assert_max_num_queries: Any
) -> None:
    fields = {f.attname: getattr(lumi, f.attname) for f in lumi._meta.concrete_fields if not f.primary_key}
    copies = Module.objects.bulk_create(Module(slug=f"lumi-{n}") for n in range(2000))
    ModuleVersion.objects.bulk_create(ModuleVersion(**{**fields, "module_id": copy.slug}) for copy in copies)
    browser = town.browser_of(town.teacher())
    with django_assert_max_num_queries(7):
        shown = page(browser, "library/?q=lunta&grade=8&way=text&page=2")
    assert "<strong>2001</strong> modules" in shown


def test_the_modules_page_tells_versions_with_what_changed_and_how_many_classes_used_it(
    town: Any, lumi: ModuleVersion, courses: Any
) -> None:
    classes = town.school_class("7A"), town.school_class("7B")
    teacher = town.teacher(*classes)
    browser = town.browser_of(teacher, "sv")
    assert "ännu inte i någon klass" in page(browser, "library/lumi/")
    for school_class in classes:
        give(school_class=school_class, activity=lumi.activities.get(), by=teacher)
    courses.write("1.1.0")
    changelog = courses.lumi / "CHANGELOG.md"
    told = "## 1.1.0\n\n- fi: Helpompi.\n- sv: *Lättare*.\n- en: Easier.\n"
    changelog.write_text(changelog.read_text().replace("## 1.1.0\n\n- Uutta.\n", told))
    newer = actions.publish(folder=courses.lumi, by=None).version
    give(school_class=classes[0], activity=newer.activities.get(), by=teacher)
    shown = page(browser, "library/lumi/")
    assert "i 2 klasser" in shown
    assert "<em>Lättare</em>" in shown
    assert "Uutta." in shown
    assert "Easier" not in shown
    assert shown.index("<h3>1.1.0") < shown.index("<h3>1.0.0")


def test_when_nothing_fits_the_nearest_are_shown(town: Any, lumi: Any) -> None:
    shown = page(town.browser_of(town.teacher()), "library/?q=lunta&grade=2")
    assert "No module fits" in shown
    assert "These might do" in shown
    assert "How much snow?" in shown


def test_an_empty_library_says_what_will_come(town: Any) -> None:
    assert "The library is empty" in page(town.browser_of(town.teacher()), "library/")


def test_the_shelf_costs_the_same_however_long_it_is(town: Any, lumi: Any, django_assert_max_num_queries: Any) -> None:
    browser = town.browser_of(town.teacher())
    with django_assert_max_num_queries(6):
        browser.get(f"{PORTAL}library/")


def test_the_modules_page_gives_goals_in_words_and_the_guide_in_ones_language(town: Any, courses: Any) -> None:
    (courses.lumi / "guide.sv.md").write_text("# Handledning\n\nBörja med att *gissa*.", encoding="utf-8")
    actions.publish(folder=courses.lumi, by=None)
    shown = page(town.browser_of(town.teacher(), "sv"), "library/lumi/")
    assert "Börja med att <em>gissa</em>." in shown
    assert 'lang="sv">' in shown
    assert "CC BY 4.0" in shown
    assert "/library/lumi/keskiarvo/give/" in shown


def test_only_teachers_are_offered_to_give(town: Any, lumi: Any) -> None:
    assert "/give/" not in page(town.browser_of(town.trainer()), "library/lumi/")


def test_a_picture_is_shut_in(town: Any, lumi: Any) -> None:
    answer = town.browser_of(town.pupil()).get(f"{PORTAL}library/lumi/picture/{lumi.picture_sha256}/")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_pictures_of_the_library_are_served(town: Any, lumi: Any) -> None:
    secret = lumi.activities.get().source_sha256
    assert town.browser_of(town.pupil()).get(f"{PORTAL}library/lumi/picture/{secret}/").status_code == 404


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Opas\n\n## Osa", "<h3>Opas</h3>\n<h4>Osa</h4>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](https://e.fi)", '<p><a href="https://e.fi" rel="noopener noreferrer">x</a></p>\n'),
        ("![x](https://e.fi/spy.png)", '<p>!<a href="https://e.fi/spy.png" rel="noopener noreferrer">x</a></p>\n'),
    ],
)
def test_a_guide_can_carry_words_only(markdown: str, html: str) -> None:
    assert texts.markdown_html(markdown, heading_level=3) == html


def test_a_trainer_publishes_with_one_button(town: Any, courses: Any) -> None:
    trainer = town.trainer()
    browser = town.browser_of(trainer)
    assert "New: not in the library yet." in page(browser, "modules/")
    answer = browser.post(f"{PORTAL}modules/publish/", {"module": "lumi"}, follow=True)
    shown = unescape(answer.content.decode())
    assert "How much snow? 1.0.0 is now in the library." in shown
    assert "Published: teachers see just this." in shown
    assert ModuleVersion.objects.get().published_by == trainer


def test_what_changed_after_publishing_is_told(town: Any, courses: Any) -> None:
    actions.publish(folder=courses.lumi, by=None)
    browser = town.browser_of(town.trainer())
    courses.write(guide="# Toinen")
    assert "Changed since it was published." in page(browser, "modules/")
    courses.write(version="1.1.0")
    assert "Version 1.1.0 is ready to be published." in page(browser, "modules/")
    browser.post(f"{PORTAL}modules/publish/", {"module": "lumi"})
    courses.write(version="1.0.5")
    assert "Older than the library." in page(browser, "modules/")


def test_publishing_what_changed_is_refused_with_the_reason(town: Any, courses: Any) -> None:
    actions.publish(folder=courses.lumi, by=None)
    courses.write(guide="# Toinen")
    answer = town.browser_of(town.trainer()).post(f"{PORTAL}modules/publish/", {"module": "lumi"})
    assert answer.status_code == 409
    assert "version 1.0.0 with other content" in unescape(answer.content.decode())


def test_problems_are_shown_by_file_and_line(town: Any, courses: Any) -> None:
    toml = courses.lumi / "module.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("minutes = 45", "minuts = 45"), encoding="utf-8")
    browser = town.browser_of(town.trainer())
    shown = page(browser, "modules/")
    assert '<code>module.toml:10</code> unknown key "minuts". Did you mean "minutes"?' in shown
    assert "publish/" not in shown.split('class="folders"')[1]
    assert browser.post(f"{PORTAL}modules/publish/", {"module": "lumi"}).status_code == 409


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", 'tuntematon avain "minuts". Tarkoititko "minutes"?'),
        ("sv", 'okänd nyckel "minuts". Menade du "minutes"?'),
    ],
)
def test_problems_are_told_in_the_trainers_language(town: Any, courses: Any, language: str, words: str) -> None:
    toml = courses.lumi / "module.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("minutes = 45", "minuts = 45"), encoding="utf-8")
    shown = page(town.browser_of(town.trainer(), language), "modules/")
    assert f"<code>module.toml:10</code> {words}" in shown


def test_a_full_disk_is_said(town: Any, courses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Any, _data: bytes) -> str:
        raise store.NoSpace

    from innolab_portal import store  # noqa: PLC0415 - only here

    monkeypatch.setattr(store.Store, "put", full)
    answer = town.browser_of(town.trainer()).post(f"{PORTAL}modules/publish/", {"module": "lumi"})
    assert "the disk of the service is full" in answer.content.decode()
    assert not ModuleVersion.objects.exists()


@pytest.mark.parametrize("name", ["../secrets", "nothing", ""])
def test_only_folders_of_courses_are_published(town: Any, courses: Any, name: str) -> None:
    assert town.browser_of(town.trainer()).post(f"{PORTAL}modules/publish/", {"module": name}).status_code == 404


def test_teachers_do_not_publish(town: Any, courses: Any) -> None:
    assert town.browser_of(town.teacher()).post(f"{PORTAL}modules/publish/", {"module": "lumi"}).status_code == 403
    assert not ModuleVersion.objects.exists()
