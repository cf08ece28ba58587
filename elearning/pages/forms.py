"""The forms of pictures and documents in Wagtail's admin, without tags: those would be one list for all organisations."""

import struct
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL.Image import DecompressionBombError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from elearning import uploads
from elearning.printing import paper

# Documents that say more about themselves than they show; a text or a table has no place for it.
UNSIGNED = {"pdf", "odt"}


class PictureField(WagtailImageField):
    """A picture's file, kept without what cannot be seen in it, such as where it was taken (`uploads.drawn_again`); one that
    is broken, or a bomb, is refused in words where Wagtail would fail."""

    def to_python(self, data: Any) -> Any:
        """The file. Raises ValidationError for what cannot be opened as a picture."""
        try:
            given = super().to_python(data)
            return (
                given
                if given is None
                else SimpleUploadedFile(given.name, uploads.drawn_again(given), given.content_type)
            )
        except (KeyError, OSError, SyntaxError, ValueError, struct.error, DecompressionBombError) as problem:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from problem


class PictureForm(BaseImageForm):
    """A picture: title, description, collection, and where to look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label, help_text=given.help_text, required=given.required, widget=given.widget
            )


class DocumentForm(BaseDocumentForm):
    """A document: title and collection; its content is looked at, not its name alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)

    def clean_file(self) -> Any:
        """The file. Raises ValidationError for what its name promises and its content is not."""
        given = self.cleaned_data["file"]
        if not isinstance(given, UploadedFile):
            return given
        try:
            return unsigned(given)
        except (ValueError, paper.NotPrintedError) as problem:
            raise ValidationError(
                _("What is in this file is not what its name says, or more than we keep. Save it anew, and try again.")
            ) from problem


def unsigned(given: UploadedFile) -> UploadedFile:
    """The document without what nobody sees in it: who wrote it, when, on what, and what it said before (`printing.unsigned`).

    Raises ValueError for what its name promises and its content is not, paper.NotPrintedError for what is locked or broken
    or carries files.
    """
    name = str(given.name)
    if not uploads.is_what_it_says(name, given):
        raise ValueError(name)
    kind = name.rpartition(".")[2].lower()
    if kind not in UNSIGNED:
        return given
    given.seek(0)
    kept = paper.apart("elearning.printing.unsigned", kind, given=given.read())
    return SimpleUploadedFile(name, kept, str(given.content_type))
