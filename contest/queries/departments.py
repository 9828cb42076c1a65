"""The departments of the house."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Department


@dataclass(frozen=True)
class DepartmentView:
    """One of them; a retired one is only shown beside what it was once asked."""

    id: UUID
    name: str
    retired: bool


def every() -> list[DepartmentView]:
    """All of them by name, retired ones last; one statement."""
    rows = reading().execute(
        select(Department.id, Department.name, Department.retired).order_by(
            Department.retired, func.lower(Department.name), Department.id
        )
    )
    return [DepartmentView(*row) for row in rows]


def working() -> list[DepartmentView]:
    """Those that can be asked something, by name."""
    return [department for department in every() if not department.retired]
