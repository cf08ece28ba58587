"""What publishers publish, where programmes put it, and what readers note for themselves."""

from packs.models.codes import ResourceCode
from packs.models.packs import LearningPackPage, PackVersion
from packs.models.publishers import EditorialDesk, PublisherPage
from packs.models.readings import PackNote, PackReading
from packs.models.shelves import PackShelfPage
from packs.models.withdrawals import PackReviewReminder, Withdrawal

__all__ = [
    "EditorialDesk",
    "LearningPackPage",
    "PackNote",
    "PackReading",
    "PackReviewReminder",
    "PackShelfPage",
    "PackVersion",
    "PublisherPage",
    "ResourceCode",
    "Withdrawal",
]
