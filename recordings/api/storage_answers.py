"""What the storage API answers, put together from what was read."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from plans.models import City
from recordings.forecast import CityForecast, Forecast
from recordings.storage_selectors import StorageUsage, VolumeState
from recordings.usage.sums import CameraUsage, GroupUsage, Summed, by_user, grouped, listed

FIGURES = ("total_bytes", "free_bytes", "reserve_bytes", "bytes_per_hour")
FACTS = ("id", "name", "is_active", "is_short")
AMOUNTS = ("bytes", "files", "clip_bytes", "clips")


def volume_answer(state: VolumeState) -> dict[str, Any]:
    return {
        **{name: getattr(state.volume, name) for name in (*FACTS, *FIGURES)},
        "folder": state.volume.root,
        "identity": state.identity.value,
        "used_bytes": state.used_bytes,
        "footage_bytes": state.footage_bytes,
        "hours_left": _rounded(state.hours_left),
        "days_until_full": _rounded(state.days_until_full),
    }


def usage_answer(usage: StorageUsage) -> dict[str, Any]:
    """Of several cities."""
    by_city, other_cities = listed(grouped(usage.cameras, lambda camera: camera.city))
    by_plan = grouped(usage.cameras, lambda camera: camera.plan)
    found = _usage(usage)
    found["unlisted"]["by_city"] = asdict(other_cities)
    found["by_city"] = [_group(group, "city", "name") for group in by_city]
    found["by_plan"] = [_group(group, "plan", "name") for group in by_plan]
    return found


def forecast_answer(whole: Forecast) -> dict[str, Any]:
    return {
        "capacity_bytes": max(whole.capacity_bytes, 0),
        "bytes_per_day": round(whole.bytes_per_day),
        "needed_bytes": round(whole.needed_bytes),
        "days_until_full": _rounded(whole.full_after_days),
        "reachable_days": _rounded(whole.reachable_days),
    }


def promises_answer(
    cities: Iterable[City], forecasts: Iterable[CityForecast], now: datetime
) -> list[dict[str, Any]]:
    names = {city.pk: city.name for city in cities}
    return [
        {"city": found.city_id, "name": names[found.city_id], **_promise(found, now)}
        for found in forecasts
        if found.city_id in names
    ]


def city_answer(
    city: City,
    usage: StorageUsage,
    quotas: Mapping[int, int],
    ours: Iterable[CityForecast],
    now: datetime,
) -> dict[str, Any]:
    """`ours` is empty while the city has no camera that records or keeps footage."""
    found = _usage(usage)
    for camera in found["by_camera"]:
        quota = quotas.get(camera["camera"], 0)
        camera.update(quota_bytes=quota, used_percent=_percent(camera["bytes"], quota))
    quota = sum(quotas.values())
    days = city.retention_days_at(now)
    nothing = CityForecast(city.pk, 0.0, 0.0, days, float(days), None)
    return {
        **found,
        "city": city.pk,
        "name": city.name,
        "plan": city.plan.code,
        "quota": {"quota_bytes": quota, "used_percent": _percent(found["bytes"], quota)},
        "forecast": _promise(next(iter(ours), nothing), now),
    }


def _usage(usage: StorageUsage) -> dict[str, Any]:
    cameras, other_cameras = listed(usage.cameras)
    users, other_users = listed(by_user(usage.cameras, usage.clips))
    return {
        **{name: sum(getattr(one, name) for one in usage.cameras) for name in AMOUNTS},
        "by_camera": [_camera(camera) for camera in cameras],
        "by_user": [_group(group, "user", "username") for group in users],
        "by_day": [day._asdict() for day in usage.days],
        "unlisted": {"by_camera": asdict(other_cameras), "by_user": asdict(other_users)},
    }


def _camera(camera: CameraUsage) -> dict[str, Any]:
    return {
        "camera": camera.camera_id,
        "name": camera.name,
        "city": camera.city[0],
        "is_archived": camera.is_archived,
        **_amounts(camera),
    }


def _group(group: GroupUsage, key: str, name: str) -> dict[str, Any]:
    """A group of cameras without an owner has neither id nor name."""
    identity, words = group.key or (None, "")
    return {key: identity, name: words, "cameras": group.cameras, **_amounts(group)}


def _amounts(one: Summed) -> dict[str, int]:
    return {name: getattr(one, name) for name in AMOUNTS}


def _promise(city: CityForecast, now: datetime) -> dict[str, Any]:
    return {
        "bytes_per_day": round(city.bytes_per_day),
        "needed_bytes": round(city.needed_bytes),
        "retention_promised_days": city.retention_days,
        "retention_reachable_days": round(city.reachable_days, 1),
        "is_at_risk": city.is_at_risk,
        "days_until_full": _rounded(city.breaks_after_days),
        "breaks_at": city.breaks_at(now),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
