import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import p2p.Frame;
import p2p.WireException;

final class FrameTest {
    static void register(Suite suite) {
        suite.test("frame-round-trip", () -> {
            byte[] claim = "claim api-1".getBytes(StandardCharsets.UTF_8);
            Frame read = Frame.decode(new Frame("amber", 70_000, claim).encode());
            Suite.equal("amber", read.sender(), "sender");
            Suite.equal(70_000L, read.sequence(), "sequence");
            Suite.isTrue(Arrays.equals(claim, read.payload()), "same payload");
        });

        suite.test("frame-cut-off", () -> {
            byte[] bytes = new Frame("amber", 7, new byte[200]).encode();
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = Arrays.copyOf(bytes, length);
                Suite.refuses(WireException.class, () -> Frame.decode(part),
                        part.length + " of " + bytes.length + " bytes");
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            Suite.refuses(WireException.class, () -> Frame.decode(longer), "one byte too many");
        });

        suite.test("frame-size-limit", () -> {
            byte[] huge = {1, 'a', 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
            Suite.refuses(WireException.class, () -> Frame.decode(huge), "payload of 256 MiB");
            Suite.refuses(IllegalArgumentException.class,
                    () -> new Frame("", 0, new byte[0]).encode(), "frame without a sender");
        });
    }
}
