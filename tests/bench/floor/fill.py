"""Fills the bare site: ten pages of 25 blocks, a questionnaire of twenty questions, 200 replies, 100 people signed in."""

import json
import os
import sys

import django
from django.core.management import call_command

TOKEN = "a" * 32
PEOPLE, SIGNED_IN, SCALES, TEXTS = 200, 100, 16, 4
WORDS = "Say what you will do, by when, and whom you will ask for help if it turns out to be harder than you thought. "


def blocks() -> str:
    """The body of a page."""
    kinds = [
        ("heading", "What to do first"),
        ("prose", f"<p>{WORDS * 2}</p><p>{WORDS}</p>"),
        ("card", {"title": "A card", "text": WORDS}),
        ("list", ["one thing", "another thing", "a third thing"]),
        ("quotation", {"words": WORDS, "by": "Somebody"}),
    ]
    return json.dumps([{"type": kind, "value": value} for _time in range(5) for kind, value in kinds])


def fill() -> list[str]:
    """Make everything; the cookies of those who are signed in."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - Django stands only now
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from wagtail.models import Page, Site  # noqa: PLC0415

    from tests.bench.floor.models import Answer, BarePage, Question, Questionnaire, Reply  # noqa: PLC0415

    home = Page.objects.get(depth=2)
    for number in range(10):
        home.add_child(instance=BarePage(title=f"Bare page {number}", slug=f"bare-{number}", body=blocks()))
    Site.objects.update(hostname="127.0.0.1", is_default_site=True)
    made = Questionnaire.objects.create(title="Twenty questions")
    asked = Question.objects.bulk_create(
        Question(questionnaire=made, place=place, text=f"{WORDS[:60]} {place}", is_scale=place < SCALES)
        for place in range(SCALES + TEXTS)
    )
    kind, cookies = get_user_model(), []
    for number in range(PEOPLE):
        user = kind.objects.create(username=f"person-{number}", password="!")
        reply = Reply.objects.create(questionnaire=made, user=user)
        Answer.objects.bulk_create(
            Answer(reply=reply, question=one, value=str((number + one.place) % 5 + 1) if one.is_scale else WORDS)
            for one in asked
        )
        if number < SIGNED_IN:
            session = SessionStore()
            session["_auth_user_id"] = str(user.pk)
            session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
            session["_auth_user_hash"] = user.get_session_auth_hash()
            session.create()
            cookies.append(f"sessionid={session.session_key}; csrftoken={TOKEN}")
    return cookies


def requests_of(cookies: list[str]) -> dict[str, list[dict[str, str]]]:
    """What is asked for, by name."""
    page, form, results = "/bare-1/", "/questions/1/", "/results/1/"
    sent = "&".join(f"q{key}={{choice}}" for key in range(1, SCALES + TEXTS + 1))
    body = f"csrfmiddlewaretoken={TOKEN}&{sent}"
    get = {"method": "GET"}
    return {
        "hello": [{**get, "path": "/hello/"}],
        "bare page": [{**get, "path": page}],
        "bare page, signed in": [{**get, "path": page, "cookie": one} for one in cookies],
        "bare form": [{**get, "path": form, "cookie": one} for one in cookies],
        "bare submit": [{"method": "POST", "path": form, "cookie": one, "body": body} for one in cookies],
        "bare results": [{**get, "path": results, "cookie": one} for one in cookies],
    }


def main() -> None:
    """Make the tables and fill them; print what is asked for."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    json.dump(requests_of(fill()), sys.stdout)


if __name__ == "__main__":
    main()
