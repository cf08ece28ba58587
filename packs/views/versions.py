"""Two published versions of a pack side by side, for everybody who may read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from packs import differing
from packs.forms import CompareForm
from packs.models import LearningPackPage, PackVersion
from packs.permissions import sees_trainer_notes
from packs.views.reader import context_of, visit_of


@require_GET
def versions(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """What two versions say differently: the ones asked for, or what has come since the one that is read."""
    visit = visit_of(request, pack)
    published = {version.number: version for version in pack.versions.order_by("-number")}
    numbers = list(published)
    own = visit.reading.version.number if visit.reading else numbers[0]
    first = own if own != numbers[0] else numbers[min(1, len(numbers) - 1)]
    asked = request.GET or {"old": first, "new": numbers[0]}
    form = CompareForm(asked, versions=list(published.values()))
    chosen = [published[form.cleaned_data[side]] for side in ("old", "new")] if form.is_valid() else []
    context = context_of(visit, form=form, only_one=len(numbers) == 1, **compared(request, pack, chosen))
    return render(request, "packs/versions.html", context)


def compared(request: HttpRequest, pack: LearningPackPage, chosen: list[PackVersion]) -> dict[str, object]:
    """The two versions, the earlier one first, and what is different."""
    if not chosen:
        return {}
    old, new = sorted(chosen, key=lambda version: version.number)
    found = differing.differences(old, new, with_trainer_notes=sees_trainer_notes(request, pack))
    return {"old": old, "new": new, "differences": found}
