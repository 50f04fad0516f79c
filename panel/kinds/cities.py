"""Cities put on another plan, with what that would delete."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import JobForm, Kind, Line, Preview, Work, named
from panel.kinds.fields import ChoiceOfFew
from panel.kinds.telling import Verdicts, moment_in_words
from plans.models import City, Plan, User
from plans.selectors import get_or_404, require_superuser
from plans.services import city_update
from plans.sizes import size_words
from recordings.cleanup.expiry import volumes_to_clean
from recordings.cleanup.lesser_promise import Loss, loss_by, reckoned_loss
from recordings.models import Camera, StorageVolume

MOST_EXACT = 500
"""Cameras whose files a page may wait for."""


class PlanForm(JobForm):
    plan = ChoiceOfFew(label=gettext_lazy("New plan"), queryset=Plan.objects.all())


class PutOnPlan(Kind):
    code = "city_plan"
    words = gettext_lazy("Put on another plan")
    model = "plans.city"
    city_path = "pk"
    form = PlanForm
    is_dangerous = True

    def is_for(self, user: User) -> bool:
        return user.is_superuser

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        require_superuser(work.actor)
        plan: Plan = work.values["plan"]
        cities = City.objects.filter(pk__in=targets).select_related("plan")
        verdicts, losses = Verdicts(), []
        is_exact = Camera.objects.filter(city__in=targets).count() <= MOST_EXACT
        lost_by = loss_by if is_exact else reckoned_loss
        users = dict(cities.order_by().values_list("pk").annotate(Count("memberships")))
        for city in cities.order_by("name"):
            row = (city.name, city.plan.name, _days(city, plan, work.now))
            if city.plan_id == plan.pk:
                verdicts.unchanged.append((*row, "-", "-", _("has this plan already")))
            elif users[city.pk] > plan.max_users:
                verdicts.refused.append((*row, "-", "-", _users(users[city.pk], plan)))
            else:
                loss = lost_by(city, plan, work.now)
                losses.append(loss)
                verdicts.changed.append((*row, *_figures(loss), _result(loss)))
        columns = [_("City"), _("Plan now"), _("Kept"), _("Frees"), _("Files"), _("What happens")]
        return verdicts.preview(_sentences(plan, losses), columns, _warnings(losses, is_exact))

    def act(self, work: Work, target: Any) -> Line:
        city = get_or_404(City.objects.select_related("plan"), pk=target)
        plan: Plan = work.values["plan"]
        if city.plan_id == plan.pk:
            return Line(city.name, _("has this plan already"))
        city_update(actor=work.actor, city=city, plan=plan, address=work.address)
        return Line(city.name, f"{city.plan} → {plan}")

    def name_of(self, target: Any) -> str:
        return named(City, target)


def _days(city: City, plan: Plan, now: datetime) -> str:
    """`15 → 7 days`."""
    days = ngettext("%(n)s day", "%(n)s days", plan.retention_days)
    return f"{city.retention_days_at(now)} → {days % {'n': plan.retention_days}}"


def _users(users: int, plan: Plan) -> str:
    words = ngettext(
        "The plan %(plan)s includes %(limit)d user.",
        "The plan %(plan)s includes %(limit)d users.",
        plan.max_users,
    )
    limit = words % {"plan": plan.name, "limit": plan.max_users}
    return f"{limit} ({users})"


def _figures(loss: Loss) -> tuple[str, str]:
    return size_words(loss.bytes), str(loss.files)


def _result(loss: Loss) -> str:
    if loss.begins_at is None or not loss.files:
        return _("nothing is deleted")
    return _("deleted from %(begins)s to %(done)s") % _span(loss)


def _span(loss: Loss) -> dict[str, str]:
    assert loss.begins_at is not None
    assert loss.done_at is not None
    return {"begins": moment_in_words(loss.begins_at), "done": moment_in_words(loss.done_at)}


def _sentences(plan: Plan, losses: Sequence[Loss]) -> list[str]:
    words = ngettext(
        "%(n)s city is put on the plan %(plan)s.",
        "%(n)s cities are put on the plan %(plan)s.",
        len(losses),
    )
    told = [words % {"n": len(losses), "plan": plan.name}]
    lossy = [loss for loss in losses if loss.files]
    if not lossy:
        return [*told, _("No footage is deleted because of it.")]
    files = sum(loss.files for loss in lossy)
    days = max(loss.days for loss in lossy)
    frees = ngettext(
        "Frees %(size)s and deletes %(days)s day (%(files)s files), in 24 hours at the earliest "
        "(%(begins)s).",
        "Frees %(size)s and deletes %(days)s days (%(files)s files), in 24 hours at the earliest "
        "(%(begins)s).",
        days,
    )
    size = size_words(sum(loss.bytes for loss in lossy))
    first = min(lossy, key=lambda loss: loss.begins_at or datetime.max.replace(tzinfo=UTC))
    return [*told, frees % {"size": size, "days": days, "files": files, **_span(first)}]


def _warnings(losses: Sequence[Loss], is_exact: bool) -> list[str]:
    away = _volumes_away() if any(loss.begins_at for loss in losses) else []
    if not any(loss.files for loss in losses):
        return away
    reckoned = _(
        "Of so many cameras it is reckoned by whole days; held footage is counted here too, though "
        "it stays."
    )
    return [
        *away,
        *([] if is_exact else [reckoned]),
        _("Until then the old plan can be chosen again, and nothing is lost."),
        _("What is recorded until then is not counted; held footage stays."),
    ]


def _volumes_away() -> list[str]:
    """Volumes whose footage no cleanup would touch now, and none is counted of."""
    there = [volume.pk for volume in volumes_to_clean()]
    names = StorageVolume.objects.exclude(pk__in=there).values_list("name", flat=True)
    words = _("Not counted is what lies on a volume that is away: %(names)s.")
    return [words % {"names": ", ".join(names)}] if names else []


KINDS: list[Kind] = [PutOnPlan()]
