"""The portal under a WSGI server: `gunicorn innolab_portal.wsgi:application`."""

from __future__ import annotations

import os

from django.apps import apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.translation import trans_real

from innolab_portal.config import PortalConfig

PortalConfig.load(os.environ)  # A portal without its settings must not start.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innolab_portal.settings")

django_application = get_wsgi_application()

# What imports models comes after Django is set up.
from innolab_portal.lessons.memory import AnswersFromMemory  # noqa: E402

application = AnswersFromMemory(django_application)
# Load every page, language and client of the hub now: otherwise the first pupil of the morning waits for them.
get_resolver().url_patterns  # noqa: B018
for language, _name in settings.LANGUAGES:
    trans_real.translation(language)
people = apps.get_app_config("people")
people.hub_users, people.hub_servers  # type: ignore[attr-defined]  # noqa: B018
