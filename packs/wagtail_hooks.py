"""Binds packs and shelves to their views, and keeps the choosers of Wagtail inside a publisher's own branch."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page, PageQuerySet
from wagtail.permissions import policy_registry

from elearning.accounts.models import User
from elearning.programmes.http import bind
from packs import narrowing, tending
from packs.checker import PackCheckerItem
from packs.doors import guide as guide_doors
from packs.doors import pack as pack_doors
from packs.doors import shelf as shelf_doors
from packs.http import enter
from packs.models import CategoryGuidePage, LearningPackPage, PackShelfPage, PublisherPage
from packs.permissions import edits_for, looks_after_publishers, translates_for, writes_for
from packs.views import desk, languages, letters, publishers, reader, second, usage

Serve = Callable[[Page, HttpRequest, Any, dict[str, Any]], HttpResponse]
AFTER_WAGTAIL = 100
OUR_MENU = "register_publishing_menu_item"

bind(PackShelfPage, shelf_doors)
narrowing.narrow_filters()
hooks.register("construct_page_action_menu", second.say_why_not)
hooks.register("before_edit_page", second.say_what_is_asked)
hooks.register("before_edit_page", second.keep_changes_apart)


@hooks.register("on_serve_page", order=AFTER_WAGTAIL)
def serve_packs(serve: Serve) -> Serve:
    """Packs are served by the views of this room, once Wagtail has asked whether the page may be seen at all."""

    def served(page: Page, request: HttpRequest, args: Any, kwargs: dict[str, Any]) -> HttpResponse:
        if isinstance(page, LearningPackPage):
            notice = tending.notice_for(request.user, page)
            if notice:
                return reader.withdrawn(request, page, notice, door=kwargs.get("door", ""))
            return enter(request, page, kwargs.get("door", ""), pack_doors)
        if isinstance(page, CategoryGuidePage):
            return enter(request, page, kwargs.get("door", ""), guide_doors)
        return serve(page, request, args, kwargs)

    return served


@hooks.register("construct_page_chooser_queryset")
def choose_among_own(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """A chooser shows the pages that the person may explore, and no others: other publishers' titles stay theirs."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=own.values("pk"))


@hooks.register("construct_wagtail_userbar")
def check_packs(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """In packs, our checks take the place of Wagtail's, which they include."""
    if isinstance(page, LearningPackPage):
        items[:] = [
            PackCheckerItem(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
            for item in items
        ]


@hooks.register("insert_editor_js")
def help_writing() -> SafeString:
    """The script that counts words while they are written."""
    words = {
        "count": _("{count} words, about {minutes} min to read."),
        "few": _("{less} more to reach {fewest}."),
        "right": _("Between {fewest} and {most}, as it should be."),
        "many": _("{more} too many: at most {most}."),
    }
    told = format_html_join("", ' data-{}="{}"', words.items())
    return format_html('<script src="{}"{}></script>', static("alongside/editor.js"), told)


@hooks.register("register_admin_menu_item")
def packs_in_the_menu() -> SubmenuMenuItem:
    """One line for all screens of those who publish; it is not there for anybody else."""
    return SubmenuMenuItem(_("Publishing"), Menu(register_hook_name=OUR_MENU), icon_name="folder-open-1", order=320)


Rule = Callable[[User | AnonymousUser], QuerySet[PublisherPage]]


def has_any(rule: Rule, request: HttpRequest) -> bool:
    """Whether there is a publisher that the person has to do with by `rule`; asked once a request, however many lines ask."""
    known: dict[Rule, bool] = request.__dict__.setdefault("_has_publishers", {})
    if rule not in known:
        known[rule] = rule(request.user).exists()
    return known[rule]


class DeskItem(MenuItem):
    """A line of the admin's menu for those who edit for a publisher."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person edits for one."""
        return has_any(edits_for, request)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLPattern]:
    """Addresses of the editors' own screens."""
    return [
        path("packs/codes/", desk.codes, name="pack_codes"),
        path("packs/codes/<int:pk>/retire/", desk.retire, name="pack_code_retire"),
        path("packs/tending/", desk.tending_list, name="pack_tending"),
        path("packs/tending/<int:pk>/withdraw/", desk.withdraw, name="pack_withdraw"),
        path("packs/tending/<int:pk>/restore/", desk.restore, name="pack_restore"),
        path("packs/links/", desk.links, name="pack_links"),
        path("packs/translations/", languages.translations, name="pack_translations"),
        path("packs/translations/<int:pk>/begin/", languages.begin, name="pack_translate"),
        path("packs/translations/<int:pk>/follow/", languages.follow, name="pack_follow"),
        path("packs/voices/", letters.voices, name="pack_voices"),
        path("packs/voices/<int:pk>/", letters.voice, name="pack_voice"),
        path("packs/<int:pk>/errata/", letters.errata, name="pack_errata"),
        path("packs/errata/<int:pk>/strike/", letters.strike, name="pack_erratum_strike"),
        path("packs/use/", usage.usage, name="pack_usage"),
        path("packs/use/<str:prefix>.csv", usage.usage_csv, name="pack_usage_csv"),
        path("packs/publishers/", publishers.publishers, name="pack_publishers"),
        path("packs/people/", publishers.my_publishers, name="pack_my_publishers"),
        path("packs/people/<str:prefix>/", publishers.people, name="pack_people"),
        path("packs/people/<str:prefix>/checks/", publishers.checks, name="pack_checks"),
        path("packs/people/<str:prefix>/<str:role>/<int:pk>/", publishers.dismiss, name="pack_person_dismiss"),
        path("packs/alone/<int:pk>/", publishers.alone, name="pack_alone"),
    ]


@hooks.register(OUR_MENU)
def codes_in_the_menu() -> DeskItem:
    """The register of codes."""
    return DeskItem(_("Resource codes"), reverse("pack_codes"), icon_name="tag", order=320)


@hooks.register(OUR_MENU)
def tending_in_the_menu() -> DeskItem:
    """Reviews and withdrawals."""
    return DeskItem(_("Reviews and withdrawals"), reverse("pack_tending"), icon_name="calendar-check", order=321)


@hooks.register(OUR_MENU)
def usage_in_the_menu() -> DeskItem:
    """Figures of use."""
    return DeskItem(_("Use of our packs"), reverse("pack_usage"), icon_name="view", order=322)


class TranslatorItem(MenuItem):
    """A line of the admin's menu for everybody who translates for a publisher."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person translates for one."""
        return has_any(translates_for, request)


class WriterItem(MenuItem):
    """A line of the admin's menu for everybody who writes for a publisher."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person writes for one."""
        return has_any(writes_for, request)


@hooks.register(OUR_MENU)
def translations_in_the_menu() -> TranslatorItem:
    """Translations, and where their source has changed."""
    return TranslatorItem(_("Translations of packs"), reverse("pack_translations"), icon_name="globe", order=322)


@hooks.register(OUR_MENU)
def links_in_the_menu() -> DeskItem:
    """Links that lead nowhere."""
    return DeskItem(_("Links in packs"), reverse("pack_links"), icon_name="link", order=323)


@hooks.register(OUR_MENU)
def voices_in_the_menu() -> WriterItem:
    """What readers wrote."""
    return WriterItem(_("Messages from readers"), reverse("pack_voices"), icon_name="comment", order=323)


@hooks.register(OUR_MENU)
def people_in_the_menu() -> DeskItem:
    """Who works for a publisher, and which checks it asks for."""
    return DeskItem(_("People and checks"), reverse("pack_my_publishers"), icon_name="group", order=322)


class OwnerItem(MenuItem):
    """A line of the admin's settings for the owner of the installation."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person owns it."""
        return looks_after_publishers(request.user)


@hooks.register("register_settings_menu_item")
def publishers_in_the_settings() -> OwnerItem:
    """All publishers, and the form that makes one."""
    return OwnerItem(_("Publishers"), reverse("pack_publishers"), icon_name="openquote", order=50)


@hooks.register("register_log_actions")
def acts_in_the_history(actions: LogActionRegistry) -> None:
    """What a page's history says of acts of this room."""
    actions.register_action("packs.checks", _("Change checks"), _("Changed the checks before publication"))
    actions.register_action("packs.publish_alone", _("Publish alone"), _("Published without a second person"))
    actions.register_action("packs.withdraw", _("Withdraw"), _("Withdrew it, with a notice"))
    actions.register_action("packs.restore", _("Put back"), _("Put it back in the catalogue"))
    actions.register_action("packs.erratum", _("Note a mistake"), _("Told readers of a mistake"))
    actions.register_action("packs.strike", _("Take away the note of a mistake"), _("Took away the note of a mistake"))


@hooks.register("construct_reports_menu")
def reports_of_the_owner(request: HttpRequest, items: list[MenuItem]) -> None:
    """The reports that name what anybody has changed are the owner's; each page has a history of its own."""
    if not looks_after_publishers(request.user):
        items[:] = [item for item in items if item.name not in {"page-types-usage", "site-history"}]
