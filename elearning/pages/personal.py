"""What Wagtail's own tables hold of people, until when, and what erasing does with it (TRUST P01, DOMAIN 1.13)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, holds_nothing, purpose

EDITING = purpose(
    "pages",
    _("What editors of pages have set for themselves, and what they had open"),
    _("So that Wagtail looks as they like it and two do not overwrite each other."),
    Kept.ACCOUNT,
)
EDITED = purpose(
    "pages",
    _("Who wrote, changed, uploaded or approved a page, a picture or a document"),
    _("So that a publisher can see who did what to its pages."),
    Kept.OFFICE,
    Erased.UNNAMED,
)
REMARKS = purpose(
    "pages",
    _("Remarks of editors beside a page that is being written"),
    _("So that those who write a page together can talk about it."),
    Kept.OFFICE,
)
holds(
    "wagtailusers.UserProfile",
    EDITING,
    whose="user",
    personal=(
        "user submitted_notifications approved_notifications rejected_notifications updated_comments_notifications "
        "preferred_language current_time_zone avatar dismissibles theme contrast density keyboard_shortcuts"
    ),
    other="id",
    untold=(
        "user submitted_notifications approved_notifications rejected_notifications updated_comments_notifications "
        "preferred_language current_time_zone avatar dismissibles theme contrast density keyboard_shortcuts"
    ),
    untold_because=_("You see and change it in the editors’ pages under “Account”."),
)
holds(
    "wagtailadmin.EditingSession",
    EDITING,
    whose="user",
    personal="user last_seen_at is_editing",
    other="id content_type object_id",
    untold="user last_seen_at is_editing",
    untold_because=_("It is gone when the page is closed."),
)
holds(
    "wagtailadmin.FormState",
    EDITING,
    whose="user",
    personal="data user object_id parent_object_id last_updated_at",
    other="id content_type",
    untold="data user object_id parent_object_id last_updated_at",
    untold_because=_("What had not been saved when a page was closed: you find it there."),
)
holds(
    "wagtailcore.APIToken",
    EDITING,
    whose="user",
    personal="user name key_hash prefix created revoked_at last_used_at",
    other="id",
    untold="user name key_hash prefix created revoked_at last_used_at",
    untold_because=_("A secret that opens nothing here."),
)
holds(
    "wagtailcore.Comment",
    REMARKS,
    whose="user",
    personal="user text created_at updated_at",
    unlinked="resolved_by",
    other="id page contentpath position revision_created resolved_at",
    untold="user text created_at updated_at",
    untold_because=_("You see it beside the page that it is about; it is part of a publisher’s work."),
)
holds(
    "wagtailcore.CommentReply",
    REMARKS,
    whose="user",
    personal="user text created_at updated_at",
    other="id comment",
    untold="user text created_at updated_at",
    untold_because=_("You see it beside the page that it is about; it is part of a publisher’s work."),
)
holds(
    "wagtailcore.PageSubscription",
    REMARKS,
    whose="user",
    personal="user comment_notifications",
    other="id page",
    untold="user comment_notifications",
    untold_because=_("You see and change it beside the page."),
)
holds(
    "wagtailcore.Page",
    EDITED,
    unlinked="locked_by owner",
    other=(
        "id path depth numchild translation_key locale latest_revision live has_unpublished_changes "
        "first_published_at last_published_at live_revision go_live_at expire_at expired locked locked_at title "
        "draft_title slug content_type url_path latest_revision_created_at alias_of show_in_menus seo_title "
        "search_description"
    ),
)
holds(
    "wagtailcore.Revision",
    EDITED,
    unlinked="user",
    blanked="content object_str",
    other="id content_type base_content_type object_id created_at approved_go_live_at",
)
holds(
    "wagtailcore.PageLogEntry",
    EDITED,
    unlinked="user",
    blanked="data",
    other="id content_type label action timestamp uuid revision content_changed deleted page",
)
holds(
    "wagtailcore.ModelLogEntry",
    EDITED,
    unlinked="user",
    blanked="data label",
    other="id content_type action timestamp uuid revision content_changed deleted object_id",
)
holds(
    "wagtailcore.UploadedFile",
    EDITED,
    unlinked="uploaded_by_user",
    other="id for_content_type file",
)
holds(
    "wagtailcore.WorkflowState",
    EDITED,
    unlinked="requested_by",
    other="id content_type base_content_type object_id workflow status created_at current_task_state",
)
holds(
    "wagtailcore.TaskState",
    EDITED,
    unlinked="finished_by",
    blanked="comment",
    other="id workflow_state revision task status started_at finished_at content_type",
)
holds(
    "wagtaildocs.Document",
    EDITED,
    unlinked="uploaded_by_user",
    other="id collection title file created_at file_size file_hash",
)
holds(
    "wagtailimages.Image",
    EDITED,
    unlinked="uploaded_by_user",
    other=(
        "id collection title file description width height created_at focal_point_x focal_point_y focal_point_width "
        "focal_point_height file_size file_hash"
    ),
)
holds_nothing(
    "wagtailembeds.Embed",
    (
        "id url max_width hash type html title author_name provider_name thumbnail_url width height last_updated "
        "cache_until"
    ),
)
holds_nothing("wagtailimages.Rendition", "id filter_spec file width height focal_point_key image")
holds_nothing(
    "wagtailsearch.IndexEntry", "id content_type object_id title_norm autocomplete title body title_text body_text"
)
holds_nothing("wagtailsearch.SQLiteFTSIndexEntry", "autocomplete title body index_entry")
holds_nothing("wagtailadmin.Admin", "id")
holds_nothing("wagtailcore.Locale", "id language_code")
holds_nothing("wagtailcore.Site", "id hostname port site_name root_page is_default_site")
holds_nothing("wagtailcore.GroupSitePermission", "id group site permission")
holds_nothing("wagtailcore.CollectionViewRestriction_groups", "id collectionviewrestriction group")
holds_nothing("wagtailcore.CollectionViewRestriction", "id restriction_type password collection")
holds_nothing("wagtailcore.Collection", "id path depth numchild name")
holds_nothing("wagtailcore.GroupCollectionPermission", "id group collection permission")
holds_nothing("wagtailcore.WorkflowContentType", "content_type workflow")
holds_nothing("wagtailcore.Workflow", "id name active")
holds_nothing("wagtailcore.WorkflowTask", "id sort_order workflow task")
holds_nothing("wagtailcore.Task", "id name content_type active")
holds_nothing("wagtailcore.GroupApprovalTask_groups", "id groupapprovaltask group")
holds_nothing("wagtailcore.GroupApprovalTask", "task_ptr")
holds_nothing("wagtailcore.GroupPagePermission", "id group page permission")
holds_nothing("wagtailcore.PageViewRestriction_groups", "id pageviewrestriction group")
holds_nothing("wagtailcore.PageViewRestriction", "id restriction_type password page")
holds_nothing("wagtailcore.WorkflowPage", "page workflow")
holds_nothing(
    "wagtailcore.ReferenceIndex",
    (
        "id content_type base_content_type object_id to_content_type to_object_id model_path content_path "
        "content_path_hash"
    ),
)
holds_nothing("taggit.Tag", "id name slug")
holds_nothing("taggit.TaggedItem", "id tag content_type object_id")
holds_nothing("simple_translation.SimpleTranslation", "id")
holds_nothing("pages.HomePage", "page_ptr headline lead way_title way welcomes closing")
holds_nothing("pages.PlainPage", "page_ptr lead body")
