"""A list of cameras as spreadsheets save it: read with patience, or refused with words."""

import pytest
from django.utils import translation

from panel.exports.camera_files import MOST_BYTES, MOST_LINES, read_camera_file, template_file
from plans.errors import InvalidInput, TooLarge


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_are_read_as_spreadsheets_save_them(encoding: str, separator: str) -> None:
    lines = [
        separator.join(["Nome", "Endereço", "Cidade", "Retenção (dias)", "Áudio", ""]),
        separator * 5,
        separator.join(["Praça", "rtsp://h/1", "São João", "3", "não", ""]),
    ]
    content = "\r\n".join(lines).replace("Retenção (dias)", "retenção_dias").encode(encoding)
    (line,) = read_camera_file(content)
    assert (line.number, line.is_too_long) == (3, False)
    assert line.cells == {
        "name": "Praça",
        "address": "rtsp://h/1",
        "city": "São João",
        "retention_days": "3",
        "audio": "não",
    }


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    content = b'name,address\r\n"a\r\nb",rtsp://h/1\r\n\r\nc,rtsp://h/2\r\n'
    assert [line.number for line in read_camera_file(content)] == [2, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no line of cells"),
        (b"name,address\r\n", "no camera below"),
        (b"name,city\r\nx,y", "lacks the column “address”"),
        (b"name,address,colour\r\nx,y,z", "Column 3 of the header is not known"),
        (b"name,nome,address\r\nx,y,z", "the column “name” twice"),
        (b'name,address\r\n"x,y', "Line 2: a quotation mark"),
        (b"PK\x03\x04\x00\x00", "no CSV file"),
        (b"name,address\r\n\x81\xff,y", "no CSV file"),
    ],
)
def test_a_file_that_is_no_list_of_cameras_is_told_so(content: bytes, words: str) -> None:
    with translation.override("en"), pytest.raises(InvalidInput, match=words):
        read_camera_file(content)


def test_large_files_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_camera_file(b"x" * (MOST_BYTES + 1))
    most = b"name,address\n" + b"a,b\n" * MOST_LINES
    assert len(read_camera_file(most)) == MOST_LINES
    with pytest.raises(TooLarge):
        read_camera_file(most + b"a,b\n")


def test_the_template_is_read_back(db: None) -> None:
    for language in ("pt-br", "en"):
        with translation.override(language):
            header = template_file().decode("utf-8-sig").strip()
            separator = ";" if language == "pt-br" else ","
            line = separator.join(["A", "rtsp://h/1", "", "tcp", "", "", "", ""])
            (read,) = read_camera_file(f"{header}\r\n{line}".encode())
            assert (read.cells["name"], read.cells["transport"]) == ("A", "tcp")
