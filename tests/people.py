"""Builders of people and cities, for every test that asks who may do what."""

from dataclasses import dataclass
from itertools import count

from knox.models import AuthToken
from rest_framework.test import APIClient

from plans.entitlements import Role
from plans.models import City, Membership, Plan, User

_numbers = count(1)
PASSWORD = "correct horse battery staple"

# As sold: name, position, days, users, GB a camera, clips. A test that empties the database
# (threads, transactions) takes away what the migration put there.
FIGURES = {
    "basic": ("Basic", 1, 7, 3, 168, 10),
    "pro": ("Pro", 2, 15, 5, 360, 50),
    "premium": ("Premium", 3, 30, 10, 720, None),
}


@dataclass(frozen=True)
class People:
    """Everybody who asks: three members of a city, a stranger who owns another, and no member."""

    owner: User
    operator: User
    viewer: User
    stranger: User
    superuser: User
    city: City
    other_city: City


def make_plan(code: str = "basic") -> Plan:
    name, position, days, users, gb, clips = FIGURES[code]
    defaults = {
        "name": name,
        "position": position,
        "retention_days": days,
        "max_users": users,
        "max_gb_per_camera": gb,
        "max_clips": clips,
    }
    return Plan.objects.get_or_create(code=code, defaults=defaults)[0]


def make_city(name: str = "Aurora", plan: str = "basic") -> City:
    return City.objects.create(name=name, plan=make_plan(plan), time_zone="America/Sao_Paulo")


def make_user(
    username: str | None = None,
    *,
    password: str | None = None,
    is_superuser: bool = False,
    is_active: bool = True,
) -> User:
    """A person, by default one with a name of their own who cannot sign in with a password.

    To hash one costs a third of a second: ask for it only where somebody signs in.
    """
    username = username or f"person-{next(_numbers)}"
    user = User(
        username=username,
        email=f"{username}@example.org",
        is_superuser=is_superuser,
        is_staff=is_superuser,
        is_active=is_active,
    )
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    return user


def join(user: User, city: City, role: Role = Role.VIEWER) -> Membership:
    """A membership past every rule, to set the scene."""
    return Membership.objects.create(user=user, city=city, role=role)


def make_member(city: City, role: Role = Role.VIEWER, username: str | None = None) -> User:
    user = make_user(username)
    join(user, city, role)
    return user


def make_people(plan: str = "pro") -> People:
    city, other_city = make_city("Aurora", plan), make_city("Boreal", plan)
    return People(
        owner=make_member(city, Role.OWNER, "owner"),
        operator=make_member(city, Role.OPERATOR, "operator"),
        viewer=make_member(city, Role.VIEWER, "viewer"),
        stranger=make_member(other_city, Role.OWNER, "stranger"),
        superuser=make_user("root", is_superuser=True),
        city=city,
        other_city=other_city,
    )


def api_client(user: User | None = None) -> APIClient:
    """A client with a real token, asking for English; anonymous without a user."""
    client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    if user is not None:
        _issued, token = AuthToken.objects.create(user=user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client
