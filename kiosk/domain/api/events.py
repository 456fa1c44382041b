"""Facts about who may use the API and what it tells on: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class ApiEvent(Event):
    """Something about the way in for other programs; the base of all events here. None of them changes the house."""


@stored_as("api.token.made/1")
@dataclass(frozen=True)
class ApiTokenMade(ApiEvent):
    """A program was given a token, or another one in place of its first; its scopes are all that it may do."""

    name: str
    scopes: tuple[str, ...]


@stored_as("api.token.revoked/1")
@dataclass(frozen=True)
class ApiTokenRevoked(ApiEvent):
    """A program's token is good for nothing any more; its webhooks ended with it."""

    name: str


@stored_as("api.hook.set/1")
@dataclass(frozen=True)
class WebhookSet(ApiEvent):
    """A program wants to be told of these things at this address."""

    hook: str
    origin: str
    kinds: tuple[str, ...]
    by: str


@stored_as("api.hook.renewed/1")
@dataclass(frozen=True)
class WebhookSecretRenewed(ApiEvent):
    """What a program is told is signed with a new secret."""

    hook: str
    by: str


@stored_as("api.hook.removed/1")
@dataclass(frozen=True)
class WebhookRemoved(ApiEvent):
    """A program is told nothing any more: it said so (`by` its name), or its receiver did (`by` "receiver")."""

    hook: str
    by: str
