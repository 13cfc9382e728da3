import java.util.List;
import java.util.Map;

import swarm.Merge;

final class MergeTest {
    static void register(Suite suite) {
        suite.test("merge-agreement", () -> {
            Merge merge = Merge.of(Map.of(
                    "amber", Map.of("src/A.java", "class A {}", "README.md", "new"),
                    "birch", Map.of("src/B.java", "class B {}", "README.md", "new")));
            Suite.equal(List.of("README.md", "src/A.java", "src/B.java"),
                    List.copyOf(merge.files().keySet()), "files");
            Suite.equal(Map.of(), merge.conflicts(), "conflicts");
        });

        suite.test("merge-conflict", () -> {
            Merge merge = Merge.of(Map.of(
                    "cedar", Map.of("README.md", "old"),
                    "amber", Map.of("README.md", "new", "src/A.java", "class A {}"),
                    "birch", Map.of("README.md", "old")));
            Suite.equal(Map.of("README.md", List.of("amber", "birch", "cedar")),
                    merge.conflicts(), "conflicts");
            Suite.equal(Map.of("src/A.java", "class A {}"), merge.files(), "files");
        });
    }
}
