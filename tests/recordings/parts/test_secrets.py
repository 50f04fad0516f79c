"""Camera addresses at rest: encrypted, and encrypted again under a new key."""

import multiprocessing
import stat
from collections.abc import Iterator
from io import StringIO
from multiprocessing.connection import Connection
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django import Settings

from recordings import secrets
from recordings.faults import CameraFault, Fault
from recordings.models import Camera, NoticeTarget
from recordings.secrets import decrypt, encrypt, rotate_keys
from tests.people import make_city

FOREIGN = Fernet(Fernet.generate_key()).encrypt(b"x").decode()
URL = "rtsp://admin:Zq9@10.0.0.5/çam1"


@pytest.fixture(autouse=True)
def key_file(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A key file of the test's own, which is not there yet."""
    path = tmp_path / "camera.keys"
    settings.VMS_CAMERA_KEY_FILE = path
    yield path
    assert [found.name for found in tmp_path.glob("*.new")] == []


def make_camera(name: str = "camera", url: str = URL) -> Camera:
    city = make_city(name)
    return Camera.objects.create(city=city, name=name, address_encrypted=encrypt(url))


def tokens() -> list[str]:
    rows = Camera.objects.exclude(address_encrypted="").order_by("pk")
    return list(rows.values_list("address_encrypted", flat=True))


def stored() -> list[str]:
    """The addresses in the order in which cameras were made."""
    return [decrypt(token) for token in tokens()]


def fault_of(token: str) -> CameraFault:
    with pytest.raises(CameraFault) as failed:
        decrypt(token)
    return failed.value


def test_an_address_is_read_back_and_never_stored_readably(key_file: Path) -> None:
    tokens = {encrypt(URL), encrypt(URL)}
    assert {decrypt(token) for token in tokens} == {URL}
    assert len(tokens) == 2
    assert not [token for token in tokens if "Zq9" in token or "admin" in token]


def test_the_first_use_makes_a_private_key(key_file: Path) -> None:
    encrypt(URL)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(key_file.read_text().split()) == 1


@pytest.mark.parametrize("token", ["", "nonsense", FOREIGN], ids=["empty", "nonsense", "foreign"])
def test_what_no_key_fits_is_a_fault_that_tells_nothing(token: str) -> None:
    encrypt(URL)
    found = fault_of(token)
    assert (found.fault, found.message) == (
        Fault.INTERNAL,
        "The address cannot be decrypted: the key file is another's or damaged.",
    )


def test_an_empty_key_file_is_a_fault_and_not_filled(key_file: Path) -> None:
    key_file.write_text("")
    assert fault_of("token").message == "The key file camera.keys is empty."
    assert key_file.read_text() == ""


def test_a_key_file_of_something_else_is_a_fault_that_tells_nothing(key_file: Path) -> None:
    key_file.write_text("no-key")
    found = fault_of("token")
    assert (found.fault, found.message) == (
        Fault.INTERNAL,
        "The key file camera.keys cannot be read, or holds what is no key.",
    )


def test_a_key_file_that_was_replaced_is_noticed(key_file: Path) -> None:
    token, keys = encrypt(URL), key_file.read_text()
    key_file.write_text(Fernet.generate_key().decode())
    assert fault_of(token).fault is Fault.INTERNAL
    key_file.write_text(keys)
    assert decrypt(token) == URL


@pytest.mark.django_db
def test_rotation_encrypts_every_address_again_and_drops_the_old_key(key_file: Path) -> None:
    urls = [f"{URL}?channel={n}" for n in range(3)]
    for n, url in enumerate(urls):
        make_camera(f"camera {n}", url)
    Camera.objects.create(city=make_city("empty"), name="archived")
    old_key, old_tokens = key_file.read_text(), tokens()
    assert rotate_keys() == 3
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(key_file.read_text().split()) == 1
    assert key_file.read_text() != old_key
    assert stored() == urls
    assert [fault_of(token).fault for token in old_tokens] == [Fault.INTERNAL] * 3
    assert Camera.objects.get(name="archived").address_encrypted == ""


@pytest.mark.django_db
def test_rotation_encrypts_the_addresses_of_notice_targets_too(key_file: Path) -> None:
    camera, address = make_camera(), '{"address": "tgram://Zq9/7"}'
    target = NoticeTarget.objects.create(kind="apprise", address_encrypted=encrypt(address))
    assert rotate_keys() == 2
    target.refresh_from_db()
    camera.refresh_from_db()
    assert decrypt(target.address_encrypted) == address
    assert decrypt(camera.address_encrypted) == URL


@pytest.mark.django_db
def test_rotation_before_the_first_use_makes_a_key(key_file: Path) -> None:
    assert rotate_keys() == 0
    assert decrypt(encrypt(URL)) == URL


@pytest.mark.django_db
def test_an_address_edited_during_rotation_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = make_camera()
    edited = iter(["rtsp://10.0.0.6/new"])
    compute = secrets.encrypt

    def edit_meanwhile(text: str) -> str:
        for url in edited:
            Camera.objects.filter(pk=camera.pk).update(address_encrypted=compute(url))
        return compute(text)

    monkeypatch.setattr(secrets, "encrypt", edit_meanwhile)
    assert rotate_keys() == 1
    assert stored() == ["rtsp://10.0.0.6/new"]


@pytest.mark.django_db
def test_an_edit_that_was_encrypted_before_the_rotation_and_saved_during_it_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    camera, other = make_camera("first"), make_camera("second")
    with_old_key = iter([encrypt("rtsp://10.0.0.6/new")])
    encrypt_again = secrets._encrypt_again

    def save_meanwhile(keeper: secrets.Keeper, row_id: int) -> int:
        changed = encrypt_again(keeper, row_id)
        if row_id == other.pk:
            for token in with_old_key:
                Camera.objects.filter(pk=camera.pk).update(address_encrypted=token)
        return changed

    monkeypatch.setattr(secrets, "_encrypt_again", save_meanwhile)
    assert rotate_keys() == 3
    assert stored() == ["rtsp://10.0.0.6/new", URL]


@pytest.mark.django_db
def test_a_camera_that_goes_during_rotation_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make_camera("first"), make_camera("second")
    encrypt_again = secrets._encrypt_again

    def delete_meanwhile(keeper: secrets.Keeper, row_id: int) -> int:
        Camera.objects.filter(pk=second.pk).delete()
        return encrypt_again(keeper, row_id)

    monkeypatch.setattr(secrets, "_encrypt_again", delete_meanwhile)
    assert rotate_keys() == 1
    assert (stored(), first.pk) == ([URL], Camera.objects.get().pk)


@pytest.mark.django_db
def test_a_rotation_that_broke_off_loses_nothing_and_can_be_run_again(
    monkeypatch: pytest.MonkeyPatch, key_file: Path
) -> None:
    make_camera("first")
    broken = make_camera("second")
    encrypt_again = secrets._encrypt_again

    def crash(keeper: secrets.Keeper, row_id: int) -> int:
        if row_id == broken.pk:
            raise KeyboardInterrupt
        return encrypt_again(keeper, row_id)

    with monkeypatch.context() as patch:
        patch.setattr(secrets, "_encrypt_again", crash)
        with pytest.raises(KeyboardInterrupt):
            rotate_keys()
    assert stored() == [URL, URL]
    assert len(key_file.read_text().split()) == 2
    assert rotate_keys() == 2
    assert stored() == [URL, URL]
    assert len(key_file.read_text().split()) == 1


@pytest.mark.django_db
def test_an_address_of_another_key_stops_rotation_before_keys_are_dropped(key_file: Path) -> None:
    make_camera("first")
    Camera.objects.create(city=make_city("foreign"), name="foreign", address_encrypted=FOREIGN)
    key = key_file.read_text().strip()
    with pytest.raises(CameraFault):
        rotate_keys()
    assert key in key_file.read_text()
    assert decrypt(Camera.objects.get(name="first").address_encrypted) == URL


@pytest.mark.django_db
def test_the_command_tells_how_many_addresses_it_encrypted() -> None:
    make_camera("first")
    make_camera("second")
    said = StringIO()
    call_command("rotate_camera_keys", stdout=said)
    assert said.getvalue() == "2 addresses encrypted with a new key.\n"
    assert stored() == [URL, URL]


@pytest.mark.django_db
def test_another_process_decrypts_all_through_a_rotation(key_file: Path) -> None:
    make_camera()
    processes = multiprocessing.get_context("fork")
    ours, theirs = processes.Pipe()
    child = processes.Process(target=_decrypt_on_demand, args=(theirs,))
    child.start()
    try:
        answers = []
        for _ in range(3):
            for token in tokens():
                ours.send(token)
                assert ours.poll(30)
                answers.append(ours.recv())
            rotate_keys()
        ours.send(None)
        child.join(30)
    finally:
        child.kill()
        child.join()
        ours.close()
        theirs.close()
    assert answers == [URL] * 3


def _decrypt_on_demand(pipe: "Connection[str, str | None]") -> None:
    while token := pipe.recv():
        pipe.send(decrypt(token))


def test_processes_that_come_first_at_once_share_one_key(key_file: Path) -> None:
    processes = multiprocessing.get_context("fork")
    gate, results = processes.Barrier(6), processes.SimpleQueue()
    children = [processes.Process(target=_encrypt_at_once, args=(gate, results)) for _ in range(6)]
    for child in children:
        child.start()
    made = [results.get() for _ in children]
    for child in children:
        child.join(30)
    results.close()
    assert [decrypt(token) for token in made] == [URL] * 6
    assert len(key_file.read_text().split()) == 1


def _encrypt_at_once(gate: Barrier, results: "SimpleQueue[str]") -> None:
    gate.wait(30)
    try:
        results.put(encrypt(URL))
    except CameraFault as fault:
        results.put(fault.message)
