"""Makes `src/scan/names.tsv`: the import paths that the scanner knows, and what stands there.

The owners are the tables of `tradewind.compat`, the classes of `tradewind.operators`, and the names that `tradewind`
itself exports; this only writes them down in a form that Rust reads without Python. `test_known_names.py` compares.

    python tests/scan/known_names.py > src/scan/names.tsv
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any

import tradewind
from tradewind import gust, operators
from tradewind.authoring import edges, values
from tradewind.authoring.dag import DAG
from tradewind.authoring.operator import BaseOperator
from tradewind.authoring.task_group import TaskGroup
from tradewind.authoring.xcom_arg import XComArg
from tradewind.compat.finder import FAMILIES, resolve

FUNCTIONS = {edges.chain: "chain", edges.cross_downstream: "cross", gust.task: "gust-task"}

AHEAD = {
    "chain_linear": ("airflow.models.baseoperator", "airflow.sdk", "airflow.utils.helpers", "tradewind"),
    "dag": ("airflow.decorators", "airflow.sdk", "tradewind"),
    "task": ("airflow.decorators", "airflow.sdk", "tradewind"),
    "task_group": ("airflow.decorators", "airflow.decorators.task_group", "airflow.sdk", "tradewind"),
    "setup": ("airflow.decorators", "airflow.decorators.setup_teardown", "airflow.sdk", "tradewind"),
    "teardown": ("airflow.decorators", "airflow.decorators.setup_teardown", "airflow.sdk", "tradewind"),
}
"""Names whose meaning the scanner knows and which `compat` has no target for yet."""

DATES = {
    "datetime.datetime": "datetime",
    "datetime.timedelta": "timedelta",
    "datetime.date": "datetime",
    "pendulum.datetime": "datetime-utc",
    "pendulum.DateTime": "datetime-utc",
    "pendulum.duration": "timedelta",
    "pendulum.Duration": "timedelta",
    "airflow.utils.timezone.datetime": "datetime-utc",
    "airflow.sdk.timezone.datetime": "datetime-utc",
}

UNRELATED = [
    "aiohttp",
    "anthropic",
    "arrow",
    "asyncpg",
    "attr",
    "attrs",
    "azure",
    "babel",
    "boto3",
    "botocore",
    "bs4",
    "cattrs",
    "certifi",
    "chardet",
    "click",
    "cohere",
    "colorlog",
    "confluent_kafka",
    "croniter",
    "cryptography",
    "cv2",
    "cx_Oracle",
    "dacite",
    "dagabaaz",
    "dateutil",
    "decouple",
    "deepdiff",
    "dill",
    "docker",
    "dotenv",
    "duckdb",
    "elasticsearch",
    "emoji",
    "facebook_business",
    "faker",
    "feedparser",
    "filelock",
    "fsspec",
    "future",
    "geopandas",
    "github",
    "gitlab",
    "google",
    "google_auth_oauthlib",
    "googleapiclient",
    "gql",
    "graphql",
    "gspread",
    "h5py",
    "hdfs",
    "holidays",
    "html5lib",
    "httpx",
    "humanize",
    "hvac",
    "isodate",
    "jinja2",
    "joblib",
    "jsonschema",
    "jwt",
    "kafka",
    "keras",
    "kubernetes",
    "langchain",
    "langchain_community",
    "langchain_core",
    "ldap3",
    "lightgbm",
    "llama_index",
    "loguru",
    "lxml",
    "markdown",
    "marshmallow",
    "matplotlib",
    "mlflow",
    "more_itertools",
    "msal",
    "msgpack",
    "MySQLdb",
    "nltk",
    "numpy",
    "oauth2client",
    "openai",
    "openpyxl",
    "oracledb",
    "orjson",
    "packaging",
    "pandas",
    "paramiko",
    "past",
    "pendulum",
    "PIL",
    "pinecone",
    "polars",
    "praw",
    "prestodb",
    "psutil",
    "psycopg",
    "psycopg2",
    "pyarrow",
    "pydantic",
    "pydantic_ai",
    "pymongo",
    "pymssql",
    "pymysql",
    "pyodbc",
    "pysftp",
    "pyspark",
    "pytest",
    "pytz",
    "redis",
    "requests",
    "rich",
    "ruamel",
    "s3fs",
    "scipy",
    "seaborn",
    "sentry_sdk",
    "setuptools",
    "shapely",
    "simple_salesforce",
    "six",
    "sklearn",
    "slack_sdk",
    "slugify",
    "snowflake",
    "spacy",
    "sqlalchemy",
    "sqlglot",
    "statsmodels",
    "strands",
    "structlog",
    "tabulate",
    "telegram",
    "tenacity",
    "tensorflow",
    "toml",
    "tomli",
    "toolz",
    "torch",
    "tqdm",
    "transformers",
    "trino",
    "tweepy",
    "twilio",
    "typing_extensions",
    "ujson",
    "unidecode",
    "urllib3",
    "weaviate",
    "workalendar",
    "xarray",
    "xgboost",
    "xlrd",
    "xmltodict",
    "yaml",
    "zeep",
]
"""Packages that know nothing of DAGs: what is called there can't make tasks or edges."""

READING = [
    "open",
    "os.listdir",
    "os.scandir",
    "os.walk",
    "os.system",
    "os.popen",
    "glob.glob",
    "glob.iglob",
    "subprocess.run",
    "subprocess.Popen",
    "subprocess.check_output",
    "subprocess.call",
    "subprocess.check_call",
    "time.sleep",
    "socket.create_connection",
    "urllib.request.urlopen",
    "sqlite3.connect",
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.request",
    "requests.Session",
    "httpx.get",
    "httpx.post",
    "httpx.Client",
    "boto3.client",
    "boto3.resource",
    "boto3.session.Session",
    "psycopg2.connect",
    "psycopg.connect",
    "pymysql.connect",
    "redis.Redis",
    "sqlalchemy.create_engine",
    "pandas.read_csv",
    "pandas.read_sql",
    "pandas.read_excel",
    "pandas.read_parquet",
    "pandas.read_json",
    "google.cloud.storage.Client",
    "google.cloud.bigquery.Client",
    "airflow.models.Variable.get",
    "airflow.models.variable.Variable.get",
    "airflow.sdk.Variable.get",
    "airflow.hooks.base.BaseHook.get_connection",
    "airflow.sdk.BaseHook.get_connection",
    "airflow.models.Connection.get_connection_from_secrets",
    "snowflake.connector.connect",
]
"""Calls that read a file, a socket or a database; at import they slow down every load."""


def rows() -> Iterator[tuple[str, ...]]:
    """(kind, path, and what the kind needs)."""
    seen: dict[str, tuple[str, ...]] = {}
    for path, value in _values():
        for row in _described(path, value):
            seen.setdefault(row[1], row)
    for name, modules in AHEAD.items():
        for module in modules:
            path = f"{module}.{name}"
            seen.setdefault(path, (name, path))
    for path, kind in DATES.items():
        seen[path] = (kind, path)
    yield from sorted(seen.values())
    for old, new in sorted(values._OLD_RULES.items()):
        yield "rule", old, new
    yield "unrelated", *sorted({*sys.stdlib_module_names, *UNRELATED})
    yield "reading", *sorted(READING)


def _values() -> Iterator[tuple[str, Any]]:
    for name in tradewind._HOMES:
        yield f"tradewind.{name}", getattr(tradewind, name)
    for name in ("Dag", "task"):
        yield f"tradewind.gust.{name}", getattr(gust, name)
    for name in operators._HOMES:
        yield f"tradewind.operators.{name}", getattr(operators, name)
    for found in pkgutil.iter_modules(operators.__path__):
        module = import_module(f"tradewind.operators.{found.name}")
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, BaseOperator):
                yield f"{module.__name__}.{name}", value
    for table in FAMILIES.values():
        for module_name, names in resolve(table).items():
            if isinstance(names, str):  # a whole module of ours, which makes no DAGs of tasks
                continue
            for name, target in names.items():
                yield f"{module_name}.{name}", resolve(target) if ":" in target else None


def _described(path: str, value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, type):
        if issubclass(value, BaseOperator):
            own = f"{value.__module__}.{value.__qualname__}"
            yield "operator", path, own, ",".join(value.template_fields), ",".join(value.positional)
        elif value is gust.Dag:
            yield "gust-dag", path
        elif issubclass(value, DAG):
            yield "dag", path
        elif issubclass(value, TaskGroup):
            yield "group", path
        elif value is edges.Label:
            yield "label", path
        elif value is XComArg:
            yield "output", path
        elif issubclass(value, Enum) or _is_constants(value):
            members = value.__members__.items() if issubclass(value, Enum) else vars(value).items()
            for name, member in members:
                if isinstance(member, str) and not name.startswith("_"):
                    yield "constant", f"{path}.{name}", str(member)
        else:
            yield "plain", path
    elif isinstance(value, str):
        yield "constant", path, value
    elif callable(value) and value in FUNCTIONS:
        yield FUNCTIONS[value], path
    elif value is not None:
        yield "plain", path


def _is_constants(value: type) -> bool:
    public = [item for name, item in vars(value).items() if not name.startswith("_")]
    return bool(public) and all(isinstance(item, str) for item in public)


def text() -> str:
    """The file."""
    head = "# Made by tests/scan/known_names.py from the tables of tradewind.compat; don't edit.\n"
    return head + "".join("\t".join(row) + "\n" for row in rows())


if __name__ == "__main__":
    sys.stdout.write(text())
