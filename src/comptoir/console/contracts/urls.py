"""Addresses of portal contracts: those of customers, what is unused, the documents, which one prevails."""

from django.urls import URLPattern, path

from comptoir.console.contracts import acting, defaults, documents, views

app_name = "contracts"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("unused", views.unused, name="unused"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/notice", acting.give, name="notice"),
    path("<int:pk>/letter", acting.write_down, name="letter"),
    path("notices/<int:pk>/withdraw", acting.withdraw, name="withdraw"),
    path("<int:pk>/begin", acting.begin_anew, name="begin_anew"),
    path("<int:pk>/deactivate", acting.stop_unused, name="deactivate"),
    path("<int:pk>/fleet", acting.end_fleet, name="end_fleet"),
    path("requests/<int:pk>/grant", acting.grant, name="grant"),
    path("requests/<int:pk>/refuse", acting.refuse, name="refuse"),
    path("<int:pk>/default", defaults.send, name="default"),
    path("defaults/<int:pk>/remedied", defaults.remedied, name="remedied"),
    path("defaults/<int:pk>/suspend", defaults.suspend, name="suspend"),
    path("defaults/<int:pk>/end", defaults.end, name="end"),
    path("documents", documents.index, name="documents"),
    path("documents/publish", documents.publish, name="publish"),
    path("documents/<int:pk>/", documents.read, name="read"),
    path("order", documents.order, name="order"),
]
