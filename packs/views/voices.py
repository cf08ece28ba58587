"""What readers say about a pack: two taps that are only counted, and a message to its authors, signed or not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elearning.accounts import limiting
from elearning.programmes.models import Enrolment
from packs import hearing, reading, using
from packs.forms import FeedbackForm, TapForm
from packs.http import address
from packs.models import LearningPackPage
from packs.views.copies import version_for
from packs.views.reader import for_readers

TOO_MANY = 429


@require_POST
@for_readers
def taps(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """Keep one answer, or both, and go back to the pack's first page."""
    form = TapForm(request.POST)
    if form.is_valid() and any(form.cleaned_data.values()):
        using.tap(reading.take_up(enrolment, pack), **form.cleaned_data)
        messages.success(request, _("Thank you. You can change your answer as long as you take part."))
    return redirect(address(pack))


def feedback(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """A message to the authors, open to everybody. Whoever is signed in is not noted with it."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limiting.allows(request, "pack_feedback"):
            form.add_error(None, _("There have been many messages from your network. Wait an hour, and send it again."))
            return render(request, "packs/feedback.html", {"pack": pack, "form": form}, status=TOO_MANY)
        hearing.take_in(version_for(request, pack) or reading.latest_version(pack), **form.cleaned_data)
        messages.success(request, _("Thank you. Your message is with the authors."))
        return redirect(address(pack))
    return render(request, "packs/feedback.html", {"pack": pack, "form": form})
