"""The terms on which packs are given, and the terms on which what is made from them may be given."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """The terms on which others may use a pack. Those that forbid adapting are left out: they forbid translating too."""

    BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
    BY_NC = "CC-BY-NC-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
    CC0 = "CC0-1.0", _("Creative Commons Zero 1.0 (no rights reserved)")


LICENCE_URLS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}

# What an adaptation may be given under, by the licence of what it is made from (Creative Commons' own rules: ShareAlike
# stays ShareAlike, NonCommercial stays NonCommercial, and nobody gives away the right to be named for somebody else).
# A licence that does not stand here forbids adapting.
MAY_BECOME: dict[str, tuple[Licence, ...]] = {
    Licence.BY: (Licence.BY, Licence.BY_SA, Licence.BY_NC),
    Licence.BY_SA: (Licence.BY_SA,),
    Licence.BY_NC: (Licence.BY_NC,),
    Licence.CC0: tuple(Licence),
}
