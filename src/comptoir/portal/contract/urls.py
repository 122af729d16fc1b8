"""Addresses of the portal contract: itself, its applications, its documents, exports."""

from django.urls import URLPattern, path

from comptoir.portal.contract import applications, defaults, documents, exports, views

app_name = "contract"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("notice", views.give, name="notice"),
    path("notices/<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("applications", applications.index, name="applications"),
    path("applications/<slug:application>/why", applications.why, name="why"),
    path("applications/<slug:application>/ask", applications.ask, name="ask"),
    path("terms", documents.index, name="terms"),
    path("terms/accept", documents.say_yes, name="accept"),
    path("terms/refuse", documents.say_no, name="refuse"),
    path("terms/<int:pk>/", documents.read, name="read"),
    path("order", documents.order, name="order"),
    path("defaults/send", defaults.send, name="default"),
    path("defaults/<int:pk>/remedied", defaults.remedied, name="remedied"),
    path("defaults/<int:pk>/suspend", defaults.suspend, name="suspend"),
    path("defaults/<int:pk>/end", defaults.end, name="end"),
    path("export", exports.ask, name="export"),
    path("export/<int:pk>/", exports.fragment, name="export_progress"),
    path("export/<int:pk>/stop", exports.stop, name="export_stop"),
    path("export/<int:pk>/file", exports.file, name="export_file"),
]
