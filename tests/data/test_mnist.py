"""MNIST's files: found, verified, read; damaged ones are named."""

import gzip

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers.data import MNIST_FILES, DatasetError, find_mnist, inspect_mnist, load_mnist
from helpers.data.mnist import CHECKSUMS, read_idx
from helpers.paths import COURSE_ROOT, DATA
from tests.data.mnist import idx, md5, needs_mnist, packed, small_mnist, write

IMAGES, LABELS = MNIST_FILES[:2]


def fill(folder, names):
    return write(folder, dict.fromkeys(names, b""))


def test_mnist_is_found_packed_or_unpacked(tmp_path):
    assert find_mnist(tmp_path) is None
    raw = fill(tmp_path, [f"{MNIST_FILES[0]}.gz", *MNIST_FILES[1:]])
    assert find_mnist(tmp_path) == raw


@pytest.mark.parametrize("missing", MNIST_FILES)
def test_three_of_four_files_are_not_mnist(tmp_path, missing):
    fill(tmp_path, [f"{name}.gz" for name in MNIST_FILES if name != missing])
    assert find_mnist(tmp_path) is None


def test_the_checksums_are_those_of_torchvision_and_of_the_data_page():
    from torchvision.datasets import MNIST

    assert [(f"{name}.gz", checksums[0]) for name, checksums in CHECKSUMS.items()] == MNIST.resources
    page = (COURSE_ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for name, checksums in CHECKSUMS.items():
        assert f"`{name}.gz`" in page
        assert f"`{checksums[0]}`" in page


@needs_mnist
def test_the_real_files_are_intact_and_have_the_known_counts():
    found = inspect_mnist()
    assert found.raw == DATA / "MNIST" / "raw"
    assert found.missing == []
    train_images, train_labels, test_images, test_labels = load_mnist()
    assert (train_images.shape, test_images.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert train_labels.bincount().tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert test_labels.bincount().tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert {part.dtype for part in (train_images, train_labels, test_images, test_labels)} == {torch.uint8}
    assert train_images.max() == 255


@needs_mnist
def test_the_real_files_give_the_same_unpacked(tmp_path):
    raw = DATA / "MNIST" / "raw"
    unpacked = {}
    for name in MNIST_FILES:
        path = raw / f"{name}.gz"
        unpacked[name] = gzip.decompress(path.read_bytes()) if path.is_file() else (raw / name).read_bytes()
        assert md5(unpacked[name]) == CHECKSUMS[name][1]
    write(tmp_path, unpacked)
    for mine, theirs in zip(load_mnist(tmp_path), load_mnist(), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize("form", ["packed", "unpacked", "both"])
def test_the_four_tensors_are_the_content(tmp_path, mnist_files, form):
    if form != "unpacked":
        write(tmp_path, mnist_files)
    if form != "packed":
        write(tmp_path, small_mnist())
    assert inspect_mnist(tmp_path).trouble == ""
    for tensor, content in zip(load_mnist(tmp_path), small_mnist().values(), strict=True):
        assert tensor.numpy().tobytes() == content[4 + 4 * tensor.ndim :]


def test_a_missing_file_is_named(tmp_path, mnist_files):
    with pytest.raises(DatasetError, match=r"MNIST is not in .*raw\. `course data`"):
        load_mnist(tmp_path)
    del mnist_files[f"{LABELS}.gz"]
    write(tmp_path, mnist_files)
    with pytest.raises(DatasetError, match=rf"lacks {LABELS}\.gz\. `course data`"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("harm", [lambda gz: gz[:1000], lambda gz: b"", lambda gz: gz[:-1] + bytes([gz[-1] ^ 1])])
def test_a_damaged_file_is_named_with_its_size(tmp_path, mnist_files, harm):
    damaged = mnist_files[f"{IMAGES}.gz"] = harm(mnist_files[f"{IMAGES}.gz"])
    write(tmp_path, mnist_files)
    with pytest.raises(DatasetError, match=rf"wrong checksum of {IMAGES}\.gz \({len(damaged):,} bytes\)"):
        load_mnist(tmp_path)


def test_a_damaged_file_does_no_harm_beside_an_intact_one(tmp_path, mnist_files):
    raw = write(tmp_path, {**mnist_files, IMAGES: b"half"})
    found = inspect_mnist(tmp_path)
    assert (found.trouble, found.missing, found.damaged) == ("", [], [raw / IMAGES])
    assert load_mnist(tmp_path)[0].shape == (200, 28, 28)


def test_labels_of_another_length_are_refused_even_with_right_checksums(tmp_path, mnist_files, monkeypatch):
    labels = packed(idx(np.zeros(199)))
    monkeypatch.setitem(CHECKSUMS, LABELS, (md5(labels), ""))
    write(tmp_path, {**mnist_files, f"{LABELS}.gz": labels})
    with pytest.raises(DatasetError, match=rf"{LABELS}\.gz does not fit its images: .*\(200, 28, 28\).*\(199,\)"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("labels", [np.full(200, 10), np.zeros((200, 1))])
def test_labels_that_are_no_digits_are_refused(tmp_path, mnist_files, monkeypatch, labels):
    content = packed(idx(labels))
    monkeypatch.setitem(CHECKSUMS, LABELS, (md5(content), ""))
    write(tmp_path, {**mnist_files, f"{LABELS}.gz": content})
    with pytest.raises(DatasetError, match="does not fit its images"):
        load_mnist(tmp_path)


@given(numbers=arrays(np.uint8, array_shapes(max_dims=4, min_side=0, max_side=5)), is_packed=st.booleans())
def test_whatever_is_written_is_read(tmp_path_factory, numbers, is_packed):
    path = tmp_path_factory.mktemp("idx") / ("x.gz" if is_packed else "x")
    path.write_bytes(packed(idx(numbers)) if is_packed else idx(numbers))
    read = read_idx(path)
    assert read.dtype == torch.uint8
    assert np.array_equal(read.numpy(), numbers)


WHOLE = idx(np.arange(24).reshape(2, 3, 4))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x", idx(np.zeros(3), magic=b"\x00\x00\x0d"), "starts with 00 00 0d 01, not with 00 00 08"),
        ("x", b"GIF89a", "starts with 47 49 46 38"),
        ("x", b"\x00\x00\x08\x00", "starts with 00 00 08 00"),
        ("x", b"\x00\x00", "starts with 00 00,"),
        ("x", b"", "starts with nothing"),
        ("x", WHOLE[:-1], r"names the shape \(2, 3, 4\), but 23 bytes follow"),
        ("x", WHOLE + b"\x00", r"names the shape \(2, 3, 4\), but 25 bytes follow"),
        ("x", WHOLE[:9], r"but 0 bytes follow"),
        ("x.gz", packed(WHOLE)[:-12], "cannot be read: Compressed file ended"),
        ("x.gz", packed(WHOLE)[:-8] + b"\x00" * 8, "cannot be read: CRC"),
        ("x.gz", WHOLE, "cannot be read: Not a gzipped file"),
        ("x.gz", packed(WHOLE)[:10] + b"\xff" * 20, "cannot be read: Error -3"),
    ],
)
def test_a_file_in_another_format_is_refused(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DatasetError, match=rf"{name} .*{message}"):
        read_idx(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"none cannot be read"):
        read_idx(tmp_path / "none")


def test_readers_see_one_line_and_no_traceback():
    error = DatasetError("MNIST is not in data/MNIST/raw")
    assert error._render_traceback_() == [f"DatasetError: MNIST is not in data/MNIST/raw. {error.args[0].partition('. ')[2]}"]
    assert "`course data`" in str(error)


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_files_with_a_point_in_their_names_are_named(tmp_path, mnist_files, ending):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / f"train-labels.idx1-ubyte{ending}").touch()
    with pytest.raises(
        DatasetError, match=rf"has a file train-labels\.idx1-ubyte{ending}, .* rename it to train-labels-idx1-ubyte"
    ):
        load_mnist(tmp_path)
