"""What Wagtail's checks panel looks for in a pack before it is published, beside what it looks for in every page.

The panel runs axe over the preview. There, whatever the pack still needs stands in a list (`packs/_findings.html`); each
kind of finding is a rule of its own here, so that it appears among Wagtail's own with its name and what to do about it.
No script of ours is needed: the rules fail wherever they find something, by a function that axe brings along.
"""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

from packs.models.asking import FINDINGS

MATCHES = "matches-definition-evaluate"
OWN_MESSAGES = {
    "image-alt": {
        "error_name": _("A picture has no words"),
        "help_text": _("Say what it shows, or mark it as decoration"),
    },
    "image-redundant-alt": {
        "error_name": _("A picture repeats the text beside it"),
        "help_text": _("Mark it as decoration, or say what the text does not"),
    },
}


class PackCheckerItem(ContentCheckerItem):
    """Wagtail's checks, more of axe's own, and what a pack needs."""

    axe_run_only: ClassVar[list[str]] = [
        *ContentCheckerItem.axe_run_only,
        "image-alt",
        "image-redundant-alt",
        *(f"pack-{key}" for key in FINDINGS),
    ]
    axe_custom_rules: ClassVar[list[dict[str, Any]]] = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": f"pack-{key}",
                "impact": "serious",
                "selector": f"[data-finding='{key}']",
                "tags": ["best-practice"],
                "any": ["pack-never"],
                "enabled": True,
            }
            for key in FINDINGS
        ),
    ]
    axe_custom_checks: ClassVar[list[dict[str, Any]]] = [
        *ContentCheckerItem.axe_custom_checks,
        {"id": "pack-never", "evaluate": MATCHES, "options": {"matcher": {"nodeName": "nothing"}}},
    ]

    def get_axe_messages(self, request: HttpRequest) -> dict[str, Any]:
        """The names of the rules and what to do, in the words of the editor's language."""
        own = {f"pack-{key}": {"error_name": name, "help_text": what} for key, (name, what) in FINDINGS.items()}
        return {**super().get_axe_messages(request), **OWN_MESSAGES, **own}
