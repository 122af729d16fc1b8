from django.urls import path

from comptoir.portal.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:report>/", views.show, name="show"),
]
