"""Nothing that people sent runs on a moderator's page, leads away from it or leaves it."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from service.casework import Loss, Personal, Role
from service.services import Services
from tests.helpers.casefile import PAGE, CaseFile
from tests.helpers.moderators import REASON, Moderator, Page, visible
from tests.moderation.test_desk import appeal

HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "\u202egpj.exe\u2066\u0000",
    "</textarea></bdi></p><form action=//evil.example><button>x",
)


@pytest.mark.parametrize("before", ["x", "9" * 5000, "\x00", "(", "00000000000.r1\n"])
def test_a_place_that_is_none_begins_with_the_newest_report(
    ann: Moderator, file: CaseFile, before: str
) -> None:
    case = file.report(personal=Personal("Told."))
    answer = ann.get(f"/moderation/cases/{case.id}?before={quote(before)}")
    assert answer.status_code == 200
    assert "Told." in answer.text


def test_no_target_is_a_link_and_no_address_is_written_whole(
    ann: Moderator, file: CaseFile
) -> None:
    file.report(PAGE, "scam.example/", personal=Personal(typed=("https://bright-profit.com/x",)))
    text = ann.get(f"/moderation/cases/{file.case(PAGE).id}").text
    outside = [link for link in Page(text).links if not link.startswith(("/", "#"))]
    assert outside == []
    assert "bright-profit.com" not in visible(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_send_is_shown_and_never_runs(
    ann: Moderator, file: CaseFile, text: str
) -> None:
    told = Personal(text, text, (text,))
    case = file.report(personal=told, loss=Loss(text, text))
    appeal(file)
    report = file.parts.cases.reports_of([case.id], 1)[0]
    file.parts.cases.receive(
        replace(report, ref="again", may_contact=True, language=text), told, []
    )
    calm = Page(ann.get(f"/moderation/cases/{file.report('calm-site.com/').id}").text)
    answers = [
        ann.get(f"/moderation/cases/{case.id}"),
        ann.rule(case.id, "block", block_reason=text + "\x07", block_category=text),
        ann.post("/moderation/bulk", csrf="", item=text, reason=text, category=text, action=text),
        ann.get(f"/moderation?kind={text}&category={text}&page={text}&done={text}"),
    ]
    for answer in answers:
        assert answer.status_code in (200, 400, 403)
        page = Page(answer.text)
        assert "img" not in page.tags
        assert page.tags.count("script") == calm.tags.count("script")
        assert not [name for name in page.attributes if name.startswith("on")]
        assert not [link for link in page.links if not link.startswith(("/", "#"))]
        assert not [place for place in page.forms if "evil" in place]
    assert "49" not in visible(answers[0].text).partition("Reports")[2][:200]


def test_ten_megabytes_and_odd_bodies_are_refused_with_nothing_done(
    ann: Moderator, file: CaseFile
) -> None:
    case = file.report()
    path = f"/moderation/cases/{case.id}"
    form = ann.case(case.id)["block"]
    assert ann.post(path, **{**form, "block_reason": "x" * 10_000_000}).status_code == 413
    for kind in ("application/json", "text/plain", "multipart/form-data", "x/y"):
        answer = ann.client.post(path, data=b'{"action": "block"}', content_type=kind)
        assert answer.status_code in (400, 403)
    assert file.case().steps == ()


@pytest.mark.parametrize(
    "path",
    [
        *("/moderation/cases/none", "/moderation/cases/0123456789abcdef", "/moderation/cases/%00"),
        *("/moderation/images/r1/7", "/moderation/images/..%2Fcase/0", "/moderation/images/a:b/0"),
        *("/moderation/images/r1/-1", "/moderation/images/r1/100", "/moderation/images/r1/x"),
    ],
)
def test_guessed_ids_find_nothing(ann: Moderator, file: CaseFile, path: str) -> None:
    file.report()
    assert ann.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "ending"),
    [(b"\x89PNG\r\n", "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"<svg onload=alert(1)>", "bin")],
)
def test_an_image_is_a_file_to_keep_that_no_page_can_run(
    ann: Moderator, file: CaseFile, body: bytes, ending: str
) -> None:
    case = file.report(images=(body,))
    (link,) = [
        link
        for link in ann.page(f"/moderation/cases/{case.id}").links
        if link.startswith("/moderation/images/")
    ]
    answer = ann.get(link)
    assert answer.data == body
    assert answer.mimetype == "application/octet-stream"
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["Content-Disposition"].endswith(f'.{ending}"')
    assert headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    ]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_nothing_personal_reaches_the_log_the_metrics_or_the_program_log(
    ann: Moderator, file: CaseFile, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    told = Personal("My name is Carla", "carla@mail.example", ("bright-profit.com",))
    vera = file.person("Vera Secret", Role.VOLUNTEER)
    case = file.report(personal=told, token=vera)
    ann.rule(case.id, "block", block_reason=REASON)
    ann.get("/moderation/images/r1/0")
    outside = str(services.log.newest(None, 99)) + ann.get("/metrics").text + caplog.text
    for word in ("Carla", "carla", "Vera", "Ann", ann.secret, case.id, vera.id):
        assert word not in outside
    assert 'route="/moderation/cases/<id>"' in outside
