"""Addresses of the invoice pages."""

from django.urls import URLPattern, path

from comptoir.portal.invoices import lines, questions, views

app_name = "invoices"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("questions/", questions.index, name="questions"),
    path("questions/<int:pk>/", questions.show, name="question"),
    path("questions/<int:pk>/reply", questions.say, name="reply"),
    path("questions/<int:pk>/close", questions.end, name="close"),
    path("<slug:number>/", views.show, name="show"),
    path("<slug:number>/pdf", views.pdf, name="pdf"),
    path("<slug:number>/difference", views.difference, name="difference"),
    path("<slug:number>/difference/<slug:part>/", views.part, name="part"),
    path("<slug:number>/ask", questions.ask_about, name="ask"),
    path("<slug:number>/lines/<int:position>/", lines.show, name="line"),
    path("<slug:number>/lines/<int:position>/why", lines.why, name="line_why"),
]
