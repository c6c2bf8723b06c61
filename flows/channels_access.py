"""The door to own channels: Zalo's tokens renew themselves, and what they become is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawlers.connectors.base import Account
from crawlers.connectors.client import Client
from crawlers.connectors.zalo_token import TokenKeeper
from langnghe.config import Source, Workspace

# Beside the secret that a source names, others of the same name with these endings.
APP_ID, APP_SECRET, HOOK_SECRET, VERIFY = "_APP_ID", "_APP_SECRET", "_HOOK", "_VERIFY"


def token_file(workspace: Workspace, source: Source) -> Path:
    """Return where an account's present tokens are: readable by their owner alone, like the keys."""
    return workspace.root / "data" / "tokens" / f"{source.id}.json"


def opened(workspace: Workspace, account: Account, client: Client) -> Account:
    """Return a Zalo account with an access token in place of the refresh token that a person gave.

    Raises a ConnectorError when the app's secrets are missing or consent has to be given anew.
    """
    source = account.source
    if not account.token:
        return account
    keeper = TokenKeeper(
        path=token_file(workspace, source),
        given=account.token,
        app_id=account.secret(source.token + APP_ID),
        app_secret=account.secret(source.token + APP_SECRET),
    )
    return replace(
        account,
        token=keeper.access(client),
        renew=lambda spent: keeper.access(client, spent=spent),
        token_expires=keeper.expires(),
    )
