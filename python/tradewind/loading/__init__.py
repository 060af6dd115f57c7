"""From a file to `LoadedDag`s: cache, bundle, the loading child."""

from tradewind.loading.loader import load_file as load_file
from tradewind.loading.loader import load_object as load_object
