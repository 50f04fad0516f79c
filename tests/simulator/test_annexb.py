from recordings.simulator.annexb import is_key, parameter_sets, split_access_units, split_nals


def test_start_codes_of_three_and_four_bytes_and_zeros_before_them_are_left_out() -> None:
    stream = b"\x00\x00\x00\x01\x09\xf0\x00\x00\x01\x65abc\x00\x00\x00\x00\x01\x41d"
    assert list(split_nals(stream)) == [b"\x09\xf0", b"\x65abc", b"\x41d"]


def test_h264_is_split_at_its_delimiters_without_them_and_the_encoders_signature() -> None:
    signature, other_sei = b"\x06\x05xyz", b"\x06\x01xyz"
    nals = [b"\x09\xf0", b"\x67s", b"\x68p", signature, other_sei, b"\x65i", b"\x09\xf0", b"\x41n"]
    units = split_access_units(b"".join(b"\x00\x00\x01" + nal for nal in nals), "h264")
    assert units == [[b"\x67s", b"\x68p", other_sei, b"\x65i"], [b"\x41n"]]
    assert [is_key(unit, "h264") for unit in units] == [True, False]
    assert parameter_sets(units[0], "h264") == {"sps": b"\x67s", "pps": b"\x68p"}


def test_h265_is_split_in_the_same_way() -> None:
    nals = [b"\x46\x01P", b"\x40\x01v", b"\x42\x01s", b"\x44\x01p", b"\x4e\x01\x05x", b"\x26\x01i"]
    nals += [b"\x46\x01P", b"\x02\x01n"]
    units = split_access_units(b"".join(b"\x00\x00\x01" + nal for nal in nals), "h265")
    assert units == [[b"\x40\x01v", b"\x42\x01s", b"\x44\x01p", b"\x26\x01i"], [b"\x02\x01n"]]
    assert [is_key(unit, "h265") for unit in units] == [True, False]
    assert list(parameter_sets(units[0], "h265")) == ["vps", "sps", "pps"]
