"""Real data as tensors, split and scaled, on the device that was asked for."""

from helpers.data.digits import digits_images, digits_parts, digits_split
from helpers.data.mnist import MNIST_FILES, find_mnist
from helpers.data.parts import Parts, Split
from helpers.data.tables import breast_cancer_split, iris_split

__all__ = [
    "MNIST_FILES",
    "Parts",
    "Split",
    "breast_cancer_split",
    "digits_images",
    "digits_parts",
    "digits_split",
    "find_mnist",
    "iris_split",
]
