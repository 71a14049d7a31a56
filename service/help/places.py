"""The countries that a reader can choose from: those with a helpline, those where people are held,
and those they come from. English names by ISO 3166-1 alpha-2. Pure.
"""

from typing import Final

PLACES: Final = {
    "AU": "Australia",
    "BD": "Bangladesh",
    "KH": "Cambodia",
    "CN": "China",
    "HK": "Hong Kong",
    "IN": "India",
    "ID": "Indonesia",
    "JP": "Japan",
    "KE": "Kenya",
    "LA": "Laos",
    "MY": "Malaysia",
    "MM": "Myanmar",
    "NP": "Nepal",
    "PK": "Pakistan",
    "PH": "Philippines",
    "SG": "Singapore",
    "KR": "South Korea",
    "LK": "Sri Lanka",
    "TW": "Taiwan",
    "TH": "Thailand",
    "GB": "United Kingdom",
    "US": "United States",
    "VN": "Vietnam",
}
