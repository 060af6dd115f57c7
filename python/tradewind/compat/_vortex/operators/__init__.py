"""`vortex.operators`."""

from tradewind.compat.vortex import BashOperator as BashOperator
from tradewind.compat.vortex import DummyOperator as DummyOperator
from tradewind.compat.vortex import EmptyOperator as EmptyOperator
from tradewind.compat.vortex import PythonOperator as PythonOperator
