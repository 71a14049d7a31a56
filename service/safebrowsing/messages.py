"""The messages of Safe Browsing v4, as JSON and as protobuf, from one description of their fields.

Names and numbers are Google's (package `google.security.safebrowsing.v4`, as its Go reference and
Firefox have them); what no client of ours sends or reads is left out.
"""

import re
from typing import Any, Final

from google.protobuf import duration_pb2
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

_PACKAGE: Final = "google.security.safebrowsing.v4"
_DURATION: Final = "google.protobuf.Duration"

_ENUMS: Final = {
    "ThreatType": (
        *("THREAT_TYPE_UNSPECIFIED", "MALWARE", "SOCIAL_ENGINEERING_PUBLIC", "UNWANTED_SOFTWARE"),
        *("POTENTIALLY_HARMFUL_APPLICATION", "SOCIAL_ENGINEERING", "API_ABUSE"),
        *("MALICIOUS_BINARY", "CSD_WHITELIST", "CSD_DOWNLOAD_WHITELIST", "CLIENT_INCIDENT"),
        *("CLIENT_INCIDENT_WHITELIST", "APK_MALWARE_OFFLINE", "SUBRESOURCE_FILTER", "SUSPICIOUS"),
        *("TRICK_TO_BILL", "HIGH_CONFIDENCE_ALLOWLIST", "ACCURACY_TIPS"),
    ),
    "PlatformType": (
        *("PLATFORM_TYPE_UNSPECIFIED", "WINDOWS", "LINUX", "ANDROID", "OSX", "IOS"),
        *("ANY_PLATFORM", "ALL_PLATFORMS", "CHROME"),
    ),
    "ThreatEntryType": (
        *("THREAT_ENTRY_TYPE_UNSPECIFIED", "URL", "EXECUTABLE", "IP_RANGE", "CHROME_EXTENSION"),
        *("FILENAME", "CERT"),
    ),
    "CompressionType": ("COMPRESSION_TYPE_UNSPECIFIED", "RAW", "RICE"),
    "ResponseType": ("RESPONSE_TYPE_UNSPECIFIED", "PARTIAL_UPDATE", "FULL_UPDATE"),
}
_MESSAGES: Final = {
    "ClientInfo": "string client_id = 1; string client_version = 2",
    "ThreatEntry": "bytes hash = 1; string url = 2",
    "ThreatInfo": "repeated ThreatType threat_types = 1; repeated PlatformType platform_types = 2; "
    "repeated ThreatEntry threat_entries = 3; repeated ThreatEntryType threat_entry_types = 4",
    "ThreatEntryMetadata": "",
    "ThreatMatch": "ThreatType threat_type = 1; PlatformType platform_type = 2; "
    "ThreatEntry threat = 3; ThreatEntryMetadata threat_entry_metadata = 4; "
    "Duration cache_duration = 5; ThreatEntryType threat_entry_type = 6",
    "FindThreatMatchesRequest": "ClientInfo client = 1; ThreatInfo threat_info = 2",
    "FindThreatMatchesResponse": "repeated ThreatMatch matches = 1",
    "FindFullHashesRequest": "ClientInfo client = 1; repeated bytes client_states = 2; "
    "ThreatInfo threat_info = 3; ClientInfo api_client = 4",
    "FindFullHashesResponse": "repeated ThreatMatch matches = 1; "
    "Duration minimum_wait_duration = 2; Duration negative_cache_duration = 3",
    "Constraints": "int32 max_update_entries = 1; int32 max_database_entries = 2; "
    "string region = 3; repeated CompressionType supported_compressions = 4; "
    "string language = 5; string device_location = 6",
    "ListUpdateRequest": "ThreatType threat_type = 1; PlatformType platform_type = 2; "
    "bytes state = 3; Constraints constraints = 4; ThreatEntryType threat_entry_type = 5",
    "FetchThreatListUpdatesRequest": "ClientInfo client = 1; "
    "repeated ListUpdateRequest list_update_requests = 3",
    "RawHashes": "int32 prefix_size = 1; bytes raw_hashes = 2",
    "RawIndices": "repeated int32 indices = 1",
    "RiceDeltaEncoding": "int64 first_value = 1; int32 rice_parameter = 2; "
    "int32 num_entries = 3; bytes encoded_data = 4",
    "ThreatEntrySet": "CompressionType compression_type = 1; RawHashes raw_hashes = 2; "
    "RawIndices raw_indices = 3; RiceDeltaEncoding rice_hashes = 4; "
    "RiceDeltaEncoding rice_indices = 5",
    "Checksum": "bytes sha256 = 1",
    "ListUpdateResponse": "ThreatType threat_type = 1; ThreatEntryType threat_entry_type = 2; "
    "PlatformType platform_type = 3; ResponseType response_type = 4; "
    "repeated ThreatEntrySet additions = 5; repeated ThreatEntrySet removals = 6; "
    "bytes new_client_state = 7; Checksum checksum = 8",
    "FetchThreatListUpdatesResponse": "repeated ListUpdateResponse list_update_responses = 1; "
    "Duration minimum_wait_duration = 2",
    "ThreatListDescriptor": "ThreatType threat_type = 1; PlatformType platform_type = 2; "
    "ThreatEntryType threat_entry_type = 3",
    "ListThreatListsResponse": "repeated ThreatListDescriptor threat_lists = 1",
}
_SCALARS: Final = {
    "bytes": FieldDescriptorProto.TYPE_BYTES,
    "int32": FieldDescriptorProto.TYPE_INT32,
    "int64": FieldDescriptorProto.TYPE_INT64,
    "string": FieldDescriptorProto.TYPE_STRING,
}


class Unreadable(ValueError):
    """What was sent is not the message that was expected; `field` is where, as far as is known."""

    def __init__(self, name: str, field: str = "") -> None:
        super().__init__(f"this is no {name}")
        self.name, self.field = name, field


def _add_field(message: DescriptorProto, line: str) -> None:
    """Add a field from its line, as a .proto file has it."""
    *repeated, kind, name, _, number = line.split()
    field = message.field.add(name=name, number=int(number))
    field.label = FieldDescriptorProto.LABEL_OPTIONAL
    if repeated:
        field.label = FieldDescriptorProto.LABEL_REPEATED
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        is_enum = kind in _ENUMS
        field.type = (
            FieldDescriptorProto.TYPE_ENUM if is_enum else FieldDescriptorProto.TYPE_MESSAGE
        )
        field.type_name = f".{_DURATION}" if kind == "Duration" else f".{_PACKAGE}.{kind}"


def _file() -> FileDescriptorProto:
    """Describe all messages; in proto2, so that a value of zero can be told from none."""
    file = FileDescriptorProto(name="safebrowsing.proto", package=_PACKAGE, syntax="proto2")
    file.dependency.append(duration_pb2.DESCRIPTOR.name)
    for name, values in _ENUMS.items():
        enum = file.enum_type.add(name=name)
        for number, value in enumerate(values):
            enum.value.add(name=value, number=number)
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for line in filter(None, fields.split("; ")):
            _add_field(message, line)
    return file


def _pool() -> DescriptorPool:
    """A pool of our own: another library in this process may know the same names."""
    pool = DescriptorPool()
    pool.AddSerializedFile(duration_pb2.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(_file().SerializeToString())
    return pool


_POOL: Final = _pool()
_FIELDS: Final = {
    field.json_name
    for name in _MESSAGES
    for field in _POOL.FindMessageTypeByName(f"{_PACKAGE}.{name}").fields
}
THREAT_TYPES: Final = _ENUMS["ThreatType"]
PLATFORM_TYPES: Final = _ENUMS["PlatformType"]
THREAT_ENTRY_TYPES: Final = _ENUMS["ThreatEntryType"]


def new(name: str, **fields: Any) -> Any:
    """Return a message of this name. Its fields are Python's attributes, in snake case."""
    return GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.{name}"))(**fields)


def from_protobuf(name: str, data: bytes) -> Any:
    """Return the message that was sent. Raises `Unreadable`."""
    message = new(name)
    try:
        message.ParseFromString(data)
    except (DecodeError, UnicodeDecodeError):
        raise Unreadable(name) from None
    return message


def from_json(name: str, value: object) -> Any:
    """Return the message that was sent: a field that it has not is refused. Raises `Unreadable`."""
    if not isinstance(value, dict):
        raise Unreadable(name)
    try:
        return ParseDict(value, new(name), descriptor_pool=_POOL)
    except (ParseError, TypeError, ValueError, AttributeError) as problem:
        raise Unreadable(name, _place(str(problem), name)) from None


def _place(problem: str, name: str) -> str:
    """Return the last field that the library names, if it is one of ours: never what was sent."""
    found: str = ""
    for path in re.findall(rf"{name}((?:\.[A-Za-z]+(?:\[[0-9]+\])?)+)", problem):
        if set(re.findall("[A-Za-z]+", path)) <= _FIELDS:
            found = path[1:]
    return found


def to_json(message: Message) -> dict[str, Any]:
    """Return what JSON says of a message; bytes are Base64, and durations such as `300s`."""
    found: dict[str, Any] = MessageToDict(message, descriptor_pool=_POOL)
    return found
