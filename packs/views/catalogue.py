"""The catalogue: every published pack, open to visitors, found by words and narrowed by plain links."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from packs import finding, reading
from packs.filters import Catalogue

A_PAGE = 24


def without(query: QueryDict, name: str) -> str:
    """The address of the same list with the filter `name` and the number of the page taken away."""
    rest = query.copy()
    rest.pop(name, None)
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def meant(request: HttpRequest, filters: Catalogue) -> dict[str, str] | None:
    """The words as they were perhaps meant, with the address that looks for them; None where all of them were found."""
    words = filters.given.get("q", "")
    if not words or (filters.hits.scores and not filters.hits.loosely):
        return None
    better = finding.suggestion(words, filters.queryset)
    if better is None:
        return None
    query = request.GET.copy()
    query.pop("page", None)
    query["q"] = better
    return {"words": better, "href": f"?{query.urlencode()}"}


@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """Packs by words, subject, kind, time needed, level, language and publisher."""
    filters = Catalogue(request.GET, queryset=reading.library().defer("body"))
    page = filters.page(request.GET.get("page"), of=A_PAGE)
    query = without(request.GET, "page").removeprefix("?")
    context = {
        "filters": filters,
        "form": filters.form,
        "page": page,
        "packs": reading.with_publishers(page.object_list),
        "tags": [{"words": shown, "href": without(request.GET, name)} for name, shown in filters.in_use()],
        "loosely": filters.hits.loosely and page.object_list,
        "meant": meant(request, filters),
        "query": f"{query}&" if query else "",
    }
    return render(request, "packs/catalogue.html", context)
