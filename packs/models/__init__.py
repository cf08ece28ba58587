"""What publishers publish, where programmes put it, and what readers note for themselves."""

from packs.models.codes import ResourceCode
from packs.models.guides import CategoryGuidePage
from packs.models.links import PackLink
from packs.models.packs import LearningPackPage, PackVersion
from packs.models.publishers import EditorialDesk, PublisherPage, Role
from packs.models.readings import PackNote, PackReading
from packs.models.reviewing import LonePublication, ReviewTask
from packs.models.shelves import PackShelfPage
from packs.models.translations import PackTranslation
from packs.models.uses import PackDownloads, PackMonth, PackTap, PackVisit
from packs.models.voices import Erratum, PackFeedback
from packs.models.withdrawals import PackReviewReminder, Withdrawal

__all__ = [
    "CategoryGuidePage",
    "EditorialDesk",
    "Erratum",
    "LearningPackPage",
    "LonePublication",
    "PackDownloads",
    "PackFeedback",
    "PackLink",
    "PackMonth",
    "PackNote",
    "PackReading",
    "PackReviewReminder",
    "PackShelfPage",
    "PackTap",
    "PackTranslation",
    "PackVersion",
    "PackVisit",
    "PublisherPage",
    "ResourceCode",
    "ReviewTask",
    "Role",
    "Withdrawal",
]
