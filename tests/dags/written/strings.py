from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


with DAG("strings", description='a \'quoted\' "text" \x41 \u00e9 \
and on'):
    A = "\x61\142c"
    a = BashOperator(task_id=A, bash_command=r"grep '\(x\)' {{ '{' }}")
    b = BashOperator(task_id="b" 'c' """d""", bash_command="""
echo "a >> b" # not an edge
EmptyOperator(task_id='no')
""")
    n = 7
    c = BashOperator(task_id=f"n{n:03d}_{A!s:>3}_{'x' if n else 'y'}_{n + 1}", bash_command=f"{{{{ ds }}}} {n!r}")
    d = EmptyOperator(task_id="{0}_{b}_{0:02d}".format(n, b="k"))
    e = EmptyOperator(task_id="%(a)s_%(b)d" % {"a": "p", "b": 3})
    a >> b >> \
        c
    (d
     >> e)
