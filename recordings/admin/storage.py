"""Storage volumes in the admin."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from recordings.models import StorageVolume


@admin.register(StorageVolume)
class StorageVolumeAdmin(ModelAdmin):
    list_display = ("name", "root", "reserve_bytes", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name", "root")
    readonly_fields = ("uuid", "root", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A volume needs its identity file on its disk; set-up makes both.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
