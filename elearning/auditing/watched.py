"""The doors at which the log is written: what is done there to somebody else's data (DOMAIN 7.2), in one table.

The page for the person concerned tells what is noted from this table, and tests walk it. What is not in it, on purpose:
lists of names at which people of a role work all day (boards of steps and of sets, a set's own page, who comes to an
event), what belongs to several people at once (agreements, both sides of a partnership), and what is about nobody alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from elearning.auditing.kinds import Act, Thing


@dataclass(frozen=True)
class Watched:
    """What the log says of a door: of opening it, if `looks`, else of sending its form."""

    act: Act
    thing: Thing
    looks: bool = False


DOORS: dict[str, Watched] = {
    # What people share with somebody, when it is opened.
    "profiles:shared": Watched(Act.LOOKED, Thing.RESULTS),
    "partnering:shared": Watched(Act.LOOKED, Thing.ANSWERS, looks=True),
    "values:shown": Watched(Act.LOOKED, Thing.VALUES, looks=True),
    "evaluations:case": Watched(Act.LOOKED, Thing.STORY, looks=True),
    "evaluations:case (sent)": Watched(Act.DECIDED, Thing.STORY),
    "stories:decide": Watched(Act.LOOKED, Thing.STORY, looks=True),
    "stories:decide (sent)": Watched(Act.DECIDED, Thing.STORY),
    "opportunities:moderate": Watched(Act.DECIDED, Thing.OFFER),
    "events:desk": Watched(Act.LOOKED, Thing.NEEDS, looks=True),
    # What a role needs to know of one person.
    "actionsets:kept_apart": Watched(Act.LOOKED, Thing.KEEP_APART, looks=True),
    "actionsets:composition": Watched(Act.LOOKED, Thing.KEEP_APART, looks=True),
    "actionsets:move": Watched(Act.LOOKED, Thing.PLACING, looks=True),
    "actionsets:join": Watched(Act.LOOKED, Thing.PLACING, looks=True),
    "programmes:our_people": Watched(Act.LOOKED, Thing.OWN_LIST, looks=True),
    "programmes:export_board": Watched(Act.TOOK_OUT, Thing.LIST, looks=True),
    # What somebody changes for one person.
    "programmes:confirm_invitations": Watched(Act.CHANGED, Thing.INVITATION),
    "programmes:resend": Watched(Act.CHANGED, Thing.INVITATION),
    "programmes:revoke": Watched(Act.CHANGED, Thing.INVITATION),
    "programmes:attendance": Watched(Act.CHANGED, Thing.ATTENDANCE),
    "workshops:attend": Watched(Act.CHANGED, Thing.ATTENDANCE),
    "actionsets:attendance": Watched(Act.CHANGED, Thing.ATTENDANCE),
    "programmes:roles": Watched(Act.CHANGED, Thing.ROLE),
    "programmes:end_role": Watched(Act.CHANGED, Thing.ROLE),
    "programmes:twice": Watched(Act.CHANGED, Thing.MERGING),
    "actionsets:leave": Watched(Act.CHANGED, Thing.ENROLMENT),
    "actionsets:move (sent)": Watched(Act.CHANGED, Thing.PLACE),
    "actionsets:join (sent)": Watched(Act.CHANGED, Thing.PLACE),
    "actionsets:undo": Watched(Act.CHANGED, Thing.PLACE),
    "actionsets:redo": Watched(Act.CHANGED, Thing.PLACE),
    "actionsets:kept_apart (sent)": Watched(Act.CHANGED, Thing.KEEP_APART),
    "actionsets:confirm": Watched(Act.DECIDED, Thing.PLACE),
    # One's own record, and what an operator opens of it by the command line.
    "records:data": Watched(Act.TOOK_OUT, Thing.RECORD, looks=True),
    "records:page": Watched(Act.TOOK_OUT, Thing.RECORD, looks=True),
    "records:pdf": Watched(Act.TOOK_OUT, Thing.RECORD),
    # The one place where unnamed answers are joined with people, in memory, when figures are frozen.
    "the clock: snapshots": Watched(Act.LOOKED, Thing.PSEUDONYM, looks=True),
    "manage.py break_glass": Watched(Act.BREAK_GLASS, Thing.RECORD),
    "manage.py break_glass (refused)": Watched(Act.REFUSED, Thing.RECORD),
    # Accounts are changed in Wagtail's admin, by whoever may.
    "wagtailusers_users:edit": Watched(Act.CHANGED, Thing.ACCOUNT),
}


def noted() -> list[tuple[Act, list[Thing]]]:
    """What is noted, for readers: each act with the things it is noted of, in the order of the table."""
    acts: dict[Act, dict[Thing, None]] = {}
    for one in DOORS.values():
        acts.setdefault(one.act, {})[one.thing] = None
    return [(act, list(things)) for act, things in sorted(acts.items(), key=_place)]


def _place(one: tuple[Act, Iterable[Thing]]) -> int:
    return list(Act).index(one[0])
