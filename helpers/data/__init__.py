"""Real data as tensors, split and scaled, on the device that was asked for.

scikit-learn is imported where a function needs it: it takes 90 MB, and MNIST's files and ``Batches`` do without.
"""

from helpers.data.batches import Batches
from helpers.data.digits import digits_forms, digits_images, digits_parts, digits_split, typical_digit
from helpers.data.download import fetch_mnist
from helpers.data.images import DATASETS, Images, image_split
from helpers.data.mnist import MNIST_FILES, DatasetError, find_mnist, inspect_mnist, load_mnist
from helpers.data.parts import Parts, Split, split_again
from helpers.data.places import at_every_place, at_random_places
from helpers.data.shares import ShareDays, google_shares
from helpers.data.tables import breast_cancer_split, distinct_petals, iris_split
from helpers.data.wrong_labels import with_wrong_labels

__all__ = [
    "DATASETS",
    "MNIST_FILES",
    "Batches",
    "DatasetError",
    "Images",
    "Parts",
    "ShareDays",
    "Split",
    "at_every_place",
    "at_random_places",
    "breast_cancer_split",
    "digits_forms",
    "digits_images",
    "digits_parts",
    "digits_split",
    "distinct_petals",
    "fetch_mnist",
    "find_mnist",
    "google_shares",
    "image_split",
    "inspect_mnist",
    "iris_split",
    "load_mnist",
    "split_again",
    "typical_digit",
    "with_wrong_labels",
]
