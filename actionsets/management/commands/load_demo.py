"""Loads the demonstration: the programme, its packs, and three cohorts of invented people at every stage."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from actionsets.management.commands.load_programme import FOLDER, load
from actionsets.rehearsing import events, exchange, midway, partnerships, people, sets, work
from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.accounts.models import User
from elearning.pages.loading import home, read
from elearning.profiles.rehearsing import measure
from elearning.programmes import snapshots
from elearning.programmes.loading import editors_group
from elearning.programmes.models import ProgrammePage
from packs import loading as packs
from packs import rehearsing


class Command(BaseCommand):
    """`manage.py load_demo [--address http://127.0.0.1:8000]`: prints the addresses and sign-ins of each role."""

    help = "Load the demonstration into an empty database and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address under which the demonstration will be served."""
        parser.add_argument("--address", default=settings.BASE_URL, help="where the site will answer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a database that has people in it: the demonstration is not for a site in use."""
        if User.objects.exists():
            raise CommandError("This database has people in it. Load the demonstration into an empty one.")
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # nobody invented gets real mail
        logging.disable(logging.WARNING)
        stage = rehearse(FOLDER)
        self.stdout.write(sign_ins(stage, options["address"].rstrip("/")))


def rehearse(folder: Path) -> Stage:
    """Load the programme in `folder` and let its invented people go through it."""
    words = read(folder / "demo.yaml")
    with transaction.atomic():
        programme = load(folder)
        publish_more(programme, folder, words)
    stage = people.populate(programme, words)
    admit(stage)
    with transaction.atomic():
        work.work(stage)
        sets.meet(stage)
        midway.meet(stage)
        work.show_results(stage)
        exchange.exchange(stage)
        events.hold(stage, folder)
        partnerships.partner(stage)
    snapshots.freeze_due()
    measure()
    rehearsing.let_the_month_end()
    return stage


def admit(stage: Stage) -> None:
    """Give the publishers' people their roles, with something to read; let the manager edit the programme's pages."""
    desk = rehearsing.staff(stage.words["desks"], password=stage.password)
    for entry in stage.words["handed_in"]:
        rehearsing.hand_in(entry, desk)
    stage.manager.groups.add(editors_group(home()))


def publish_more(programme: ProgrammePage, folder: Path, words: people.Words) -> None:
    """A second publisher beside the first, with a pack of its own."""
    second = packs.load_publisher(words["publishers"][1])
    for file in sorted((folder / "demo-packs").glob("*.yaml")):
        packs.load_pack(second, programme.framework, read(file))


def sign_ins(stage: Stage, address: str) -> str:
    """What to open and whom to sign in as."""
    who = {
        "A participant, half way (has results, may choose)": stage.people["R05"].user.email,
        "A participant who has chosen priorities": stage.people["R02"].user.email,
        "A participant in the middle of the questionnaire": stage.people["R12"].user.email,
        "A participant of the finished cohort, in a set": stage.people["F02"].user.email,
        "A participant whose set is meeting at this moment": stage.people["M06"].user.email,
        "The facilitator of all cohorts": stage.facilitator.email,
        "The programme manager": stage.manager.email,
        "The coordinator of one organisation": stage.staff["coordinator"].email,
        "The commissioner of all cohorts (reads reports)": stage.staff["commissioner"].email,
        "The publisher's editor (opens /admin/)": stage.staff["publisher"].email,
    }
    others = {"authors": "An author", "reviewers": "A reviewer", "translators": "A translator", "editors": "The editor"}
    for entry in stage.words["desks"][1:]:
        who[f"{others[entry['role']]} of {entry['publisher']}"] = entry["email"]
    lines = [f"  {label:<52} {email}" for label, email in who.items()]
    return "\n".join(
        [
            "",
            f"Alongside is at {address}/",
            f"Sign in at {address}/sign-in/password/ with the password: {PASSWORD}",
            "Nobody is asked for a second step here (SECOND_STEP_REQUIRED=no); in use, whoever edits or manages is.",
            "",
            *lines,
            "",
            "An invitation that nobody has answered yet:",
            f"  {address}/join/{stage.invitation}/",
            f"The catalogue of packs, open to everybody: {address}/packs/",
            "",
        ]
    )
