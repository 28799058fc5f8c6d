import pytest
import torch

from helpers.data import at_every_place, at_random_places


def test_every_image_lies_somewhere_and_whole():
    images = torch.rand(200, 1, 3, 2) + 0.1
    before = images.clone()
    pictures = at_random_places(images, 5, torch.Generator().manual_seed(0))
    assert pictures.shape == (200, 1, 5, 5)
    places = set()
    for picture, image in zip(pictures[:, 0], images[:, 0], strict=True):
        rows, columns = picture.nonzero().T
        places.add((row := rows.min().item(), column := columns.min().item()))
        assert torch.equal(picture[row : row + 3, column : column + 2], image)
        assert torch.isclose(picture.sum(), image.sum())
    assert places == {(row, column) for row in range(3) for column in range(4)}  # each place comes
    assert torch.equal(images, before)


def test_the_generator_alone_decides():
    images = torch.ones(20, 1, 2, 2)
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    one, same, other = (at_random_places(images, 9, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(torch.rand(1), expected)


def test_an_image_as_large_as_the_picture_has_one_place():
    images = torch.rand(3, 1, 4, 4)
    assert torch.equal(at_random_places(images, 4, torch.Generator()), images)


@pytest.mark.parametrize("shape", [(2, 4, 4), (2, 3, 4, 4), (2, 1, 4, 9)])
def test_images_that_do_not_fit_are_refused(shape):
    with pytest.raises(ValueError, match=r"must be \(examples|do not fit"):
        at_random_places(torch.ones(shape), 8, torch.Generator())


def test_every_place_comes_once_and_row_by_row():
    images = torch.rand(2, 1, 2, 3) + 0.1
    before = images.clone()
    everywhere = at_every_place(images, 4)
    assert everywhere.shape == (6, 2, 1, 4, 4)  # three places downwards, two to the right
    for number, pictures in enumerate(everywhere):
        row, column = divmod(number, 2)
        assert torch.equal(pictures[:, :, row : row + 2, column : column + 3], images)
        assert torch.isclose(pictures.sum(), images.sum())
    assert torch.equal(images, before)
    assert torch.equal(at_every_place(images[..., :2], 2), images[None, ..., :2])


@pytest.mark.parametrize("shape", [(2, 4, 4), (2, 3, 4, 4), (2, 1, 4, 9)])
def test_images_that_do_not_fit_have_no_place(shape):
    with pytest.raises(ValueError, match=r"must be \(examples|do not fit"):
        at_every_place(torch.ones(shape), 8)
