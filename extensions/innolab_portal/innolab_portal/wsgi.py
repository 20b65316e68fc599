"""The portal under a WSGI server: `gunicorn innolab_portal.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from innolab_portal.config import PortalConfig

PortalConfig.load(os.environ)  # A portal without its settings must not start.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innolab_portal.settings")

django_application = get_wsgi_application()

# What imports models comes after Django is set up.
from innolab_portal.lessons.memory import AnswersFromMemory  # noqa: E402

application = AnswersFromMemory(django_application)
# Load every page now: otherwise the first pupil of the morning waits for it.
get_resolver().url_patterns  # noqa: B018
