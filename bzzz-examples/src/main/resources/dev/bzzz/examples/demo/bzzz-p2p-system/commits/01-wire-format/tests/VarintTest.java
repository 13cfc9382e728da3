import java.nio.ByteBuffer;
import java.util.HexFormat;

import p2p.Varint;
import p2p.WireException;

final class VarintTest {
    static void register(Suite suite) {
        suite.test("varint-round-trip", () -> {
            long[] values = {0, 1, 127, 128, 300, 16383, 16384, Integer.MAX_VALUE, Long.MAX_VALUE};
            for (long value : values) {
                ByteBuffer out = ByteBuffer.allocate(9);
                Varint.write(value, out);
                Suite.equal(out.position(), Varint.size(value), "size of " + value);
                out.flip();
                Suite.equal(value, Varint.read(out), "value read back");
            }
        });

        suite.test("varint-bytes", () -> {
            ByteBuffer out = ByteBuffer.allocate(2);
            Varint.write(300, out);
            Suite.equal("ac02", HexFormat.of().formatHex(out.array()), "300");
        });

        suite.test("varint-malformed", () -> {
            refused("80", "cut off");
            refused("8000", "superfluous byte");
            refused("ffffffffffffffffff01", "too large");
        });
    }

    private static void refused(String hex, String why) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        Suite.refuses(WireException.class, () -> Varint.read(in), hex + " (" + why + ")");
    }
}
