"""Addresses of the registration form: public, and the same for everyone until an e-mail address is proved."""

from django.urls import URLPattern, path

from comptoir.portal.registration import coming, filling, standing

app_name = "registration"
urlpatterns: list[URLPattern] = [
    path("", coming.begin, name="begin"),
    path("sent", coming.sent, name="sent"),
    path("confirm/<slug:token>", coming.prove, name="prove"),
    path("return/<slug:token>", coming.come_back, name="return"),
    path("conditions", coming.conditions, name="conditions"),
    path("leave", coming.leave, name="leave"),
    path("company", filling.fill, name="form"),
    path("check/<slug:field>", filling.check, name="check"),
    path("state", standing.show, name="state"),
    path("withdraw", standing.give_up, name="withdraw"),
    path("documents/<key:pk>", standing.upload, name="upload"),
]
