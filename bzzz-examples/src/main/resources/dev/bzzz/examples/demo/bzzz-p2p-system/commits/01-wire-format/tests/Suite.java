import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Named tests, and the few checks they are written with. */
final class Suite {
    interface Body {
        void run() throws Exception;
    }

    private final Map<String, Body> tests = new LinkedHashMap<>();

    void test(String name, Body body) {
        if (tests.put(name, body) != null) {
            throw new IllegalStateException("two tests are called " + name);
        }
    }

    /** Runs the named tests, or all but the known failing ones; returns the exit status. */
    int run(List<String> names, Path knownFailing) throws IOException {
        Collection<String> wanted = names.isEmpty() ? tests.keySet() : names;
        int passed = 0;
        int failed = 0;
        for (String name : wanted) {
            Body body = tests.get(name);
            if (body == null) {
                System.err.println("no such test: " + name);
                return 2;
            }
            Path marker = knownFailing.resolve(name);
            if (names.isEmpty() && Files.exists(marker)) {
                String reason = Files.readString(marker).strip();
                System.out.println("known failing: " + name + " (" + reason + ")");
                continue;
            }
            try {
                body.run();
                passed++;
                System.out.println("ok: " + name);
            } catch (Exception | AssertionError e) {
                failed++;
                System.out.println("FAILED: " + name + "\n    " + describe(e));
            }
        }
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }

    private static String describe(Throwable e) {
        return e instanceof AssertionError ? e.getMessage() : e.toString();
    }

    static void equal(Object wanted, Object found, String what) {
        if (!Objects.equals(wanted, found)) {
            throw new AssertionError(what + ": wanted " + wanted + ", found " + found);
        }
    }

    static void isTrue(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("not so: " + what);
        }
    }

    static void refuses(Class<? extends Exception> type, Body body, String what) throws Exception {
        try {
            body.run();
        } catch (Exception e) {
            if (type.isInstance(e)) {
                return;
            }
            throw e;
        }
        throw new AssertionError(what + ": should have been refused");
    }
}
