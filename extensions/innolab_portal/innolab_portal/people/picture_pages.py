"""Signing in with pictures: one's animal, then four pictures. And a teacher's page that gives them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innolab_portal.people import actions, animals, disclosures, pictures, sessions
from innolab_portal.people.access import PageRequest, class_with_names, page_for
from innolab_portal.people.class_pages import chosen_pupils
from innolab_portal.people.models import Disclosure, Role, SchoolClass

GENTLE_TRIES = 2
"""At the second wrong try a child is asked to call an adult."""


@never_cache
@require_GET
def who(request: HttpRequest, class_code: str) -> HttpResponseBase:
    """Which animal are you? Only animals of the class that have a picture password."""
    try:
        school_class, there = sessions.animals_of(request, class_code=class_code)
    except (sessions.UnknownClass, sessions.TooManyTries):
        return redirect("sign_in")
    language = get_language() or ""
    shown = sorted(((key, animals.name_of(key, language)) for key in there), key=lambda animal: animal[1])
    return render(request, "people/picture_who.html", {"school_class": school_class, "animals": shown})


@never_cache
@sensitive_post_parameters("pictures")
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, class_code: str, animal: str) -> HttpResponseBase:
    """The four pictures, chosen one after the other."""
    before = {"0": 0, "1": 1}.get(request.POST.get("tries", ""), GENTLE_TRIES)
    context: dict[str, Any] = {"tries": min(before + 1, GENTLE_TRIES) if request.method == "POST" else 0}
    status = 200
    try:
        school_class, there = sessions.animals_of(request, class_code=class_code)
        if animal not in there:
            return redirect("picture_who", school_class.sign_in_code)
        if request.method == "POST":
            chosen = request.POST.get("pictures", "").split(",")
            pupil = sessions.pupil_by_pictures(request, school_class=school_class, animal=animal, chosen=chosen)
            return redirect(sessions.begin(request, user=pupil, onward=""))
    except sessions.UnknownClass:
        return redirect("sign_in")
    except sessions.WrongPictures:
        status = 422
    except sessions.TooManyTries:
        if request.method != "POST":
            return redirect("sign_in")
        context["too_many"], status = True, 429
    return render(request, "people/picture_choose.html", {**context, **_shown(school_class, animal)}, status=status)


@require_POST
@never_cache
@page_for(Role.TEACHER, Role.OPERATOR)
def give(request: PageRequest, key: str) -> HttpResponse:
    """New picture passwords for the chosen pupil, or for all, shown this once; older ones end."""
    school_class = class_with_names(user=request.user, key=key)
    language = get_language() or ""
    given = [
        (
            pupil,
            animals.name_of(pupil.alias, language),
            [(p, pictures.name_of(p, language)) for p in actions.give_pictures(user=pupil, school_class=school_class)],
        )
        for pupil in chosen_pupils(request, school_class)
    ]
    disclosures.note(by=request.user, what=Disclosure.What.PICTURES, of=school_class, count=len(given))
    return render(request, "people/pictures_given.html", {"school_class": school_class, "given": given})


def _shown(school_class: SchoolClass, animal: str) -> dict[str, Any]:
    language = get_language() or ""
    return {
        "school_class": school_class,
        "animal": animal,
        "animal_name": animals.name_of(animal, language),
        "pictures": [(key, pictures.name_of(key, language)) for key in pictures.PICTURES],
        "slots": range(pictures.LENGTH),
        "gentle": GENTLE_TRIES,
    }
