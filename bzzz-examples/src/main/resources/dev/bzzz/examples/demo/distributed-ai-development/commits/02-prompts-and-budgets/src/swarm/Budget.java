package swarm;

/** The tokens an agent may spend. They are reserved before work begins, and settled after it. */
public final class Budget {
    private long left;

    public Budget(long tokens) {
        this.left = tokens;
    }

    public long left() {
        return left;
    }

    /** Sets tokens aside, if there are as many left. */
    public boolean reserve(long tokens) {
        if (tokens > left) {
            return false;
        }
        left -= tokens;
        return true;
    }

    /** Ends a reservation: what was not used is free again, what was used on top is taken. */
    public void settle(long reserved, long used) {
        left += reserved - used;
    }
}
