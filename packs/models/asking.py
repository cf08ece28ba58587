"""The editor's form of a pack: what it asks before a pack is published."""

import copy
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError

from elearning.programmes.freezing import schema_of
from packs.blocks import PackBody
from packs.models.licences import MAY_BECOME, Licence
from packs.models.publishers import PublisherPage
from packs.numbering import Weight, changed_parts, is_enough, next_label, weight
from packs.sections import block_of
from packs.wanting import (
    PARTS,
    Format,
    missing_parts,
    readings_out_of_range,
    silent_figures,
    unseen_outcomes,
    vague_links,
    wanting,
)

if TYPE_CHECKING:
    from packs.models.packs import LearningPackPage

FROZEN = (
    "format",
    "title",
    "version",
    "summary",
    "purpose",
    "authors",
    "licence",
    "minutes",
    "level",
    "adapted_from",
    "adapted_how",
    "body",
)


NO_CODE = _("A publication needs a resource code. Take the next free one from the register.")


class PackForm(WagtailAdminPageForm):
    """Asks whether the code is free and, at publishing, for what the format must have and for the right number."""

    def clean(self) -> dict[str, Any]:
        """The cleaned values; drafts may be half empty."""
        cleaned: dict[str, Any] = super().clean()
        code = cleaned.get("code")
        if code:
            try:
                self.instance.check_code(code, publisher=self._publisher())
            except ValidationError as problem:
                self.add_error("code", problem)
        elif not self.is_deferred_validation:
            self.add_error("code", NO_CODE)
        if not self.is_deferred_validation:
            self._ask_for_what_is_missing(cleaned)
            self._ask_for_a_number(cleaned)
            self._ask_about_the_source(cleaned)
        return cleaned

    def _publisher(self) -> PublisherPage | None:
        parent = self.parent_page.specific if self.parent_page else None
        return parent if isinstance(parent, PublisherPage) else None

    def _ask_for_what_is_missing(self, cleaned: dict[str, Any]) -> None:
        format = cleaned.get("format") or Format.PACK
        if format == Format.PACK and not cleaned.get("subject"):
            self.add_error("subject", _now("A learning pack is about one of the subjects."))
        lacking = wanting(cleaned["body"], format) if "body" in cleaned else []
        if lacking:
            self.add_error("body", StreamBlockValidationError(non_block_errors=ErrorList(lacking)))

    def _ask_for_a_number(self, cleaned: dict[str, Any]) -> None:
        if "body" not in cleaned or not cleaned.get("version"):
            return
        draft = copy.copy(self.instance)
        for name in FROZEN:
            setattr(draft, name, cleaned.get(name, getattr(self.instance, name)))
        problem = number_owed(draft)
        if problem:
            self.add_error("version", problem)

    def _ask_about_the_source(self, cleaned: dict[str, Any]) -> None:
        owed = owed_to_source(self.instance, how=cleaned.get("adapted_how", ""), licence=cleaned.get("licence", ""))
        for name, problem in owed.items():
            self.add_error(name, problem)


def number_owed(pack: "LearningPackPage") -> str:
    """What is wrong with the version number of `pack` as it stands, if it is published next; empty if nothing is."""
    latest = pack.versions.order_by("-number").first() if pack.pk else None
    schema = schema_of(pack, fields=FROZEN)
    change = weight(latest.schema, schema) if latest else Weight.MINOR
    if latest and change != Weight.NOTHING and not is_enough(pack.version, after=latest.label, change=change):
        return number_wanted(latest.label, change, changed_parts(latest.schema, schema))
    if change != Weight.NOTHING and not is_logged(pack.body, pack.version):
        words = _now("The change log has no line for version %(version)s yet. Say there what is new.")
        return words % {"version": pack.version}
    return ""


def owed_to_source(pack: "LearningPackPage", *, how: str, licence: str) -> dict[str, str]:
    """What `pack` still owes to the pack it is made from, by field, if it says `how` and is given under `licence`."""
    if pack.based_on is None:
        return {}
    owed = {} if how else {"adapted_how": _now("Say what you changed in the pack that yours is made from.")}
    given = pack.based_on.schema["licence"]
    if licence and licence not in MAY_BECOME.get(given, ()):
        words = _now("The pack that yours is made from is under %(licence)s. Its terms do not allow this one.")
        owed["licence"] = words % {"licence": Licence(given).label}
    return owed


# What the checks panel looks for in a pack: the name of the finding, and what to do about it.
FINDINGS: dict[str, tuple[Promise, Promise]] = {
    **{
        name: (
            format_lazy(_("Missing: {part}"), part=PackBody().child_blocks[name].label),
            _("Add it to the pack before it is published"),
        )
        for name in PARTS[Format.PACK]
    },
    "length": (_("The reading is too short or too long"), _("See the count below the text")),
    "verb": (_("An outcome says what nobody can see"), _("Start with what somebody does, such as agree, show or ask")),
    "code": (_("There is no resource code"), _("Take the next free one from the register")),
    "subject": (_("There is no subject"), _("A learning pack is about one of the subjects")),
    "review": (_("The day for its review has passed"), _("Read it through, and set a new date")),
    "log": (_("The change log does not know this version"), _("Say in a line what is new")),
    "link": (_("A link does not say where it leads"), _("Link words that make sense when they are read alone")),
    "alt": (_("A picture has no words"), _("Say what it shows, or mark it as decoration")),
    "rights": (_("A picture has no line on its rights"), _("Say whose it is, and on what terms it is used")),
}


def findings(pack: "LearningPackPage") -> list[tuple[str, str]]:
    """What stands between `pack` and its readers, or should be looked at first: the kind of finding, and a sentence."""
    body, found = pack.body, list(missing_parts(pack.body, pack.format))
    found += [("length", words) for words in readings_out_of_range(body, pack.format)]
    found += [("verb", words) for words in unseen_outcomes(body, pack.language)]
    found += [("link", words) for words in vague_links(body)]
    found += silent_figures(body)
    tests = {
        "code": not pack.code,
        "subject": pack.format == Format.PACK and pack.subject_id is None,
        "review": pack.needs_review,
        "log": not is_logged(body, pack.version),
    }
    return [*found, *((key, f"{FINDINGS[key][0]}. {FINDINGS[key][1]}.") for key, is_found in tests.items() if is_found)]


def is_logged(body: Any, label: str) -> bool:
    """Whether the change log has a line for the version `label`."""
    return any(change["version"].strip() == label for change in block_of(body, "change_log") or [])


def number_wanted(label: str, change: Weight, parts: list[str]) -> str:
    """What an editor reads whose number is too low: which number it must be, and why."""
    values = {"old": label, "new": next_label(label, change)}
    if change == Weight.MINOR:
        return (
            _now(
                "The words have changed since version %(old)s was published. Call this %(new)s or higher, as a correction."
            )
            % values
        )
    names = {
        "outcomes": pgettext("part of a pack", "outcomes"),
        "tools": pgettext("part of a pack", "tools"),
        "questionnaire": pgettext("part of a pack", "questionnaire"),
    }
    values["parts"] = ", ".join(names[part] for part in parts)
    return (
        _now(
            "Since version %(old)s these have changed: %(parts)s. Readers’ work hangs on them, so call this %(new)s or higher."
        )
        % values
    )
