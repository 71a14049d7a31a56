"""Filling forms of the extension's pages, in tabs that may lie behind another."""

import json

from tests.helpers.browsers import Tab


def fill(tab: Tab, id: str, value: str) -> None:
    """Write into a field, as if typed or chosen."""
    field = f"document.getElementById('{id}')"
    events = (
        "['input', 'change'].forEach(kind => field.dispatchEvent(new Event(kind, {bubbles: true})))"
    )
    tab.run(f"((field) => {{ field.value = {json.dumps(value)}; {events}; }})({field})")


def press(tab: Tab, selector: str) -> None:
    """Press a button, also of a tab that is not in front."""
    tab.run(f"document.querySelector({json.dumps(selector)}).click()")


def hand_over(tab: Tab, id: str, content: str, name: str = "settings.json") -> None:
    """Choose a file with this content."""
    file = f"new File([{json.dumps(content)}], {json.dumps(name)}, {{type: 'application/json'}})"
    tab.run(
        "((field) => { const files = new DataTransfer(); "
        f"files.items.add({file}); field.files = files.files; "
        "field.dispatchEvent(new Event('change', {bubbles: true})); })"
        f"(document.getElementById('{id}'))"
    )


def text_of(tab: Tab, id: str) -> str:
    """What an element says now."""
    return str(tab.run(f"document.getElementById('{id}').textContent"))


def is_shown(tab: Tab, id: str) -> bool:
    """Whether an element is there to be seen."""
    return bool(tab.run(f"document.getElementById('{id}').checkVisibility()"))
