"""The map: every address, and by name the few doors that need no sign-in.

Every other door is locked by `LoginRequiredMiddleware`. Pages are served by Wagtail: whether a page needs a sign-in is
asked by the room that binds it (`programmes.http.bind`). `tests/test_house.py` holds the list of open doors.
"""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from elearning.pages import routing, views, walls

handler500 = "elearning.accounts.failing.failed"
serve_page = login_not_required(routing.serve)
# Only sized copies of pictures are handed out: originals and documents lie beside them and stay private.
serve_picture = login_not_required(views.picture)
# Wagtail's own sign-in pages take a bare password past our limits and codes; both lead to ours instead.
to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))
# Wagtail's admin starts its choosers by scripts within its pages, and shows previews in frames; nowhere else is either done.
WIDER = csp_replace(
    {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
    }
)


def with_inline_code(view: walls.View) -> walls.View:
    """A view of Wagtail's admin, with the policy that it needs."""
    return WIDER(xframe_options_sameorigin(view))


# Put before Wagtail's own doors of the same addresses, which show what is another organisation's.
guarded = [
    path("account/", walls.Account.as_view(), name="wagtailadmin_account"),
    path("choose-page/<int:parent_page_id>/", walls.below),
    path("choose-page/chosen-multiple/", walls.chosen),
    path("bulk/<str:app_label>/<str:model_name>/<str:action>/", walls.bulk),
    path("tag-autocomplete/", walls.no_tags),
    path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", walls.no_tags),
    re_path("^api/main/(?P<kind>images|documents)/", walls.nothing),
    path("reports/page-types-usage/", walls.owners_only(PageTypesUsageReportView.as_view())),
    path("reports/page-types-usage/results/", walls.owners_only(PageTypesUsageReportView.as_view(results_only=True))),
    path("reports/site-history/", walls.owners_only(LogEntriesView.as_view())),
    path("reports/site-history/results/", walls.owners_only(LogEntriesView.as_view(results_only=True))),
]


def around(view: walls.View) -> walls.View:
    """A view of Wagtail's admin with our walls and its own policy of scripts."""
    return with_inline_code(walls.within_own(view))


handler400 = "elearning.pages.views.refused"
urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", login_not_required(walls.for_staff(to_sign_in)), name="admin_side_door"),
    # Wagtail asks for this name when a page is for signed-in people only.
    path("_util/login/", to_sign_in, name="wagtailcore_login"),
    path(
        "admin/", include(decorate_urlpatterns(decorate_urlpatterns(guarded, require_admin_access), with_inline_code))
    ),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, around))),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", serve_picture, name="picture"),
    path("", include("elearning.accounts.urls")),
    path("", include("elearning.post.urls")),
    path("", include("elearning.auditing.urls")),
    path("", include("elearning.records.urls")),
    path("", include("elearning.erasures.urls")),
    path("", include("elearning.programmes.urls")),
    path("", include("elearning.assessments.urls")),
    path("", include("elearning.evaluations.urls")),
    path("", include("elearning.stories.urls")),
    path("", include("elearning.opportunities.urls")),
    path("", include("elearning.values.urls")),
    path("", include("elearning.partnering.urls")),
    path("", include("elearning.workshops.urls")),
    path("", include("elearning.profiles.urls")),
    path("", include("elearning.agreements.urls")),
    path("", include("elearning.events.urls")),
    path("", include("elearning.pages.urls")),
    path("", include("packs.urls")),
    path("", include("actionsets.urls")),
    path("", serve_page, {"path": ""}, name="home"),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
]
