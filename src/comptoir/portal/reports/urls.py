from django.urls import path

from comptoir.portal.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("pieces/evolution", views.evolution, name="evolution"),
    path("pieces/<slug:report>", views.basic, name="basic"),
    path("<slug:report>/", views.show, name="show"),
]
