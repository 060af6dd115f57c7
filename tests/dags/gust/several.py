# tasks: a b c
# edges: a>b a>c b>c
import gust


class Several(gust.Dag):
    @gust.task(downstream=("b", "c"))
    def a(self, ctx):
        return 1

    @gust.task(downstream="c")
    def b(self, ctx):
        return 2

    @gust.task
    def c(self, ctx):
        return 3
