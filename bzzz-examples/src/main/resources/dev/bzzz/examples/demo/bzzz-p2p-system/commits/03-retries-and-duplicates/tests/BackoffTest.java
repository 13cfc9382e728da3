import java.util.Random;

import p2p.Backoff;

final class BackoffTest {
    static void register(Suite suite) {
        suite.test("backoff-doubles", () -> {
            Backoff backoff = new Backoff(250, 60_000);
            Suite.equal(250L, backoff.delay(0), "attempt 0");
            Suite.equal(500L, backoff.delay(1), "attempt 1");
            Suite.equal(32_000L, backoff.delay(7), "attempt 7");
            Suite.equal(60_000L, backoff.delay(8), "attempt 8");
        });

        suite.test("backoff-jitter", () -> {
            Backoff backoff = new Backoff(250, 60_000);
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                long delay = backoff.jittered(3, random);
                Suite.isTrue(delay > 1_000 && delay <= 2_000, "1000 < " + delay + " <= 2000");
            }
        });

        suite.test("backoff-arguments", () -> {
            Suite.refuses(IllegalArgumentException.class, () -> new Backoff(0, 10), "base 0");
            Suite.refuses(IllegalArgumentException.class, () -> new Backoff(20, 10), "cap < base");
            Suite.refuses(IllegalArgumentException.class,
                    () -> new Backoff(1, 10).delay(-1), "attempt -1");
        });
    }
}
