from tradewind import DAG
DAG("smallest")
dag = DAG("bound")
