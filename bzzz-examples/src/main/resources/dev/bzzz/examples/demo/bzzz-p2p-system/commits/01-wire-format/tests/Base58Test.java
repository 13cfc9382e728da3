import java.util.HexFormat;

import p2p.Base58;
import p2p.WireException;

final class Base58Test {
    private static final String[][] VECTORS = {
        {"", ""},
        {"61", "2g"},
        {"626262", "a3gV"},
        {"516b6fcd0f", "ABnLTmg"},
        {"00000000000000000000", "1111111111"},
        {"00eb15231dfceb60925886b67d065299925915aeb172c06647",
            "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"},
    };

    static void register(Suite suite) {
        suite.test("base58-vectors", () -> {
            for (String[] vector : VECTORS) {
                byte[] bytes = HexFormat.of().parseHex(vector[0]);
                Suite.equal(vector[1], Base58.encode(bytes), "text of " + vector[0]);
                Suite.equal(vector[0], HexFormat.of().formatHex(Base58.decode(vector[1])),
                        "bytes of " + vector[1]);
            }
        });

        suite.test("base58-bad-digit", () ->
                Suite.refuses(WireException.class, () -> Base58.decode("2gO"), "letter O"));
    }
}
