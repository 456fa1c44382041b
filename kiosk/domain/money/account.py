"""The accounts of the desk's books: what each is called, and which way it counts. Money in integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CASH, SAFE, BANK = "cash", "safe", "bank"
"""Money: in a drawer of the desk, in the house's safe, with the office (the estate's account, to and from which money
goes that never lies in the drawer)."""
PREPAID, HELD = "prepaid", "held"
"""Money that is not the house's: paid ahead by a customer, left as a deposit."""
INCOME, FEES = "income", "fees"
"""What services bring in, and what storing and sending do."""
PROVIDERS, DIFFERENCE, WRITTEN_OFF, OPENING = "providers", "difference", "written_off", "opening"
"""Paid out to who does the work; what counting found; what nobody will pay; what was there before the books."""
KINDS = (
    CASH,
    SAFE,
    BANK,
    PREPAID,
    HELD,
    INCOME,
    FEES,
    PROVIDERS,
    DIFFERENCE,
    WRITTEN_OFF,
    OPENING,
)
OWED_BY_HOUSE = (PREPAID, HELD, INCOME, FEES, OPENING)
"""Kinds whose balance people read the other way round: what the house owes, or has earned."""
NEVER_BELOW = (CASH, SAFE, PREPAID, HELD)
"""Kinds that are never below nothing; prepaid alone may be, by a supervisor's decision."""
DRAWER = "desk"
"""The drawer of the desk."""
GENERAL = "general"
"""What a customer has paid ahead for no service in particular."""
CURRENCY = "CNY"


@dataclass(frozen=True)
class Account:
    """One account as it stands. `balance_cents`: debits less credits; `since`: when it was first written in."""

    id: str
    balance_cents: int
    since: datetime
    changed: datetime
    person: str = ""
    about: str = ""
    counted: datetime | None = None
    """A drawer: when it was counted last; None: never, so nobody knows what lay in it before the books."""

    @property
    def kind(self) -> str:
        """What kind of account it is."""
        return kind_of(self.id)

    @property
    def cents(self) -> int:
        """What lies there as people say it: cash in a drawer, money that a customer has here. Below 0: owed to us."""
        return sided(self.id, self.balance_cents)

    @property
    def currency(self) -> str:
        """What it is counted in."""
        return currency_of(self.id)

    @property
    def passing(self) -> bool:
        """Whether it belongs to one customer or deposit, so that nothing is left of it once it is at nothing."""
        return self.kind in (PREPAID, HELD)


def kind_of(account: str) -> str:
    """Return the kind of an account by its name."""
    return account.partition(":")[0]


def currency_of(account: str) -> str:
    """Return the currency of an account by its name."""
    return account.rpartition("@")[2] if "@" in account else CURRENCY


def in_currency(account: str, currency: str) -> str:
    """Return the account of the same name in a currency: amounts of two are never added."""
    plain = account.partition("@")[0]
    return plain if currency == CURRENCY else f"{plain}@{currency}"


def sided(account: str, cents: int) -> int:
    """Return debits less credits as people read this account."""
    return -cents if kind_of(account) in OWED_BY_HOUSE else cents


def cash(drawer: str = DRAWER) -> str:
    """Return the account of a drawer."""
    return f"{CASH}:{drawer}"


def safe() -> str:
    """Return the account of the house's safe."""
    return f"{SAFE}:house"


def bank() -> str:
    """Return the account of what goes through the estate's account at a bank: transfers, payments by QR code."""
    return f"{BANK}:office"


def prepaid(person: str, about: str = "") -> str:
    """Return the account of what a customer has paid ahead for a service number; without one, for any."""
    return f"{PREPAID}:{person}:{about or GENERAL}"


def held(what: str, name: str) -> str:
    """Return the account of one deposit: `what` it was left for ("pass", "loan", "contractor"), and which of these."""
    return f"{HELD}:{what}:{name}"


def income(service: str) -> str:
    """Return the account of what a service of the catalogue brings in."""
    return f"{INCOME}:{service}"


def fees(what: str) -> str:
    """Return the account of a fee: "storage", "sending"."""
    return f"{FEES}:{what}"


def providers(service: str) -> str:
    """Return the account of what is paid out to those who do a service."""
    return f"{PROVIDERS}:{service}"


def difference(drawer: str = DRAWER) -> str:
    """Return the account of what counting a drawer found beside the record."""
    return f"{DIFFERENCE}:{drawer}"


def written_off() -> str:
    """Return the account of what nobody will pay."""
    return f"{WRITTEN_OFF}:all"


def opening() -> str:
    """Return the account of what was there before these books were kept."""
    return f"{OPENING}:books"
