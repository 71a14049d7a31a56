"""Write the extension's zip for each browser into dist/: the same bytes from the same files.

Each browser gets what it needs of the folder, with a manifest that asks for no permission it does
not use, and the lists that protect until the service has answered.
"""

import argparse
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

EXTENSION = Path(__file__).parents[1]
LEFT_OUT = ("tools/", "package.json")
PACKAGED = (".html", ".css", ".js", ".json", ".png", ".txt", "/LICENSE", "/NOTICE", "/globe.svg")
NOT_FOR = {
    "chromium": {"permissions": {"webRequestBlocking"}, "background": {"scripts"}},
    "firefox": {"permissions": {"declarativeNetRequest"}, "background": {"service_worker"}},
}
KEYS_NOT_FOR = {
    "chromium": {"browser_specific_settings"},
    "firefox": {"minimum_chrome_version", "storage"},
}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can name
UNIX = 3  # the system that made a zip, whichever it was
READABLE = 0o644 << 16


def files_for(browser: str) -> dict[str, bytes]:
    """Return the packaged files by path, for `chromium` or `firefox`."""
    paths = sorted(path for path in EXTENSION.rglob("*") if path.is_file())
    named = {path.relative_to(EXTENSION).as_posix(): path for path in paths}
    files = {name: path.read_bytes() for name, path in named.items() if is_packaged(name)}
    manifest = manifest_for(browser, json.loads(files["manifest.json"]))
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return files | {"manifest.json": text.encode()}


def is_packaged(name: str) -> bool:
    """Say whether a file is for browsers, and not for those who work on the extension."""
    hidden = any(part.startswith((".", "__")) for part in name.split("/"))
    return name.endswith(PACKAGED) and not name.startswith(LEFT_OUT) and not hidden


def manifest_for(browser: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest without what only the other browser understands."""
    unwanted = NOT_FOR[browser]
    kept = {key: value for key, value in manifest.items() if key not in KEYS_NOT_FOR[browser]}
    kept["permissions"] = [p for p in kept["permissions"] if p not in unwanted["permissions"]]
    background = kept["background"].items()
    kept["background"] = {key: v for key, v in background if key not in unwanted["background"]}
    return kept


def write_zip(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip whose bytes depend on the files alone, not on when or where it is made."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = READABLE
            archive.writestr(info, files[name])


def main() -> None:
    """Write dist/mynah-BROWSER-VERSION.zip for both browsers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=EXTENSION.parent / "dist", help="a folder")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    from starting_lists import packaged  # reads feeds and guards, which nothing else here needs

    lists = packaged()
    for browser in NOT_FOR:
        files = files_for(browser) | lists
        version = json.loads(files["manifest.json"])["version"]
        target = folder / f"mynah-{browser}-{version}.zip"
        write_zip(target, files)
        print(f"{target}: {len(files)} files, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
