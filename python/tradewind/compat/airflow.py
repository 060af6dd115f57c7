"""Airflow's import paths, of 1.10, 2 and 3, and what of ours stands there."""

from __future__ import annotations

_DAG = {"DAG": "tradewind.authoring.dag:DAG"}
_BASE = {"BaseOperator": "tradewind.authoring.operator:BaseOperator"}
_EDGES = {
    "chain": "tradewind.authoring.edges:chain",
    "cross_downstream": "tradewind.authoring.edges:cross_downstream",
}
_LABEL = {"Label": "tradewind.authoring.edges:Label"}
_GROUP = {"TaskGroup": "tradewind.authoring.task_group:TaskGroup"}
_PARAM = {"Param": "tradewind.authoring.params:Param", "ParamsDict": "tradewind.authoring.params:Params"}
_XCOM_ARG = {"XComArg": "tradewind.authoring.xcom_arg:XComArg"}
_RULE = {"TriggerRule": "tradewind.states:TriggerRule"}
_WEIGHT = {"WeightRule": "tradewind.compat.airflow_names:WeightRule"}
_CONTEXT = {"Context": "tradewind.authoring.context:Context"}
_NOW = {"get_current_context": "tradewind.authoring.context:get_current_context"}
_LITERAL = {"literal": "tradewind.authoring.templating:literal"}
_TI = {"TaskInstance": "tradewind.authoring.context:TaskInstance"}
_RUN = {"DagRun": "tradewind.authoring.context:DagRun"}
_BASH = {"BashOperator": "tradewind.operators.bash:BashOperator"}
_EMPTY = {"EmptyOperator": "tradewind.operators.empty:EmptyOperator"}
_DUMMY = {"DummyOperator": "tradewind.operators.empty:DummyOperator"}
_PYTHON = {
    "PythonOperator": "tradewind.operators.python:PythonOperator",
    "BranchPythonOperator": "tradewind.operators.python:BranchPythonOperator",
    "ShortCircuitOperator": "tradewind.operators.python:ShortCircuitOperator",
}
_STATES = {
    "TaskInstanceState": "tradewind.states:TaskState",
    "DagRunState": "tradewind.states:RunState",
}
_EXCEPTIONS = {
    "AirflowException": "tradewind.compat.airflow_names:AirflowException",
    "AirflowSkipException": "tradewind.compat.airflow_names:AirflowSkipException",
    "AirflowFailException": "tradewind.compat.airflow_names:AirflowFailException",
    "AirflowTaskTimeout": "tradewind.errors:TaskTimeout",
}
_TIME = {
    "datetime": "tradewind.compat.airflow_names:utc_datetime",
    "is_localized": "tradewind.compat.airflow_names:is_localized",
    "make_aware": "tradewind.compat.airflow_names:make_aware",
    "parse": "tradewind.compat.airflow_names:parse",
    "utc": "tradewind.compat.airflow_names:utc",
    "utcnow": "tradewind.compat.airflow_names:utcnow",
}
_SDK = {
    **_DAG, **_BASE, **_EDGES, **_LABEL, **_GROUP, "Param": _PARAM["Param"], **_XCOM_ARG, **_RULE, **_WEIGHT,
    **_CONTEXT, **_NOW, **_LITERAL, **_STATES,
}  # fmt: skip

TABLE: dict[str, dict[str, str]] = {
    "airflow": {**_DAG, **_XCOM_ARG, "__version__": "tradewind.compat.airflow_names:VERSION"},
    "airflow.version": {"version": "tradewind.compat.airflow_names:VERSION"},
    "airflow.exceptions": {**_EXCEPTIONS, "DuplicateTaskIdFound": "tradewind.errors:DuplicateIdError"},
    "airflow.macros": {
        name: f"tradewind.authoring.macros:{name}"
        for name in (
            "datetime",
            "datetime_diff_for_humans",
            "ds_add",
            "ds_format",
            "json",
            "random",
            "time",
            "timedelta",
            "uuid",
        )
    },
    "airflow.models": {**_DAG, **_BASE, **_PARAM, **_XCOM_ARG, **_TI, **_RUN},
    "airflow.models.baseoperator": {**_BASE, **_EDGES},
    "airflow.models.dag": _DAG,
    "airflow.models.dagrun": _RUN,
    "airflow.models.param": _PARAM,
    "airflow.models.taskinstance": {**_TI, **_CONTEXT},
    "airflow.models.xcom_arg": _XCOM_ARG,
    # Airflow 1.10
    "airflow.operators": {**_BASH, **_PYTHON, **_DUMMY},
    "airflow.operators.bash_operator": _BASH,
    "airflow.operators.dummy_operator": _DUMMY,
    "airflow.operators.python_operator": _PYTHON,
    "airflow.utils.decorators": {"apply_defaults": "tradewind.compat.airflow_names:apply_defaults"},
    # Airflow 2
    "airflow.operators.bash": _BASH,
    "airflow.operators.dummy": {**_DUMMY, **_EMPTY},
    "airflow.operators.empty": _EMPTY,
    "airflow.operators.python": {**_PYTHON, **_NOW},
    "airflow.utils.context": _CONTEXT,
    "airflow.utils.dates": {"days_ago": "tradewind.compat.airflow_names:days_ago"},
    "airflow.utils.edgemodifier": _LABEL,
    "airflow.utils.helpers": _EDGES,
    "airflow.utils.state": {"State": "tradewind.compat.airflow_names:State", **_STATES},
    "airflow.utils.task_group": _GROUP,
    "airflow.utils.template": _LITERAL,
    "airflow.utils.timezone": _TIME,
    "airflow.utils.trigger_rule": _RULE,
    "airflow.utils.weight_rule": _WEIGHT,
    # Airflow 3
    "airflow.providers.common.compat.sdk": {**_SDK, **_EXCEPTIONS, "timezone": "airflow.sdk.timezone"},
    "airflow.providers.standard.operators.bash": _BASH,
    "airflow.providers.standard.operators.empty": _EMPTY,
    "airflow.providers.standard.operators.python": {**_PYTHON, **_NOW},
    "airflow.sdk": _SDK,
    "airflow.sdk.bases.operator": {**_BASE, **_EDGES},
    "airflow.sdk.definitions.context": {**_CONTEXT, **_NOW},
    "airflow.sdk.definitions.dag": _DAG,
    "airflow.sdk.definitions.edges": _LABEL,
    "airflow.sdk.definitions.param": _PARAM,
    "airflow.sdk.definitions.taskgroup": _GROUP,
    "airflow.sdk.definitions.xcom_arg": _XCOM_ARG,
    "airflow.sdk.exceptions": _EXCEPTIONS,
    "airflow.sdk.timezone": _TIME,
    "airflow.task.trigger_rule": _RULE,
    "airflow.task.weight_rule": _WEIGHT,
}
"""Module -> name -> where ours is, as `module:attribute`."""
