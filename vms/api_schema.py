"""How the API describes itself (drf-spectacular)."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "VMS",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "NoticeTargetKindEnum": "recordings.models.NoticeTarget.Kind",
        "AlertKindEnum": "recordings.models.Alert.Kind",
        "CleanupRunKindEnum": "recordings.models.CleanupRun.Kind",
        "DetectionKindEnum": "recordings.models.Detection.Kind",
        "DeletionReasonEnum": "recordings.models.PendingDeletion.Reason",
        "GapReasonEnum": "recordings.gaps.CAUSES",
        "ClipStatusEnum": "clips.models.Status",
    },
    # The page's scripts come from our own static files: many installations see no internet.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
