"""The console's addresses: one area, one folder."""

from django.urls import URLPattern, URLResolver, include, path

from comptoir.console import components, home, search

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("usage/", include("comptoir.console.usage.urls")),
    path("billing/", include("comptoir.console.billing.urls")),
    path("questions/", include("comptoir.console.questions.urls")),
    path("customers/", include("comptoir.console.customers.urls")),
    path("affiliates/", include("comptoir.console.affiliates.urls")),
    path("third-parties/", include("comptoir.console.third_parties.urls")),
    path("registrations/", include("comptoir.console.registrations.urls")),
    path("staff/", include("comptoir.console.staff.urls")),
    path("contracts/", include("comptoir.console.contracts.urls")),
    path("suspensions/", include("comptoir.console.suspensions.urls")),
    path("catalogue/", include("comptoir.console.catalogue.urls")),
    path("jobs/", include("comptoir.console.jobs.urls")),
    path("audit/", include("comptoir.console.audit.urls")),
    path("search/", search.show, name="search"),
    path("setup/", include("comptoir.console.setup.urls")),
    path("components", components.show, name="components"),
    path("components/jobs/<int:number>", components.job, name="components_job"),
    path("components/why", components.why, name="components_why"),
]
