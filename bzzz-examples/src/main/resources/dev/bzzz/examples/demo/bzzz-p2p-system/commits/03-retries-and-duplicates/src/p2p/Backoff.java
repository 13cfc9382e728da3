package p2p;

import java.util.Random;

/** How long to wait before the next attempt: a delay that doubles from attempt to attempt. */
public final class Backoff {
    private final long baseMillis;
    private final long capMillis;

    public Backoff(long baseMillis, long capMillis) {
        if (baseMillis < 1 || capMillis < baseMillis) {
            throw new IllegalArgumentException("need 1 <= base <= cap");
        }
        this.baseMillis = baseMillis;
        this.capMillis = capMillis;
    }

    /** The delay after this many failed attempts before the last one; never above the cap. */
    public long delay(int attempt) {
        if (attempt < 0) {
            throw new IllegalArgumentException("negative attempt: " + attempt);
        }
        return Math.min(baseMillis << attempt, capMillis);
    }

    /** A delay from half to all of {@link #delay}, so that peers do not retry in step. */
    public long jittered(int attempt, Random random) {
        long delay = delay(attempt);
        return delay - (long) (random.nextDouble() * (delay / 2));
    }
}
