"""What a publication is, in the vocabulary that catalogues and search engines read (schema.org LearningResource, DOMAIN 5.2)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from packs.http import address
from packs.models import LearningPackPage

FILES = {"pdf": "application/pdf", "epub": "application/epub+zip"}
# What every publication has by how it is made: headings, contents, drawings with words, text that reflows.
ACCESSIBILITY = [
    "structuralNavigation",
    "tableOfContents",
    "alternativeText",
    "readingOrder",
    "displayTransformability",
]


def absolute(path: str) -> str:
    """The whole address of `path` on this site."""
    return f"{settings.BASE_URL}{path}"


def learning_resource(pack: LearningPackPage) -> dict[str, Any]:
    """The publication as it stands, as JSON-LD; what is not known about it is left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": absolute(address(pack)),
        "url": absolute(address(pack)),
        "name": pack.title,
        "description": pack.summary,
        "abstract": pack.purpose,
        "identifier": pack.code,
        "version": pack.version,
        "inLanguage": pack.language,
        "license": pack.licence_url,
        "timeRequired": f"PT{pack.minutes}M",
        "learningResourceType": str(pack.get_format_display()),
        "educationalLevel": pack.level,
        "about": pack.subject.title if pack.subject else "",
        "dateModified": pack.published_on.isoformat(),
        "isAccessibleForFree": True,
    }
    return {
        name: value for name, value in {**facts, **_people(pack), **_forms(pack)}.items() if value not in ("", [], None)
    }


def _people(pack: LearningPackPage) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": pack.publisher.title, "url": absolute(pack.publisher.url or "")}
    return {
        "teaches": [outcome["text"] for outcome in pack.outcomes() or []],
        "audience": {"@type": "EducationalAudience", "educationalRole": _("learner"), "audienceType": pack.level},
        "author": {"@type": "Person", "name": pack.authors},
        "publisher": publisher,
        "isBasedOn": _source(pack),
    }


def _source(pack: LearningPackPage) -> dict[str, Any] | None:
    """What it was made from: another publication here, or what its authors say of one from elsewhere."""
    if pack.source is None or pack.based_on is None:
        return {"@type": "CreativeWork", "name": pack.adapted_from} if pack.adapted_from else None
    return {
        "@type": "LearningResource",
        "name": pack.based_on.title,
        "identifier": pack.source.code,
        "version": pack.based_on.label,
        "license": pack.based_on.licence_url,
        "url": pack.source.web_address,
        "publisher": {"@type": "Organization", "name": pack.source.publisher.title},
    }


def _forms(pack: LearningPackPage) -> dict[str, Any]:
    files = [
        {"@type": "MediaObject", "encodingFormat": kind, "contentUrl": absolute(address(pack, door))}
        for door, kind in FILES.items()
    ]
    return {
        "encoding": files,
        "accessMode": ["textual", "visual"],
        "accessModeSufficient": "textual",
        "accessibilityFeature": ACCESSIBILITY,
        "accessibilityHazard": "none",
    }
