"""The command: kiosk token add | renew | revoke | list SITE.toml."""

from __future__ import annotations

import argparse
import hmac
import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from kiosk.api.store import FILE, ApiStore
from kiosk.domain.api.telling import NAME, SCOPES
from kiosk.flows.api.access import fresh_token
from kiosk.flows.api.ports import Token
from kiosk.settings import SettingsProblems, load
from kiosk.site_keys import LooseSecrets, SiteKeys, load_or_make


class WrongToken(Exception):
    """The command can't be done; the message says why."""


def store_of(folder: Path, keys: SiteKeys) -> ApiStore:
    """Return the store of tokens and hooks in a site's folder."""
    return ApiStore(folder / FILE, hmac.new(keys.vault, b"api hooks", sha256).digest())


def add_token(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Let the program know the command; it can be used while the kiosk is at work."""
    sub = commands.add_parser("token", help="give other programs a way into the API, or take it back")
    sub.add_argument("act", choices=("add", "renew", "revoke", "list"))
    sub.add_argument("site", type=Path, help="the site's settings (TOML)")
    sub.add_argument("name", nargs="?", default="", help="what the program is called: a-z, 0-9, -")
    sub.add_argument(
        "--scope", action="append", default=[], choices=SCOPES, help="what it may do; again for more"
    )
    sub.add_argument("--root", type=Path, help="where relative paths start (default: the settings' folder)")
    sub.set_defaults(alone=token)


def token(asked: argparse.Namespace) -> int:
    """Do one thing to the tokens; return the exit code."""
    acts: dict[str, Callable[[ApiStore, SiteKeys, argparse.Namespace], None]] = {
        "add": _add, "renew": _renew, "revoke": _revoke, "list": _list,
    }  # fmt: skip
    try:
        settings = load(asked.site)
        folder = (asked.root or asked.site.parent).resolve() / settings.storage.folder
        if folder.exists() and folder.stat().st_uid != os.geteuid():
            raise WrongToken(
                f"{folder} belongs to user {folder.stat().st_uid}: run this as that user (sudo -u)"
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = load_or_make(folder / "keys")
        store = store_of(folder, keys)
        try:
            acts[asked.act](store, keys, asked)
        finally:
            store.close()
    except SettingsProblems as wrong:
        for problem in wrong.problems:
            print(f"kiosk: {problem}", file=sys.stderr)
        return 78
    except (WrongToken, LooseSecrets, OSError, sqlite3.Error) as trouble:
        print(f"kiosk: {trouble}", file=sys.stderr)
        return 1
    return 0


def _add(store: ApiStore, keys: SiteKeys, asked: argparse.Namespace) -> None:
    if not NAME.fullmatch(asked.name):
        raise WrongToken("a name is 1 to 32 of a-z, 0-9 and -")
    if not asked.scope:
        raise WrongToken(f"say what it may do: --scope with {', '.join(SCOPES)}")
    known = store.token(asked.name)
    if known and known.revoked is None:
        raise WrongToken(f"there is a token {asked.name}; renew it, revoke it, or take another name")
    _give(store, keys, asked.name, frozenset(asked.scope))


def _renew(store: ApiStore, keys: SiteKeys, asked: argparse.Namespace) -> None:
    if asked.scope:
        raise WrongToken("a renewed token keeps its scopes; revoke it and add it again to change them")
    _give(store, keys, asked.name, _known(store, asked.name).scopes)


def _give(store: ApiStore, keys: SiteKeys, name: str, scopes: frozenset[str]) -> None:
    shown, digest = fresh_token(name, keys.digest)
    store.give(Token(name, scopes, digest, datetime.now(UTC)))
    print(shown)
    print("This is shown once and kept nowhere. Whoever has it can use it.", file=sys.stderr)


def _revoke(store: ApiStore, keys: SiteKeys, asked: argparse.Namespace) -> None:
    store.revoke(_known(store, asked.name).name, datetime.now(UTC))
    print(f"{asked.name} is revoked; its webhooks ended with it")


def _known(store: ApiStore, name: str) -> Token:
    known = store.token(name)
    if known is None or known.revoked:
        raise WrongToken(f"there is no token {name!r}")
    return known


def _list(store: ApiStore, keys: SiteKeys, asked: argparse.Namespace) -> None:
    for one in store.tokens():
        ended = f"revoked {one.revoked:%Y-%m-%d}" if one.revoked else "good"
        print(f"{one.name:32}  {ended:18}  made {one.made:%Y-%m-%d}  {' '.join(sorted(one.scopes))}")
