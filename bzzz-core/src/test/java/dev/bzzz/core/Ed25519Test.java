package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A faster provider changes no verdict. The JDK's own, which is slower, stands for it here; what is
 * signed oddly, with points of small order, is where implementations differ.
 */
class Ed25519Test {
  private static final Provider JDK = Security.getProvider("SunEC");
  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);

  private final Ed25519 judge = new Ed25519(Optional.empty());
  private final Optional<ProvidedEd25519> provided = ProvidedEd25519.of(JDK);

  @Test
  void aProviderThatKnowsNoEd25519IsNotUsed() {
    assertThat(ProvidedEd25519.of(Security.getProvider("SUN"))).isEmpty();
  }

  @Test
  void whoIsAskedFirstIsNamed() {
    assertThat(judge.provider()).isEqualTo("BC");
    assertThat(new Ed25519(provided).provider()).isEqualTo("SunEC");
  }

  @Test
  void bothMakeTheSameSignatures() {
    byte[] seed = new byte[32];
    seed[3] = 7;
    byte[] key = Ed25519.publicKey(seed);

    byte[] one = judge.signer(seed, key).apply(MESSAGE);
    byte[] other = new Ed25519(provided).signer(seed, key).apply(MESSAGE);

    assertThat(provided).isPresent();
    assertThat(other).isEqualTo(one);
    assertThat(new Ed25519(provided).verify(AgentId.ofPublicKey(key), MESSAGE, one)).isTrue();
  }

  @Test
  void bothGiveTheSameVerdictOnOddSignatures() throws Exception {
    Ed25519 both = new Ed25519(provided);
    int accepted = 0;
    List<Odd> odd = Odd.all();
    for (Odd each : odd) {
      AgentId signer = AgentId.ofPublicKey(each.key());
      boolean verdict = judge.verify(signer, MESSAGE, each.signature());
      accepted += verdict ? 1 : 0;

      assertThat(both.verify(signer, MESSAGE, each.signature())).as(each.what()).isEqualTo(verdict);
    }

    assertThat(accepted)
        .as("those with points of small order, and one without nonce")
        .isEqualTo(65);
  }

  /** A signature as only the holder of its key can make it, and only on purpose. */
  private record Odd(String what, byte[] key, byte[] signature) {
    private static final BigInteger A = BigInteger.valueOf(1234567);
    private static final BigInteger R = BigInteger.valueOf(7654321);

    /** Key and nonce each with every point of small order, in every spelling of the scalar. */
    static List<Odd> all() throws Exception {
      List<Odd> all = new ArrayList<>();
      for (int keyOrder = 0; keyOrder < 8; keyOrder++) {
        for (int nonceOrder = 0; nonceOrder < 8; nonceOrder++) {
          byte[] key = Point.BASE.times(A).plus(Point.SMALL.times(keyOrder)).encoded();
          byte[] nonce = Point.BASE.times(R).plus(Point.SMALL.times(nonceOrder)).encoded();
          String what = "torsion " + keyOrder + " and " + nonceOrder;
          all.add(new Odd(what, key, signature(key, nonce, R)));
        }
      }
      byte[] key = Point.BASE.times(A).encoded();
      byte[] neutral = Point.NEUTRAL.encoded();
      byte[] zeroWithSign = neutral.clone();
      zeroWithSign[31] |= (byte) 0x80;
      byte[] tooLarge = Point.littleEndian(Point.P.add(BigInteger.ONE));
      for (byte[] nonce : List.of(neutral, zeroWithSign, tooLarge)) {
        all.add(new Odd("no nonce", key, signature(key, nonce, BigInteger.ZERO)));
      }
      byte[] good = signature(key, Point.BASE.times(R).encoded(), R);
      byte[] scalar = Arrays.copyOfRange(good, 32, 64);
      all.add(new Odd("scalar too large", key, joined(good, Point.number(scalar).add(Point.L))));
      for (int i = 0; i < 8; i++) {
        byte[] small = Point.SMALL.times(i).encoded();
        all.add(new Odd("small key " + i, small, signature(small, small, BigInteger.ZERO)));
      }
      return all;
    }

    private static byte[] signature(byte[] key, byte[] nonce, BigInteger r) throws Exception {
      MessageDigest sha = MessageDigest.getInstance("SHA-512");
      sha.update(nonce);
      sha.update(key);
      BigInteger k = Point.number(sha.digest(MESSAGE));
      return joined(nonce, r.add(k.multiply(A)).mod(Point.L));
    }

    private static byte[] joined(byte[] nonce, BigInteger scalar) {
      byte[] joined = Arrays.copyOf(nonce, 64);
      System.arraycopy(Point.littleEndian(scalar), 0, joined, 32, 32);
      return joined;
    }
  }

  /** A point of the curve (RFC 8032, section 5.1), slowly. */
  private record Point(BigInteger x, BigInteger y) {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    static final BigInteger D =
        BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
    static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE = of(BigInteger.valueOf(4).multiply(inverse(BigInteger.valueOf(5))));

    /** Of order 8: what is left of a point when its part of the large order is taken away. */
    static final Point SMALL = smallest();

    private static Point smallest() {
      for (int y = 2; ; y++) {
        Point candidate = of(BigInteger.valueOf(y));
        if (candidate != null) {
          Point small = candidate.times(L);
          if (!small.times(4).equals(NEUTRAL)) {
            return small;
          }
        }
      }
    }

    /** The point with this y and an even x; null when there is none. */
    private static @org.jspecify.annotations.Nullable Point of(BigInteger y) {
      BigInteger square = y.multiply(y).mod(P);
      BigInteger xx =
          square
              .subtract(BigInteger.ONE)
              .multiply(inverse(D.multiply(square).add(BigInteger.ONE)))
              .mod(P);
      BigInteger x = xx.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
      if (!x.multiply(x).subtract(xx).mod(P).equals(BigInteger.ZERO)) {
        x = x.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P)).mod(P);
      }
      if (!x.multiply(x).subtract(xx).mod(P).equals(BigInteger.ZERO)) {
        return null;
      }
      return new Point(x.testBit(0) ? P.subtract(x) : x, y.mod(P));
    }

    Point plus(Point other) {
      BigInteger xy = x.multiply(other.y).mod(P);
      BigInteger yx = y.multiply(other.x).mod(P);
      BigInteger yy = y.multiply(other.y).mod(P);
      BigInteger xx = x.multiply(other.x).mod(P);
      BigInteger dxy = D.multiply(xx).multiply(yy).mod(P);
      return new Point(
          xy.add(yx).multiply(inverse(BigInteger.ONE.add(dxy))).mod(P),
          yy.add(xx).multiply(inverse(BigInteger.ONE.subtract(dxy))).mod(P));
    }

    Point times(long number) {
      return times(BigInteger.valueOf(number));
    }

    Point times(BigInteger number) {
      Point sum = NEUTRAL;
      for (int bit = number.bitLength() - 1; bit >= 0; bit--) {
        sum = sum.plus(sum);
        sum = number.testBit(bit) ? sum.plus(this) : sum;
      }
      return sum;
    }

    byte[] encoded() {
      byte[] bytes = littleEndian(y);
      bytes[31] |= (byte) (x.testBit(0) ? 0x80 : 0);
      return bytes;
    }

    static byte[] littleEndian(BigInteger number) {
      byte[] bytes = new byte[32];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = number.shiftRight(8 * i).byteValue();
      }
      return bytes;
    }

    static BigInteger number(byte[] littleEndian) {
      BigInteger number = BigInteger.ZERO;
      for (int i = littleEndian.length - 1; i >= 0; i--) {
        number = number.shiftLeft(8).add(BigInteger.valueOf(littleEndian[i] & 0xff));
      }
      return number;
    }

    private static BigInteger inverse(BigInteger number) {
      return number.modInverse(P);
    }
  }
}
