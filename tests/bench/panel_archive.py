"""What the administration shows of a city-scale database besides recordings: clips, usage, states,
alerts, log entries, viewers. For PostgreSQL only; `big_database.fill` comes first."""

from tests.bench import bulk_sql

_STATES = """
INSERT INTO recordings_recorderstatus (
    camera_id, node, state, since, run_id, config_version, restarts, error_code, error_message)
SELECT id, node, (ARRAY['recording', 'recording', 'recording', 'backoff', 'stalled'])[1 + id % 5],
    now() - (id % 5000) * interval '1 minute', lpad(to_hex(id), 8, '0'), 1, id % 3, '', ''
FROM recordings_camera
"""
_NODES = """
INSERT INTO recordings_recordernode (name, hostname, started_at, heartbeat_at)
SELECT 'recorder-' || n, 'host-' || n, now() - interval '3 days', now()
FROM generate_series(1, 10) n
"""
_USAGE = """
INSERT INTO recordings_usage (camera_id, volume_id, date, bytes, files)
SELECT camera_id, volume_id, (start_time AT TIME ZONE 'UTC')::date, sum(file_size), count(*)
FROM recordings_recording GROUP BY 1, 2, 3
"""
_SAMPLES_OF_CITIES = """
INSERT INTO recordings_usagesample (at, city_id, bytes, files, clip_bytes, clips, promised_days,
    reachable_days, projected)
SELECT at, c.id, 1000000000000 + 1000000000 * (c.id + extract(epoch FROM at)::bigint / 3600 % 720),
    100000, 5000000000, 5000, 30, 28.5, '[]'
FROM generate_series(date_trunc('hour', now()) - interval '90 days', now(), '1 hour') at
CROSS JOIN plans_city c
"""
_SAMPLES_OF_VOLUMES = """
INSERT INTO recordings_usagesample (at, volume_id, bytes, total_bytes, free_bytes, bytes_per_hour,
    files, clip_bytes, clips, full_after_days, projected)
SELECT at, v.id, 1000000000000, 2000000000000, 900000000000, 1000000000, 0, 0, 0, 12.5, '[]'
FROM generate_series(date_trunc('hour', now()) - interval '90 days', now(), '1 hour') at
CROSS JOIN recordings_storagevolume v
"""
_CLIPS = """
INSERT INTO clips_clip (uuid, camera_id, user_id, username, name, start_time, end_time, mode,
    status, progress, error, error_code, attempts, volume_id, file_path, file_size, sha256,
    duration_ms, gaps, manifest, is_permanent, created_at, ready_at)
SELECT gen_random_uuid(), c.id, p.id, p.username, 'Clip ' || n, at, at + interval '1 minute',
    'exact', 'ready', 100, '', '', 1, v.id, 'clips/cam_' || c.id || '/clip_' || n || '.mp4',
    15000000, repeat('0', 64), 60000, '[]', '{}', true, at + interval '2 minutes',
    at + interval '2 minutes'
FROM (
    SELECT n, (SELECT min(id) FROM recordings_camera) + n % (SELECT count(*) FROM recordings_camera)
        AS camera_id, now() - n * interval '30 seconds' AS at
    FROM generate_series(1, %(clips)s) n
) d
JOIN recordings_camera c ON c.id = d.camera_id
JOIN LATERAL (SELECT u.id, u.username FROM plans_user u JOIN plans_membership m
    ON m.user_id = u.id WHERE m.city_id = c.city_id ORDER BY u.id LIMIT 1) p ON true
CROSS JOIN (SELECT min(id) AS id FROM recordings_storagevolume) v
"""
_ALERTS = """
INSERT INTO recordings_alert (kind, severity, subject, city_id, camera_id, details, opened_at,
    closed_at)
SELECT 'camera_offline', 'warning', 'camera:' || id, city_id, id, '{}',
    now() - n * interval '7 hours', CASE WHEN n = 1 AND id % 40 = 0 THEN NULL ELSE now() END
FROM recordings_camera CROSS JOIN generate_series(1, 5) n
"""
_ENTRIES = """
INSERT INTO plans_auditentry (at, action, user_id, username, city_id, subject, details, address)
SELECT now() - n * interval '20 seconds', (ARRAY['sign_in', 'export', 'clip_cut'])[1 + n %% 3],
    u.id, u.username, c.id, 'Camera ' || n, '{}', '10.0.0.1'
FROM generate_series(1, %(entries)s) n
CROSS JOIN (SELECT min(id) AS id, min(username) AS username FROM plans_user) u
JOIN plans_city c
    ON c.id = (SELECT min(id) FROM plans_city) + n %% (SELECT count(*) FROM plans_city)
"""
_RUN = """
INSERT INTO recordings_cleanuprun (kind, due_at, started_at, finished_at, stopped_by,
    expected_files, expected_bytes, files, bytes, freed_bytes, details)
SELECT 'retention', d, d, d + interval '1 minute', '', 24000, 0, 24000, 0, 0, '{}'
FROM generate_series(date_trunc('day', now()) - interval '90 days', now(), '1 day') d
"""


def fill_panel(clips: int, entries: int) -> None:
    for statement in (_STATES, _NODES, _USAGE, _SAMPLES_OF_CITIES, _SAMPLES_OF_VOLUMES):
        bulk_sql.run(statement)
    bulk_sql.run(_CLIPS.replace(" n % (", " n %% ("), clips=clips)
    bulk_sql.run(_ALERTS)
    bulk_sql.run(_ENTRIES, entries=entries)
    bulk_sql.run(_RUN)
    bulk_sql.know_the_tables()
