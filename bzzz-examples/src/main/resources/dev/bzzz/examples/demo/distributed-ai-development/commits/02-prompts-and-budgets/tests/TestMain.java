import java.nio.file.Path;
import java.util.List;

final class TestMain {
    public static void main(String[] names) throws Exception {
        Suite suite = new Suite();
        TaskQueueTest.register(suite);
        TaskGraphTest.register(suite);
        ChunkerTest.register(suite);
        BudgetTest.register(suite);
        System.exit(suite.run(List.of(names), Path.of("tests", "known-failing")));
    }
}
