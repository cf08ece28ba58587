"""A page made of blocks, and a questionnaire in four tables."""

from django.conf import settings
from django.db import models
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class BarePage(Page):
    """Headings, prose, cards, lists and quotations."""

    body = StreamField(
        [
            ("heading", CharBlock()),
            ("prose", RichTextBlock()),
            ("card", StructBlock([("title", CharBlock()), ("text", TextBlock())])),
            ("list", ListBlock(CharBlock())),
            ("quotation", StructBlock([("words", TextBlock()), ("by", CharBlock())])),
        ]
    )
    template = "floor/page.html"

    class Meta:
        app_label = "floor"


class Questionnaire(models.Model):
    title = models.CharField(max_length=100)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE)
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    is_scale = models.BooleanField()

    class Meta:
        app_label = "floor"
        ordering = ["place"]

    def __str__(self) -> str:
        return self.text


class Reply(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        app_label = "floor"
        constraints = [models.UniqueConstraint(fields=["questionnaire", "user"], name="one_reply")]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.user_id}"


class Answer(models.Model):
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE)
    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    value = models.CharField(max_length=500)

    class Meta:
        app_label = "floor"
        constraints = [models.UniqueConstraint(fields=["reply", "question"], name="one_answer")]

    def __str__(self) -> str:
        return self.value
