"""The portal's addresses: one area, one folder."""

from django.urls import URLPattern, URLResolver, include, path

from comptoir.portal import paths
from comptoir.portal.overview import views as overview
from comptoir.portal.search import views as search

__all__ = ["app_name", "paths", "urlpatterns"]

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("search", search.show, name="search"),
    path("invoices/", include("comptoir.portal.invoices.urls")),
    path("usage/", include("comptoir.portal.usage.urls")),
    path("cards/", include("comptoir.portal.cards.urls")),
    path("reports/", include("comptoir.portal.reports.urls")),
    path("people/third-parties/", include("comptoir.portal.third_parties.urls")),
    path("people/reviews/", include("comptoir.portal.reviews.urls")),
    path("people/group/", include("comptoir.portal.group.urls")),
    path("people/why/", include("comptoir.portal.why.urls")),
    path("people/preview/", include("comptoir.portal.preview.urls")),
    path("people/", include("comptoir.portal.people.urls")),
    path("register/", include("comptoir.portal.registration.urls")),
    path("company/", include("comptoir.portal.company.urls")),
    path("log/", include("comptoir.portal.log.urls")),
    path("contract/", include("comptoir.portal.contract.urls")),
    path("settings/", include("comptoir.portal.settings.urls")),
    path("settings/security/", include("comptoir.portal.security.urls")),
    path("settings/tokens/", include("comptoir.portal.tokens.urls")),
]
