import json, math
from tradewind.operators.empty import EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream
from datetime import datetime, timedelta
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
from airflow.operators.python import PythonOperator
from airflow.models.dag import DAG
from tradewind import Label

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("dag_" "0", tags=["x"], catchup=True, default_args=DEFAULTS) as d0_dag_0:
    t1 = BashOperator(bash_command="""
cat <<X
)
X
""", trigger_rule="one_success", task_id="%s_1" % "ship")
    PythonOperator(python_callable=lambda: 1, task_id="%sch_2" % "fet")
    many3_d = {'k0': PythonOperator(task_id='split_3_0', python_callable=work), 'k1': BashOperator(
    task_id='split_3_1',
    retry_delay=timedelta(seconds=1),
    bash_command="""
cat <<X
)
X
""",
)}
    many3 = list(many3_d.values())
    t4 = PythonOperator(task_id="joi" "n_4", python_callable=work)
    many3_d['k0'].set_downstream([t4])
    def make5(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'näht_5_{name}', bash_command=command, trigger_rule=rule)
        return made
    h5 = make5('a')
    h5b = make5(name='b', rule='all_done')
    t6 = BashOperator(env={'X': h5.output}, trigger_rule="none_failed", task_id="%sge_6" % "mer", bash_command="""
cat <<X
)
X
""")
    t7 = PythonOperator(python_callable=work, task_id="{x}7".format(x="ship_"))
    t1 >> (h5, t6, t7,)
    t8 = BashOperator(retries=2, bash_command='a > b; # no', task_id="""näht_8"""); t6 >> t8
    many9_d = {'k0': BashOperator(env={'X': h5.output}, bash_command="echo {{ ds }}", retry_delay=timedelta(seconds=1), task_id='join_9_0'), 'k1': EmptyOperator(task_id='join_9_1')}
    many9 = list(many9_d.values())
    with TaskGroup("count_10" "") as g10:
        t11 = BashOperator(task_id="{x}".format(x="été_11"), bash_command="""
cat <<X
)
X
""")
        cross_downstream([h5], [t8, t11])
        cross_downstream([t1], [t4, t8, many9_d['k0']])
        (
    t1
    >> t8
)

d0_dag_1 = DAG('dag_1',
    start_date=datetime(2024, 1, 1),
)
t1 = BashOperator(trigger_rule="none_failed", bash_command='a > b; # no', task_id="".join(["count_1", ""]), dag=d0_dag_1)

many2 = [PythonOperator(task_id=f"audit_2_{i}", python_callable=lambda: 1, dag=d0_dag_1) for i in range(2)]
many2 >> t1
with TaskGroup("""näht_3""", dag=d0_dag_1) as g3:
    t4 = EmptyOperator(
    dag=d0_dag_1,
    task_id='join_4',
)
    chain(t1, t4)
    t1 >> t4
    t1 >> Label('when it is') >> t4
t5 = PythonOperator(
    task_id="join" + "_5",
    dag=d0_dag_1,
    python_callable=lambda x=1: (x, [x]),
)
many6 = []
   
for i, word in enumerate(['a', 'b']):
    many6.append(EmptyOperator(dag=d0_dag_1, task_id=f"ship_6_{word}_{i:02d}"))
with TaskGroup("merge_7" + "", prefix_group_id=False, dag=d0_dag_1) as g7:
    BashOperator(task_id="""split_8""", dag=d0_dag_1, bash_command="echo {{ ds }}")
with TaskGroup(group_id=r"näht_9", tooltip='some (text)', dag=d0_dag_1) as g9:
    cross_downstream([t1], [g3, t5, g7])
    (
    t1
    >> g7
)
    [t1, g3, t5] >> g7
    g3.set_upstream(t1)
    BashOperator(task_id="""count_10""", bash_command="echo {{ ds }}", dag=d0_dag_1)
    t1 >> g3 >> g7
    t1.set_downstream([g3, t5, g7])
t11 = BashOperator(dag=d0_dag_1, task_id="""merge_11""", bash_command="echo {{ ds }}")
t12 = EmptyOperator(trigger_rule="one_success", dag=d0_dag_1, task_id="%s_12" % "näht")
t1 >> g3 >> g9 >> t12
t12 << [t1]
t12 << [g9]
t1 >> Label('when it is') >> t12
[g7, g9] >> t11
with TaskGroup(group_id="count" "_13", tooltip='some (text)', dag=d0_dag_1) as g13:
    BashOperator(dag=d0_dag_1, bash_command="echo {{ ds }}", task_id=f"c{'ount_14'}")
    with TaskGroup("%s5" % "join_1", dag=d0_dag_1) as g15:
        with TaskGroup("".join(["co", "unt_16"]), dag=d0_dag_1) as g16:
            many17 = [EmptyOperator(task_id='split_17_0', dag=d0_dag_1, retry_delay=timedelta(seconds=1)), PythonOperator(op_args=[t11.output], task_id='split_17_1', dag=d0_dag_1, python_callable=work), EmptyOperator(dag=d0_dag_1, task_id='split_17_2')]
            chain(t1, g3, t5, g9)
            for one in [g7, t11, t12]:
                t5 >> one
cross_downstream([t1], [t11, g13])

d0_dag_2 = DAG("{}".format("dag_2"), start_date=datetime(2024, 1, 1), description='it is (a) "test"', catchup=False, schedule=None, default_args=dict(DEFAULTS))
t1 = EmptyOperator(task_id="""clean_1""", dag=d0_dag_2, retry_delay=timedelta(seconds=1))
PythonOperator(task_id="" + "été_2", dag=d0_dag_2, python_callable=work, op_args=[t1.output])
t3 = BashOperator(
    dag=d0_dag_2,
    bash_command='a > b; # no',
    task_id=f"spl{'it_3'}",
)
   
t4 = BashOperator(bash_command="echo {{ ds }}", task_id=f"näh{'t_4'}", dag=d0_dag_2, env={'X': t1.output}, trigger_rule="ALL_DONE"); t3 >> t4
t4.set_upstream(t1)
EmptyOperator(task_id='näht_5', dag=d0_dag_2)
with TaskGroup("report_6", tooltip='some (text)', dag=d0_dag_2) as g6:
    many7 = [BashOperator(task_id=f"report_7_{i}", bash_command='a > b; # no', dag=d0_dag_2) for i in range(1)]
    many8 = [PythonOperator(trigger_rule="all_failed", python_callable=work, task_id=f"ship_8_{i}", dag=d0_dag_2) for i in range(2)]
    cross_downstream([t3], [t4])
    t1 >> (t3, t4,)
t9 = BashOperator(bash_command='a > b; # no', dag=d0_dag_2, task_id="fetch_9")
with TaskGroup(group_id="""fetch_10""", dag=d0_dag_2) as g10:
    t3 >> [t9]
    many11 = []
    for i, word in enumerate(['a', 'b', 'c']):
        many11.append(EmptyOperator(dag=d0_dag_2, task_id=f"ship_11_{word}_{i:02d}"))
    many12 = [EmptyOperator(task_id='audit_12_0', dag=d0_dag_2, trigger_rule="one_success"), EmptyOperator(task_id='audit_12_1', dag=d0_dag_2)]
t13 = BashOperator(
    dag=d0_dag_2,
    task_id="{x}rt_13".format(x="repo"),
    bash_command="""
cat <<X
)
X
""",
)
t1 >> t3 >> t4 >> t9
chain(t3, g6, t9)
   

