'''Several

lines with "quotes" and 'more'.
'''
from airflow import DAG
from tradewind import Label
from airflow.operators.bash_operator import BashOperator
from airflow.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TaskGroup
import json, math
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
# it's a "comment" (
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id="%sag_0" % "d",
    schedule=None,
):
	with TaskGroup("""join_1""") as g1:

		t2 = PythonOperator(python_callable=work, task_id="{}".format("ship_2"))
		with TaskGroup("".join(["", "join_3"])) as g3:
			BashOperator(task_id='fetch_4', bash_command='a > b; # no')
			t5 = BashOperator(
    task_id="".join(["report", "_5"]),
    bash_command="echo {{ ds }}",
)
			(
    t2
    >> t5
)
		[t2] >> g3
	BashOperator(
    bash_command='a > b; # no',
    task_id="%s6" % "audit_",
    retries=2,
)
	t7 = EmptyOperator(doc_md=__doc__, task_id="report_7")
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = BashOperator(bash_command="echo {{ ds }}", env={'X': t7.output}, task_id='count_8_%s_%d' % (a, b))
		if previous is not None:
			previous >> now
		previous = now
	many8 = [previous]
	(
    g1
    >> t7
)
	g1 >> (t7,)
	t9 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="{}9".format("split_"), trigger_rule="dummy")
	t10 = PythonOperator(task_id='report_10', python_callable=lambda: 1)
	t11 = EmptyOperator(task_id="join_11")
	PythonOperator(task_id="load_1" "2", op_args=[t9.output], python_callable=lambda: 1)
	many13 = [BashOperator(
    task_id='merge_13_0',
    bash_command="echo {{ ds }}",
)]
	many14 = []
	for i, word in enumerate(['a', 'b', 'c']):
		many14.append(BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id=f"audit_14_{word}_{i:02d}",
))
	t15 = EmptyOperator(
    retries=2,
    task_id="".join(["clean_15", ""]),
)
	t16 = EmptyOperator(task_id='report_16')
	t17 = EmptyOperator(task_id='audit_17')
	# it's a "comment" (
	with TaskGroup(group_id="{x}".format(x="audit_18"), prefix_group_id=False) as g18:
		t19 = EmptyOperator(task_id="""ship_19""")
		[t10, t15, t17] >> t19
		BashOperator(task_id='fetch_20', bash_command='a > b; # no')
		t21 = EmptyOperator(trigger_rule="none_failed_or_skipped", task_id="{}1".format("audit_2"))
		[t17] << t7
		(
    t11
    >> t21
)
	t22 = BashOperator(
    task_id="split_22",
    bash_command='a > b; # no',
)
	many23 = [PythonOperator(python_callable=lambda: 1, task_id=f"fetch_23_{i}", op_args=(t7.output['k'], 1)) for i in range(3)]
	t24 = BashOperator(task_id="split_24", bash_command="""
cat <<X
)
X
""")
	chain(g1, *[t17])
	many25 = [BashOperator(
    task_id=f"ship_25_{i}",
    bash_command='a > b; # no',
) for i in range(3)]
	def make26(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'audit_26_{name}', bash_command=command, trigger_rule=rule)
		return made
	h26 = make26('a')
	h26b = make26(name='b', rule='all_done')
	t27 = EmptyOperator(task_id="""merge_27""")
	many28 = []
	for kind in ('p', 'q', 'r'):
		if kind in {'q'}:
			continue
		many28 += [BashOperator(task_id='merge_28_' + kind.upper(), bash_command="""
cat <<X
)
X
""")]
	t7.set_downstream([t16, t24, h26b])
	t29 = BashOperator(
    task_id='été_29',
    retry_delay=timedelta(seconds=1),
    bash_command='a > b; # no',
)
	with TaskGroup("".join(["count_30", ""])) as g30:
		def make31(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'ship_31_{name}', bash_command=command, trigger_rule=rule)
			return made
		h31 = make31('a')
		h31b = make31(name='b', rule='all_done')
		t15 >> g18 >> t24 >> t29
	t32 = EmptyOperator(
    task_id=f"join_{'32'}",
)
	h26 << [t17]
	cross_downstream([t16], [g18, t22, t27])
	many33 = [EmptyOperator(task_id=f"fetch_33_{i}", pool='p') for i in range(3)]
	with TaskGroup("count" "_34", tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g34:
		EmptyOperator(task_id="%s" % "été_35")
		cross_downstream([t7], [g18, t24, h26b])
	many36 = [PythonOperator(python_callable=lambda: 1, task_id=f"clean_36_{i}") for i in range(3)]

	t37 = BashOperator(task_id="näht_37", bash_command="echo {{ ds }}")
	many38 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many38 += [BashOperator(task_id='count_38_' + kind.upper(), bash_command="""
cat <<X
)
X
""")]
	t39: object = EmptyOperator(
    task_id="""join_39""",
)
	def make40(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'join_40_{name}', bash_command=command, trigger_rule=rule)
		# it's a "comment" (
		return made
	h40 = make40('a')
	h40b = make40(name='b', rule='all_done')
	with TaskGroup(group_id="".join(["merge_41", ""])) as g41:
		t42 = PythonOperator(task_id='näht_42', op_args=[t15.output], python_callable=lambda x=1: (x, [x]))
		t11 >> Label('when it is') >> t42
		with TaskGroup("fetch_43") as g43:
			t44 = EmptyOperator(task_id="{}ort_44".format("rep"))
			cross_downstream([t24], [t29, g34])
		t45 = PythonOperator(task_id="{x}ge_45".format(x="mer"), python_callable=work)
	t46 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="merge" + "_46", trigger_rule="none_failed")
	t47 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="load_47")
	many48 = [PythonOperator(python_callable=work, task_id=f"count_48_{i}") for i in range(3)]
	t15 >> [h26, h40b]
	def make49(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'clean_49_{name}', bash_command=command, trigger_rule=rule)
		return made
	h49 = make49('a')
	h49b = make49(name='b', rule='all_done')
	for one in [t37]:
		g18 >> one
	t50 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id='audit_50',
)
	chain(t11, *[g18])
	t51 = PythonOperator(
    task_id="{}é_51".format("ét"),
    python_callable=lambda x=1: (x, [x]),
    trigger_rule="none_failed",
)
	(
    g1
    >> h26b
)
	t16 >> g30 >> t46 >> h49
	many52 = []
	for kind in ('p', 'q', 'r'):
		if not kind != 'q':
			continue
		many52 += [PythonOperator(task_id='fetch_52_' + kind.upper(), python_callable=lambda x=1: (x, [x]), pool='p')]
	many53_d = {'k0': BashOperator(task_id='été_53_0', bash_command='a > b; # no'), 'k1': EmptyOperator(task_id='été_53_1'), 'k2': BashOperator(
    task_id='été_53_2',
    bash_command='a > b; # no',
)}
	many53 = list(many53_d.values())
	many54 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many54 += [BashOperator(
    trigger_rule="one_success",
    bash_command="""
cat <<X
)
X
""",
    task_id='été_54_' + kind.upper(),
)]
	t55 = BashOperator(bash_command='a > b; # no', task_id=f"clean_55")
	g34 >> h49
	with TaskGroup("%sit_56" % "aud", prefix_group_id=False, tooltip='some (text)') as g56:
		g1 \
    >> t46
		t57 = BashOperator(
    task_id="count_57" + "",
    bash_command='a > b; # no',
)
		def make58(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'join_58_{name}', bash_command=command, trigger_rule=rule)
			return made
		h58 = make58('a')
		h58b = make58(name='b', rule='all_done')
	chain(g1, *[g30, h49b, g56])
	t59 = BashOperator(task_id="clean_59", bash_command="echo {{ ds }}"); t50 >> t59
	many60 = []
	for kind in ('p', 'q', 'r'):
		if kind in {'q'}:
			continue
		many60 += [BashOperator(
    bash_command='a > b; # no',
    task_id='näht_60_' + kind.upper(),
)]
	t61 = BashOperator(bash_command='a > b; # no', pool='p', task_id="split_6" + "1")
	chain(t24, h49b, t55)
	t62 = BashOperator(bash_command="""
cat <<X
)
X
""", trigger_rule="ALL_DONE", task_id=f"{'été_62'}")
	with TaskGroup(group_id="{}rge_63".format("me"), prefix_group_id=False, tooltip='some (text)') as g63:
		t64 = EmptyOperator(task_id=r"audit_64")
		t65 = PythonOperator(python_callable=lambda: 1, task_id=r"count_65")
		cross_downstream([t22], [t50, t61])
	t66: object = PythonOperator(
    pool='p',
    task_id=r"näht_66",
    python_callable=work,
)
	t67: object = PythonOperator(task_id=r"join_67", python_callable=work, op_args=[t7.output])
	many68_d = {'k0': PythonOperator(task_id='été_68_0', trigger_rule="dummy", python_callable=lambda: 1), 'k1': PythonOperator(python_callable=lambda: 1, task_id='été_68_1', doc_md=__doc__, trigger_rule="dummy")}
	many68 = list(many68_d.values())
	t69 = EmptyOperator(
    pool='p',
    task_id="".join(["l", "oad_69"]),
)
	many70 = []
	for i, word in enumerate(['a']):
		many70.append(BashOperator(bash_command="""
cat <<X
)
X
""", pool='p', task_id=f"load_70_{word}_{i:02d}"))
	t16.set_downstream([t24, t39, many68_d['k0']])
	for one in [many53_d['k0']]:
		h40 >> one
	t71 = BashOperator(env={'X': h26b.output}, task_id="%soin_71" % "j", bash_command="echo {{ ds }}")
	t72 = BashOperator(pool='p', task_id="{x}report_72".format(x=""), bash_command='a > b; # no')
	with TaskGroup("""audit_73""") as g73:
		t74 = EmptyOperator(
    pool='p',
    task_id='näht_74',
    trigger_rule="dummy",
)
		with TaskGroup("{x}nt_75".format(x="cou"), prefix_group_id=False) as g75:
			many76 = [BashOperator(
    task_id=f"audit_76_{i}",
    bash_command='a > b; # no',
) for i in range(3)]
		t10 >> [t32, t50]

		def make77(name, command='true', *, rule='all_success'):
			made = BashOperator(task_id=f'report_77_{name}', bash_command=command, trigger_rule=rule)
			return made
		h77 = make77('a')

		h77b = make77(name='b', rule='all_done')
	[h26b, t71] << t24
	t17 >> Label('when it is') >> t55
	t78 = EmptyOperator(task_id="%s_78" % "fetch")
	t79 = EmptyOperator(
    task_id="coun" "t_79",
)
	t80 = EmptyOperator(retry_delay=timedelta(seconds=1), task_id="{x}_80".format(x="merge"))
	[h26b] >> t69
	cross_downstream([t24], [h49b, t72])
	g34 >> (t67,)
   
	def make81(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'report_81_{name}', bash_command=command, trigger_rule=rule)
		return made
	h81 = make81('a')
	h81b = make81(name='b', rule='all_done')
	with TaskGroup("{x}82".format(x="load_"), tooltip='some (text)') as g82:
		with TaskGroup("{}ount_83".format("c"), tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g83:

			t46 >> [t66]
			chain(t16, *[h26b, t50, t55])
			many84 = []
			for kind in ('p', 'q', 'r'):
				if kind == 'q':
					continue
				many84 += [PythonOperator(python_callable=work, retry_delay=timedelta(seconds=1), task_id='split_84_' + kind.upper())]
			t51 << [t7, t11]
			h40b >> [g56]
		[g41, t59, t71] << t15
		t85: object = BashOperator(bash_command="echo {{ ds }}", task_id="join_85", retries=2)
		t62 << [g41, t55]
		t86 = EmptyOperator(
    retries=2,
    task_id="a" "udit_86",
); t61 >> t86
		t47 >> Label('when it is') >> h81
		h81.set_upstream(t11)
		t10.set_downstream([t71])
	t7 >> h26 >> t72
	chain(h40b, g41, t79, g82)
	with TaskGroup("{x}87".format(x="join_"), default_args={'trigger_rule': 'one_done'}) as g87:
		many88 = []
		for i, word in enumerate(['a', 'b', 'c']):
			many88.append(BashOperator(bash_command='a > b; # no', task_id=f"join_88_{word}_{i:02d}"))
	t89 = PythonOperator(python_callable=work, task_id="%s_89" % "count"); g1 >> t89
	t90 = EmptyOperator(task_id=f"cl{'ean_90'}")
	cross_downstream([g34], [t80])
	t91 = PythonOperator(retry_delay=timedelta(seconds=1), task_id="count_91", trigger_rule="none_failed", op_args=[t22.output], python_callable=lambda: 1)
	t92 = EmptyOperator(task_id="""count_92""")
	t93 = EmptyOperator(
    pool='p',
    task_id="{}lean_93".format("c"),
)
	many94_d = {'k0': EmptyOperator(task_id='näht_94_0', retries=2)}

	many94 = list(many94_d.values())
	t95 = EmptyOperator(task_id="".join(["nä", "ht_95"]))
	t96 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="fetch_96"); t92 >> t96
	t97 = BashOperator(task_id="fetch_97", bash_command='a > b; # no')
	BashOperator(bash_command="echo {{ ds }}", task_id="join_98")
	EmptyOperator(
    task_id="ship_99",
)
	t9 >> [t72]
	with TaskGroup('ship_100', prefix_group_id=False) as g100:
		t101 = BashOperator(task_id="{x}count_101".format(x=""), bash_command="echo {{ ds }}")
		t9 >> t17 >> t27 >> t95
		t102 = EmptyOperator(task_id="".join(["", "audit_102"]))
		t103 = EmptyOperator(task_id=r"split_103", trigger_rule="all_failed"); t79 >> t103
		[g1, t11, t59] >> t97
	[t62, t71, h81] << h49
	t104 = PythonOperator(task_id="{}_104".format("load"), python_callable=work)
	t105 = PythonOperator(task_id=r"clean_105", python_callable=work, trigger_rule="all_done")
	t106 = EmptyOperator(task_id="{}106".format("merge_"))
	cross_downstream([t62], [h81, h81b, t90])
	g30 >> [t92]
	many107 = [BashOperator(
    task_id=f"été_107_{i}",
    env={'X': t66.output},
    trigger_rule="dummy",
    bash_command="""
cat <<X
)
X
""",
) for i in range(1)]
	many108_d = {'k0': BashOperator(task_id='count_108_0', bash_command='a > b; # no'), 'k1': EmptyOperator(
    task_id='count_108_1',
    trigger_rule="dummy",
)}
	many108 = list(many108_d.values())
	t11.set_downstream([h26b, t66])
	with TaskGroup(group_id=r"count_109") as g109:
		many110 = []
		for i, word in enumerate(['a', 'b']):
			many110.append(PythonOperator(op_args=(h81.output['k'], 1), trigger_rule="ALL_DONE", python_callable=work, task_id=f"été_110_{word}_{i:02d}"))
		t111 = PythonOperator(task_id="" "audit_111", trigger_rule="none_failed", python_callable=lambda x=1: (x, [x]), op_args=(t15.output['k'], 1)); t71 >> t111
		h81b << t46 << g34 << h26
		t66.set_upstream(t61)
	BashOperator(
    bash_command="echo {{ ds }}",
    task_id="join_112",
)
	BashOperator(bash_command='a > b; # no', task_id="count_113")
	t114 = EmptyOperator(
    doc_md=__doc__,
    task_id="clean_1" + "14",
); t95 >> t114
	g30 >> (t37, t62, t92,)
	many115 = []

	for i, word in enumerate(['a', 'b']):
		many115.append(BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id=f"count_115_{word}_{i:02d}",
))
	BashOperator(task_id='report_116', bash_command='a > b; # no')
	t61 \
    >> g82
	t117 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="ship_117")
	BashOperator(retries=2, task_id="%se_118" % "merg", bash_command="""
cat <<X
)
X
""")
	for one in [g87]:
		h40b >> one
	t119 = EmptyOperator(
    task_id="{}äht_119".format("n"),
); t15 >> t119
	h26b.set_downstream([t69, t80])
	with TaskGroup(r"audit_120") as g120:
		t121 = PythonOperator(task_id='clean_121', python_callable=work)
		g87 << [g1]
		chain(t10, g34)
		t122 = EmptyOperator(task_id="report_122")
		t123 = BashOperator(task_id="{x}ship_123".format(x=""), bash_command='a > b; # no')
	def make124(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'clean_124_{name}', bash_command=command, trigger_rule=rule)

		return made
		# it's a "comment" (
	h124 = make124('a')
	h124b = make124(name='b', rule='all_done')
	t125 = EmptyOperator(retry_delay=timedelta(seconds=1), task_id=f"m{'erge_125'}"); h81 >> t125
	h49b >> [t67, t71, t117]
	t126 = BashOperator(
    task_id="{}ge_126".format("mer"),
    bash_command='a > b; # no',
)
	with TaskGroup(group_id="load_127", tooltip='some (text)') as g127:
		t128 = BashOperator(bash_command='a > b; # no', task_id="join_" + "128")
		t129 = BashOperator(bash_command='a > b; # no', task_id=f"join{'_129'}")
		t130 = BashOperator(bash_command='a > b; # no', doc_md=__doc__, task_id="s" "hip_130")
		[t7] >> t89
		t61 << g56 << t50 << t37
		t16 >> (t69, g87, t95,)
	t131 = PythonOperator(task_id="clean_131", python_callable=work)
	t132 = EmptyOperator(
    task_id=r"join_132",
)
	t133 = BashOperator(task_id="{}_133".format("clean"), trigger_rule="none_failed", bash_command='a > b; # no')
	many134 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many134 += [PythonOperator(task_id='audit_134_' + kind.upper(), python_callable=lambda x=1: (x, [x]))]
	cross_downstream([t67], [g100, t114, g120])
	t135 = BashOperator(task_id="%sté_135" % "é", bash_command='a > b; # no'); h26b >> t135
	t50 >> [h81, t132]
	many136 = []
	for i, word in enumerate(['a', 'b']):
		many136.append(PythonOperator(task_id=f"merge_136_{word}_{i:02d}", python_callable=lambda: 1))
	t135 << [t17]
	t137 = BashOperator(task_id=r"load_137", bash_command="""
cat <<X
)
X
""")
	chain(t29, many94_d['k0'], t125, t135)
	t138 = BashOperator(
    task_id="join" "_138",
    bash_command="echo {{ ds }}",
); t91 >> t138
	t139 = BashOperator(task_id="report_13" + "9", trigger_rule="one_success", bash_command="""
cat <<X
)
X
""")
	with TaskGroup(group_id="".join(["join", "_140"])) as g140:
		with TaskGroup("report_141", tooltip='some (text)') as g141:
			t142 = EmptyOperator(trigger_rule="ALL_DONE", task_id="audit_142"); h26b >> t142
			h49b.set_downstream([many53_d['k0'], t59, t80])
			[h81b] >> t133
   
			chain(t7, *[t9])
		g30 >> Label('when it is') >> g41
		[t117] >> t126
		[t29] >> g120
	t143 = EmptyOperator(
    task_id="{}ch_143".format("fet"),
)
	many144 = [BashOperator(trigger_rule="all_done", bash_command='a > b; # no', task_id=f"split_144_{i}") for i in range(2)]
	def make145(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'ship_145_{name}', bash_command=command, trigger_rule=rule)
		# it's a "comment" (
		return made
	h145 = make145('a')
	h145b = make145(name='b', rule='all_done')
	t146 = BashOperator(
    env={'X': h81.output},
    task_id="{x}nt_146".format(x="cou"),
    bash_command='a > b; # no',
)
	BashOperator(bash_command="echo {{ ds }}", task_id='clean_147')
	_ = [t69 >> one for one in [t79, t131]]
	t148 = EmptyOperator(task_id="""load_148""", trigger_rule="dummy")
	h49 << t7
	def make149(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'näht_149_{name}', bash_command=command, trigger_rule=rule)
		return made
	h149 = make149('a')
	h149b = make149(name='b', rule='all_done')
	t150 = EmptyOperator(task_id="%snäht_150" % "")
	def make151(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'clean_151_{name}', bash_command=command, trigger_rule=rule)
		return made
	h151 = make151('a')
	h151b = make151(name='b', rule='all_done')
	def make152(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'merge_152_{name}', bash_command=command, trigger_rule=rule)
		return made
	h152 = make152('a')
	h152b = make152(name='b', rule='all_done')
	t153 = EmptyOperator(task_id="""näht_153""")
	t154 = EmptyOperator(
    task_id="".join(["loa", "d_154"]),
    trigger_rule="dummy",
)
	many155 = [PythonOperator(
    task_id=f"näht_155_{i}",
    python_callable=lambda: 1,
    trigger_rule="one_success",
) for i in range(1)]
	t156 = BashOperator(
    bash_command='a > b; # no',
    task_id="été" "_156",
)
	t157 = PythonOperator(python_callable=lambda: 1, retry_delay=timedelta(seconds=1), task_id="s" + "plit_157")
	for one in [g30, t50, many68_d['k0']]:
		g1 >> one
	t158 = EmptyOperator(task_id="report_158")
	chain(g30, *[t46, g87])
	with TaskGroup(group_id="{}tch_159".format("fe"), prefix_group_id=False, default_args={'trigger_rule': 'one_done'}) as g159:
	# it's a "comment" (
		t50.set_downstream([h152, t156])
		previous = None
		for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
			now = PythonOperator(task_id='load_160_%s_%d' % (a, b), python_callable=work)

			if previous is not None:
				previous >> now
			previous = now
		many160 = [previous]
		chain(t91, *[t125, t137, h149b])
		t66.set_upstream(t11)
	many161 = []
	for i, word in enumerate(['a']):
		many161.append(BashOperator(task_id=f"split_161_{word}_{i:02d}", bash_command='a > b; # no'))
	t162 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="fetch_162",
)
	# it's a "comment" (
	t163: object = BashOperator(task_id="split_163", bash_command="""
cat <<X
)
X
""")
	many164 = []
	for i, word in enumerate(['a', 'b', 'c']):
		many164.append(PythonOperator(task_id=f"clean_164_{word}_{i:02d}", python_callable=lambda: 1))
	h124b.set_downstream([t150])
	t165: object = BashOperator(
    task_id=f"s{'plit_165'}",
    retry_delay=timedelta(seconds=1),
    bash_command="echo {{ ds }}",
)
	t166 = EmptyOperator(task_id="%s66" % "split_1")
	t167 = EmptyOperator(
    task_id=f"clean_167",
)
	t168 = PythonOperator(python_callable=work, task_id="{}té_168".format("é"), trigger_rule="dummy")
	t169: object = BashOperator(retry_delay=timedelta(seconds=1), bash_command="echo {{ ds }}", task_id="count_1" + "69")
	t170 = PythonOperator(python_callable=work, task_id="{x}170".format(x="ship_"), retry_delay=timedelta(seconds=1))
	t171 = EmptyOperator(task_id="%s" % "clean_171")
	def make172(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'audit_172_{name}', bash_command=command, trigger_rule=rule)
		return made
	h172 = make172('a')
	h172b = make172(name='b', rule='all_done')
	t173 = BashOperator(
    env={'X': h145b.output},
    bash_command="""
cat <<X
)
X
""",
    task_id=r"count_173",
)
	t132.set_upstream(g82)
	t174 = PythonOperator(python_callable=lambda: 1, task_id="rep" + "ort_174")
	with TaskGroup(group_id="merge_175" + "") as g175:
		many176 = [BashOperator(
    bash_command='a > b; # no',
    task_id=f"report_176_{i}",
) for i in range(2)]
		for one in [t50, t166]:
			t27 >> one
		h149 << [t47, many68_d['k0'], many94_d['k0']]
	t9 >> t71 >> many108_d['k0'] >> h152b
	[many94_d['k0'], t106] << t7
	cross_downstream([t17], [many108_d['k0']])
	BashOperator(task_id="{x}ch_177".format(x="fet"), trigger_rule="none_failed", bash_command="echo {{ ds }}")
	t178 = PythonOperator(task_id="j" + "oin_178", python_callable=lambda x=1: (x, [x]))
	t179 = PythonOperator(
    task_id="{}rt_179".format("repo"),
    retries=2,
    trigger_rule="none_failed",
    python_callable=lambda: 1,
)
	t96 >> [h124b]

	BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="load_" + "180",
    env={'X': t126.output},
    trigger_rule="none_failed",
)
	# it's a "comment" (
	t181 = EmptyOperator(task_id="{}81".format("ship_1"), trigger_rule="none_failed_or_skipped")
	t182 = EmptyOperator(
    doc_md=__doc__,
    task_id="{}82".format("merge_1"),
)
	def make183(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'ship_183_{name}', bash_command=command, trigger_rule=rule)
		return made
	h183 = make183('a')
   
	h183b = make183(name='b', rule='all_done')
	t89 >> g109 >> t132 >> t169
	(
    g87
    >> h145
)
	chain(t17, *[t137])
	t184 = BashOperator(bash_command='a > b; # no', task_id="".join(["jo", "in_184"])); t22 >> t184
	with TaskGroup(group_id="näh" + "t_185") as g185:
		t186 = PythonOperator(
    task_id='näht_186',
    op_args=(t95.output['k'], 1),
    python_callable=lambda x=1: (x, [x]),
)
		with TaskGroup("{x}187".format(x="clean_"), default_args={'trigger_rule': 'one_done'}) as g187:
			t114.set_upstream(many94_d['k0'])
			[t131, g140] << h40
			many188_d = {'k0': PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='split_188_0'), 'k1': BashOperator(task_id='split_188_1', bash_command="echo {{ ds }}"), 'k2': PythonOperator(task_id='split_188_2', python_callable=lambda: 1)}
			many188 = list(many188_d.values())
	[t104] << t97
	BashOperator(task_id="{}etch_189".format("f"), bash_command="""
cat <<X
)
X
""")
	t190 = BashOperator(task_id="audit_190", bash_command="echo {{ ds }}")
	many191_d = {'k0': BashOperator(bash_command="echo {{ ds }}", task_id='join_191_0'), 'k1': EmptyOperator(
    task_id='join_191_1',
)}
	many191 = list(many191_d.values())
	[t97, t179] << t69
	g73 >> (t78, t119, g159,)
	t192 = EmptyOperator(
    task_id=r"report_192",
)
	t193 = BashOperator(
    bash_command='a > b; # no',
    task_id="audit_193",
    doc_md=__doc__,
)
	t194 = EmptyOperator(
    task_id="{}udit_194".format("a"),
)
	def make195(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'split_195_{name}', bash_command=command, trigger_rule=rule)
		return made
	h195 = make195('a')
	h195b = make195(name='b', rule='all_done')
	PythonOperator(task_id="{x}rge_196".format(x="me"), doc_md=__doc__, python_callable=lambda: 1)
	t197 = BashOperator(
    task_id="%sship_197" % "",
    bash_command="""
cat <<X
)
X
""",
); t97 >> t197
	many198 = [EmptyOperator(task_id=f"fetch_198_{i}", retries=2) for i in range(3)]
	with TaskGroup(r"report_199", prefix_group_id=False) as g199:
		(
    many68_d['k0']
    >> t194
)
		BashOperator(task_id="audit_200", bash_command='a > b; # no')
		(
    t62
    >> t97
)
	t201 = BashOperator(bash_command="echo {{ ds }}", task_id="ship_201")
	many202 = []
	for kind in ('p', 'q', 'r'):
		if not kind != 'q':
			continue
		many202 += [PythonOperator(python_callable=lambda: 1, task_id='join_202_' + kind.upper())]
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = BashOperator(
    task_id='été_203_%s_%d' % (a, b),
    bash_command="""
cat <<X
)
X
""",
)
		if previous is not None:
			previous >> now
		previous = now
	many203 = [previous]
	def make204(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'été_204_{name}', bash_command=command, trigger_rule=rule)
		return made
	h204 = make204('a')
	h204b = make204(name='b', rule='all_done')
	t205 = BashOperator(task_id="""été_205""", bash_command="""
cat <<X
)
X
""")
	t206 = PythonOperator(task_id="""ship_206""", python_callable=lambda x=1: (x, [x]))
	t207 = EmptyOperator(task_id="""clean_207""")
	t208 = EmptyOperator(task_id="join_208")
	t209 = BashOperator(trigger_rule="all_failed", bash_command="""
cat <<X
)
X
""", task_id='été_209')
	t210 = BashOperator(
    task_id="au" "dit_210",
    pool='p',
    bash_command="""
cat <<X
)
X
""",
); t165 >> t210
	many211 = [BashOperator(
    doc_md=__doc__,
    bash_command='a > b; # no',
    task_id=f"fetch_211_{i}",
    env={'X': many191_d['k0'].output},
    trigger_rule="one_success",
) for i in range(3)]
	many212 = []
	for i, word in enumerate(['a', 'b']):
		many212.append(EmptyOperator(task_id=f"report_212_{word}_{i:02d}"))
	with TaskGroup("""ship_213""") as g213:
		many53_d['k0'] >> Label('when it is') >> g127
		t214 = BashOperator(bash_command="echo {{ ds }}", task_id="clean_214")
		for one in [h124b]:
			many108_d['k0'] >> one
		t215 = BashOperator(bash_command='a > b; # no', task_id="ship_215")
		with TaskGroup(group_id="".join(["count", "_216"]), tooltip='some (text)') as g216:
			g34 >> h81 >> t119
			t217 = BashOperator(
    pool='p',
    bash_command='a > b; # no',
    task_id="{x}t_217".format(x="audi"),
)
			(
    t7
    >> t193
)
			(
    g18
    >> t90
)
			chain(t95, g175, t210)
		chain(t148, t150, t206)
	many218_d = {'k0': BashOperator(bash_command="""
cat <<X
)
X
""", task_id='näht_218_0', doc_md=__doc__), 'k1': BashOperator(bash_command='a > b; # no', task_id='näht_218_1')}
	many218 = list(many218_d.values())
	t219 = BashOperator(
    task_id="ship_219",
    bash_command="echo {{ ds }}",
)
	with TaskGroup('split_220') as g220:
		many221 = []
		for i, word in enumerate(['a', 'b']):
			many221.append(EmptyOperator(trigger_rule="none_failed", task_id=f"merge_221_{word}_{i:02d}"))
			# it's a "comment" (
		with TaskGroup(group_id="{x}rt_222".format(x="repo")) as g222:
			chain(t46, *[h124, t126, h152b])
			t210 << [t173]
			t171 << [t55, t162]
			# it's a "comment" (
			t119 << t114 << t90 << t39
			t223 = PythonOperator(task_id="merge_223", python_callable=lambda: 1)
			t224: object = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="""clean_224""")
			[h204b, t219] << t150
			[many53_d['k0'], t59, many108_d['k0']] << t15
			many53_d['k0'] << [g41]
	with TaskGroup(f"näht_{'225'}", tooltip='some (text)') as g225:
		for one in [t97, t143]:
			g63 >> one
		t226 = BashOperator(
    task_id="{x}26".format(x="ship_2"),
    bash_command='a > b; # no',
); t106 >> t226
	t55 >> Label('when it is') >> t173
	previous = None
	for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
		now = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    trigger_rule="none_failed_or_skipped",
    task_id='été_227_%s_%d' % (a, b),
)
		if previous is not None:
			previous >> now
		previous = now
	many227 = [previous]
	with TaskGroup(group_id=f"report_228") as g228:
		t104.set_upstream(t22)
		h124b >> [g159, t193]
		t229 = EmptyOperator(task_id="näht_229"); h124 >> t229
		chain(t80, h195, t210)
		t230 = PythonOperator(python_callable=lambda: 1, task_id="".join(["été", "_230"]))
		cross_downstream([g100], [t117, t162])
		[t80, t154, t190] << h26
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = EmptyOperator(
    task_id='näht_231_%s_%d' % (a, b),
)
		if previous is not None:
			previous >> now
		previous = now
	many231 = [previous]
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = EmptyOperator(trigger_rule="dummy", task_id='clean_232_%s_%d' % (a, b))
		if previous is not None:
			previous >> now
		previous = now
	many232 = [previous]
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = EmptyOperator(
    task_id='ship_233_%s_%d' % (a, b),
)
		if previous is not None:
			previous >> now
		previous = now
		# it's a "comment" (
	many233 = [previous]
	t234 = EmptyOperator(trigger_rule="all_done", task_id="""näht_234"""); t133 >> t234
	def make235(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'split_235_{name}', bash_command=command, trigger_rule=rule)
		return made
	h235 = make235('a')
	h235b = make235(name='b', rule='all_done')
	def make236(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'split_236_{name}', bash_command=command, trigger_rule=rule)

		return made

	h236 = make236('a')
	h236b = make236(name='b', rule='all_done')
	with TaskGroup(f"audit_{'237'}", default_args={'trigger_rule': 'one_done'}) as g237:
		t238 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="{x}38".format(x="été_2"))
		for one in [g30]:
			t15 >> one
		t239 = EmptyOperator(
    task_id="load_239",
    retries=2,
)
		t15 >> (g63, t150,)
		h26 >> t174 >> t206 >> t238
		h40.set_downstream([t80, t148, g175])
	t240 = PythonOperator(task_id=r"split_240", python_callable=work)
	g30 >> [h204b, t208, h236]
	def make241(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'été_241_{name}', bash_command=command, trigger_rule=rule)
		return made
	h241 = make241('a')
	h241b = make241(name='b', rule='all_done')
	t242 = EmptyOperator(
    task_id=r"audit_242",
)
	with TaskGroup("""audit_243""") as g243:
   
		t244 = EmptyOperator(task_id=f"repo{'rt_244'}")
		cross_downstream([h40], [t69])
   
		t245 = PythonOperator(trigger_rule="none_failed_or_skipped", python_callable=lambda: 1, task_id=r"split_245")
		t47 >> [g63, g159, many218_d['k0']]
	PythonOperator(task_id='audit_246', trigger_rule="all_failed", python_callable=work)
	def make247(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'fetch_247_{name}', bash_command=command, trigger_rule=rule)
		return made
	h247 = make247('a')
	h247b = make247(name='b', rule='all_done')
	def make248(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'merge_248_{name}', bash_command=command, trigger_rule=rule)
		return made
	h248 = make248('a')
	h248b = make248(name='b', rule='all_done')
	with TaskGroup(f"s{'plit_249'}", tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g249:
		with TaskGroup(group_id="clean_2" "50", tooltip='some (text)') as g250:
			with TaskGroup("spli" + "t_251") as g251:
				def make252(name, command='true', *, rule='all_success'):
					"""Makes a task."""

					made = BashOperator(task_id=f'split_252_{name}', bash_command=command, trigger_rule=rule)
					return made
				h252 = make252('a')
				h252b = make252(name='b', rule='all_done')
			_ = [t47 >> one for one in [g120, t150, t190]]
			t59.set_downstream([g73, g243])
			chain(t16, *[g41, many68_d['k0']])
		_ = [h152b >> one for one in [t205]]
		chain(t59, *[t143])
	many253 = [PythonOperator(python_callable=lambda: 1, task_id=f"ship_253_{i}") for i in range(1)]
	t254 = BashOperator(bash_command='a > b; # no', retry_delay=timedelta(seconds=1), task_id='audit_254')
	t50 \
    >> g237
	cross_downstream([t132], [g220, t242])
	cross_downstream([t11], [t29, h49, g127])
	t255 = BashOperator(task_id="{}dit_255".format("au"), bash_command='a > b; # no')
	many256 = []
	for i, word in enumerate(['a']):
		many256.append(BashOperator(task_id=f"split_256_{word}_{i:02d}", bash_command='a > b; # no'))
	t257 = BashOperator(bash_command='a > b; # no', task_id="fet" "ch_257")
	previous = None
	for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
		now = EmptyOperator(task_id='näht_258_%s_%d' % (a, b))
		if previous is not None:
			previous >> now
		previous = now
	many258 = [previous]
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = BashOperator(task_id='fetch_259_%s_%d' % (a, b), bash_command="echo {{ ds }}", pool='p')
		if previous is not None:
			previous >> now
		previous = now
	many259 = [previous]
	with TaskGroup(group_id="%s0" % "merge_26") as g260:
		t261 = BashOperator(task_id="join_261" "", env={'X': h241.output}, bash_command='a > b; # no', trigger_rule="ALL_DONE")
		t262 = BashOperator(bash_command='a > b; # no', task_id="clean_262")
		BashOperator(task_id=f"split_2{'63'}", bash_command="echo {{ ds }}")
		[t167, h183b] >> h236
		t261 << t138 << g82 << g41
	many264 = []
	for i, word in enumerate(['a', 'b', 'c']):
		many264.append(BashOperator(bash_command="echo {{ ds }}", task_id=f"count_264_{word}_{i:02d}"))
	with TaskGroup("fetch_265", default_args={'trigger_rule': 'one_done'}) as g265:
		BashOperator(task_id="""split_266""", bash_command="""
cat <<X
)
X
""")
   
		many267 = []
		for kind in ('p', 'q', 'r'):
			if kind in {'q'}:
				continue
			many267 += [PythonOperator(task_id='report_267_' + kind.upper(), python_callable=work)]
		for one in [h149, t166, t240]:
			t133 >> one
   
		t97 \
    >> t179
		for one in [g100, t106]:
			t27 >> one
	def make268(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'split_268_{name}', bash_command=command, trigger_rule=rule)
		return made
	h268 = make268('a')
	h268b = make268(name='b', rule='all_done')
	t269 = PythonOperator(
    python_callable=lambda: 1,
    task_id="{}_269".format("join"),
    op_kwargs={'x': [h40b.output]},
)
	for one in [t72, h152b, t242]:
		t22 >> one
	many270 = []
	for i, word in enumerate(['a']):
		many270.append(BashOperator(task_id=f"join_270_{word}_{i:02d}", bash_command="""
cat <<X
)
X
""", trigger_rule="one_success"))
	t271 = BashOperator(task_id="audit_271", pool='p', bash_command="""
cat <<X
)
X
""")
	for one in [t163]:
		t153 >> one
	[t90] >> many191_d['k0']
	t272 = PythonOperator(task_id="".join(["au", "dit_272"]), doc_md=__doc__, python_callable=work)
	t273 = BashOperator(task_id="""report_273""", retries=2, bash_command="echo {{ ds }}", env={'X': t32.output})
	with TaskGroup("ship" + "_274") as g274:
		with TaskGroup(r"load_275") as g275:
			t276 = BashOperator(task_id="".join(["cou", "nt_276"]), bash_command="echo {{ ds }}")
	chain(t10, *[t16, h204, t209])
	for one in [g82, t193, h236b]:
		g56 >> one
	h145b >> [t168]
	EmptyOperator(task_id='été_277')
	t278 = EmptyOperator(task_id="report" "_278")
	t279 = EmptyOperator(task_id="fetch_279")
	def make280(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'ship_280_{name}', bash_command=command, trigger_rule=rule)
		return made
	h280 = make280('a')
	h280b = make280(name='b', rule='all_done')
	t281 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id=r"audit_281")
	# it's a "comment" (
	t282 = BashOperator(
    task_id=f"fetch{'_282'}",
    bash_command="""
cat <<X
)
X
""",
)
	t283 = BashOperator(
    task_id=r"été_283",
    bash_command='a > b; # no',
)
	_ = [t7 >> one for one in [t139, t171]]
	_ = [t72 >> one for one in [g87]]
	t284 = EmptyOperator(task_id=r"näht_284", trigger_rule="all_failed")
	PythonOperator(task_id="%s5" % "join_28", python_callable=lambda x=1: (x, [x]))
	t286 = PythonOperator(
    task_id="{}t_286".format("näh"),
    python_callable=work,
)
	t287 = BashOperator(bash_command='a > b; # no', task_id="split_287" + "", trigger_rule="all_done")
	t288 = PythonOperator(task_id=r"näht_288", python_callable=lambda: 1)
	with TaskGroup(group_id="""count_289""", default_args={'trigger_rule': 'one_done'}) as g289:
		t290 = BashOperator(bash_command="echo {{ ds }}", task_id='näht_290')
		t282 \
    >> t288
		t282 << [many68_d['k0'], t169, t192]
	def make291(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'join_291_{name}', bash_command=command, trigger_rule=rule)
		return made
	h291 = make291('a')

	h291b = make291(name='b', rule='all_done')
	many292 = []
	for i, word in enumerate(['a', 'b', 'c']):
		many292.append(PythonOperator(
    op_args=[t139.output],
    python_callable=lambda: 1,
    task_id=f"été_292_{word}_{i:02d}",
))
	t293 = EmptyOperator(task_id="cl" "ean_293")
	chain(g87, t206)
	t10 \
    >> h280b
	t294 = BashOperator(env={'X': t181.output}, bash_command="echo {{ ds }}", task_id="audit_29" "4", trigger_rule="none_failed_or_skipped")
	with TaskGroup(r"report_295") as g295:
		t119 >> Label('when it is') >> g289
		t296 = EmptyOperator(task_id="{x}6".format(x="report_29"))
		t297 = BashOperator(task_id="""ship_297""", bash_command='a > b; # no')
		t62 >> (h124, t131, t137,)
		[t117] << t59
		def make298(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'load_298_{name}', bash_command=command, trigger_rule=rule)
			return made
		h298 = make298('a')
		h298b = make298(name='b', rule='all_done')
		_ = [t10 >> one for one in [t27, t197]]
		for one in [g30, t55, t92]:
			g1 >> one
		(
    t7
    >> h235
)
	BashOperator(task_id=r"clean_299", bash_command="echo {{ ds }}", retry_delay=timedelta(seconds=1))
	chain(many108_d['k0'], *[h152, many191_d['k0'], t278])
	def make300(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'report_300_{name}', bash_command=command, trigger_rule=rule)
		return made
	h300 = make300('a')
	h300b = make300(name='b', rule='all_done')
	h26b >> t126 >> many218_d['k0'] >> t269
	t301 = BashOperator(bash_command='a > b; # no', task_id=r"join_301", pool='p')
   
	[t66, t117, t173] >> h300
	with TaskGroup("été" + "_302", default_args={'trigger_rule': 'one_done'}) as g302:
		many303 = [BashOperator(task_id=f"split_303_{i}", trigger_rule="none_failed", bash_command='a > b; # no') for i in range(1)]
		t304 = BashOperator(bash_command="echo {{ ds }}", pool='p', task_id="%s" % "count_304")
		t193 \
    >> g265
		t67 >> many68_d['k0'] >> t80 >> t206
		chain(t210, h300b)
	h40b >> t170
	t7 >> [g30, t209]
	with TaskGroup("""count_305""") as g305:
		t306 = PythonOperator(python_callable=lambda: 1, task_id="{x}6".format(x="merge_30"))
		def make307(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'join_307_{name}', bash_command=command, trigger_rule=rule)
			return made
		h307 = make307('a')
		h307b = make307(name='b', rule='all_done')
		_ = [t126 >> one for one in [t162, t193, h307]]
		t29 >> [t46, h291b]
	t287.set_upstream(t51)
	t308 = PythonOperator(task_id="%s" % "count_308", python_callable=work, op_kwargs={'x': [t279.output]})
	chain(t55, *[many68_d['k0'], t240])
	t309 = BashOperator(bash_command="echo {{ ds }}", task_id="".join(["repor", "t_309"]))
	t117 >> (t131, g274,)
	t310 = EmptyOperator(task_id="count_310")
	t311 = EmptyOperator(trigger_rule="none_failed_or_skipped", task_id="{}split_311".format(""))
	t312 = EmptyOperator(
    task_id="{}".format("report_312"),
)
	t313 = PythonOperator(
    python_callable=work,
    task_id="".join(["split", "_313"]),
)
	t314 = PythonOperator(retry_delay=timedelta(seconds=1), task_id="split_31" "4", python_callable=work)
	t315 = BashOperator(task_id="{x}5".format(x="split_31"), bash_command="""
cat <<X
)
X
""")
	with TaskGroup(group_id="""report_316""", prefix_group_id=False) as g316:
		t317 = EmptyOperator(task_id="{x}7".format(x="merge_31"), trigger_rule="one_success")
		t318 = PythonOperator(
    python_callable=work,
    task_id="report_318",
    retries=2,
)
		_ = [h26 >> one for one in [t311]]
		[h300] << t22
		t309 << [h151b, t301]
	t319 = BashOperator(bash_command="echo {{ ds }}", task_id=r"join_319")
	many320 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many320 += [BashOperator(task_id='ship_320_' + kind.upper(), pool='p', bash_command="echo {{ ds }}")]
	t79 \
    >> t173
	h26b \
    >> t313
	t17 >> [h172b, g260]
	with TaskGroup("%sge_321" % "mer", default_args={'trigger_rule': 'one_done'}) as g321:
		chain(h26b, t179, t201, g295)
		with TaskGroup("""merge_322""") as g322:
			t323 = BashOperator(trigger_rule="all_done", task_id="%sin_323" % "jo", bash_command="""
cat <<X
)
X
"""); t254 >> t323
			t323 << many191_d['k0'] << g127 << t59
			t324 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="" "fetch_324", trigger_rule="one_success")
		t117.set_upstream(g100)
		t137.set_downstream([t168, t308])
	many325 = []
	for kind in ('p', 'q', 'r'):
		if not kind != 'q':
			continue
		many325 += [PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='audit_325_' + kind.upper())]
	many326 = [PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    task_id='audit_326_0',
), EmptyOperator(task_id='audit_326_1')]
	# it's a "comment" (
	t327: object = PythonOperator(python_callable=work, task_id="""clean_327""")
	cross_downstream([t66], [t197])
	cross_downstream([h26], [t47, g56])
	t328 = EmptyOperator(task_id="".join(["", "été_328"]))
	t329 = BashOperator(task_id="""näht_329""", bash_command="""
cat <<X
)
X
""")
	g56 >> [t97, t171, t181]
	def make330(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'fetch_330_{name}', bash_command=command, trigger_rule=rule)
		return made
	h330 = make330('a')
	h330b = make330(name='b', rule='all_done')
	many331_d = {'k0': BashOperator(bash_command='a > b; # no', task_id='merge_331_0'), 'k1': BashOperator(bash_command="""
cat <<X
)
X
""", task_id='merge_331_1')}
	many331 = list(many331_d.values())
	with TaskGroup("""audit_332""", tooltip='some (text)') as g332:
		with TaskGroup(group_id=r"audit_333", prefix_group_id=False) as g333:
			h81b >> t168
			t334 = BashOperator(bash_command='a > b; # no', task_id=r"join_334", trigger_rule="all_failed")
			t39 \
    >> g260
			t80.set_downstream([t92])
			many335 = []
			for kind in ('p', 'q', 'r'):
				if kind in {'q'}:
					continue
				many335 += [EmptyOperator(task_id='clean_335_' + kind.upper())]
			_ = [g1 >> one for one in [h49b, t104]]
	def make336(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'ship_336_{name}', bash_command=command, trigger_rule=rule)
		return made
	h336 = make336('a')
	h336b = make336(name='b', rule='all_done')
	t337: object = PythonOperator(trigger_rule="none_failed", task_id="""été_337""", python_callable=lambda: 1)
	t338 = BashOperator(task_id=r"merge_338", bash_command="""
cat <<X
)
X
""")
	with TaskGroup(f"me{'rge_339'}", default_args={'trigger_rule': 'one_done'}) as g339:
		t340 = BashOperator(bash_command="echo {{ ds }}", task_id=r"ship_340")
	def make341(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'été_341_{name}', bash_command=command, trigger_rule=rule)
		return made
	h341 = make341('a')
	h341b = make341(name='b', rule='all_done')
	many342 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many342 += [BashOperator(bash_command="""
cat <<X
)
X
""", task_id='näht_342_' + kind.upper(), pool='p')]
	t343 = EmptyOperator(task_id="%sn_343" % "clea")
	with TaskGroup("join_344", prefix_group_id=False) as g344:
		t345 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="{}ount_345".format("c"))
		g18 \
    >> t210
		t7 >> Label('when it is') >> t338
		t279 << h236 << t162 << h124b
   
	t346 = PythonOperator(
    task_id="report_346" + "",
    python_callable=lambda x=1: (x, [x]),
)
	t347 = EmptyOperator(trigger_rule="ALL_DONE", task_id="c" + "ount_347"); t27 >> t347
	t348 = EmptyOperator(
    task_id="clean_34" + "8",
)
	many349 = [BashOperator(task_id=f"ship_349_{i}", bash_command="echo {{ ds }}") for i in range(3)]
	t350 = EmptyOperator(task_id='été_350')
	def make351(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'count_351_{name}', bash_command=command, trigger_rule=rule)
		return made
	h351 = make351('a')
	h351b = make351(name='b', rule='all_done')
	(
    t16
    >> t312
)
	g30 << t15
	t352: object = BashOperator(
    pool='p',
    task_id=r"report_352",
    env={'X': h145.output},
    bash_command="echo {{ ds }}",
)
	t353 = PythonOperator(
    task_id="fetch_353",
    op_args=(t135.output['k'], 1),
    python_callable=lambda x=1: (x, [x]),
)
	t354 = EmptyOperator(task_id="été_354")
	many355 = []
	for i, word in enumerate(['a', 'b']):
		many355.append(EmptyOperator(task_id=f"ship_355_{word}_{i:02d}"))
	t356 = BashOperator(task_id=r"count_356", retries=2, bash_command="""
cat <<X
)
X
""")
	cross_downstream([t47], [t166, h195, t281])
	t357 = BashOperator(trigger_rule="all_done", task_id="split_357", bash_command="echo {{ ds }}")
	h330b << t168 << g41
	many358 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many358 += [BashOperator(bash_command="echo {{ ds }}", trigger_rule="ALL_DONE", task_id='count_358_' + kind.upper())]
	PythonOperator(task_id="clean_359", python_callable=lambda x=1: (x, [x]), op_args=[t328.output])
	t360: object = PythonOperator(python_callable=work, op_args=[t319.output], task_id="{x}0".format(x="merge_36"))
	many361 = [PythonOperator(
    python_callable=work,
    op_args=[t182.output],
    task_id=f"été_361_{i}",
) for i in range(3)]
	BashOperator(
    bash_command='a > b; # no',
    task_id="%s2" % "clean_36",
)

	t363 = BashOperator(task_id="{}_363".format("ship"), trigger_rule="dummy", bash_command='a > b; # no')
	many364_d = {'k0': BashOperator(
    bash_command='a > b; # no',
    retries=2,
    task_id='ship_364_0',
), 'k1': PythonOperator(python_callable=lambda: 1, task_id='ship_364_1'), 'k2': EmptyOperator(task_id='ship_364_2', trigger_rule="none_failed")}
	many364 = list(many364_d.values())
	t365 = EmptyOperator(
    task_id="ship_365" + "",
    pool='p',
)
	[t178, h247b] >> g295
	previous = None
	for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
		now = EmptyOperator(task_id='report_366_%s_%d' % (a, b))
		if previous is not None:
			previous >> now
   
		previous = now
	many366 = [previous]
	many367 = []
	for i, word in enumerate(['a', 'b']):
		many367.append(EmptyOperator(task_id=f"split_367_{word}_{i:02d}", doc_md=__doc__))
	t368: object = EmptyOperator(task_id='report_368')
	t369 = PythonOperator(trigger_rule="all_done", task_id="{}erge_369".format("m"), op_args=[t104.output], python_callable=work)
	t370 = PythonOperator(task_id="sp" "lit_370", op_kwargs={'x': [t24.output]}, python_callable=work)
	with TaskGroup(group_id=f"näh{'t_371'}") as g371:
		PythonOperator(op_args=[t312.output], python_callable=work, task_id="join_37" "2")
		t373 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="%sit_373" % "spl")
		_ = [h172 >> one for one in [many191_d['k0']]]
		g199 >> (t354,)
		(
    t139
    >> h152
)
	t374 = BashOperator(bash_command='a > b; # no', task_id=f"cou{'nt_374'}")
	t375 = EmptyOperator(task_id="{}5".format("audit_37"), retry_delay=timedelta(seconds=1))
	with TaskGroup(group_id="".join(["repor", "t_376"]), default_args={'trigger_rule': 'one_done'}) as g376:
		EmptyOperator(
    trigger_rule="dummy",
    task_id="cle" + "an_377",
)
		[t135, t269, g339] << h26b
		previous = None
		for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
			now = EmptyOperator(task_id='load_378_%s_%d' % (a, b))
			if previous is not None:
				previous >> now
			previous = now
		many378 = [previous]
		with TaskGroup(group_id="split_37" "9") as g379:
			cross_downstream([t9], [t11, t170])
			t380: object = BashOperator(task_id="".join(["clean_3", "80"]), bash_command="echo {{ ds }}")
			chain(g56, *[t71])
		[g140, t171, h291] << g41
		(
    t96
    >> t279
)
		t181 >> Label('when it is') >> t312
	t381 = EmptyOperator(
    task_id="%sfetch_381" % "",
    trigger_rule="none_failed",
)
	t309 << g243 << h195 << t66
	def make382(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'load_382_{name}', bash_command=command, trigger_rule=rule)
		return made
	h382 = make382('a')
	h382b = make382(name='b', rule='all_done')
	t383 = BashOperator(bash_command='a > b; # no', task_id="{x}audit_383".format(x=""), trigger_rule="one_success")
	t207.set_upstream(many94_d['k0'])
	BashOperator(task_id="audit_384", bash_command="""
cat <<X
)
X
""", doc_md=__doc__)
	h172 \
    >> h268
   
	with TaskGroup(group_id=f"report{'_385'}", prefix_group_id=False) as g385:
		BashOperator(
    bash_command='a > b; # no',
    task_id="clean_386",
)
		h204b >> Label('when it is') >> t370
	t387 = BashOperator(
    task_id="%s87" % "load_3",
    trigger_rule="all_failed",
    bash_command="""
cat <<X
)
X
""",
)
	t388 = BashOperator(bash_command="echo {{ ds }}", task_id="{x}ship_388".format(x=""))
	(
    g34
    >> t210
)
	with TaskGroup(group_id="" + "ship_389", tooltip='some (text)') as g389:
		g339.set_upstream(g265)
		many390 = []
		for i, word in enumerate(['a', 'b', 'c']):
			many390.append(BashOperator(env={'X': t80.output}, task_id=f"report_390_{word}_{i:02d}", bash_command="""
cat <<X
)
X
"""))
	BashOperator(bash_command='a > b; # no', task_id=f"report_3{'91'}")
	BashOperator(task_id="".join(["n", "äht_392"]), bash_command="""
cat <<X
)
X
""")
	t393 = BashOperator(bash_command="""
cat <<X
)
X
""", trigger_rule="one_success", task_id="été_393")
	many394 = [BashOperator(trigger_rule="dummy", bash_command='a > b; # no', task_id='fetch_394_0'), BashOperator(task_id='fetch_394_1', bash_command='a > b; # no')]
	h241 << h151b << t114 << many68_d['k0']
	t395 = BashOperator(env={'X': t24.output}, bash_command="echo {{ ds }}", task_id="report_395", retries=2)
	with TaskGroup(r"ship_396", prefix_group_id=False, default_args={'trigger_rule': 'one_done'}) as g396:
		g109 \
    >> t293
		t397 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="s" "plit_397", env={'X': t119.output})
		t67 >> g295
		many398 = [EmptyOperator(task_id='fetch_398_0'), EmptyOperator(
    task_id='fetch_398_1',
), BashOperator(retry_delay=timedelta(seconds=1), task_id='fetch_398_2', bash_command='a > b; # no', trigger_rule="ALL_DONE")]
		cross_downstream([t67], [t356])
		chain(h204, t329, t381)
		t319.set_upstream(h81b)
	def make399(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'näht_399_{name}', bash_command=command, trigger_rule=rule)
		return made
	h399 = make399('a')
	h399b = make399(name='b', rule='all_done')
	def make400(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'fetch_400_{name}', bash_command=command, trigger_rule=rule)
		return made
	h400 = make400('a')
	h400b = make400(name='b', rule='all_done')
	def make401(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'load_401_{name}', bash_command=command, trigger_rule=rule)
		return made
	h401 = make401('a')
	h401b = make401(name='b', rule='all_done')
	with TaskGroup("split" "_402", prefix_group_id=False, tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g402:
		chain(t16, *[t39, t106, t363])
		g30 \
    >> g260
		many403 = [EmptyOperator(
    task_id=f"count_403_{i}",
) for i in range(3)]
	chain(t387, *[g396])
	t404 = PythonOperator(
    task_id=f"shi{'p_404'}",
    python_callable=lambda: 1,
    op_args=(t347.output['k'], 1),
)
	t405 = BashOperator(pool='p', bash_command='a > b; # no', task_id="näht_405", trigger_rule="all_failed")
	def make406(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'report_406_{name}', bash_command=command, trigger_rule=rule)
		return made
	h406 = make406('a')
	h406b = make406(name='b', rule='all_done')
	t407 = BashOperator(task_id="clean_407", doc_md=__doc__, bash_command="""
cat <<X
)
X
"""); t257 >> t407
	h81b << h49
	t55 \
    >> h247b
	def make408(name, command='true', *, rule='all_success'):
		"""Makes a task."""

		made = BashOperator(task_id=f'fetch_408_{name}', bash_command=command, trigger_rule=rule)
		return made
	h408 = make408('a')
	h408b = make408(name='b', rule='all_done')
	t409 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="clean_409")
	t410 = EmptyOperator(task_id="{x}rge_410".format(x="me"))
	t411: object = PythonOperator(task_id='count_411', op_kwargs={'x': [t137.output]}, python_callable=lambda x=1: (x, [x]))
	with TaskGroup(group_id=r"count_412") as g412:
		h236.set_downstream([h291b])
		t413 = PythonOperator(python_callable=work, task_id="{x}é_413".format(x="ét"))
		t414 = PythonOperator(
    task_id="{}join_414".format(""),
    python_callable=work,
    doc_md=__doc__,
)
		t415 = EmptyOperator(task_id="ship_415", trigger_rule="none_failed_or_skipped")
		with TaskGroup("été_416", tooltip='some (text)') as g416:
			t417: object = EmptyOperator(task_id="".join(["shi", "p_417"]))
			chain(g87, t93, h341b, g402)
			t314 << [g159, h204b, h280]
			h26b >> (t62, t91, t219,)
		cross_downstream([t90], [h183, t410])
		t9 >> [t156]
		(
    t46
    >> t350
)
	EmptyOperator(task_id="{x}18".format(x="split_4"))
	t419 = BashOperator(bash_command="echo {{ ds }}", task_id="%sn_419" % "joi", trigger_rule="ALL_DONE")
	g120 >> (t255, h400b,)
	def make420(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'clean_420_{name}', bash_command=command, trigger_rule=rule)
		return made
	h420 = make420('a')
	h420b = make420(name='b', rule='all_done')
	t62 >> t404
	t421 = EmptyOperator(trigger_rule="none_failed", task_id="jo" "in_421")
	[t156, t281] << t138
	t422 = EmptyOperator(retries=2, task_id='clean_422')
	with TaskGroup("".join(["l", "oad_423"]), default_args={'trigger_rule': 'one_done'}) as g423:
		EmptyOperator(
    task_id=r"été_424",
)
		_ = [t9 >> one for one in [many53_d['k0'], t313]]
	t425 = BashOperator(task_id=f"c{'lean_425'}", bash_command='a > b; # no')
	g302 << h183b
	_ = [t132 >> one for one in [t153]]
	with TaskGroup(group_id="%sunt_426" % "co", default_args={'trigger_rule': 'one_done'}) as g426:
		t427: object = PythonOperator(python_callable=lambda: 1, op_args=(t311.output['k'], 1), task_id="%s427" % "fetch_")
		t428 = EmptyOperator(task_id='clean_428')
		h330 << g185 << t150 << t95
		t429 = EmptyOperator(task_id=r"näht_429", trigger_rule="all_done")
		many430_d = {'k0': BashOperator(env={'X': t132.output}, trigger_rule="one_success", bash_command="""
cat <<X
)
X
""", task_id='report_430_0'), 'k1': BashOperator(bash_command='a > b; # no', task_id='report_430_1', trigger_rule="dummy")}
		many430 = list(many430_d.values())
		h151b >> [t205, t279]
		g225 << t162 << t105
	with TaskGroup("".join(["cou", "nt_431"])) as g431:
		chain(h49b, t104, t240, t411)
		g175 >> h330
		def make432(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'join_432_{name}', bash_command=command, trigger_rule=rule)
			return made
		h432 = make432('a')
		h432b = make432(name='b', rule='all_done')
		t433 = BashOperator(
    bash_command='a > b; # no',
    task_id="näh" "t_433",
    env={'X': t313.output},
)
		t434 = PythonOperator(task_id=r"report_434", python_callable=lambda x=1: (x, [x]), trigger_rule="none_failed_or_skipped")
	with TaskGroup("aud" + "it_435") as g435:
		BashOperator(task_id="".join(["jo", "in_436"]), bash_command="""
cat <<X
)
X
""")
		t437 = PythonOperator(task_id="fetch_437", python_callable=lambda x=1: (x, [x]), op_args=[t158.output])
		h351 << [t62, g120, h204]
		t16 \
    >> g56
		chain(t146, t194, h268, t347)
	t438 = BashOperator(task_id="report" "_438", bash_command="echo {{ ds }}")
	many439 = []
   
	for i, word in enumerate(['a', 'b', 'c']):
		many439.append(BashOperator(
    task_id=f"merge_439_{word}_{i:02d}",
    bash_command="echo {{ ds }}",
))
	t440 = PythonOperator(
    doc_md=__doc__,
    op_kwargs={'x': [t154.output]},
    task_id="count_44" + "0",
    python_callable=lambda: 1,
)
	h280 >> (t309,)
	t441 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="{}441".format("fetch_"))
	with TaskGroup(group_id="""été_442""", default_args={'trigger_rule': 'one_done'}) as g442:
		t443 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="""load_443""",
)
		[h195, t347] << g120
		many444 = []
		for i, word in enumerate(['a', 'b']):
			many444.append(BashOperator(
    env={'X': h151b.output},
    bash_command="""
cat <<X
)
X
""",
    task_id=f"näht_444_{word}_{i:02d}",
    pool='p',
))
	PythonOperator(task_id="".join(["näht_", "445"]), python_callable=lambda x=1: (x, [x]), op_args=(t348.output['k'], 1))
	[t346, t352, h420] << t338
	t446: object = PythonOperator(
    task_id="".join(["load_446", ""]),
    python_callable=work,
    trigger_rule="none_failed_or_skipped",
)
	many447 = [BashOperator(retries=2, bash_command="""
cat <<X
)
X
""", task_id=f"merge_447_{i}") for i in range(1)]
	t448 = EmptyOperator(task_id="{}h_448".format("fetc"), retries=2); t381 >> t448
	t449 = BashOperator(task_id='report_449', pool='p', bash_command="""
cat <<X
)
X
""")
	t450 = BashOperator(task_id="".join(["clean_45", "0"]), bash_command="""
cat <<X
)
X
""")
   
	BashOperator(task_id="%s" % "merge_451", bash_command="""
cat <<X
)
X
""")
	many452 = [EmptyOperator(
    task_id=f"split_452_{i}",
    retries=2,
) for i in range(1)]
	chain(g18, *[t46, h408b])
	many453 = []
	for kind in ('p', 'q', 'r'):
		if kind == 'q':
			continue
		many453 += [EmptyOperator(
    task_id='näht_453_' + kind.upper(),
)]
	t454 = BashOperator(env={'X': h408.output}, bash_command="""
cat <<X
)
X
""", task_id="join_454")
	for one in [t440]:
		many68_d['k0'] >> one
	t455: object = PythonOperator(
    python_callable=lambda: 1,
    task_id="".join(["loa", "d_455"]),
)
	h183b \
    >> t338
