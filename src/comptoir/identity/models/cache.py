"""The table of the cache: rate limits must hold over all processes, and so does the table come with the migrations."""

from typing import ClassVar

from django.db import models


class CacheEntry(models.Model):
    """As django.core.cache.backends.db reads and writes it; settings.CACHES names the table."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "comptoir_cache"
        verbose_name_plural: ClassVar[str] = "cache entries"

    def __str__(self) -> str:
        return self.cache_key
