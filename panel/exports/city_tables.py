"""Tables of cities, their people, their log, and what they are told."""

import json

from django.utils.translation import gettext_lazy as _

from panel.exports.columns import Table, choice, column, computed, named
from recordings.alerting.words import alert_sentence
from recordings.notices.failures import reason_words


class Cities(Table):
    model = "plans.city"
    related = ("plan",)
    zone_path = "time_zone"
    city_path = "pk"

    id = column("pk", _("number"))
    name = column("name", _("name"))
    plan = named("plan", _("plan"))
    time_zone = column("time_zone", _("time zone"))
    retention_days = column("plan__retention_days", _("retention (days)"))
    max_gb_per_camera = column("plan__max_gb_per_camera", _("GB per camera"))
    max_users = column("plan__max_users", _("users"))
    created_at = column("created_at", _("created at"))


class Memberships(Table):
    model = "plans.membership"
    related = ("city", "user")
    zone_path = "city__time_zone"
    city_path = "city"

    username = column("user__username", _("user name"))
    email = column("user__email", _("email address"))
    city = named("city", _("city"))
    role = choice("role", _("role"))
    created_at = column("created_at", _("created at"))


class AuditEntries(Table):
    model = "plans.auditentry"
    related = ("city",)
    zone_path = "city__time_zone"
    city_path = "city"

    id = column("pk", _("number"))
    at = column("at", _("at"))
    action = choice("action", _("action"))
    username = column("username", _("user name"))
    city = named("city", _("city"))
    subject = column("subject", _("subject"))
    details = computed(lambda row: json.dumps(row.details, ensure_ascii=False), _("details"))
    address = column("address", _("network address"))


class Alerts(Table):
    model = "recordings.alert"
    related = ("city", "camera", "volume", "acknowledged_by")
    zone_path = "city__time_zone"
    city_path = "city"

    id = column("pk", _("number"))
    opened_at = column("opened_at", _("opened at"))
    closed_at = column("closed_at", _("closed at"))
    kind = choice("kind", _("kind"))
    severity = choice("severity", _("severity"))
    city = named("city", _("city"))
    camera = named("camera", _("camera"))
    volume = named("volume", _("volume"))
    message = computed(alert_sentence, _("message"))
    acknowledged_at = column("acknowledged_at", _("acknowledged at"))
    acknowledged_by = named("acknowledged_by", _("acknowledged by"))


class Notices(Table):
    """Where they go as it may be shown, and nothing of what they say."""

    model = "recordings.notice"
    related = ("target__city",)
    zone_path = "target__city__time_zone"
    city_path = "target__city"
    left_out = ("content", "target__address_encrypted")

    id = column("pk", _("number"))
    created_at = column("created_at", _("created at"))
    kind = choice("kind", _("kind"))
    target = column("target__address_display", _("target"))
    city = named("target__city", _("city"))
    sent_at = column("sent_at", _("sent at"))
    tries = column("tries", _("tries"))
    given_up_at = column("given_up_at", _("given up at"))
    error = computed(lambda notice: reason_words(notice.error), _("error"))


class UsageSamples(Table):
    model = "recordings.usagesample"
    related = ("city", "volume")
    zone_path = "city__time_zone"
    city_path = "city"

    at = column("at", _("at"))
    volume = named("volume", _("volume"))
    city = named("city", _("city"))
    bytes = column("bytes", _("bytes"))
    files = column("files", _("files"))
    total_bytes = column("total_bytes", _("total"))
    free_bytes = column("free_bytes", _("free"))
    bytes_per_hour = column("bytes_per_hour", _("bytes an hour"))
    clip_bytes = column("clip_bytes", _("bytes of clips"))
    clips = column("clips", _("clips"))
    full_after_days = column("full_after_days", _("full after (days)"))
    promised_days = column("promised_days", _("promised (days)"))
    reachable_days = column("reachable_days", _("reachable (days)"))


class CleanupRuns(Table):
    model = "recordings.cleanuprun"
    related = ("started_by",)
    left_out = ("details",)
    is_for_owners = False

    id = column("pk", _("number"))
    kind = choice("kind", _("kind"))
    due_at = column("due_at", _("due at"))
    started_at = column("started_at", _("started at"))
    finished_at = column("finished_at", _("finished at"))
    stopped_by = choice("stopped_by", _("stopped by"))
    expected_files = column("expected_files", _("files expected"))
    expected_bytes = column("expected_bytes", _("bytes expected"))
    files = column("files", _("files deleted"))
    bytes = column("bytes", _("bytes deleted"))
    freed_bytes = column("freed_bytes", _("bytes freed"))
    started_by = named("started_by", _("started by"))


TABLES: tuple[type[Table], ...] = (
    Cities,
    Memberships,
    AuditEntries,
    Alerts,
    Notices,
    UsageSamples,
    CleanupRuns,
)
