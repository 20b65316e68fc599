"""What adults' passwords must be like."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's rule, in words that Django has no Finnish and Swedish for."""

    def get_error_message(self) -> str:
        """What is wrong, and what is asked for."""
        return _("That is too short. A password needs at least %(least)d characters.") % {"least": self.min_length}
