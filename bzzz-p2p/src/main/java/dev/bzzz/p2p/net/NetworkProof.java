package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Proves to each other on one stream that both sides of a connection know the network key. The
 * listener of the connection sends 32 random bytes; the dialer 32 random bytes and its proof; the
 * listener its own proof. The dialer proves first, so that whoever dials at random learns nothing
 * to try keys on. Confined to the loop.
 */
final class NetworkProof implements StreamHandler {
  /** The protocol's name. */
  static final String PROTOCOL = "/bzzz/network/1.0.0";

  private static final int NONCE = 32;
  private static final int PROOF = 32;
  private static final String DIALER = "bzzz-network/1 dialer";
  private static final String LISTENER = "bzzz-network/1 listener";

  private final NetworkKey key;
  private final MuxedStream stream;
  private final byte[] dialerId;
  private final byte[] listenerId;
  private final boolean dialer;
  private final Consumer<Boolean> verdict;
  private final byte[] own = new byte[NONCE];
  private final byte[] received = new byte[NONCE + PROOF];
  private int count;
  private byte[] nonces = new byte[0];
  private boolean decided;

  /**
   * Begins on a stream of this protocol.
   *
   * @param verdict told once, on the loop, whether the peer knows the key
   */
  NetworkProof(
      NetworkKey key,
      PeerId self,
      MuxedStream stream,
      SecureRandom random,
      Consumer<Boolean> verdict) {
    this.key = key;
    this.stream = stream;
    this.dialer = stream.connection().outbound();
    PeerId peer = stream.connection().peer();
    this.dialerId = (dialer ? self : peer).bytes();
    this.listenerId = (dialer ? peer : self).bytes();
    this.verdict = verdict;
    random.nextBytes(own);
    if (!dialer) {
      stream.write(own.clone());
    }
  }

  @Override
  public void data(byte[] bytes) {
    if (decided || count + bytes.length > received.length) {
      decide(false);
      return;
    }
    System.arraycopy(bytes, 0, received, count, bytes.length);
    count += bytes.length;
    if (dialer) {
      hearListener();
    } else if (count == NONCE + PROOF) {
      hearDialer();
    }
  }

  @Override
  public void finished() {
    decide(false);
  }

  @Override
  public void broken(String why) {
    decide(false);
  }

  private void hearListener() {
    if (nonces.length == 0 && count >= NONCE) {
      nonces = join(own, Arrays.copyOf(received, NONCE));
      stream.write(join(own, proof(DIALER)));
    }
    if (count == NONCE + PROOF) {
      decide(isLast(proof(LISTENER)));
    }
  }

  private void hearDialer() {
    nonces = join(Arrays.copyOf(received, NONCE), own);
    boolean valid = isLast(proof(DIALER));
    if (valid) {
      stream.write(proof(LISTENER));
    }
    decide(valid);
  }

  private void decide(boolean valid) {
    if (!decided) {
      decided = true;
      stream.finish();
      verdict.accept(valid);
    }
  }

  private boolean isLast(byte[] expected) {
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(received, NONCE, NONCE + PROOF));
  }

  private byte[] proof(String label) {
    return key.hmac(label, nonces, dialerId, listenerId);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
