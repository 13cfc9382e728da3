import java.util.List;
import java.util.Set;

import swarm.CycleException;
import swarm.TaskGraph;

final class TaskGraphTest {
    static void register(Suite suite) {
        suite.test("graph-order", () -> {
            TaskGraph graph = new TaskGraph();
            graph.add("api", List.of("store"));
            graph.add("demo", List.of("ui", "api"));
            graph.add("store", List.of());
            graph.add("ui", List.of("api"));
            Suite.equal(List.of("store", "api", "ui", "demo"), graph.order(), "order");
        });

        suite.test("graph-missing", () -> {
            TaskGraph graph = new TaskGraph();
            graph.add("api", List.of("store", "auth"));
            graph.add("store", List.of());
            Suite.equal(Set.of("auth"), graph.missing(), "missing");
        });

        suite.test("graph-cycle", () -> {
            TaskGraph graph = new TaskGraph();
            graph.add("api", List.of("store"));
            graph.add("store", List.of("api"));
            Suite.equal("tasks need each other: api -> store -> api", report(graph), "two tasks");

            TaskGraph own = new TaskGraph();
            own.add("api", List.of("api"));
            Suite.equal("tasks need each other: api -> api", report(own), "a task and itself");
        });
    }

    private static String report(TaskGraph graph) throws Exception {
        return Suite.refuses(CycleException.class, graph::order).getMessage();
    }
}
