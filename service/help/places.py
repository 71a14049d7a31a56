"""The countries that a reader can choose from: those with a helpline, those where people are held,
and those they come from. ISO 3166-1 alpha-2. Pure.
"""

from typing import Final

PLACES: Final = frozenset(
    {
        *("AU", "BD", "CN", "GB", "HK", "ID", "IN", "JP", "KE", "KH", "KR", "LA"),
        *("LK", "MM", "MY", "NP", "PH", "PK", "SG", "TH", "TW", "US", "VN"),
    }
)
