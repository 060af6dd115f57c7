"""Prints random DAGs as source, each in a random style. What the source means is for the loader to say."""

from __future__ import annotations

from random import Random

BASH = (
    "from tradewind.operators.bash import BashOperator",
    "from airflow.operators.bash import BashOperator",
    "from airflow.providers.standard.operators.bash import BashOperator",
    "from tradewind.operators import BashOperator",
    "from airflow.operators.bash_operator import BashOperator",
)
EMPTY = (
    "from tradewind.operators.empty import EmptyOperator",
    "from airflow.operators.empty import EmptyOperator",
    "from airflow.operators.dummy import DummyOperator as EmptyOperator",
)
PYTHON = (
    "from tradewind.operators.python import PythonOperator",
    "from airflow.operators.python import PythonOperator",
    "from airflow.operators.python_operator import PythonOperator",
)
DAGS = (
    "from tradewind import DAG",
    "from airflow import DAG",
    "from airflow.models import DAG",
    "from airflow.sdk import DAG",
    "from airflow.models.dag import DAG",
)
RULES = ("all_done", "one_success", "none_failed", "all_failed", "ALL_DONE", "dummy", "none_failed_or_skipped")
WORDS = ("load", "clean", "join", "ship", "count", "report", "fetch", "split", "merge", "audit", "été", "näht")


class Writer:
    """One file. `text()` gives its source, without a coding comment."""

    def __init__(self, random: Random, tasks: int | None = None) -> None:
        self.random = random
        self.lines: list[str] = []
        self.level = 0
        self.pad = random.choice(("    ", "  ", "\t"))
        self.names: list[str] = []
        self.lists: list[str] = []
        self.number = 0
        self.limit = tasks if tasks is not None else random.choice((1, 2, 3, 5, 8, 13))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def put(self, line: str = "") -> None:
        self.lines.append(f"{self.pad * self.level}{line}" if line else "")
        if self.chance(0.04):
            self.lines.append(self.pick("", f'{self.pad * self.level}# it\'s a "comment" (', "   "))

    def fresh(self) -> str:
        self.number += 1
        return f"{self.random.choice(WORDS)}_{self.number}"

    def quoted(self, text: str) -> str:
        """The text as an expression whose value it is."""
        at = self.random.randrange(len(text) + 1)
        head, tail = text[:at], text[at:]
        return self.random.choice(
            (
                f'"{text}"',
                f"'{text}'",
                f'"{text}"',
                f'"""{text}"""',
                f'r"{text}"',
                f'"{head}" + "{tail}"',
                f'"{head}" "{tail}"',
                f"f\"{head}{{'{tail}'}}\"" if tail else f'f"{text}"',
                f'"%s{tail}" % "{head}"',
                f'"{{}}{tail}".format("{head}")',
                f'"{{x}}{tail}".format(x="{head}")',
                f'"".join(["{head}", "{tail}"])',
            )
        )

    def text(self) -> str:
        pick = self.random.choice
        if self.chance(0.5):
            self.put(
                pick(('"""What it does: a >> b, DAG("no")."""', "'''Several\n\nlines with \"quotes\" and 'more'.\n'''"))
            )
        imports = [pick(DAGS), pick(BASH), pick(EMPTY), pick(PYTHON)]
        imports.append(pick(("from airflow.utils.task_group import TaskGroup", "from tradewind import TaskGroup")))
        imports.append(
            pick(
                (
                    "from airflow.models.baseoperator import chain, cross_downstream",
                    "from tradewind import (\n    chain,\n    cross_downstream,\n)",
                )
            )
        )
        imports.append(pick(("from tradewind import Label", "from airflow.utils.edgemodifier import Label")))
        imports.append(
            pick(
                (
                    "from datetime import datetime, timedelta",
                    "import datetime as dt\nfrom datetime import datetime, timedelta",
                )
            )
        )
        imports.append(pick(("import os", "from tradewind import TriggerRule", "import json, math")))
        self.random.shuffle(imports)
        for line in imports:
            self.lines += line.split("\n")
        self.put()
        self.rules = ["TriggerRule.ALL_DONE"] if "from tradewind import TriggerRule" in imports else []
        self.put("def work(x=1, *args, **kwargs):")
        self.put(f'{self.pad}"""Not a task: BashOperator(task_id="no")."""')
        self.put(f"{self.pad}return [x, {{'a': (x, 'b)')}}]")
        self.put()
        self.defaults = ""
        if self.chance(0.5):
            inner = pick(
                (
                    '"owner": "data", "retries": 1',
                    '"owner": "data", "trigger_rule": "all_done"',
                    '"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],',
                )
            )
            self.put(f"DEFAULTS = {{{inner}}}")
            self.defaults = "DEFAULTS"
        for index in range(pick((1, 1, 1, 2, 3))):
            self.dag(f"dag_{index}")
        return "\n".join(self.lines) + self.pick("\n", "", "\n\n")

    def dag(self, dag_id: str) -> None:
        self.names, self.lists, self.number = [], [], 0
        args = [self.pick(self.quoted(dag_id), f"dag_id={self.quoted(dag_id)}")]
        more = [
            self.pick(
                'schedule="@daily"', "schedule=None", "schedule_interval='0 3 * * *'", "schedule=timedelta(days=1)"
            ),
            "start_date=datetime(2024, 1, 1)",
            self.pick("catchup=False", "catchup=True"),
            self.pick("tags=['a', 'b']", 'tags=["x"]', "description='it is (a) \"test\"'"),
        ]
        if self.defaults:
            more.append(f"default_args={self.pick(self.defaults, '{**DEFAULTS}', 'dict(DEFAULTS)')}")
        self.random.shuffle(more)
        args += more[: self.random.randrange(1, len(more) + 1)]
        joined = self.pick(", ".join(args), ",\n    ".join(args) + ",\n")
        name = f"d{self.number}_{dag_id}"
        if self.chance(0.65):
            self.dag_arg = ""
            self.put(f"with DAG({joined}) as {name}:" if self.chance(0.7) else f"with DAG({joined}):")
            self.level += 1
            self.body(self.limit)
            self.level -= 1
        else:
            self.dag_arg = f"dag={name}"
            self.put(f"{name} = DAG({joined})")
            self.body(self.limit)
        self.put()

    def body(self, budget: int, depth: int = 0) -> None:
        made = 0
        while made < budget:
            kind = self.random.random()
            if kind < 0.45:
                self.task()
                made += 1
            elif kind < 0.6:
                made += self.many()
            elif kind < 0.7 and depth < 3:
                made += self.group(max(1, budget - made), depth)
            elif kind < 0.75:
                made += self.helper()
            else:
                self.edge()
        for _ in range(self.random.randrange(4)):
            self.edge()

    def operator(self, task_id: str) -> str:
        kind = self.random.random()
        args = [f"task_id={task_id}"]
        tasks = [name for name in self.names if not name.startswith("g")]
        if kind < 0.5:
            name = "BashOperator"
            args.append("bash_command=" + self.pick('"echo {{ ds }}"', "'a > b; # no'", '"""\ncat <<X\n)\nX\n"""'))
            if tasks and self.chance(0.15):
                args.append(f"env={{'X': {self.random.choice(tasks)}.output}}")
        elif kind < 0.75:
            name = "PythonOperator"
            args.append("python_callable=" + self.pick("work", "lambda: 1", "lambda x=1: (x, [x])"))
            if tasks and self.chance(0.3):
                one = self.random.choice(tasks)
                args.append(
                    self.pick(
                        f"op_args=[{one}.output]",
                        f"op_kwargs={{'x': [{one}.output]}}",
                        f"op_args=({one}.output['k'], 1)",
                    )
                )
        else:
            name = "EmptyOperator"
        if self.chance(0.2):
            rule = self.random.choice([*(f'"{rule}"' for rule in RULES), *self.rules])
            args.append(f"trigger_rule={rule}")
        if self.chance(0.2):
            args.append(self.pick("retries=2", "retry_delay=timedelta(seconds=1)", "pool='p'", "doc_md=__doc__"))
        if self.dag_arg:
            args.append(self.dag_arg)
        self.random.shuffle(args)
        if self.chance(0.25):
            return f"{name}(\n    " + ",\n    ".join(args) + ",\n)"
        return f"{name}({', '.join(args)})"

    def task(self) -> None:
        task_id = self.fresh()
        made = self.operator(self.quoted(task_id))
        if self.chance(0.1):
            self.put(made)
            return
        name = f"t{self.number}"
        if self.chance(0.1):
            self.put(f"{name}: object = {made}")
        elif self.chance(0.1) and self.names:
            self.put(f"{name} = {made}; {self.random.choice(self.names)} >> {name}")
        else:
            self.put(f"{name} = {made}")
        self.names.append(name)

    def many(self) -> int:
        base = self.fresh()
        count = self.random.randrange(1, 4)
        name = f"many{self.number}"
        kind = self.random.random()
        if kind < 0.25:
            made = self.operator('f"' + base + '_{i}"')
            self.put(f"{name} = [{made} for i in range({count})]")
        elif kind < 0.4:
            items = ", ".join(self.operator(repr(f"{base}_{i}")) for i in range(count))
            self.put(f"{name} = [{items}]")
        elif kind < 0.55:
            self.put(f"{name} = []")
            self.put(f"for i, word in enumerate({list('abc'[:count])!r}):")
            self.level += 1
            made = self.operator('f"' + base + '_{word}_{i:02d}"')
            self.put(f"{name}.append({made})")
            self.level -= 1
        elif kind < 0.7:
            pairs = ", ".join(f"'k{i}': " + self.operator(repr(f"{base}_{i}")) for i in range(count))
            self.put(f"{name}_d = {{{pairs}}}")
            self.put(f"{name} = list({name}_d.values())")
            self.names.append(f"{name}_d['k0']")
        elif kind < 0.85:
            self.put("previous = None")
            self.put(f"for n, (a, b) in zip(range({count}), [('x', 1), ('y', 2), ('z', 3)]):")
            self.level += 1
            self.put("now = " + self.operator(f"'{base}_%s_%d' % (a, b)"))
            self.put("if previous is not None:")
            self.put(f"{self.pad}previous >> now")
            self.put("previous = now")
            self.level -= 1
            self.put(f"{name} = [previous]")
        else:
            count = 2
            self.put(f"{name} = []")
            self.put("for kind in ('p', 'q', 'r'):")
            self.level += 1
            self.put(self.pick("if kind == 'q':", "if kind in {'q'}:", "if not kind != 'q':"))
            self.put(f"{self.pad}continue")
            made = self.operator(f"'{base}_' + kind.upper()")
            self.put(f"{name} += [{made}]")
            self.level -= 1
        self.lists.append(name)
        return count

    def group(self, budget: int, depth: int) -> int:
        label = self.fresh()
        name = f"g{self.number}"
        args = [self.quoted(label) if self.chance(0.6) else f"group_id={self.quoted(label)}"]
        if self.chance(0.2):
            args.append("prefix_group_id=False")
        if self.chance(0.2):
            args.append("tooltip='some (text)'")
        if self.chance(0.2):
            args.append("default_args={'trigger_rule': 'one_done'}")
        if self.dag_arg:
            args.append(self.dag_arg)
        self.put(f"with TaskGroup({', '.join(args)}) as {name}:")
        inside = self.random.randrange(1, min(budget, 4) + 1)
        before = list(self.names), list(self.lists)
        self.level += 1
        self.body(inside, depth + 1)
        self.level -= 1
        # An edge between a group and what it holds would be a circle.
        self.names, self.lists = before
        self.names.append(name)
        return inside

    def helper(self) -> int:
        base = self.fresh()
        name = f"make{self.number}"
        self.put(f"def {name}(name, command='true', *, rule='all_success'):")
        self.level += 1
        if self.chance(0.5):
            self.put('"""Makes a task."""')
        dag = f", {self.dag_arg}" if self.dag_arg else ""
        self.put(f"made = BashOperator(task_id=f'{base}_{{name}}', bash_command=command, trigger_rule=rule{dag})")
        self.put("return made")
        self.level -= 1
        result = f"h{self.number}"
        self.put(f"{result} = {name}('a')")
        self.put(f"{result}b = {name}(name='b', rule='all_done')")
        self.names += [result, f"{result}b"]
        return 2

    def edge(self) -> None:
        # Always from what was made earlier to what was made later.
        everything = self.names
        if len(everything) < 2:
            if self.names and self.lists:
                self.put(self.pick(f"{self.names[0]} >> {self.lists[-1]}", f"{self.lists[-1]} >> {self.names[0]}"))
            return
        low = sorted(self.random.sample(range(len(everything)), min(len(everything), self.random.randrange(2, 5))))
        chosen = [everything[index] for index in low]
        first, last, rest = chosen[0], chosen[-1], chosen[1:]
        listed = f"[{', '.join(rest)}]"
        options = [
            " >> ".join(chosen),
            " << ".join(reversed(chosen)),
            f"{first} >> {listed}",
            f"{first} >> ({', '.join(rest)},)",
            f"{listed} << {first}",
            f"[{', '.join(chosen[:-1])}] >> {last}",
            f"{last} << [{', '.join(chosen[:-1])}]",
            f"chain({', '.join(chosen)})",
            f"cross_downstream([{first}], {listed})",
            f"{first}.set_downstream({listed})",
            f"{last}.set_upstream({first})",
            f"{first} >> Label('when it is') >> {last}",
            f"(\n    {first}\n    >> {last}\n)",
            f"{first} \\\n    >> {last}",
            f"for one in {listed}:\n{self.pad * (self.level + 1)}{first} >> one",
            f"chain({first}, *{listed})",
            f"_ = [{first} >> one for one in {listed}]",
        ]
        self.put(self.random.choice(options))


def write(seed: int, tasks: int | None = None) -> str:
    """A file for this seed."""
    return Writer(Random(seed), tasks).text()
