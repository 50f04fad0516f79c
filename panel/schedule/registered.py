"""The tasks that the programs know and that can come by themselves: those without arguments."""

import inspect

from celery import current_app


def registered_tasks() -> list[str]:
    current_app.loader.import_default_modules()
    return sorted(
        name
        for name, task in current_app.tasks.items()
        if not name.startswith("celery.") and _needs_nothing(task.run)
    )


def _needs_nothing(run: object) -> bool:
    assert callable(run)
    parameters = inspect.signature(run).parameters.values()
    return all(
        p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters
    )
