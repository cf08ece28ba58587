"""The list of links in published packs: collected, looked behind, and reported to the publisher's editors alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from packs import linking
from packs.fetching import Answer
from packs.models import LearningPackPage, PackLink
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

ELSEWHERE = "https://elsewhere.example/paper"
NOW = timezone.now()


@laid
def pack(cast: Cast) -> LearningPackPage:
    works = [{"citation": "Somebody 1999", "url": ELSEWHERE}, {"citation": "Nobody 2001"}]
    return makers.pack(cast.programme.framework, further_reading=works)


def link(pack: LearningPackPage) -> PackLink:
    return pack.links.get(address=ELSEWHERE)


def answers(*, status: int = 0, why: str = "") -> Any:
    return lambda url: Answer(status, why)


def test_addresses_are_found_in_writing_and_alone() -> None:
    links = ['href="https://a.example/x?y=1&amp;z=2"', 'linktype="page" id="7"', 'href="mailto:c@d.example"']
    writing = "".join(f"<p><a {link}>words</a></p>" for link in links)

    found = list(linking.addresses({"text": writing, "list": [{"url": ELSEWHERE, "id": "https://no.example"}]}))

    assert found == ["https://a.example/x?y=1&z=2", "page:7", ELSEWHERE]


def test_publishing_lists_the_links(pack: LearningPackPage) -> None:
    assert (link(pack).place, link(pack).state) == ("further-reading", "unchecked")


def test_links_that_are_taken_out_leave_the_list_and_known_ones_stay(pack: LearningPackPage) -> None:
    known = link(pack)
    PackLink.objects.filter(pk=known.pk).update(state="fine", checked_at=NOW)

    new = "https://new.example/"
    works = [{"citation": "Somebody", "url": ELSEWHERE}, {"citation": "New", "url": new}]
    makers.next_version(pack, further_reading=works)
    assert {(one.address, one.state) for one in pack.links.all()} >= {(ELSEWHERE, "fine"), (new, "unchecked")}

    makers.next_version(pack, version="1.2", further_reading=works[1:])
    assert not pack.links.filter(address=ELSEWHERE).exists()


def test_nothing_outside_is_asked_for_unless_the_setting_says_so(pack: LearningPackPage, settings: Settings) -> None:
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer(200)

    linking.check(NOW, ask=ask)
    assert asked == []

    settings.CHECK_LINKS = True
    linking.check(NOW, ask=ask)
    assert ELSEWHERE in asked
    assert link(pack).state == "fine"


def test_links_have_their_turn_again_after_a_while(pack: LearningPackPage, settings: Settings) -> None:
    settings.CHECK_LINKS = True
    outside = PackLink.objects.external().count()

    looked_at = [linking.check_external(NOW + timedelta(days=day), ask=answers(status=200)) for day in (0, 1, 13, 14)]

    assert looked_at == [outside, 0, 0, outside]


def test_only_so_many_are_asked_for_at_once(pack: LearningPackPage) -> None:
    many = [PackLink(pack=pack, address=f"https://e.example/{n}", place="reading") for n in range(linking.AT_ONCE + 5)]
    PackLink.objects.bulk_create(many)

    assert linking.check_external(NOW, ask=answers(status=200)) == linking.AT_ONCE


@pytest.mark.parametrize(
    ("answer", "failed_before", "state"),
    [
        (Answer(200), 2, ("fine", 0)),
        (Answer(404), 0, ("broken", 1)),
        (Answer(410), 0, ("broken", 1)),
        (Answer(403), 0, ("unsure", 0)),
        (Answer(429), 5, ("unsure", 0)),
        (Answer(500), 0, ("unsure", 1)),
        (Answer(0, "silent"), 1, ("unsure", 2)),
        (Answer(0, "unknown"), 2, ("broken", 3)),
        (Answer(0, "refused"), 0, ("unsure", 0)),
    ],
)
def test_answer_is_judged_with_patience(answer: Answer, failed_before: int, state: tuple[str, int]) -> None:
    assert linking.judged(answer, failed_before) == state


def test_links_inside_the_site_are_always_looked_at(pack: LearningPackPage) -> None:
    other = makers.pack(pack.subject.framework, pack.publisher, number=3)
    inside = [f"page:{other.pk}", "page:999999", "document:1"]
    PackLink.objects.bulk_create([PackLink(pack=pack, address=one, place="reading") for one in inside])

    linking.check_internal(NOW)
    assert dict(pack.links.filter(address__in=inside).values_list("address", "state")) == {
        f"page:{other.pk}": "fine",
        "page:999999": "broken",
        "document:1": "broken",
    }

    other.unpublish()
    linking.check_internal(NOW)
    assert pack.links.get(address=f"page:{other.pk}").state == "broken"


# The editors' screen


def test_editor_finds_what_leads_nowhere(pack: LearningPackPage) -> None:
    PackLink.objects.filter(pk=link(pack).pk).update(state="broken", status=404, checked_at=NOW)
    outside = PackLink.objects.count()

    page = " ".join(signed_in(makers.author(pack.publisher)).get(reverse("pack_links")).content.decode().split())

    assert ELSEWHERE in page
    assert "Leads nowhere (404)" in page
    assert f"0 work, 1 lead nowhere, 0 cannot be told, {outside - 1} have not been looked at." in page
    assert "CHECK_LINKS" in page


def test_screen_is_for_editors_and_their_own_publisher(pack: LearningPackPage) -> None:
    PackLink.objects.update(state="broken")
    others = signed_in(makers.author(makers.publisher("Salt", "SCC"), "Sam Salt"))
    author = signed_in(makers.author(pack.publisher, "Ama Author", as_editor=False))

    assert ELSEWHERE not in others.get(reverse("pack_links")).content.decode()
    assert author.get(reverse("pack_links")).status_code == 404
    assert Client().get(reverse("pack_links")).status_code == 302
