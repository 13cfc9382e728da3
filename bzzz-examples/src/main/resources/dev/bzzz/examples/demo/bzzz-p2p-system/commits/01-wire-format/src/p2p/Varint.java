package p2p;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Numbers from 0 to {@link Long#MAX_VALUE} in one to nine bytes: seven bits per byte, the lowest
 * first, and the top bit set on every byte but the last. A number has exactly one encoding, so
 * that equal frames are equal bytes.
 */
public final class Varint {
    private static final int MAX_BYTES = 9;

    private Varint() {}

    public static int size(long value) {
        int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(value));
        return (bits + 6) / 7;
    }

    public static void write(long value, ByteBuffer out) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        long rest = value;
        while (rest > 0x7f) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    public static long read(ByteBuffer in) throws WireException {
        long value = 0;
        try {
            for (int i = 0; i < MAX_BYTES; i++) {
                byte b = in.get();
                value |= (long) (b & 0x7f) << (7 * i);
                if (b >= 0) {
                    if (b == 0 && i > 0) {
                        throw new WireException("number with a superfluous byte");
                    }
                    return value;
                }
            }
        } catch (BufferUnderflowException e) {
            throw new WireException("number cut off");
        }
        throw new WireException("number too large");
    }
}
