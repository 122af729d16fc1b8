"""Addresses of usage files and of the quarantine."""

from django.urls import URLPattern, path

from comptoir.console.usage import batches, quarantine, uploading

app_name = "usage"
urlpatterns: list[URLPattern] = [
    path("", batches.index, name="index"),
    path("upload", uploading.upload, name="upload"),
    path("<int:pk>/", batches.show, name="show"),
    path("quarantine/", quarantine.index, name="quarantine"),
    path("quarantine/replay", quarantine.replay_all, name="replay_all"),
    path("quarantine/replay-selected", quarantine.replay_selected, name="replay_selected"),
    path("quarantine/discard-selected", quarantine.discard_selected, name="discard_selected"),
    path("quarantine/<int:pk>/", quarantine.show, name="record"),
    path("quarantine/<int:pk>/correct", quarantine.correct, name="correct"),
    path("quarantine/<int:pk>/discard", quarantine.discard_one, name="discard"),
]
