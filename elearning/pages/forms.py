"""The forms of pictures and documents in Wagtail's admin, without tags: those would be one list for all organisations."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """A picture: title, description, collection, and where to look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)


class DocumentForm(BaseDocumentForm):
    """A document: title and collection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)
