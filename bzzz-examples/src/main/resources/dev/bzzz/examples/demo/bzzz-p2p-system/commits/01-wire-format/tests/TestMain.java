import java.nio.file.Path;
import java.util.List;

final class TestMain {
    public static void main(String[] names) throws Exception {
        Suite suite = new Suite();
        VarintTest.register(suite);
        Base58Test.register(suite);
        FrameTest.register(suite);
        System.exit(suite.run(List.of(names), Path.of("tests", "known-failing")));
    }
}
