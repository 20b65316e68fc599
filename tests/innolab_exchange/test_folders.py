"""Folders as zips: which are taken, which are refused and why, and that nothing lands outside."""

import io
import stat
import zipfile

import pytest
from innolab_exchange import UnsafeFolder, folders


def zipped(*entries):
    """A zip of (name or ZipInfo, content), made by hand so that nothing tidies it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def garbled(method, begin):
    """A zip whose one file is compressed, and was damaged after that."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.txt", bytes(range(256)) * 20)
    content = bytearray(buffer.getvalue())
    content[begin:80] = (byte ^ 0xFF for byte in content[begin:80])
    return bytes(content)


def entry(name, mode=0, **more):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    for key, value in more.items():
        setattr(info, key, value)
    return info


def test_a_folder_comes_out_as_it_went_in(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "data").mkdir(parents=True)
    (source / "Tehtävä 1.ipynb").write_text("{}")
    (source / "data/sää.csv").write_bytes(b"\x00\x01")
    content = folders.pack(source)
    assert folders.is_zip(content)
    assert sorted(folders.unpack(content, target)) == ["Tehtävä 1.ipynb", "data/sää.csv"]
    assert (target / "data/sää.csv").read_bytes() == b"\x00\x01"
    assert folders.pack(target) == content


def test_a_link_is_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("of another")
    for name, target in (("file", secret), ("folder", tmp_path)):
        source = tmp_path / f"source-{name}"
        source.mkdir()
        (source / "link.txt").symlink_to(target)
        with pytest.raises(UnsafeFolder, match=r"link\.txt: It is a link"):
            folders.pack(source)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped(("../out.txt", "")), "outside"),
        (zipped(("a/../../out.txt", "")), "outside"),
        (zipped(("/etc/out.txt", "")), "outside"),
        (zipped(("C:\\out.txt", "")), "name"),
        (zipped(("a\\..\\out.txt", "")), "name"),
        (zipped(("a/ b.txt", "")), "name"),
        (zipped(("a//b.txt", "")), "name"),
        (zipped(("tab\t.txt", "")), "name"),
        (zipped(("txt\u202egpj.exe", "")), "name"),
        (zipped(("x" * 300, "")), "name"),
        (zipped(("\u00e4" * 150, "")), "name"),
        (zipped((entry("link", stat.S_IFLNK | 0o777), "/etc/passwd")), "link"),
        (zipped((entry("pipe", stat.S_IFIFO | 0o644), "")), "link"),
        (zipped(("a.txt", ""), ("A.TXT", "")), "twice"),
        (zipped(("\u00e4.txt", ""), ("a\u0308.txt", "")), "twice"),
        (zipped(("a", ""), ("A/b.txt", "")), "twice"),
        (zipped(("a/b.txt", ""), ("a", "")), "twice"),
        (zipped(*((f"{n}.txt", "") for n in range(501))), "too_many"),
        (zipped(("folder/", "")), "empty"),
        (zipped(), "empty"),
        (b"PK\x03\x04 and then nothing", "broken"),
        (zipped(("a.txt", "text"))[:-30], "broken"),
        (zipped(("a.txt", "some text")).replace(b"some text", b"other txt"), "broken"),
        (garbled(zipfile.ZIP_DEFLATED, 35), "broken"),
        (garbled(zipfile.ZIP_LZMA, 40), "broken"),
    ],
)
def test_what_is_refused(content, reason, tmp_path):
    target = tmp_path / "target"
    with pytest.raises(UnsafeFolder) as refused:
        folders.unpack(content, target)
    assert refused.value.reason == reason
    assert not target.exists()


def test_a_zip_bomb_is_not_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a", "b"):
            archive.writestr(name, bytes(60 * 1024**2))
    assert len(buffer.getvalue()) < 200_000
    with pytest.raises(UnsafeFolder) as refused:
        folders.check(buffer.getvalue())
    assert refused.value.reason == "too_large"


def test_a_zip_that_says_less_than_it_holds_is_broken():
    content = bytearray(zipped(("a.txt", "x" * 1000)))
    size = (1000).to_bytes(4, "little")
    content = bytes(content).replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(UnsafeFolder) as refused:
        folders.check(content)
    assert refused.value.reason == "broken"
