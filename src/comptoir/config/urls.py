"""Every address, in one tree."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("comptoir.portal.signing_in.urls")),
    path("console/", include("comptoir.console.urls")),
    path("api/v1/", include("comptoir.api.v1.urls")),
    path("scim/v2/<str:customer>/", include("comptoir.api.scim.urls")),
    path("", include("comptoir.web.urls")),
    path("", include("comptoir.portal.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("comptoir.demo.urls")))

handler400 = "comptoir.web.errors.bad_request"
handler403 = "comptoir.web.errors.permission_denied"
handler404 = "comptoir.web.errors.not_found"
handler429 = "comptoir.web.errors.too_many"  # django-allauth asks for it
handler500 = "comptoir.web.errors.server_error"
