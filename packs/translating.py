"""Translations of packs: begun as a copy in another locale, and flagged when their source has changed since (DOMAIN 6.2).

Wagtail's own locales and translation keys link the pages. They stand side by side below their publisher, so that one team,
with one set of rights, sees them all; code and lineage are shared, version numbers are each page's own.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from elearning.accounts.models import User
from packs.adapting import FIRST, free_slug, with_new_log
from packs.models import LearningPackPage, PackTranslation, PublisherPage
from packs.models.packs import PackQuerySet
from packs.reading import latest_version


class AlreadyTranslatedError(Exception):
    """There is a translation into this language, as a draft or published."""

    def __init__(self) -> None:
        super().__init__(_("There is a translation into this language already."))


@transaction.atomic
def begin(pack: LearningPackPage, *, language: str, by: User) -> PackTranslation:
    """A draft in `language` (one of the content languages) with the published words of `pack`, ready to be translated.

    Raises AlreadyTranslatedError.
    """
    LearningPackPage.objects.select_for_update().get(pk=pack.pk)
    if language == pack.language or pack.get_translations().filter(locale__language_code=language).exists():
        raise AlreadyTranslatedError
    locale, _made = Locale.objects.get_or_create(language_code=language)
    page = pack.copy(
        to=pack.publisher,
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        update_attrs=_beginning(pack, locale),
        user=by,
        log_action="wagtail.copy_for_translation",
    )
    # Wagtail leaves the code out of every copy, also where it is given; a translation shares it.
    LearningPackPage.objects.filter(pk=page.pk).update(code=pack.code)
    page.code = pack.code
    return PackTranslation.objects.create(page=page, follows=latest_version(pack), noted_by=by)


@transaction.atomic
def follow(translation: PackTranslation, *, version: int, by: User) -> PackTranslation:
    """Note that a translation says what its source says in the version with this number.

    The number is the one that the translator looked at: what was published since stays flagged. Raises
    `PackVersion.DoesNotExist`.
    """
    row = PackTranslation.objects.select_for_update().get(pk=translation.pk)
    row.follows, row.noted_by = row.source.versions.get(number=version), by
    row.save(update_fields=["follows", "noted_by", "noted_at"])
    return row


def sources(publisher: PublisherPage) -> PackQuerySet:
    """The publications of `publisher` that can be translated: published, and no translations themselves."""
    found = LearningPackPage.objects.child_of(publisher).published().filter(translated__isnull=True)
    return found.select_related("locale").order_by("code")


def untranslated(publisher: PublisherPage) -> list[tuple[LearningPackPage, list[tuple[str, str]]]]:
    """Each publication with the content languages (tag and name) that it has no translation in; those with none left out."""
    below = LearningPackPage.objects.child_of(publisher)
    there = set(below.values_list("translation_key", "locale__language_code"))
    languages = [(code, str(name)) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES]
    found = [
        (pack, [(code, name) for code, name in languages if (pack.translation_key, code) not in there])
        for pack in sources(publisher)
    ]
    return [(pack, missing) for pack, missing in found if missing]


def others(pack: LearningPackPage) -> PackQuerySet:
    """The same pack in other languages, published."""
    found = LearningPackPage.objects.published().filter(translation_key=pack.translation_key).exclude(pk=pack.pk)
    return found.select_related("locale").order_by("locale__language_code")


def _beginning(pack: LearningPackPage, locale: Locale) -> dict[str, object]:
    words = _("Translated from version %(version)s (%(language)s).")
    line = words % {"version": pack.version, "language": pack.language}
    return {
        "locale": locale,
        "slug": free_slug(pack.publisher, f"{pack.slug}-{locale.language_code}"),
        "code": pack.code,
        "version": FIRST,
        "body": with_new_log(pack, line),
    }
