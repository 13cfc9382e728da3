package p2p;

import java.math.BigInteger;
import java.util.Arrays;

/** Bytes as text without 0, O, I and l. Every leading zero byte becomes a leading '1'. */
public final class Base58 {
    private static final String DIGITS =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

    private Base58() {}

    public static String encode(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        BigInteger rest = new BigInteger(1, bytes);
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits.append(DIGITS.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            digits.append(DIGITS.charAt(0));
        }
        return digits.reverse().toString();
    }

    public static byte[] decode(String text) throws WireException {
        BigInteger value = BigInteger.ZERO;
        for (char c : text.toCharArray()) {
            int digit = DIGITS.indexOf(c);
            if (digit < 0) {
                throw new WireException("not a base58 digit: " + c);
            }
            value = value.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == DIGITS.charAt(0)) {
            zeros++;
        }
        byte[] number = value.toByteArray();
        int sign = number[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[zeros + number.length - sign];
        System.arraycopy(number, sign, bytes, zeros, number.length - sign);
        return bytes;
    }

    /** The first characters of the text form: enough for log lines. */
    public static String brief(byte[] bytes) {
        return encode(Arrays.copyOf(bytes, Math.min(bytes.length, 6)));
    }
}
