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

        suite.test("graph-cycle-report", () -> {
            TaskGraph led = new TaskGraph();
            led.add("app", List.of("cache"));
            led.add("cache", List.of("store"));
            led.add("store", List.of("cache"));
            Suite.equal("tasks need each other: cache -> store -> cache", report(led),
                    "app leads to the cycle, but is not on it");

            TaskGraph turned = new TaskGraph();
            turned.add("app", List.of("store"));
            turned.add("store", List.of("cache"));
            turned.add("cache", List.of("log"));
            turned.add("log", List.of("store"));
            Suite.equal("tasks need each other: cache -> log -> store -> cache", report(turned),
                    "the same report, wherever the cycle is entered");
        });
    }

    private static String report(TaskGraph graph) throws Exception {
        return Suite.refuses(CycleException.class, graph::order).getMessage();
    }
}
