package p2p;

/**
 * Remembers which of the latest {@value #SIZE} sequence numbers of one sender have arrived.
 * Frames may come out of order and more than once; each one is accepted once. What is older
 * than the window counts as a duplicate.
 */
public final class SeenWindow {
    public static final int SIZE = 64;

    private long highest = -1;
    /** Bit n stands for the sequence number {@code highest - n}. */
    private long seen;

    /** Whether this is the first time that the sequence number arrives. */
    public boolean accept(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("negative sequence number: " + sequence);
        }
        if (sequence > highest) {
            seen = seen << (sequence - highest) | 1;
            highest = sequence;
            return true;
        }
        long age = highest - sequence;
        if (age >= SIZE) {
            return false;
        }
        long bit = 1L << age;
        boolean first = (seen & bit) == 0;
        seen |= bit;
        return first;
    }
}
