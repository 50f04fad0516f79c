"""Routes below `/api/`, with the specifications' several names for one thing."""

from django.urls import include, path

from recordings.api import (
    alerts,
    cameras,
    certificates,
    cleanups,
    control,
    coverage,
    detections,
    expiries,
    holds,
    notice_targets,
    recordings,
    states,
    storage,
)

urlpatterns = [
    path("cameras/", cameras.CameraList.as_view(), name="cameras"),
    path("cameras/probe/", cameras.Probe.as_view(), name="camera-probe"),
    path("cameras/states/", states.CameraStates.as_view(), name="camera-states"),
    path("cameras/<str:camera_id>/", cameras.CameraDetail.as_view(), name="camera"),
    path(
        "cameras/<str:camera_id>/coverage/",
        coverage.CameraCoverage.as_view(),
        name="camera-coverage",
    ),
    path(
        "cameras/<str:camera_id>/certificate/",
        certificates.CameraCertificate.as_view(),
        name="camera-certificate",
    ),
    path("certificates/key/", certificates.CertificateKey.as_view(), name="certificate-key"),
    path("recording/start/", control.StartRecording.as_view(), name="recording-start"),
    path("recording/stop/", control.StopRecording.as_view(), name="recording-stop"),
    path("recording/enable/<str:camera_id>/", control.EnableRecording.as_view(), name="enable"),
    path("recording/disable/<str:camera_id>/", control.DisableRecording.as_view(), name="disable"),
    path("recording/status/<str:camera_id>/", control.RecordingStatus.as_view(), name="status"),
    path("recordings/", recordings.RecordingList.as_view(), name="recordings"),
    path("recordings/start/", control.StartWish.as_view(), name="wish-start"),
    path("recordings/search/", recordings.RecordingSearch.as_view(), name="recording-search"),
    path("recordings/<str:recording_id>/", recordings.RecordingDetail.as_view(), name="recording"),
    path("recordings/<str:recording_id>/stop/", control.StopWish.as_view(), name="wish-stop"),
    path(
        "recordings/<str:recording_id>/download/",
        recordings.RecordingDownload.as_view(),
        name="recording-download",
    ),
    path("detections/", include(detections)),
    path("expiries/", expiries.Expiries.as_view(), name="expiries"),
    path("", include(alerts)),
    path("", include(cleanups)),
    path("", include(holds)),
    path("", include(notice_targets)),
    path("", include(storage)),
]
