"""What follows from packs when two enrolments become one: one reading a pack, with the notes of both."""

from elearning.programmes.merging import follow, handed_on
from elearning.programmes.models import Enrolment
from packs.models import PackNote, PackReading


@follow
def readings(stays: Enrolment, goes: Enrolment) -> None:
    """Hand on the packs they took up; of a pack that both took up, the notes on questions that have none yet."""
    handed_on(PackReading.objects.filter(enrolment=goes), enrolment=stays)
    for old in PackReading.objects.filter(enrolment=goes):
        mine = PackReading.objects.get(enrolment=stays, pack=old.pack_id)
        handed_on(PackNote.objects.filter(reading=old), reading=mine)
        mine.finished = [*mine.finished, *(one for one in old.finished if one not in mine.finished)]
        mine.prepared_at = mine.prepared_at or old.prepared_at
        mine.save(update_fields=["finished", "prepared_at"])
