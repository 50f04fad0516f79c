"""Statements that fill PostgreSQL with millions of rows, and the way to run them quickly.

Columns that Django fills by itself have no default in the database, so each is named here.
Session time zone is UTC, as Django sets it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

RECORDINGS_OF_AN_HOUR = """
INSERT INTO recordings_recording (
    id, camera_id, wish_id, volume_id, run_id, file_path, status, close_reason, start_time,
    time_source, end_time, closed_at, duration_ms, file_size, video_codec, audio_codec, width,
    height, frames, frames_lost, error, file_version, created_at)
SELECT gen_random_uuid(), c.id, w.id,
    (%(volumes)s::bigint[])[1 + c.id %% cardinality(%(volumes)s::bigint[])], r.run,
    'city_' || c.city_id || '/cam_' || c.id || to_char(r.start, '/YYYY-MM-DD/HH24-MI-SS_')
        || r.run || '.mp4',
    'COMPLETE', 'rollover', r.start, 'born', r.start + interval '1 hour',
    r.start + interval '1 hour', 3600000, 880000000 + floor(random() * 40000000),
    CASE c.id %% 7 WHEN 0 THEN 'hvc1.1.6.L120.90' ELSE 'avc1.4D4028' END,
    'mp4a.40.2', 1920, 1080, 90000, 0, '', 0, r.start + interval '1 second'
FROM recordings_camera c
JOIN recordings_wish w ON w.camera_id = c.id
-- The key frame after the full hour: each camera has its own, and every hour the same.
CROSS JOIN LATERAL (
    SELECT %(hour)s + (c.id %% 2000) * interval '1 millisecond' AS start,
        lpad(to_hex(c.id), 8, '0') AS run
) r
ORDER BY r.start
"""

# What PostgreSQL keeps in the row of a column that is stored elsewhere (TOAST) is 18 bytes long, so
# that this table is, where queries look at it, what one of 10 kB columns would be.
INDEXES_OF_ALL = """
INSERT INTO recordings_fragmentindex (
    recording_id, init_size, first_offset, timescale, first_dts, lead, sizes, durations)
SELECT id, 1200, 1200, 90000, 0, 0, decode(repeat('00', 17), 'hex'), decode(repeat('00', 17), 'hex')
FROM recordings_recording
"""

# A camera reboots in the night of each day; its files are whole hours all the same.
EVENTS = """
INSERT INTO recordings_cameraevent (camera_id, at, state, reason, message, run_id)
SELECT c.id, night + (c.id %% 3600 + e.seconds) * interval '1 second', e.state, e.reason, '',
    CASE e.state WHEN 'recording' THEN lpad(to_hex(c.id), 8, '0') ELSE '' END
FROM generate_series(%(first)s, %(until)s, interval '1 day') night
CROSS JOIN recordings_camera c
CROSS JOIN (VALUES (0, 'backoff', 'timeout'), (1, 'recording', '')) e (seconds, state, reason)
ORDER BY 2
"""

COVERAGE_DAYS = """
INSERT INTO recordings_coverageday (
    camera_id, date, time_zone, wanted_ms, recorded_ms, gaps, restarts, frames, frames_lost,
    is_final, computed_at)
SELECT c.id, day, %(zone)s, 86400000, 86400000, '[]', 0, 2160000, 0, day < %(today)s, now()
FROM generate_series(%(first)s::timestamp, %(today)s::timestamp, interval '1 day') day
CROSS JOIN recordings_camera c
"""

VEHICLES = "CREATE TEMPORARY TABLE vehicle (n integer PRIMARY KEY, plate text, plate_key text)"
COPY_VEHICLES = "COPY vehicle (n, plate, plate_key) FROM STDIN"

DETECTIONS = """
INSERT INTO recordings_detection (
    city_id, camera_id, at, kind, plate, plate_key, confidence, source, external_id, created_at)
SELECT c.city_id, c.id, d.at, CASE WHEN d.n %% 100 = 0 THEN 'lpr_watched' ELSE 'lpr' END, v.plate,
    v.plate_key, 0.9, 'reader', %(prefix)s || '-' || d.n, d.at
FROM (
    SELECT n, %(start)s + random() * (%(end)s - %(start)s) AS at,
        floor(random() * %(vehicles)s)::integer AS vehicle,
        1 + floor(random() * cardinality(%(cameras)s::bigint[]))::integer AS position
    FROM generate_series(1, %(count)s) n
    OFFSET 0  -- so that each number is drawn once
) d
JOIN vehicle v ON v.n = d.vehicle
JOIN recordings_camera c ON c.id = (%(cameras)s::bigint[])[d.position]
ORDER BY d.at
"""

# All but the primary keys, which foreign keys of other tables rest on.
_INDEXES = """
SELECT
    CASE WHEN c.oid IS NULL THEN format('DROP INDEX %%s', i.indexrelid::regclass)
    ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', i.indrelid::regclass, c.conname) END,
    CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
    ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', i.indrelid::regclass, c.conname,
        pg_get_constraintdef(c.oid)) END
FROM pg_index i
LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'
WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
"""


def run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@contextmanager
def filled_quickly(*tables: str) -> Iterator[None]:
    """Their indexes are made anew from what is there at the end, the same as migrations made them.

    Foreign keys stay, as the planner knows them; only their checks of each row, all of which this
    module makes to be right, are left out in this connection.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        found: list[tuple[str, str]] = []
        for table in tables:
            cursor.execute(_INDEXES, [table])
            found += cursor.fetchall()
        for drop, _ in found:
            cursor.execute(drop)
        yield
        for _, make in found:
            cursor.execute(make)
        cursor.execute("SET session_replication_role = origin")


def know_the_tables() -> None:
    """Statistics and visibility maps, as autovacuum makes them in an installation that lives."""
    run("VACUUM (ANALYZE)")
