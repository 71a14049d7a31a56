"""The contract of all parsers, over all samples; the oddities are in the samples' own `why`."""

import pytest

from service.feeds.parsers import PARAMS, PARSERS, REQUIRED, Skip
from tests.helpers.samples import SAMPLES, Sample, assert_adds_up, samples

ALL = list(samples())
every_sample = pytest.mark.parametrize("sample", ALL, ids=[sample.id for sample in ALL])


@every_sample
def test_a_sample_reads_as_expected(sample: Sample) -> None:
    parsed = PARSERS[sample.format](sample.body, sample.params)
    assert parsed.items == sample.items()
    assert parsed.exceptions == sample.expected.get("exceptions", [])
    assert dict(parsed.skipped) == sample.expected["skipped"]
    assert parsed.lines == sample.expected["lines"]
    assert parsed.declared == sample.expected.get("declared")


@every_sample
def test_every_line_is_an_item_an_exception_or_a_counted_skip(sample: Sample) -> None:
    assert_adds_up(PARSERS[sample.format](sample.body, sample.params))


@every_sample
def test_a_byte_order_mark_and_crlf_change_nothing(sample: Sample) -> None:
    windows = b"\xef\xbb\xbf" + sample.body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    parse = PARSERS[sample.format]
    assert parse(windows, sample.params) == parse(sample.body, sample.params)


@every_sample
def test_a_sample_says_why_it_is_kept(sample: Sample) -> None:
    assert sample.expected["why"]
    assert set(sample.expected["skipped"]) <= set(Skip)


def test_every_format_has_a_sample_and_every_sample_a_format() -> None:
    assert {sample.format for sample in ALL} == set(PARSERS)
    described = {f"{sample.id}.expected.json" for sample in ALL} | {sample.id for sample in ALL}
    found = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert found == described


def test_every_required_parameter_is_a_known_one() -> None:
    for name, required in REQUIRED.items():
        assert required <= set(PARAMS[name])


def test_every_reason_to_skip_occurs_in_a_sample() -> None:
    """A reason that nothing gives is one that nobody tests."""
    given = {reason for sample in ALL for reason in sample.expected["skipped"]}
    assert given == {reason.value for reason in Skip}


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_undecodable_bytes_cost_their_own_line_only(name: str) -> None:
    for sample in (s for s in ALL if s.format == name and len(s.items()) > 1):
        text = sample.items()[0].text.encode()
        at = sample.body.find(text)
        broken = sample.body[:at] + b"\xff" + sample.body[at + 1 :]
        parsed = PARSERS[name](broken, sample.params)
        assert_adds_up(parsed)
        # a host's bad byte may also spoil a copy of it in the same record, never another's
        assert parsed.items[-1].text == sample.items()[-1].text
        assert parsed.skipped[Skip.ENCODING] >= 1
