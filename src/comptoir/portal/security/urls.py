"""Addresses of sign-in and security."""

from django.urls import URLPattern, path

from comptoir.portal.security import people, providers, reporting, rules, views

app_name = "security"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("history", views.history, name="history"),
    path("sessions/others", views.end_others, name="end_others"),
    path("sessions/<int:pk>", views.end_one, name="end_one"),
    path("report", reporting.report, name="report"),
    path("report/<int:pk>", reporting.letter, name="letter"),
    path("report/for/<int:pk>", people.report_for_person, name="report_for"),
    path("rules", rules.index, name="rules"),
    path("rules/change", rules.change, name="change_rule"),
    path("rules/history", people.history, name="people_history"),
    path("domains/add", rules.add_domain, name="add_domain"),
    path("domains/<int:pk>", rules.domain, name="domain"),
    path("domains/<int:pk>/check", rules.check_domain, name="check_domain"),
    path("domains/<int:pk>/end", rules.remove_domain, name="end_domain"),
    path("providers/add", providers.add, name="add_provider"),
    path("providers/<int:pk>", providers.show, name="provider"),
    path("providers/<int:pk>/renew", providers.renew, name="renew_provider"),
    path("providers/<int:pk>/end", providers.end, name="end_provider"),
    path("providers/<int:pk>/invite", providers.invite, name="invite_to_provider"),
]
