"""Our forms become the markup of our design, with every hint and error where a screen reader finds it; Wagtail's do not."""

import copy
import re
from datetime import date

from django import forms
from django.template.loader import render_to_string
from wagtail.admin.forms.search import SearchForm

from elearning.renderers import AlongsideForm, DayMonthYear, Hinted, is_ours


class Everything(AlongsideForm, forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name", help_text="As your colleagues know you")
    role = forms.CharField(label="Job title", required=False)
    organisation = forms.ChoiceField(choices=[("", "Choose one"), ("1", "Harbour Housing")])
    closeness = forms.ChoiceField(
        label="How close are you?",
        widget=forms.RadioSelect,
        choices=[("n", Hinted("Networking", hint="You swap news")), ("i", "Integrating")],
    )
    days = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("m", "Monday")])
    start = forms.DateField(widget=DayMonthYear)
    story = forms.CharField(widget=forms.Textarea, max_length=600, help_text="In a few words")
    paper = forms.FileField(label="List of people")
    agreed = forms.BooleanField(label="I have read who sees what", help_text="You can read it again")


class Plain(forms.Form):
    """A form of somebody else."""

    name = forms.CharField()


def _wrong() -> Everything:
    return Everything({"closeness": "x", "start_day": "31", "start_month": "x", "start_year": "2027"})


def _ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def test_every_described_by_points_to_something_there() -> None:
    html = str(_wrong())
    pointed = {name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()}
    assert pointed - _ids(html) == set()
    assert {"id_name_helptext", "id_name_error", "id_story_helptext", "id_story_error", "id_story-info"} <= pointed


def test_error_summary_links_reach_an_input_for_every_wrong_field() -> None:
    form = _wrong()
    summary = render_to_string("components/error_summary.html", {"form": form})
    links = re.findall(r'href="#([^"]+)"', summary)
    inputs = set(re.findall(r'<(?:input|select|textarea)[^>]*\sid="([^"]+)"', str(form)))
    assert len(links) == len(form.errors) == 8
    assert set(links) - inputs == set()


def test_error_summary_of_several_forms_is_one_box() -> None:
    forms_ = [_wrong(), Everything(), _wrong()]
    assert render_to_string("components/error_summary.html", {"forms": forms_}).count("There is a problem") == 1


def test_error_summary_is_silent_when_nothing_is_wrong() -> None:
    assert render_to_string("components/error_summary.html", {"form": Everything()}).strip() == ""


def test_missing_answers_are_told_by_the_name_of_the_question() -> None:
    errors = Everything({}).errors
    assert errors["name"] == ["Please fill in: Your name"]
    assert errors["closeness"] == ["Please choose: How close are you?"]
    assert errors["paper"] == ["Please choose: List of people"]
    assert errors["agreed"] == ["Please tick: I have read who sees what"]


def test_only_what_may_be_left_out_is_marked() -> None:
    html = str(Everything())
    assert html.count("(optional)") == 1
    assert 'for="id_role">Job title <span class="pd-optional">(optional)</span>' in html


def test_typed_answers_are_escaped() -> None:
    html = str(Everything({"name": '"><script>', "story": "</textarea><script>", "start_day": '"><script>'}))
    assert "<script>" not in html


def test_choice_with_a_hint_is_described_by_it() -> None:
    html = str(Everything()["closeness"])
    assert 'id="id_closeness_0" aria-describedby="id_closeness_0_hint"' in html
    assert '<div class="govuk-hint govuk-radios__hint" id="id_closeness_0_hint">You swap news</div>' in html


def test_hinted_label_survives_a_copy() -> None:
    copied = copy.deepcopy(Hinted("Networking", hint="You swap news"))
    assert (copied, copied.hint) == ("Networking", "You swap news")


def test_three_boxes_make_a_date() -> None:
    field = Everything({"start_day": "5", "start_month": "3", "start_year": "2027"})
    field.full_clean()
    assert field.cleaned_data["start"] == date(2027, 3, 5)


def test_three_boxes_keep_what_is_no_date() -> None:
    html = str(_wrong()["start"])
    assert re.findall(r'value="([^"]*)"', html) == ["31", "x", "2027"]


def test_empty_boxes_are_a_missing_answer() -> None:
    assert Everything({"start_day": " "}).errors["start"] == ["Please fill in: Start"]


def test_form_of_our_packages_needs_to_inherit_nothing() -> None:
    form = type("NoteForm", (Plain,), {"__module__": "packs.forms"})()
    assert is_ours(form)
    assert 'class="govuk-input"' in str(form["name"])


def test_form_of_ours_for_wagtails_admin_keeps_djangos_widgets() -> None:
    form = type("ChooserForm", (SearchForm,), {"__module__": "packs.forms"})()
    assert not is_ours(form)
    assert "govuk" not in str(form["q"])


def test_form_of_others_is_left_alone() -> None:
    form = Plain()
    assert not is_ours(form)
    assert "govuk" not in str(form["name"])
