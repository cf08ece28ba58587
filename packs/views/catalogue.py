"""The catalogue: every published pack, open to visitors, narrowed by plain links and one form."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from packs import reading
from packs.forms import Catalogue

A_PAGE = 24


def without(query: QueryDict, name: str) -> str:
    """The address of the same list with the filter `name` and the number of the page taken away."""
    rest = query.copy()
    rest.pop(name, None)
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """Packs by subject, publisher, language, time needed and words."""
    filters = Catalogue(request.GET, queryset=reading.library())
    page = Paginator(filters.qs if filters.is_valid() else filters.queryset.none(), A_PAGE).get_page(
        request.GET.get("page")
    )
    query = without(request.GET, "page").removeprefix("?")
    context = {
        "filters": filters,
        "form": filters.form,
        "page": page,
        "packs": reading.with_publishers(page.object_list),
        "tags": [{"words": words, "href": without(request.GET, name)} for name, words in filters.in_use()],
        "query": f"{query}&" if query else "",
    }
    return render(request, "packs/catalogue.html", context)
