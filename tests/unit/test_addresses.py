"""RTSP addresses: what is taken, what is refused, and what may be shown of them."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.faults import CameraFault, Fault
from recordings.rtsp.addresses import Address, mask_text, parse_address

PLAIN = Address("rtsp", "10.0.0.5", 554, "/cam1")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("rtsp://10.0.0.5/cam1", PLAIN),
        ("RTSP://10.0.0.5:554/cam1", PLAIN),
        ("rtsp://10.0.0.5:/cam1", PLAIN),
        ("rtsps://10.0.0.5/cam1", replace(PLAIN, scheme="rtsps", port=322)),
        ("rtsp://10.0.0.5:8554/cam1", replace(PLAIN, port=8554)),
        ("rtsp://10.0.0.5", replace(PLAIN, target="/")),
        ("rtsp://10.0.0.5?channel=1", replace(PLAIN, target="/?channel=1")),
        ("rtsp://10.0.0.5/a?b=c&d=e", replace(PLAIN, target="/a?b=c&d=e")),
        ("rtsp://Camera.Local/cam1", replace(PLAIN, host="camera.local")),
        ("rtsp://[fd00::5]:8554/cam1", replace(PLAIN, host="fd00::5", port=8554)),
        ("rtsp://viewer@10.0.0.5/cam1", replace(PLAIN, username="viewer")),
        ("rtsp://viewer:@10.0.0.5/cam1", replace(PLAIN, username="viewer", password="")),
        ("rtsp://:pw@10.0.0.5/cam1", replace(PLAIN, username="", password="pw")),
        ("rtsp://u:a:b@10.0.0.5/cam1", replace(PLAIN, username="u", password="a:b")),
        ("rtsp://u:a@b@10.0.0.5/cam1", replace(PLAIN, username="u", password="a@b")),
        ("rtsp://u:a'b@10.0.0.5/cam1", replace(PLAIN, username="u", password="a'b")),
        ("rtsp://u:100%@10.0.0.5/cam1", replace(PLAIN, username="u", password="100%")),
        ("rtsp://u:a%2Fb@10.0.0.5/cam1", replace(PLAIN, username="u", password="a%2Fb")),
    ],
)
def test_an_address_is_read_into_its_parts(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cam1",
        "http://10.0.0.5/cam1",
        "file:///etc/passwd",
        "rtmp://10.0.0.5/cam1",
        "rtsp:/10.0.0.5/cam1",
        "rtsp://",
        "rtsp:///cam1",
        "rtsp://u:p@/cam1",
        "rtsp://:554/cam1",
        "rtsp://::1/cam1",
        "rtsp://[::1/cam1",
        "rtsp://10.0.0.5:0/cam1",
        "rtsp://10.0.0.5:99999/cam1",
        "rtsp://10.0.0.5:five/cam1",
        "rtsp://10.0.0.5:-1/cam1",
        "rtsp://10.0.0.5/a b",
        " rtsp://10.0.0.5/cam1",
        "rtsp://10.0.0.5/cam1\n",
        "rtsp://10.0.0.5/cam1\r\nX: y",
        "rtsp://10.0.0.5/\0",
        "rtsp://10.0.0.5\\@evil/cam1",
        "rtsp://10.0.0.5/\x85",
        "rtsp://10.0.0.5/\u2028",
        "rtsp://10.0.0.5/\u200bcam1",
        "rtsp://10.0.0.5/\ud800",
        "rtsp://10.0.0.5/cam1#part",
        "rtsp://u%0d%0aX:p@10.0.0.5/cam1",
        "rtsp://u:p%00@10.0.0.5/cam1",
        "rtsp://10.0.0.5/" + "x" * 3000,
        "rtsp://***@10.0.0.5/cam1",
        "rtsp://10.0.0.5/?password=***",
    ],
)
def test_what_is_no_rtsp_address_is_refused(text: str) -> None:
    with pytest.raises(CameraFault) as refused:
        parse_address(text)
    assert refused.value.fault is Fault.INVALID


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://admin:12/secret@10.0.0.5/cam1",
        "rtsp://admin:12?secret@10.0.0.5/cam1",
        "rtsp://admin:12#secret@10.0.0.5/cam1",
        "rtsp://admin:p@ss/secret@10.0.0.5/cam1",
        "rtsp://admin:secret/word@10.0.0.5/cam1",
    ],
)
def test_a_password_that_ends_the_host_is_refused_and_not_shown_as_a_path(text: str) -> None:
    with pytest.raises(CameraFault) as refused:
        parse_address(text)
    assert refused.value.fault is Fault.INVALID
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("rtsp://u:p@10.0.0.5/cam1", "rtsp://***@10.0.0.5/cam1"),
        ("rtsp://u@10.0.0.5/cam1", "rtsp://***@10.0.0.5/cam1"),
        ("rtsp://10.0.0.5:554/cam1", "rtsp://10.0.0.5/cam1"),
        ("rtsps://u:p@[fd00::5]:8554/a?b=c", "rtsps://***@[fd00::5]:8554/a?b=c"),
        (
            "rtsp://h/?user=admin&password=x&channel=1",
            "rtsp://h/?user=admin&password=***&channel=1",
        ),
        (
            "rtsp://h/user=admin_password=x_channel=1_stream=0.sdp",
            "rtsp://h/user=admin_password=***_channel=1_stream=0.sdp",
        ),
        ("rtsp://h/?PWD=x/y;z&a=b", "rtsp://h/?PWD=***&a=b"),
        ("rtsp://h/?token=", "rtsp://h/?token=***"),
    ],
)
def test_an_address_is_shown_without_its_secret_part(text: str, masked: str) -> None:
    assert parse_address(text).masked == masked


@pytest.mark.parametrize(
    ("text", "has_password"),
    [
        ("rtsp://h/", False),
        ("rtsp://u@h/", False),
        ("rtsp://u:@h/", False),
        ("rtsp://u:p@h/", True),
        ("rtsp://h/user=admin_password=x_channel=1", True),
    ],
)
def test_an_address_knows_whether_it_has_a_password(text: str, has_password: bool) -> None:
    assert parse_address(text).has_password is has_password


def test_every_spelling_of_the_password_is_a_secret() -> None:
    address = parse_address("rtsp://u:a%2Fb@h/?pwd=c%26d")
    assert address.secrets == ("a%2Fb", "c%26d", "a/b", "c&d")


def test_an_address_without_a_password_has_no_secrets() -> None:
    assert parse_address("rtsp://u:@h/?password=").secrets == ()


@pytest.mark.parametrize(
    ("text", "ip", "with_user", "url"),
    [
        ("rtsp://u:p@cam/a?b", "10.0.0.5", True, "rtsp://u:p@10.0.0.5:554/a?b"),
        ("rtsp://u:p@cam/a?b", "10.0.0.5", False, "rtsp://10.0.0.5:554/a?b"),
        ("rtsp://u@cam/", "10.0.0.5", True, "rtsp://u@10.0.0.5:554/"),
        ("rtsps://u:@cam:9/", "fd00::5", True, "rtsps://u:@[fd00::5]:9/"),
    ],
)
def test_the_host_is_replaced_by_the_checked_ip(
    text: str, ip: str, with_user: bool, url: str
) -> None:
    assert parse_address(text).at(ip, with_user=with_user) == url


def test_a_programs_words_are_masked() -> None:
    said = "Impossible to open 'rtsp://u:se'cr et@h/' after rtsp://u:p@x:1/?password=y (se'cr et)"
    masked = mask_text(said, ["cr et", "se'cr et"])
    assert masked == (
        "Impossible to open 'rtsp://u:***@h/' after rtsp://***@x:1/?password=*** (***)"
    )


# A mark that nothing else in an address holds, anywhere in a password of any characters.
MARK = "Zq9"
PRINTABLE = st.characters(exclude_categories=("C", "Z")) | st.just(" ")


def passwords(characters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    part = st.text(characters, max_size=8)
    return st.builds("{}{}{}".format, part, st.just(MARK), part)


def read(text: str) -> Address | CameraFault:
    try:
        return parse_address(text)
    except CameraFault as refused:
        return refused


def shown(text: str) -> str:
    """Everything that people or logs may see of an address."""
    read_or_refused = read(text)
    if isinstance(read_or_refused, CameraFault):
        return read_or_refused.message
    url = read_or_refused.at("10.0.0.5", with_user=True)
    return f"{read_or_refused.masked} {read_or_refused!r} {mask_text(f'open {url!r}: error')}"


@given(password=passwords(PRINTABLE), path=st.sampled_from(["", "/", "/cam1", "/a?b=c&d=e"]))
def test_an_encoded_password_is_never_shown(password: str, path: str) -> None:
    encoded = quote(password, safe="")
    text = f"rtsp://user:{encoded}@10.0.0.5{path}"
    assert MARK not in shown(text)
    assert MARK not in mask_text(f"wrong {password} or {encoded}!", parse_address(text).secrets)


@given(password=passwords(st.characters()))
def test_a_password_as_it_was_typed_is_refused_or_never_shown(password: str) -> None:
    assert MARK not in shown(f"rtsp://user:{password}@10.0.0.5/cam1")


@given(
    password=passwords(st.characters(exclude_characters="&_")),
    form=st.sampled_from(["/?password={}", "/u=a_password={}_channel=1", "/?a=b&PWD={}&c=d"]),
)
def test_a_password_in_the_path_or_query_is_never_shown(password: str, form: str) -> None:
    assert MARK not in shown("rtsp://10.0.0.5" + form.format(password))


@given(
    text=st.text(max_size=60), scheme=st.sampled_from(["", "rtsp://", "rtsp://u:p@", "rtsp://["])
)
def test_any_text_is_refused_or_read_to_the_same_parts_again(text: str, scheme: str) -> None:
    address = read(scheme + text)
    if isinstance(address, CameraFault):
        assert address.fault is Fault.INVALID
    else:
        again = read(address.at("10.0.0.5", with_user=True))
        assert again == replace(address, host="10.0.0.5")
